"""The one question at the end: a doubt ("did you mean ...?") first, else the next question of the decision."""

from service.domain.compose.material import Material
from service.domain.compose.page import Page
from service.domain.compose.wording import clause
from service.domain.decision import NextQuestion

OPTIONS_MAX = 7


def ask(page: Page, material: Material, question: NextQuestion | None) -> None:
    """Exactly one question, or none."""
    if material.understanding.doubts:
        doubt = material.understanding.doubts[0]
        page.fixed(page.say("question.doubt", reading=clause(page.shelf, page.language, doubt.name, doubt.value)))
    elif question is not None:
        text = page.glue.join([page.say("question.next", question=question.text), question.why]).strip()
        page.fixed(text + _options(page, question))


def _options(page: Page, question: NextQuestion) -> str:
    labels = [option.label for option in question.options]
    if not 2 <= len(labels) <= OPTIONS_MAX:
        return ""
    return page.glue + page.say("question.options", options=" / ".join(labels))
