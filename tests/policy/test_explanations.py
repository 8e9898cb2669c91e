"""Fifty cases explained in both languages read as recorded; a changed word shows in review."""

import re

import pytest

from service.domain.facts import Language
from tests.policy.explanations import CASES, explained, file


@pytest.mark.parametrize("language", ["zh", "en"])
def test_explanations_read_as_recorded(language: Language) -> None:
    """After a wanted change: `python -m tests.policy.explanations`, then read what changed."""
    assert len(CASES) == 50
    assert explained(language) == file(language).read_text(encoding="utf-8")


def test_no_text_is_broken() -> None:
    for language in ("zh", "en"):
        text = explained(language)
        assert "{" not in text
        assert "None" not in text
        assert "  " not in text
        assert not re.search(r"[。，？]\s*[。，]|\.\.", text)
    assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", said_in_zh())


def said_in_zh() -> str:
    """The Chinese sentences alone: no headings, labels or rule names."""
    rows = [row.partition(": ")[2] for row in explained("zh").splitlines() if row.startswith("- ")]
    return "\n".join(rows)
