"""Answers, decisions and passages as a person reads them in a terminal."""

from collections.abc import Mapping
from typing import Any

SOURCES = {"zh": "来源", "en": "Sources"}
FOLLOW_UPS = {"zh": "接下来可以问", "en": "You could ask next"}
OPTIONS = {"zh": "可选", "en": "Options"}


def show_answer(answer: Mapping[str, Any]) -> None:
    """The text, its sources, and what could be asked next."""
    language = answer["language"]
    print(answer["text"].strip())
    question = (answer["decision"] or {}).get("next_question")
    if question and question["options"]:
        print(f"\n{OPTIONS[language]}: " + " · ".join(option["label"] for option in question["options"]))
    if answer["citations"]:
        print(f"\n{SOURCES[language]}")
        for citation in answer["citations"]:
            address = f" {citation['url']}" if citation["url"] else ""
            print(f"  [{citation['marker']}] {citation['title']} ({citation['entry']}){address}")
    if answer["follow_ups"]:
        print(f"\n{FOLLOW_UPS[language]}")
        for follow_up in answer["follow_ups"]:
            print(f"  - {follow_up}")


def show_passages(found: Mapping[str, Any]) -> None:
    """Passages, best first."""
    if not found["results"]:
        print("没有相关内容。" if found["language"] == "zh" else "Nothing relevant is known.")
    for passage in found["results"]:
        print(f"{passage['title']} ({passage['entry']}, {passage['status']})\n  {passage['text']}\n")


def show_decision(decision: Mapping[str, Any]) -> None:
    """The verdict with its reasons, what speaks against it, and what would change it."""
    strength = f" ({decision['strength']})" if decision["strength"] else ""
    print(
        f"{decision['policy']}: {decision['verdict']}{strength}, {'settled' if decision['settled'] else 'not settled'}"
    )
    for reason in decision["reasons"]:
        print(f"  because  {reason['rule']}: {reason['text']}")
    for reason in decision["against"]:
        print(f"  against  {reason['rule']}: {reason['text']} (outranked by {reason['outranked_by']})")
    for item in decision["would_change"]:
        facts = ", ".join(f"{name}={_value(value)}" for name, value in item["facts"].items())
        print(f"  {item['verdict']} if  {facts}")
    if decision["next_question"]:
        print(f"  next     {decision['next_question']['text']} ({decision['next_question']['why']})")
    second = decision.get("second_opinion")
    if second:
        print(f"{second['policy']}: {second['verdict']} ({second['strength']})")
    print(f"receipt {decision['receipt']}")


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{value['low']}..{'' if value['high'] is None else value['high']}"
    return str(value)
