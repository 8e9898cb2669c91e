"""The real engine, built from knowledge/ as it is, and small helpers to state facts. Built once for all tests."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from service.domain.advice import advice_from
from service.domain.decide import Engine, engine_from
from service.domain.facts import Fact, Source, Value, parse_value
from service.domain.policy import Policy, policy_from
from service.domain.vocabulary import FactBook, fact_book

KNOWLEDGE = Path(__file__).resolve().parent.parent / "knowledge"
POLICIES = ("guide", "field")


def toml(name: str) -> dict[str, Any]:
    """A parsed file of knowledge/."""
    return tomllib.loads((KNOWLEDGE / name).read_text(encoding="utf-8"))


@cache
def book() -> FactBook:
    """The vocabulary and the inferences."""
    return fact_book(toml("facts.toml"))


@cache
def policy(name: str) -> Policy:
    """A policy as it stands in its file."""
    return policy_from(toml(f"policies/{name}.toml"), book().vocabulary, f"{name}.toml")


def edited(name: str, **whens: str) -> Policy:
    """A policy with other conditions for some of its rules."""
    tables = toml(f"policies/{name}.toml")
    for row in tables["rules"]:
        row["when"] = whens.get(row["id"], row["when"])
    return policy_from(tables, book().vocabulary, name)


@cache
def support() -> dict[str, list[str]]:
    """`policy:rule` to the entries that name it."""
    found: dict[str, list[str]] = {}
    for path in sorted((KNOWLEDGE / "entries").glob("*.toml")):
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        for rule in entry["rules"]:
            found.setdefault(rule, []).append(entry["id"])
    return found


@cache
def engine() -> Engine:
    """The engine over both policies."""
    policies = [policy(name) for name in POLICIES]
    advice = advice_from(toml("advice.toml"), book().vocabulary, policies)
    return engine_from(book(), policies, support(), advice)


def values(**raw: Any) -> dict[str, Value]:
    """Bare values: `values(task="qa", examples="100..299")`."""
    return {name: parse_value(book().vocabulary, name, value) for name, value in raw.items()}


def facts(**raw: Any) -> dict[str, Fact]:
    """The same as facts set in a form."""
    return {name: Fact(value, Source.FORM) for name, value in values(**raw).items()}
