"""What the page says, in both languages: one table in words.toml, read once."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")
FILE = Path(__file__).with_name("words.toml")


@cache
def table() -> Mapping[str, Mapping[str, str]]:
    """Every phrase by its dotted name, with its two languages."""
    out: dict[str, Mapping[str, str]] = {}
    for section, phrases in tomllib.loads(FILE.read_text(encoding="utf-8")).items():
        out |= {f"{section}.{name}": both for name, both in phrases.items()}
    return out


def say(language: Language, name: str, **slots: object) -> str:
    """A phrase of the table with its places filled."""
    return table()[name][language].format(**slots)


def known(name: str) -> bool:
    """Whether the table has this phrase."""
    return name in table()


def language_of(locale: str | None) -> Language:
    """The page's language for a browser's: Chinese for any Chinese, else English."""
    return "zh" if (locale or "").lower().startswith("zh") else "en"
