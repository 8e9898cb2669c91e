"""How fast a sentence is checked: every sentence that it was built with, each in its own case.

Run by `make bench`, or alone: `python -m tests.bench.bench_verify`. The first round warms up and is not counted;
what the reader finds in suppositions is forgotten between rounds.
"""

import json
import statistics
import time

from service.domain.verify.lines import case_of
from tests.engines import engine
from tests.eval.run_sentences import HERE, checker, named

LIMIT_MS = 0.3
ROUNDS = 5


def main() -> int:
    """Prints the median and the slowest tenth; 1 when the median is over the limit."""
    files = [HERE / "sentences.dev.jsonl", HERE / "sentences.own.jsonl"]
    rows = [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    cases = [case_of(row, engine()) for row in rows]
    spent = []
    for turn in range(ROUNDS + 1):
        named.cache_clear()
        for context, sentence, before in cases:
            start = time.perf_counter()
            checker().check(sentence, context, before)
            if turn:
                spent.append(1000 * (time.perf_counter() - start))
    median, slow = statistics.median(spent), statistics.quantiles(spent, n=10)[-1]
    print(f"{len(cases)} sentences: p50 {median:.3f} ms (limit {LIMIT_MS} ms), p90 {slow:.3f} ms")
    return int(median > LIMIT_MS)


if __name__ == "__main__":
    raise SystemExit(main())
