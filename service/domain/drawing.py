"""Draws a policy as a Mermaid flowchart: rule after rule down to its verdict, with the path that a case takes.

Also draws the decision diagram of a policy, where cases that nothing further tells apart meet.
"""

from collections.abc import Mapping

from service.domain.condition_words import in_words
from service.domain.conditions import holds
from service.domain.decide import Machine
from service.domain.decision import Verdict
from service.domain.facts import Language, Values, Vocabulary
from service.domain.inference import Inference, closed

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {"yes": "是", "no": "否", "start": "开始"},
    "en": {"yes": "yes", "no": "no", "start": "start"},
}
_LABELS: Mapping[Language, Mapping[Verdict, str]] = {
    "zh": {
        Verdict.CHAT: "Chat",
        Verdict.BASE: "Base",
        Verdict.EITHER: "两者皆可",
        Verdict.NONE: "先不微调",
        Verdict.UNDECIDED: "无法选择",
    },
    "en": {
        Verdict.CHAT: "Chat",
        Verdict.BASE: "Base",
        Verdict.EITHER: "either",
        Verdict.NONE: "do not tune yet",
        Verdict.UNDECIDED: "undecided",
    },
}


def flowchart(
    machine: Machine,
    vocabulary: Vocabulary,
    language: Language,
    *,
    case: Values | None = None,
    inferences: tuple[Inference, ...] = (),
) -> str:
    """The Mermaid text. With `case`, the rules passed and the verdict reached are drawn in bold."""
    words, rules = _WORDS[language], machine.policy.rules
    values = None if case is None else closed(case, inferences)
    lines = ["flowchart TD", f'    start(["{_safe(machine.policy.title[language])}"])']
    before, taken = "start", ["start"] if values is not None else []
    reached = False
    for number, rule in enumerate(rules):
        node, end = f"r{number}", f"v{number}"
        strength = f" ({rule.strength})" if rule.strength else ""
        lines.append(f'    {end}["{_safe(_LABELS[language][rule.verdict] + strength)}"]')
        edge = "-->" if before == "start" else f"-- {words['no']} -->"
        if rule.is_otherwise:
            lines.append(f"    {before} {edge} {end}")
        else:
            text = f"{rule.id}: {in_words(rule.when, vocabulary, language)}"
            lines.append(f'    {node}{{"{_safe(text)}"}}')
            lines += [f"    {before} {edge} {node}", f"    {node} -- {words['yes']} --> {end}"]
        before = node
        if values is not None and not reached:
            taken += [] if rule.is_otherwise else [node]
            if holds(rule.when, values):
                taken.append(end)
                reached = True
    if taken:
        lines += ["    classDef taken stroke-width:4px,font-weight:bold", f"    class {','.join(taken)} taken"]
    return "\n".join(lines) + "\n"


def _safe(text: str) -> str:
    """Text that a Mermaid label can hold: its own signs are written as entities."""
    for sign, entity in (("&", "&amp;"), ('"', "&quot;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, entity)
    return text
