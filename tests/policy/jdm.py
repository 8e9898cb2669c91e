"""A policy as a JDM decision table (first hit), for GoRules' zen-engine to judge. One row for each conjunct.

A number becomes two columns, its low and its high end, both null when unknown, the high end null when open.
"""

import json
from collections.abc import Sequence
from typing import Any

import zen

from service.domain.conditions import Compare, Known, OneOf, Unknown
from service.domain.engine.normal_form import Conjunct, Literal, conjuncts
from service.domain.facts import Interval, Value, Values
from service.domain.policy import Policy
from tests import engines

DENIED = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "=": "!="}


def cell(literal: Literal) -> str:
    """One literal as a unary test on its column. (zen-engine takes no test that begins with a bracket.)"""
    match literal.atom:
        case OneOf(_, values):
            text = f"$ in {json.dumps(list(values))}"
            return text if literal.positive else f"not({text})"
        case Compare(_, operator, number):
            if literal.positive:
                return f"$ != null and $ {operator} {number}"
            return f"$ == null or $ {DENIED[operator]} {number}"
        case Known() | Unknown():
            return f"$ {'!=' if isinstance(literal.atom, Known) is literal.positive else '=='} null"


def column(literal: Literal) -> str:
    """The column that the literal looks at."""
    atom = literal.atom
    if engines.book().vocabulary[atom.fact].choices:
        return atom.fact
    high = isinstance(atom, Compare) and atom.operator in ("<", "<=")
    return f"{atom.fact}_{'high' if high else 'low'}"


def cells_of(conjunct: Conjunct) -> dict[str, str]:
    """Column to cell; a second literal on one column gets a column of its own (`name#2`)."""
    cells: dict[str, str] = {}
    for literal in conjunct:
        key, count = column(literal), 1
        while key in cells:
            count += 1
            key = f"{column(literal)}#{count}"
        cells[key] = cell(literal)
    return cells


def jdm(policy: Policy, *, loop: bool) -> str:
    """The policy's JDM; with `loop` it takes {"cases": [...]} and gives {"results": [...]}."""
    rows = [(cells_of(conjunct), rule.id) for rule in policy.rules for conjunct in conjuncts(rule.when)]
    columns = list(dict.fromkeys(name for cells, _ in rows for name in cells))
    blank = dict.fromkeys(columns, "")
    table: dict[str, Any] = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "field": name.split("#")[0], "name": name} for name in columns],
        "outputs": [{"id": "rule", "field": "rule", "name": "rule"}],
        "rules": [
            {"_id": f"r{number}", "rule": f"'{rule}'", **blank, **cells} for number, (cells, rule) in enumerate(rows)
        ],
    }
    if loop:
        table |= {"executionMode": "loop", "inputField": "cases", "outputPath": "results", "passThrough": False}
    kinds = {"in": "inputNode", "table": "decisionTableNode", "out": "outputNode"}
    nodes: list[dict[str, Any]] = [
        {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}} for name, kind in kinds.items()
    ]
    nodes[1]["content"] = table
    steps = (("in", "table"), ("table", "out"))
    edges = [{"id": f"{old}-{new}", "sourceId": old, "targetId": new, "type": "edge"} for old, new in steps]
    return json.dumps({"nodes": nodes, "edges": edges})


def zen_input(values: Values) -> dict[str, Any]:
    """Values with their inferences, every column present, null where unknown."""
    found: dict[str, Any] = {}
    for name, spec in engines.book().vocabulary.items():
        value: Value | None = values.get(name)
        if spec.choices:
            found[name] = value
        elif isinstance(value, Interval):
            found |= {f"{name}_low": value.low, f"{name}_high": value.high}
        elif not isinstance(value, str):
            found |= {f"{name}_low": value, f"{name}_high": value}
    return found


def judge(policy: Policy, cases: Sequence[Values], batch: int = 4000) -> list[str]:
    """The rule that zen-engine lets win in each case."""
    decision = zen.ZenEngine().create_decision(jdm(policy, loop=True))
    winners: list[str] = []
    for start in range(0, len(cases), batch):
        inputs = [zen_input(values) for values in cases[start : start + batch]]
        winners += [result["rule"] for result in decision.evaluate({"cases": inputs})["result"]["results"]]
    return winners
