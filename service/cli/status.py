"""`doctor`: what is set up, what is missing, and what to type."""

import argparse
from typing import Any

from service.assemble import Workbench
from service.cli.shared import house
from service.settings import PREFIX, Settings


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
    doctor = commands.add_parser("doctor", help="say what is set up, what is missing and what to type")
    doctor.set_defaults(run=_doctor)


def _doctor(_: argparse.Namespace) -> int:
    with house() as built:
        status = built.assistant.status()
        settings = built.settings
        libraries = Workbench(built).libraries()
    for name, part in status["parts"].items():
        print(f"{'ok  ' if part['ok'] else 'NOT '} {name:10} {part['message']}")
    for name, message in libraries.items():
        print(f"     {name:10} {message}")
    print("\nsettings (environment variable: what it is; value)")
    for name, field in Settings.model_fields.items():
        print(f"  {PREFIX}{name.upper():24} {field.description}; {_value(getattr(settings, name))}")
    return 0 if status["ready"] else 1


def _value(value: Any) -> str:
    text = str(value)
    return "unset" if text in ("None", "", "()") else text
