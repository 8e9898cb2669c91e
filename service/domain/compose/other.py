"""Answers that decide and explain nothing: a greeting, and what lies outside the subject."""

from service.domain.compose.page import Page
from service.domain.understanding import Intent


def say_other(page: Page, intent: Intent) -> None:
    """What the assistant is for, with examples to try."""
    page.fixed(page.say(f"other.{intent.value}"))
    page.fixed("\n".join(f"- {example}" for example in examples(page)))


def examples(page: Page) -> tuple[str, ...]:
    """Questions to try, also offered as follow-ups."""
    return tuple(page.say(f"other.example_{number}") for number in (1, 2, 3))
