"""`model check`: test-loads the local model, as the service would, and says how it went."""

import argparse
from typing import Any

from service.cli.shared import house
from service.errors import BadInput

LOAD_S = 600
"""Seconds that loading may take."""


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    model = commands.add_parser("model", help="the local model that phrases")
    actions = model.add_subparsers(metavar="ACTION", required=True)
    check = actions.add_parser("check", help="load the model as the service would; exit code 1 when it cannot serve")
    check.add_argument("file", nargs="?", metavar="FILE", help="a GGUF file (default: SFT_ADVISOR_MODEL_PATH)")
    check.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    with house(model_path=arguments.file) as built:
        if built.settings.model_path is None:
            raise BadInput("Name a GGUF file, or set SFT_ADVISOR_MODEL_PATH.")
        built.voices.wait(LOAD_S)
        print(built.voices.health())
    return 0
