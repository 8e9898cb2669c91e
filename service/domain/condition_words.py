"""Conditions in words, zh and en, from the vocabulary's labels and clauses. Knows no rule."""

from collections.abc import Iterator, Mapping, Sequence

from service.domain.conditions import (
    AllOf,
    AnyOf,
    Atom,
    Compare,
    Condition,
    Known,
    Not,
    OneOf,
    Operator,
    Unknown,
)
from service.domain.explain import amount, clause, filled, label_of, spaced
from service.domain.facts import Language, Vocabulary

_BOUND: Mapping[Language, Mapping[Operator, str]] = {
    "en": {"<": "fewer than {}", "<=": "at most {}", "=": "{}", ">=": "at least {}", ">": "more than {}"},
    "zh": {"<": "不到 {}", "<=": "至多 {}", "=": "{}", ">=": "至少 {}", ">": "超过 {}"},
}
_SAY: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "always": "in every other case",
        "not": "it is not known that {}",
        "none": "none of this is known: {}",
        "neither": "not ({})",
        "known": "{} is known",
        "unknown": "{} is unknown",
        "one of": "{} is one of: {}",
        "and": ", and ",
        "or": ", or ",
    },
    "zh": {
        "always": "其余情况",
        "not": "不能确定{}",
        "none": "以下都不能确定：{}",
        "neither": "并非（{}）",
        "known": "已知{}",
        "unknown": "{}未知",
        "one of": "{}是以下之一：{}",
        "and": "，并且",
        "or": "，或者",
    },
}


def in_words(condition: Condition, vocabulary: Vocabulary, language: Language) -> str:
    """The condition as one phrase. Every fact that it names must be in the vocabulary."""
    text = _phrase(condition, vocabulary, language)
    return spaced(text) if language == "zh" else text


def _phrase(condition: Condition, vocabulary: Vocabulary, language: Language) -> str:
    say = _SAY[language]
    match condition:
        case AllOf(()):
            return say["always"]
        case Not(part) if isinstance(part, OneOf | Compare):
            return _all_denied([part], vocabulary, language)
        case Not(Known(fact)):
            return _phrase(Unknown(fact), vocabulary, language)
        case Not(Unknown(fact)):
            return _phrase(Known(fact), vocabulary, language)
        case Not(part):
            return say["neither"].format(_phrase(part, vocabulary, language))
        case AllOf():
            return _all_of(condition, vocabulary, language)
        case AnyOf(parts):
            return say["or"].join(_inner(part, vocabulary, language) for part in parts)
        case _:
            return _atom_in_words(condition, vocabulary, language)


def _all_of(condition: AllOf, vocabulary: Vocabulary, language: Language) -> str:
    """What holds, then what must not be known to hold, gathered."""
    parts = list(_flat(condition))
    denied = [part.part for part in parts if isinstance(part, Not) and isinstance(part.part, OneOf | Compare)]
    plain = [part for part in parts if not (isinstance(part, Not) and isinstance(part.part, OneOf | Compare))]
    phrases = [_inner(part, vocabulary, language) for part in plain]
    if denied:
        phrases.append(_all_denied(denied, vocabulary, language))
    return _SAY[language]["and"].join(phrases)


def _flat(condition: Condition) -> Iterator[Condition]:
    if isinstance(condition, AllOf):
        for part in condition.parts:
            yield from _flat(part)
    else:
        yield condition


def _all_denied(atoms: Sequence[OneOf | Compare], vocabulary: Vocabulary, language: Language) -> str:
    oneofs = [atom for atom in atoms if isinstance(atom, OneOf)]
    single: list[Atom] = [OneOf(atom.fact, (value,)) for atom in oneofs for value in atom.values]
    listed: list[Atom] = [*single, *(atom for atom in atoms if isinstance(atom, Compare))]
    phrases = [_atom_in_words(atom, vocabulary, language) for atom in listed]
    if len(phrases) == 1:
        return _SAY[language]["not"].format(phrases[0])
    return _SAY[language]["none"].format(("；" if language == "zh" else "; ").join(phrases))


def _inner(part: Condition, vocabulary: Vocabulary, language: Language) -> str:
    text = _phrase(part, vocabulary, language)
    if not (isinstance(part, AllOf | AnyOf) and part.parts):
        return text
    return f"({text})" if language == "en" else f"（{text}）"


def _atom_in_words(atom: Atom, vocabulary: Vocabulary, language: Language) -> str:
    spec, say = vocabulary[atom.fact], _SAY[language]
    match atom:
        case OneOf(_, (value,)):
            return clause(spec, value, language)
        case OneOf(_, values):
            listed = ("、" if language == "zh" else ", ").join(label_of(spec, value, language) for value in values)
            return say["one of"].format(spec.label[language], listed)
        case Compare(_, operator, number):
            bound = _BOUND[language][operator].format(amount(spec, number, language))
            return filled(spec, bound, language)
        case Known():
            return say["known"].format(spec.label[language])
        case Unknown():
            return say["unknown"].format(spec.label[language])
