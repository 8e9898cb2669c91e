"""What holds of every composed answer, over many cases of the real engine: facts drawn at random with a fixed seed,
both policies, both languages."""

import json
import random
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from service.domain.brief import Brief, Fixed, Free, composed
from service.domain.compose import Material, checkpoints_of
from service.domain.compose.howto import shown_pairs
from service.domain.compose.memory import range_in_words
from service.domain.compose.need import need_of_pair
from service.domain.decision import Decision, Verdict, decision_as_json
from service.domain.facts import FactSpec, Interval, Kind, Language, Value
from tests.domain.compose.tables import brief, choosing, shelf
from tests.engines import POLICIES, book

CASES = 60
MODELS = ("", "Qwen3-8B", "Llama-3.3-70B", "glm-4-9b", "phi-2", "Yi-1.5")
MARKER = re.compile(r"\[(\d+)\]")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
FIRST_LINE = {
    Verdict.CHAT: ({"Chat"}, {"Base"}),
    Verdict.BASE: ({"Base"}, {"Chat"}),
    Verdict.EITHER: ({"Base", "Chat"}, set()),
    Verdict.NONE: (set(), {"Base", "Chat"}),
    Verdict.UNDECIDED: (set(), {"Base", "Chat"}),
}


def drawn(seed: int) -> dict[str, Any]:
    """Facts of one case: each with one chance in four, ranges among the numbers."""
    rng = random.Random(seed)
    return {
        name: as_raw(value_of(spec, rng))
        for name, spec in book().vocabulary.items()
        if spec.kind is not Kind.TEXT and rng.random() < 0.25
    }


def value_of(spec: FactSpec, rng: random.Random) -> Value:
    if spec.choices:
        return rng.choice(spec.choices).value
    band = rng.choice(spec.bands).interval
    if spec.kind is Kind.NUMBER:
        return band.low
    return rng.choice([band.low, band if band.high != band.low else band.low, band.low + 7])


@cache
def cases() -> tuple[tuple[str, Material, Brief], ...]:
    """Every case in every policy and language, composed once."""
    out = []
    for seed in range(CASES):
        facts = drawn(seed)
        for policy in POLICIES:
            for language in ("zh", "en"):
                known: Language = "zh" if language == "zh" else "en"
                material = choosing(known, policy, question=MODELS[seed % len(MODELS)], **facts)
                out.append((f"{seed}-{policy}-{language}", material, brief(material)))
    return tuple(out)


def as_raw(value: Value) -> object:
    if isinstance(value, Interval):
        return f"{value.low}..{'' if value.high is None else value.high}"
    return value


def pairs_of_languages() -> Iterator[tuple[str, Brief, Brief]]:
    found = cases()
    for (name, _, chinese), (_, _, english) in zip(found[::2], found[1::2], strict=True):
        yield name, chinese, english


def decision_of(material: Material) -> Decision:
    assert material.decision is not None
    return material.decision


def test_the_first_line_names_exactly_the_verdict() -> None:
    for name, material, written in cases():
        first = composed(written).split("\n")[0]
        wanted, unwanted = FIRST_LINE[decision_of(material).verdict]
        assert all(word in first for word in wanted), (name, first)
        assert not any(word in first for word in unwanted), (name, first)


def test_markers_are_the_citations_in_order_of_first_use() -> None:
    for name, _, written in cases():
        used = list(dict.fromkeys(int(marker) for marker in MARKER.findall(composed(written))))
        assert used == [citation.marker for citation in written.citations] == list(range(1, len(used) + 1)), name
        assert [marker for marker, _ in written.passages] == used, name


def test_quotes_stand_in_their_entries_letter_for_letter() -> None:
    for name, _, written in cases():
        for citation in written.citations:
            entry = shelf().entries[citation.entry].texts[written.language]
            assert citation.quote in entry.text, (name, citation)
            assert citation.title == entry.title, (name, citation)


def test_free_spans_may_cite_what_their_own_sentences_cite() -> None:
    for name, _, written in cases():
        for span in written.spans:
            if isinstance(span, Free):
                own = {int(marker) for sentence in span.sentences for marker in MARKER.findall(sentence)}
                assert own <= set(span.may_cite), name
                assert span.sentences, name
                assert len(span.sentences) <= span.max_sentences, name
                assert sum(map(len, span.sentences)) <= span.max_characters, name


def test_every_number_comes_from_facts_rules_catalogue_arithmetic_or_cited_entries() -> None:
    for name, material, written in cases():
        known = numbers(sources_of(material, written))
        said = numbers(MARKER.sub("", composed(written)))
        assert said <= known | {"1", "2", "3"}, (name, said - known)


