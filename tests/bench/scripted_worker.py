"""The real worker with one thing changed: it samples for real, then takes the tokens of a given text instead.

The file named by SFT_ADVISOR_TESTS_SCRIPT maps a request's seed to the texts of its answer's spans, in order. With
SFT_ADVISOR_TESTS_BACKEND=1 the likeliest tokens are found by llama.cpp's samplers though it runs on the CPU.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from service.adapters.llama.engine import Choose, drawn
from service.adapters.llama.jobs import Job
from service.adapters.llama.native import Native
from service.adapters.llama.sampling import Tops
from service.adapters.llama.worker import main

SCRIPT, BACKEND = "SFT_ADVISOR_TESTS_SCRIPT", "SFT_ADVISOR_TESTS_BACKEND"


class Scripted:
    """Pays for real picks and takes the script's tokens; at a text's end the model's end of turn."""

    def __init__(self, model: Native, script: dict[str, list[str]]) -> None:
        self._model, self._script = model, script
        self._texts: dict[int, list[int]] = {}
        self._spans: Counter[int] = Counter()
        self._end = model.tokenize("<|im_end|>", special=True, begin=False)

    def __call__(self, tops: Tops, jobs: Sequence[Job]) -> Sequence[int]:
        drawn(tops, jobs)
        return [self._text(job)[job.picked] for job in jobs]

    def _text(self, job: Job) -> list[int]:
        found = self._texts.get(job.order.id)
        if found is None:
            text = self._script[str(job.order.seed)][self._spans[job.order.answer]]
            self._spans[job.order.answer] += 1
            found = self._texts[job.order.id] = self._model.tokenize(text, special=False, begin=False) + self._end
        return found


def scripted(model: Native) -> Choose:
    """Follows the script."""
    if os.environ.get(BACKEND) == "1":
        model.find_tops_on_the_backend(wanted=True)
    return Scripted(model, json.loads(Path(os.environ[SCRIPT]).read_text(encoding="utf-8")))


if __name__ == "__main__":
    sys.exit(main(scripted))
