"""`knowledge check` and `index`: proofs over the entries, and the index over them."""

import argparse
import sys
from typing import Any

from service.assemble import Workbench
from service.cli.shared import house


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    knowledge = commands.add_parser("knowledge", help="proofs over the knowledge entries")
    actions = knowledge.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="check every entry; exit code 1 when something is wrong")
    check.set_defaults(run=_check)
    train = actions.add_parser("train", help="train the models of intents, tasks and other facts on the labelled texts")
    train.set_defaults(run=_train)
    index = commands.add_parser("index", help="build or refresh the knowledge index")
    index.set_defaults(run=_index)


def _check(_: argparse.Namespace) -> int:
    with house() as built:
        faults = Workbench(built).knowledge_faults()
        count = len(built.entries)
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in {count} entries", file=sys.stderr)
        return 1
    print(f"{count} entries, no fault")
    return 0


def _train(_: argparse.Namespace) -> int:
    with house() as built:
        counts = Workbench(built).train()
    print(
        f"Trained on {counts['utterances']} utterances, {counts['clauses']} clauses that name tasks and"
        f" {counts['statements']} that state other facts or none."
    )
    return 0


def _index(_: argparse.Namespace) -> int:
    with house() as built:
        problem = built.index.problem
        count = len(built.entries)
    if problem:
        print(f"sft-advisor: {problem}", file=sys.stderr)
        return 1
    print(f"The index holds {count} entries and is up to date.")
    return 0