def sources_of(material: Material, written: Brief) -> str:
    decision = decision_of(material)
    second = material.second_opinion
    parts = [as_text(decision), as_text(second) if second else ""]
    parts += [text for _, text in written.passages] + list(written.names)
    parts += [str(value) for value in material.values.values()] + [" ".join(map(str, bounds(material)))]
    for pair in shown_pairs(shelf(), material, decision):
        need = need_of_pair(pair, material.values)
        parts += [range_in_words(need.estimate).replace("–", " ")] if need else []
    return " ".join(parts)


def as_text(decision: Decision) -> str:
    return json.dumps(decision_as_json(decision), ensure_ascii=False)


def bounds(material: Material) -> Iterator[int]:
    """The ends of ranges in facts and changes, and one past them ("fewer than 100" is 0 to 99)."""
    for change in decision_of(material).would_change:
        for value in change.facts.values():
            if isinstance(value, Interval):
                yield from (end + past for end in (value.low, value.high or 0) for past in (0, 1))


def numbers(text: str) -> set[str]:
    return {found.replace(",", "").rstrip(".") for found in NUMBER.findall(text)}


def test_both_languages_have_the_same_sections_and_sources() -> None:
    for name, chinese, english in pairs_of_languages():
        assert shape(chinese) == shape(english), name
        assert [item.entry for item in chinese.citations] == [item.entry for item in english.citations], name


def shape(written: Brief) -> list[str]:
    """Per block: whether it is headed, a list, a table, and how many free sentences it has."""
    out = []
    for span in written.spans:
        if isinstance(span, Fixed):
            out.append(f"{span.text.count('**')} bold, {span.text.count(chr(10))} lines, {span.text.count('|')} cells")
        else:
            out.append(f"{len(span.sentences)} sentences")
    return out


def test_no_section_is_empty_and_no_blank_line_double() -> None:
    for name, _, written in cases():
        said = composed(written)
        assert "\n\n\n" not in said, name
        assert said == said.strip(), name
        assert not re.search(r"[ \t]+$", said, re.MULTILINE), name
        assert "{" not in said, name
        assert "  " not in said, name
        for block in said.split("\n\n"):
            assert block.strip(), name
        headings = [block for block in said.split("\n\n") if re.fullmatch(r"\*\*[^*]+\*\*[：:]?", block)]
        blocks = said.split("\n\n")
        for heading in headings[1:]:
            following = blocks[blocks.index(heading) + 1 :]
            assert following, (name, heading)
            assert re.match(r"- |\d+\. |\|", following[0]), (name, heading)


def test_chinese_and_latin_letters_are_parted_and_sentences_end() -> None:
    for name, _, written in cases():
        if written.language == "zh":
            said = re.sub(r"`[^`]*`", "", composed(written))
            assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", said), (
                name,
                re.findall(r".{6}(?:[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]).{6}", said),
            )
        for span in written.spans:
            if isinstance(span, Free):
                assert all(sentence[-1] in "。.?？！”" for sentence in span.sentences), name


def test_a_checkpoint_that_is_recommended_is_of_the_verdicts_variant() -> None:
    for name, material, written in cases():
        verdict = decision_of(material).verdict
        for checkpoint in checkpoints_of(material, shelf()):
            allowed = {Verdict.BASE: checkpoint.base, Verdict.CHAT: checkpoint.chat}.get(verdict)
            assert checkpoint.recommended == allowed, name
            if checkpoint.recommended:
                assert set(checkpoint.recommended.split("/")) & set(written.names), name


def test_exactly_one_question_is_asked_where_there_is_one() -> None:
    for name, material, written in cases():
        last = composed(written).split("\n\n")[-1]
        question = decision_of(material).next_question
        assert (question is not None) == last.startswith(("**下一个问题**", "**Next question:**")), name
        assert composed(written).count("**下一个问题**") + composed(written).count("**Next question:**") <= 1, name


def test_the_same_material_gives_the_same_brief() -> None:
    for _, material, written in cases()[:40]:
        assert brief(material) == written


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_overview_says_only_what_the_decision_carries(language: Language) -> None:
    changes = {
        (name, value): change.verdict
        for change in decision_of(choosing(language)).would_change
        if len(change.facts) == 1
        for name, value in change.facts.items()
    }
    expected = {
        ("dialogue", "yes"): Verdict.CHAT,
        ("dialogue", "no"): Verdict.BASE,
        ("special_domain", "yes"): Verdict.BASE,
        ("special_domain", "no"): Verdict.CHAT,
        ("resources", "ample"): Verdict.CHAT,
        ("resources", "limited"): Verdict.BASE,
        ("task", "customer_service"): Verdict.CHAT,
        ("task", "instruction_following"): Verdict.EITHER,
        ("task", "summarization"): Verdict.BASE,
        ("task", "multi_hop_qa"): Verdict.CHAT,
    }
    assert expected.items() <= changes.items()
