"""The command line `sft-advisor`: words in, exit code out. 0 done, 2 wrong use, 1 failure; errors are one sentence."""

import argparse
import gc
import sys
from collections.abc import Sequence
from typing import NoReturn

from service.cli import ask, decide, knowledge, model, policy, serve, status
from service.errors import AdvisorError, BadInput, BadSettings

GARBAGE = (100_000, 20, 100)
"""When the collector of garbage looks: seldom, for most that there is was loaded at the start and stays to the end."""


class _Parser(argparse.ArgumentParser):
    """Wrong use is one sentence on stderr and exit code 2."""

    def error(self, message: str) -> NoReturn:
        """Ends the program."""
        print(f"sft-advisor: {message} (see `{self.prog} --help`)", file=sys.stderr)
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    """The parser of every command."""
    top = _Parser(
        prog="sft-advisor",
        description="Base or Chat for supervised fine-tuning? Decided by rules, supported by sources.",
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for module in (serve, ask, decide, knowledge, policy, model, status):
        module.add_commands(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command. Returns the exit code."""
    arguments = parser().parse_args(argv)
    gc.set_threshold(*GARBAGE)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        code: int = arguments.run(arguments)
    except (BadInput, BadSettings) as error:
        print(f"sft-advisor: {error.message}", file=sys.stderr)
        return 2
    except AdvisorError as error:
        print(f"sft-advisor: {error.message}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    return code
