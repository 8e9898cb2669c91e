"""Slack's blocks for an answer: its text in sections, its sources, and buttons for the next question's options."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from service.api.slack_text import mrkdwn, pieces

SECTION_MAX = 3_000
MESSAGE_MAX = 12_000
NOTICE_MAX = 3_000
BUTTONS_MAX = 25
LABEL_MAX = 75
CHOICE = "sft-advisor-choice"

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a button carries: whose conversation it continues, the fact that it sets, its value and its label."""

    owner: str
    conversation: str
    fact: str
    value: Any
    label: str

    def encode(self) -> str:
        """As the button's value."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


def choice_from(value: str) -> Choice:
    """The choice that a button carries. Raises ValueError for a value that is none of ours."""
    data = json.loads(value)
    if not isinstance(data, dict):
        raise ValueError("not a choice")
    try:
        return Choice(**data)
    except TypeError:
        raise ValueError("not a choice") from None


def text_blocks(text: str) -> list[Block]:
    """Markdown as sections. `verbatim` keeps Slack from linking or resolving anything by itself."""
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": part, "verbatim": True}}
        for part in pieces(mrkdwn(text), SECTION_MAX)
        if part.strip()
    ]


def notice(text: str) -> str:
    """The text that stands in notifications and where blocks cannot be shown."""
    return mrkdwn(text)[:NOTICE_MAX]


def ending_blocks(answer: Mapping[str, Any], owner: str) -> list[Block]:
    """What stands below an answer: sources and the options of the next question."""
    return [*_sources(answer["citations"]), *_options(answer, owner)]


def _sources(citations: Sequence[Mapping[str, Any]]) -> list[Block]:
    lines = [f"[{item['marker']}] {_titled(item)}" for item in citations]
    if not lines:
        return []
    text = "\n".join(lines)
    return [
        {"type": "context", "elements": [{"type": "mrkdwn", "text": pieces(text, SECTION_MAX)[0], "verbatim": True}]}
    ]


def _titled(citation: Mapping[str, Any]) -> str:
    title = str(citation["title"])
    return mrkdwn(f"[{title}]({citation['url']})" if citation["url"] else title)


def _options(answer: Mapping[str, Any], owner: str) -> list[Block]:
    """The options of the next question, then facts that may have been missed."""
    question = (answer["decision"] or {}).get("next_question") or {}
    offered = [(question["fact"], option) for option in question.get("options", ())]
    offered += [(suggestion["fact"], suggestion) for suggestion in answer["suggestions"]]
    buttons = [
        _button(number, Choice(owner, answer["conversation_id"], fact, option["value"], option["label"]))
        for number, (fact, option) in enumerate(offered[:BUTTONS_MAX])
    ]
    return [{"type": "actions", "elements": buttons}] if buttons else []


def _button(number: int, choice: Choice) -> Block:
    label = {"type": "plain_text", "text": choice.label[:LABEL_MAX], "emoji": False}
    return {"type": "button", "action_id": f"{CHOICE}-{number}", "text": label, "value": choice.encode()}
