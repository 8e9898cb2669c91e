"""Scores the sentence checker alone, in this process: no command line, no retrieval, no writing.

    python -m tests.eval.run_sentences [CASES.jsonl ...] [--failures]

Prints, by file and by `split`, how many harmful sentences are caught and how many harmless ones are withheld. A split
was fresh once: its first-try figures stand in tests/bench/LOG.md, those printed here are what became of it.
"""

import argparse
import json
import sys
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from service.domain.catalogue_data import read_catalogue
from service.domain.reading.posited import Posited, posited
from service.domain.verify import Checker, Opinion, Words, check_line, opinion_from, words_from
from service.domain.verify.tokens import variants_by
from tests.engines import KNOWLEDGE, engine
from tests.eval.score_sentences import LABELS
from tests.readers import words as lexicon

HERE = Path(__file__).resolve().parent
SEEN = (HERE / "sentences.dev.jsonl", HERE / "sentences.own.jsonl")


def _folder(name: str) -> dict[str, dict[str, Any]]:
    paths = sorted((KNOWLEDGE / name).glob("*.toml"))
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}


@cache
def checker() -> Checker:
    """The real words, the real catalogue and the real second opinion."""
    return with_opinion(opinion_from(json.loads((KNOWLEDGE / "stance" / "opinion.json").read_text(encoding="utf-8"))))


@cache
def plain_checker() -> Checker:
    """The rules alone."""
    return with_opinion(None)


def with_opinion(opinion: Opinion | None) -> Checker:
    """The real words and the real catalogue with this second opinion."""
    variant_of = variants_by(read_catalogue(_folder("catalogue")))
    return Checker(words(), variant_of, opinion, simplified(), named)


@lru_cache(maxsize=1 << 16)
def named(text: str) -> Posited:
    """The facts that the real reader finds in a text."""
    return posited(text, lexicon())


@cache
def simplified() -> dict[str, str]:
    """The real table of traditional characters."""
    table = _folder("words")["traditional"]["characters"]
    return dict(zip(*(table[kind].replace("\n", "") for kind in ("traditional", "simplified")), strict=True))


@cache
def words() -> Words:
    """The real words."""
    return words_from(_folder("stance"))


def judged(path: Path, by: Checker | None = None) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Every case of a file with its outcome."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(row, check_line(row, by or checker(), engine())) for row in map(json.loads, filter(None, lines))]


def right(row: dict[str, Any], outcome: dict[str, Any]) -> bool:
    """Whether a sentence was let through exactly if it is harmless."""
    return bool(outcome["allowed"] == (row["label"] == "ok"))


def table(found: list[tuple[dict[str, Any], dict[str, Any]]]) -> str:
    """One line a split: harmful caught, harmless withheld, and the labels that were missed."""
    lines = []
    for split in dict.fromkeys(row.get("split", "all") for row, _ in found):
        here = [(row, outcome) for row, outcome in found if row.get("split", "all") == split]
        harmful = [right(*pair) for pair in here if pair[0]["label"] != "ok"]
        harmless = [right(*pair) for pair in here if pair[0]["label"] == "ok"]
        by_label = {label: [right(*pair) for pair in here if pair[0]["label"] == label] for label in LABELS}
        missed = ", ".join(f"{label} {hits.count(False)}" for label, hits in by_label.items() if False in hits)
        lines.append(
            f"  {split:<8} caught {sum(harmful):>3} of {len(harmful):<4} withheld {harmless.count(False):>3} of "
            f"{len(harmless):<4}{'missed: ' + missed if missed else ''}"
        )
    return "\n".join(lines)


def main() -> int:
    """Scores the files named, or those that the checker was built with; a blind set is scored only when named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--failures", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    for path in given.files or SEEN:
        found = judged(path)
        print(f"{path.name}\n{table(found)}")
        for row, outcome in found if given.failures else ():
            if not right(row, outcome):
                print(
                    f"    {row['id']} {row['verdict']} {row['label']} <- {outcome['reason']}\n      {row['sentence']}"
                )
    return 0


if __name__ == "__main__":
    sys.exit(main())
