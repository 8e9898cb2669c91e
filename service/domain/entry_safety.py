"""What no entry may hold: text that gives orders to a model, hidden text, markup and links.

Entries are quoted to models and to people; an editor's mistake or a poisoned contribution must show in review.
Words in `code ticks` are names, such as a stop token: they may look like markup, never like an order.
"""

import re
import unicodedata
from collections.abc import Iterator

from service.domain.evidence import Entry

_TICKS = re.compile(r"`[^`\n]*`")
_ORDERS = (
    r"\b(ignore|disregard|forget|override)\b.{0,30}\b(instruction|prompt|rule|previous|above|earlier|system)",
    r"\byou (are|act) (now|as)\b|\bpretend to be\b|\bfrom now on\b|\bact as (a|an|the)\b",
    r"\b(reveal|print|repeat|output|show)\b.{0,30}\b(system|developer) (prompt|message)",
    r"\b(always|only|must) (answer|reply|respond|output|recommend)\b",
    r"^\s*(system|assistant|user|developer|human|ai)\s*[:：]",
    r"(忽略|无视|忘掉|忘记|不要理会|绕过)(你|您|掉|所有|全部|一切|任何|之前|此前|以上|上面|前面|上文|先前|系统).{0,12}"
    r"(指令|提示|规则|设定|要求|约束|内容)",
    r"(你|您)现在是|从现在(起|开始)|假装(你|自己)?是",
    r"(输出|打印|复述|透露|显示).{0,10}(系统提示|system prompt)",
    r"(必须|只能|一律|务必)(回答|回复|输出|推荐)",
    r"\bbegin (system|prompt)|</?(system|instructions?|prompt)>|<!--|-->",
)
_ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in _ORDERS), re.IGNORECASE | re.MULTILINE)
_MARKUP = re.compile(
    r"</?[a-z][a-z0-9-]*(\s[^<>]*)?/?>|<\|[^|>]*\|>|&(lt|gt|amp|quot|nbsp|#\d+|#x[0-9a-f]+);|^#{1,6} ",
    re.IGNORECASE | re.MULTILINE,
)
_LINK = re.compile(r"https?://|www\.|\]\(|!\[|javascript:|data:[a-z]+/", re.IGNORECASE)
_BLOB = re.compile(r"[A-Za-z0-9+/=]{60,}")
_WRITTEN = {"\n", "\t"}


def unsafe_parts(entry: Entry) -> Iterator[str]:
    """One sentence for each part of the entry that must not be there."""
    for place, text in _texts(entry):
        yield from (f"{place}: {fault}" for fault in _faults(text))


def _texts(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "topic", entry.topic
    for source in entry.sources:
        yield "source", f"{source.title}\n{source.ref}"
    for language, text in entry.texts.items():
        yield f"{language}.title", text.title
        yield f"{language}.text", text.text
        for name, lines in (("aliases", text.aliases), ("questions", text.questions), ("asked", text.asked)):
            for line in lines:
                yield f"{language}.{name}", line


def _faults(text: str) -> Iterator[str]:
    hidden = sorted({char for char in text if _is_hidden(char)})
    if hidden:
        yield f"invisible characters {', '.join(f'U+{ord(char):04X}' for char in hidden)}."
    visible = "".join(char for char in unicodedata.normalize("NFKC", text) if not _is_hidden(char))
    for pattern, where, said in (
        (_ORDER, visible, "reads like an instruction to a model"),
        (_MARKUP, _TICKS.sub(" ", visible), "is markup outside of code ticks"),
        (_LINK, visible, "is a link; addresses belong in sources"),
        (_BLOB, visible, "is a run of letters that nobody can read"),
    ):
        found = pattern.search(where)
        if found:
            yield f"{found[0].strip()[:60]!r} {said}."


def _is_hidden(char: str) -> bool:
    return char not in _WRITTEN and unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn"}
