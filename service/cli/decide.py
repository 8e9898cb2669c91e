"""`decide` and `verify`: the engine alone, and the sentence checker alone."""

import argparse
from collections.abc import Mapping
from typing import Any

from service.cli.shared import OWNER, fact, house, print_json, run_batch
from service.cli.show import show_decision
from service.errors import BadInput


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    decide = commands.add_parser("decide", help="decide on given facts, without reading any text")
    decide.add_argument("--fact", type=fact, action="append", default=[], metavar="NAME=VALUE", help="a known fact")
    decide.add_argument("--policy", help="which policy decides: guide (default) or field")
    decide.add_argument("--lang", choices=("zh", "en"), default="en", help="language of the texts")
    decide.add_argument("--batch", metavar="FILE", help='one {"id", "facts": {...}} a line; - reads stdin')
    decide.add_argument("--json", action="store_true", help="print the Decision as JSON and nothing else")
    decide.set_defaults(run=_decide)
    verify = commands.add_parser("verify", help="check sentences against a decision, facts and passages")
    verify.add_argument(
        "--batch", metavar="FILE", required=True, help="one sentence with its case a line; - reads stdin"
    )
    verify.add_argument("--json", action="store_true", help="print one JSON object a line (it always does)")
    verify.set_defaults(run=_verify)


def _decide(arguments: argparse.Namespace) -> int:
    if arguments.batch and arguments.fact:
        raise BadInput("Give either --fact or --batch, not both.")
    with house() as built:
        if arguments.batch:

            def one(row: Mapping[str, Any]) -> Mapping[str, Any]:
                if not isinstance(row["facts"], dict):
                    raise BadInput('"facts" must be an object of fact names and values.')
                policy = row.get("policy", arguments.policy)
                return {"decision": built.assistant.decide(OWNER, row["facts"], policy, arguments.lang)}

            return run_batch(arguments.batch, one, "facts")
        decision = built.assistant.decide(OWNER, dict(arguments.fact), arguments.policy, arguments.lang)
    if arguments.json:
        print_json(decision)
    else:
        show_decision(decision)
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    with house() as built:
        return run_batch(arguments.batch, built.assistant.verify, "sentence")
