"""`model list|pull|check`: the local model."""

from typing import Any


def add_commands(commands: Any) -> None:
    """Adds the commands of this file."""
