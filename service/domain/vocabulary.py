"""From knowledge/facts.toml (already parsed) to the vocabulary and the inferences between facts.

Knows the shape of that file and refuses a broken one with every fault at once; reads no file itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from service.domain.facts import LANGUAGES, Band, Choice, FactSpec, Interval, Kind, Language, Vocabulary
from service.domain.faults import Faulty
from service.domain.inference import Inference

NO_TEXT: Mapping[Language, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class FactBook:
    """The vocabulary in file order and the inferences between its facts."""

    vocabulary: Vocabulary
    inferences: tuple[Inference, ...]


def fact_book(tables: Mapping[str, Any], file: str = "facts.toml") -> FactBook:
    """The fact book that the parsed file says. Raises Faulty with all faults, each naming file and fact."""
    faults: list[str] = []
    vocabulary: dict[str, FactSpec] = {}
    for table in _tables(tables.get("facts"), f"{file}: facts", faults):
        place = f"{file}, fact {table.get('name', '?')}"
        spec = _spec(table, place, faults)
        if spec is None:
            continue
        if spec.name in vocabulary:
            faults.append(f"{place}: the name stands twice.")
        vocabulary[spec.name] = spec
    inferences = tuple(
        inference
        for table in _tables(tables.get("inferences", []), f"{file}: inferences", faults)
        for inference in _inferences(table, vocabulary, file, faults)
    )
    faults += _clashes(inferences, file)
    if not vocabulary:
        faults.append(f"{file}: no fact is listed.")
    if faults:
        raise Faulty(faults)
    return FactBook(vocabulary, inferences)


def _tables(raw: object, place: str, faults: list[str]) -> Sequence[Mapping[str, Any]]:
    if isinstance(raw, list) and all(isinstance(table, dict) for table in raw):
        return raw
    faults.append(f"{place} must be a list of tables.")
    return ()


def _spec(table: Mapping[str, Any], place: str, faults: list[str]) -> FactSpec | None:
    before = len(faults)
    name = table.get("name")
    if not isinstance(name, str) or not name.isidentifier():
        faults.append(f"{place}: `name` must be a word of letters, digits and underscores.")
    if table.get("kind") not in list(Kind):
        faults.append(f"{place}: `kind` must be one of {', '.join(Kind)}.")
    label = two_languages(table.get("label"), f"{place}: `label`", faults)
    question = two_languages(table.get("question"), f"{place}: `question`", faults)
    choices = tuple(
        _choice(row, f"{place}, value {row.get('value', '?')}", faults)
        for row in _tables(table.get("choices", []), f"{place}: choices", faults)
    )
    bands = tuple(_band(row, place, faults) for row in _tables(table.get("bands", []), f"{place}: bands", faults))
    unit = clause = NO_TEXT
    if table.get("kind") in (Kind.INTEGER, Kind.NUMBER):
        unit = two_languages(table.get("unit"), f"{place}: `unit`", faults)
        clause = two_languages(table.get("clause"), f"{place}: `clause`", faults)
        faults += [f"{place}: `clause` lacks {{value}} in {key}." for key in clause if "{value}" not in clause[key]]
        if not bands:
            faults.append(f"{place}: a number needs bands to offer as answers.")
    if table.get("kind") == Kind.CHOICE and len({choice.value for choice in choices}) < max(2, len(choices)):
        faults.append(f"{place}: a choice needs two or more values, all different.")
    if len(faults) > before:
        return None
    return FactSpec(str(name), Kind(table["kind"]), label, question, choices, bands, clause, unit)


def _choice(row: Mapping[str, Any], place: str, faults: list[str]) -> Choice:
    label = two_languages(row.get("label"), f"{place}: `label`", faults)
    clause = two_languages(row.get("clause"), f"{place}: `clause`", faults)
    return Choice(str(row.get("value")), label, _weight(row, place, faults), clause)


def _band(row: Mapping[str, Any], place: str, faults: list[str]) -> Band:
    label = two_languages(row.get("label"), f"{place}: `label` of a band", faults)
    return Band(_interval(row, place, faults), label, _weight(row, place, faults))


def two_languages(raw: object, place: str, faults: list[str]) -> Mapping[Language, str]:
    """The text in every language; a missing or blank one becomes a fault and an empty text."""
    texts = raw if isinstance(raw, Mapping) else {}
    out: dict[Language, str] = {}
    for language in LANGUAGES:
        text = texts.get(language)
        out[language] = text.strip() if isinstance(text, str) else ""
        if not out[language]:
            faults.append(f"{place} has no text in {language}.")
    return out


def _weight(row: Mapping[str, Any], place: str, faults: list[str]) -> float:
    weight = row.get("weight")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < 1e6:
        faults.append(f"{place}: `weight` must be a number above 0.")
        return 1.0
    return float(weight)


def _interval(row: Mapping[str, Any], place: str, faults: list[str]) -> Interval:
    low, high = row.get("low"), row.get("high")
    if not isinstance(low, int) or not isinstance(high, int | None):
        faults.append(f"{place}: a band needs whole numbers `low` and `high` (no `high`: open).")
        return Interval(0)
    try:
        return Interval(low, high)
    except Faulty as fault:
        faults += [f"{place}: {text}" for text in fault.faults]
        return Interval(0)


def _inferences(
    table: Mapping[str, Any], vocabulary: Vocabulary, file: str, faults: list[str]
) -> tuple[Inference, ...]:
    basis, values, gives = table.get("basis"), table.get("values"), table.get("gives")
    if not isinstance(basis, str) or not isinstance(values, list) or not isinstance(gives, dict):
        faults.append(f"{file}: an inference needs `basis`, a list of `values`, and `gives`.")
        return ()
    for name, wanted in [(basis, values), *((name, [value]) for name, value in gives.items())]:
        allowed = [choice.value for choice in vocabulary[name].choices] if name in vocabulary else []
        faults += [
            f"{file}: an inference names {name} = {value}, which the vocabulary lacks."
            for value in wanted
            if value not in allowed
        ]
    return tuple(Inference(basis, str(given), name, str(value)) for name, value in gives.items() for given in values)


def _clashes(inferences: tuple[Inference, ...], file: str) -> list[str]:
    faults, bases = [], {inference.basis for inference in inferences}
    seen: dict[tuple[str, str], str] = {}
    sources: dict[str, str] = {}
    for inference in inferences:
        if inference.fact in bases:
            faults.append(f"{file}: {inference.fact} is inferred and also infers; chains are not allowed.")
        if sources.setdefault(inference.fact, inference.basis) != inference.basis:
            faults.append(f"{file}: {inference.fact} is inferred from two facts.")
        if seen.setdefault((inference.given, inference.fact), inference.value) != inference.value:
            faults.append(f"{file}: {inference.basis} = {inference.given} infers two values of {inference.fact}.")
    return faults
