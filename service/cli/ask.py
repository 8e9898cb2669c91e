"""`ask` and `search`: one turn, or a file of conversations, with no server; and retrieval alone."""

import argparse
import asyncio
from collections.abc import Mapping
from typing import Any

from service.assemble import House
from service.cli.shared import OWNER, fact, house, print_json, run_batch
from service.cli.show import show_answer, show_passages
from service.errors import BadInput

MODEL_WAIT_S = 60
"""Seconds to wait for a local model before the composer answers alone."""


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    ask = commands.add_parser("ask", help="ask one question, or a file of conversations")
    ask.add_argument("question", nargs="?", metavar="QUESTION", help="the question, in Chinese or English")
    ask.add_argument("--batch", metavar="FILE", help='one {"id", "turns": [...]} a line; - reads stdin')
    ask.add_argument("--json", action="store_true", help="print the Answer as JSON and nothing else")
    ask.add_argument("--policy", help="which policy decides: guide (default) or field")
    ask.add_argument("--lang", choices=("zh", "en", "auto"), default="auto", help="language of the answer")
    ask.add_argument("--fact", type=fact, action="append", default=[], metavar="NAME=VALUE", help="set a fact")
    ask.set_defaults(run=_ask)
    search = commands.add_parser("search", help="search the knowledge base")
    search.add_argument("query", metavar="QUERY")
    search.add_argument("--json", action="store_true", help="print the passages as JSON")
    search.add_argument("--top", type=int, default=8, metavar="K", help="how many passages (1 to 50)")
    search.set_defaults(run=_search)


def _ask(arguments: argparse.Namespace) -> int:
    if (arguments.question is None) == (arguments.batch is None):
        raise BadInput("Give either a QUESTION or --batch FILE.")
    with house() as built:
        built.voices.wait(MODEL_WAIT_S)
        if arguments.batch:
            return run_batch(arguments.batch, lambda row: _conversation(built, row), "turns")
        language = None if arguments.lang == "auto" else arguments.lang
        asked = built.request(OWNER, arguments.question, None, dict(arguments.fact), arguments.policy, language)
        answer = asyncio.run(built.assistant.ask_once(asked))
        if arguments.json:
            print_json(answer)
        else:
            show_answer(answer)
    return 0


def _conversation(built: House, row: Mapping[str, Any]) -> Mapping[str, Any]:
    turns, facts = row["turns"], row.get("facts", {})
    if not isinstance(turns, list) or not turns or not all(isinstance(turn, str) for turn in turns):
        raise BadInput('"turns" must be a list with at least one text.')
    if not isinstance(facts, dict):
        raise BadInput('"facts" must be an object of fact names and values.')
    return {"answers": asyncio.run(_turns(built, turns, facts, row.get("policy")))}


async def _turns(built: House, turns: list[str], facts: dict[str, Any], policy: str | None) -> list[Mapping[str, Any]]:
    answers: list[Mapping[str, Any]] = []
    conversation_id = None
    for turn in turns:
        asked = built.request(OWNER, turn, conversation_id, facts, policy, None)
        answers.append(await built.assistant.ask_once(asked))
        conversation_id, facts = answers[-1]["conversation_id"], {}
    return answers


def _search(arguments: argparse.Namespace) -> int:
    if not 1 <= arguments.top <= 50:
        raise BadInput("--top must be from 1 to 50.")
    with house() as built:
        found = built.assistant.search(arguments.query, arguments.top)
    if arguments.json:
        print_json(found)
    else:
        show_passages(found)
    return 0
