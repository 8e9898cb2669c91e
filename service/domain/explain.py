"""The words of a decision: amounts, changes, and why a question is asked, in both languages.

Everything is put together from the vocabulary's labels and clauses; no rule and no verdict is decided here.
"""

import re
from collections.abc import Mapping

from service.domain.decision import Change, Contradiction, Verdict
from service.domain.facts import FactSpec, Interval, Kind, Language, Value, Values, Vocabulary

_BECOMES: Mapping[Language, Mapping[Verdict, str]] = {
    "zh": {
        Verdict.CHAT: "如果{case}，就从 Chat 开始。",
        Verdict.BASE: "如果{case}，就从 Base 开始。",
        Verdict.EITHER: "如果{case}，那就两者皆可。",
        Verdict.NONE: "如果{case}，就先不微调。",
        Verdict.UNDECIDED: "如果{case}，就还无法选择。",
    },
    "en": {
        Verdict.CHAT: "Chat becomes the start if {case}.",
        Verdict.BASE: "Base becomes the start if {case}.",
        Verdict.EITHER: "Either will do if {case}.",
        Verdict.NONE: "Fine-tuning has to wait if {case}.",
        Verdict.UNDECIDED: "The choice stays open if {case}.",
    },
}
_SO_FAR: Mapping[Language, str] = {"zh": "{clause}（目前：{label}）", "en": "{clause} (so far: {label})"}
_HAN_FIRST = re.compile(r"([\u4e00-\u9fff])([A-Za-z0-9])")
_LATIN_FIRST = re.compile(r"([A-Za-z0-9])([\u4e00-\u9fff])")
_AND: Mapping[Language, str] = {"zh": "，并且", "en": ", and "}


def amount(spec: FactSpec, value: int | float | Interval, language: Language) -> str:
    """A number of a fact with its unit: “1,000 to 9,999 rows”, “不到 100 条”."""
    unit = spec.unit[language]
    if value == 0 and language == "en":
        return f"no {unit}"
    if not isinstance(value, Interval):
        return f"{value:,} {unit.removesuffix('s') if value == 1 else unit}"
    if value.low == value.high:
        return amount(spec, value.low, language)
    if value.high is None:
        return f"{'at least' if language == 'en' else '至少'} {value.low:,} {unit}"
    if value.low == 0:
        return f"{'fewer than' if language == 'en' else '不到'} {value.high + 1:,} {unit}"
    return f"{value.low:,} {'to' if language == 'en' else '到'} {value.high:,} {unit}"


def spaced(text: str) -> str:
    """Chinese text with a space wherever Chinese meets Latin letters or digits."""
    return _LATIN_FIRST.sub(r"\1 \2", _HAN_FIRST.sub(r"\1 \2", text))


def filled(spec: FactSpec, value: str, language: Language) -> str:
    """A number's clause with an amount in its place."""
    text = spec.clause[language].replace("{value}", value)
    return spaced(text) if language == "zh" else text


def clause(spec: FactSpec, value: Value, language: Language) -> str:
    """A clause that states the fact: “the task is translation”, “清洗后的数据有 5,000 条”."""
    if not isinstance(value, str):
        return filled(spec, amount(spec, value, language), language)
    for choice in spec.choices:
        if choice.value == value:
            return choice.clause[language]
    return f"{spec.label[language]} = {value}"


def label_of(spec: FactSpec, value: Value, language: Language) -> str:
    """A short name of the value: a choice's label, or the amount."""
    if not isinstance(value, str):
        return amount(spec, value, language)
    return next((choice.label[language] for choice in spec.choices if choice.value == value), value)


def becomes(verdict: Verdict, change: Change, known: Values, vocabulary: Vocabulary, language: Language) -> str:
    """One sentence: what the facts would have to be for that verdict. A fact in `known` is set against its present
    value."""
    parts = []
    for name, value in change.items():
        text = clause(vocabulary[name], value, language)
        if name in known:
            label = label_of(vocabulary[name], known[name], language)
            text = _SO_FAR[language].format(clause=text, label=label)
        parts.append(text)
    sentence = _BECOMES[language][verdict].format(case=_AND[language].join(parts))
    return spaced(sentence) if language == "zh" else sentence


def why_asked(settles: float, settled_now: float, language: Language) -> str:
    """How many of the remaining cases the answer settles, and how many are settled without it (shares, 0 to 1)."""
    after, now = _of_100(settles), _of_100(settled_now)
    if language == "zh":
        if after <= now:
            return f"没有哪一问能单独定论（每 100 种剩余情形中约 {now} 种已可定论），这一问最能缩小范围。"
        share = "剩余的情形都可以" if after == 100 else f"每 100 种剩余情形中约有 {after} 种可以"
        without = "不问则一种也定不了" if now == 0 else f"不问则{'每 100 种里' if after == 100 else ''}约有 {now} 种"
        return f"弄清这一点，{share}就此定论；{without}。"
    if after <= now:
        return (
            f"No single answer settles more than about {now} of every 100 remaining cases; this one narrows them most."
        )
    share = "every remaining case" if after == 100 else f"about {after} of every 100 remaining cases"
    without = "none is settled" if now == 0 else f"about {now} {'of every 100 ' if after == 100 else ''}are settled"
    return f"The answer settles {share}; without it {without}."


def _of_100(share: float) -> int:
    """Whole hundredths, but never "all" or "none" of something that is not."""
    rounded = round(100 * share)
    if rounded >= 100 and share < 1:
        return 99
    return 1 if rounded == 0 and share > 0 else rounded


def why_contradicted(spec: FactSpec, contradiction: Contradiction, language: Language) -> str:
    """Why a contradicted fact is asked about before anything else."""
    labels = [f"“{label_of(spec, value, language)}”" for value in contradiction.values]
    if language == "zh":
        return f"前面的说法不一致：{'与'.join(labels)}，需要先弄清是哪一个。"
    return f"Two things were said about it, {' and '.join(labels)}, and which one holds comes first."


def for_second_opinion(why: str, title: str, language: Language) -> str:
    """Says that the question serves the other policy, the chosen one being settled."""
    if language == "zh":
        return f"结论已定，这一问只关系到另一种意见（{title}）。{why}"
    return f"The verdict is settled; this question serves the second opinion ({title}). {why}"


def options_of(spec: FactSpec, language: Language) -> list[tuple[Value, str]]:
    """The answers on offer: every choice, or every band of a number."""
    if spec.kind is Kind.CHOICE:
        return [(choice.value, choice.label[language]) for choice in spec.choices]
    return [(_point(band.interval), band.label[language]) for band in spec.bands]


def _point(interval: Interval) -> Value:
    return interval.low if interval.low == interval.high else interval
