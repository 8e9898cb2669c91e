"""Runs every bench of this folder: `make bench`, or `python -m tests.bench [NAME ...]` (`gpu` only when named).

Each `bench_NAME.py` prints ratios against a peer in the same run; figures worth keeping go into LOG.md.
"""

import importlib
import sys
from pathlib import Path

ONLY_WHEN_NAMED = {"gpu"}


def main() -> int:
    """Runs the named benches, or all; the exit code is that of the worst."""
    there = sorted(path.stem.removeprefix("bench_") for path in Path(__file__).parent.glob("bench_*.py"))
    names = sys.argv[1:] or [name for name in there if name not in ONLY_WHEN_NAMED]
    sys.argv[1:] = []
    unknown = [name for name in names if name not in there]
    if unknown:
        print(f"There is no bench {unknown[0]!r}; there are {', '.join(there)}.", file=sys.stderr)
        return 2
    codes = []
    for name in names:
        print(f"\n=== {name}", flush=True)
        codes.append(importlib.import_module(f"tests.bench.bench_{name}").main() or 0)
    return max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
