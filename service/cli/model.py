"""`model list|pull|check`: what local models there are, downloading one, and test-loading it as the service would."""

import argparse
from typing import Any

from service.assemble.models import Models
from service.cli.shared import house
from service.errors import BadInput

LOAD_S = 600
"""Seconds that loading may take."""


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    model = commands.add_parser("model", help="the local model that phrases")
    actions = model.add_subparsers(metavar="ACTION", required=True)
    offered = actions.add_parser("list", help="the models offered, and the one that fits this machine")
    offered.set_defaults(run=_list)
    pull = actions.add_parser("pull", help="download a model, check it, and let it serve when no file is set")
    pull.add_argument("model", nargs="?", metavar="MODEL", help="an id of the list (default: the largest that fits)")
    pull.set_defaults(run=_pull)
    check = actions.add_parser("check", help="load the model as the service would; exit code 1 when it cannot serve")
    check.add_argument("file", nargs="?", metavar="FILE", help="a GGUF file (default: SFT_ADVISOR_MODEL_PATH)")
    check.set_defaults(run=_check)


def _list(_: argparse.Namespace) -> int:
    with house() as built:
        models = Models(built.settings)
        default, chosen = models.default(), models.chosen()
    print(f"memory for a model: {models.memory_gb:.1f} GB")
    for offer in models.offers:
        mark = "*" if offer is default else " "
        doubt = "" if offer.verified else "; not checked against the hub"
        sizes = f"{offer.size_gb:5.1f} GB to download, {offer.memory_gb:3.0f} GB to run"
        print(f"{mark} {offer.id:16} {sizes}, {offer.licence}{doubt}")
    print(f"serving: {chosen.path}" if chosen else "serving: none downloaded")
    return 0


def _pull(arguments: argparse.Namespace) -> int:
    with house() as built:
        pulled = Models(built.settings).pull(arguments.model)
    print(f"{pulled.path}: {pulled.size} bytes, sha256 {pulled.sha256}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    with house(model_path=arguments.file) as built:
        if built.voices.runtime is None:
            raise BadInput("Name a GGUF file, set SFT_ADVISOR_MODEL_PATH, or run `sft-advisor model pull`.")
        built.voices.wait(LOAD_S)
        print(built.voices.health())
    return 0
