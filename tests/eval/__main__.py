"""Scores the real command line on the labelled files here: `make eval`, or `python -m tests.eval [--all] [NAME ...]`.

The development sets and retrieval take some minutes; `--all` (`make eval-all`) takes a quarter of an hour. Each file
`KIND.SET.jsonl` is answered by `sft-advisor ask --batch` (or `verify --batch`) in a data folder of its own and scored
by `score*.py`. `--failures` lists what is wrong. Retrieval is scored by `retrieval.py`.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ADVISOR = Path(sys.executable).with_name("sft-advisor")
SCORERS = {
    "questions": "score.py",
    "injections": "score_injections.py",
    "explain": "score_explain.py",
    "sentences": "score_sentences.py",
}

DEVELOPMENT = tuple(f"{kind}.dev." for kind in SCORERS)


def run(command: list[str], target: Path | None, data: Path) -> None:
    """One program; its output goes to `target`, or to the terminal."""
    environment = {**os.environ, "SFT_ADVISOR_DATA_DIR": str(data), "SFT_ADVISOR_LOG_LEVEL": "error"}
    if target is None:
        subprocess.run(command, check=True, env=environment)
    else:
        with target.open("w", encoding="utf-8") as out:
            subprocess.run(command, check=True, env=environment, stdout=out)


def score(cases: Path, data: Path, failures: list[str]) -> None:
    """Answers one file and prints its score."""
    kind = cases.name.split(".")[0]
    scorer, predictions = str(HERE / SCORERS[kind]), data / f"{cases.stem}.predictions.jsonl"
    print(f"\n=== {cases.name}", flush=True)
    if kind == "sentences":
        run([str(ADVISOR), "verify", "--batch", str(cases), "--json"], predictions, data)
    else:
        batch = data / f"{cases.stem}.batch.jsonl"
        run([sys.executable, scorer, "--to-batch", str(cases)], batch, data)
        run([str(ADVISOR), "ask", "--batch", str(batch), "--json"], predictions, data)
    run([sys.executable, scorer, str(cases), str(predictions), *failures], None, data)


def main() -> int:
    """Scores the files named, or the development sets and retrieval, or all there is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="only files whose name begins so, or `retrieval`")
    parser.add_argument("--all", action="store_true", help="every labelled file, and retrieval")
    parser.add_argument("--failures", action="store_true", help="list what is wrong")
    given = parser.parse_args()
    wanted = tuple(given.names) or (("",) if given.all else DEVELOPMENT)
    files = [path for path in sorted(HERE.glob("*.jsonl")) if path.name.split(".")[0] in SCORERS]
    with tempfile.TemporaryDirectory() as folder:
        for path in files:
            if path.name.startswith(wanted):
                score(path, Path(folder), ["--failures"] if given.failures else [])
        if "retrieval" in wanted or not given.names:
            print("\n=== retrieval", flush=True)
            run([sys.executable, "-m", "tests.eval.retrieval"], None, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
