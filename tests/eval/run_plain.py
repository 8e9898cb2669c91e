"""Reads plain statements of one fact each, written blind: how many of them say to the reader what they say.

    python -m tests.eval.run_plain [FILES] [--failures]

A line of `plain.*.tsv` holds what is stated (`dialogue=no`, `examples=4000-5000`, `tools=yes, task=tool_use`), a tab
and the statement. It is read with a question for the choice behind it. What is read besides is not judged: words that
state one fact may well state another. First-try figures stand in tests/bench/LOG.md.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.eval.run_reader import answers

HERE = Path(__file__).parent
ASKED = {"zh": "做微调，选 base 还是 chat？", "en": " Base or chat for SFT?"}
"""What follows each statement."""
NUMBERS = ("examples", "gpu_memory_gb")
ROUNDING = 0.001
"""Share by which ends of ranges may differ."""
_ENDED = re.compile(r"[.!?。！？]$")


def statements(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    """What each line states, and its words."""
    for line in path.read_text(encoding="utf-8").splitlines():
        stated, text = line.split("\t", 1)
        pairs = (one.split("=", 1) for one in stated.split(","))
        yield {name.strip(): value.strip() for name, value in pairs}, text


def missed(stated: Mapping[str, str], text: str, language: str) -> dict[str, object]:
    """The facts that are not read as stated, each with what was read."""
    ended = text if _ENDED.search(text) else text + ("。" if language == "zh" else ".")
    facts = answers([ended + ASKED[language]])[-1]["facts"]
    read = {name: fact["value"] for name, fact in facts.items() if fact["source"] == "stated"}
    return {name: read.get(name) for name, value in stated.items() if not _same(name, value, read.get(name))}


def _same(name: str, stated: str, read: object) -> bool:
    if read is None or name not in NUMBERS:
        return read is not None and (name == "model" or str(read) == stated)
    low, high = _ends(stated)
    least, most = _ends(f"{read['low']}-{read['high'] or ''}" if isinstance(read, Mapping) else str(read))
    return least <= high * (1 + ROUNDING) and most >= low * (1 - ROUNDING)


def _ends(numbers: str) -> tuple[float, float]:
    """The ends of `4000-5000`, `10000+` or `300`."""
    low, _, high = numbers.rstrip("+").partition("-")
    return float(low), float(high or ("inf" if numbers.endswith(("+", "-")) else low))


def main() -> int:
    """Prints how many statements of each file are read as they are meant."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--failures", action="store_true", help="list what is read otherwise")
    given = parser.parse_args()
    for path in given.files or sorted(HERE.glob("plain.*.tsv")):
        found = [(text, missed(stated, text, path.name.split(".")[1][:2])) for stated, text in statements(path)]
        wrong = dict(Counter(name for _, facts in found for name in facts).most_common())
        print(f"{path.name}: {sum(not facts for _, facts in found)} of {len(found)} as meant; missed {wrong}")
        for text, facts in found if given.failures else ():
            if facts:
                print(f"    {facts}  {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
