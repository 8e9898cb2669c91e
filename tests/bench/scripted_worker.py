"""The real worker with one thing changed: it samples for real, then takes the tokens of a given text instead.

The file named by SFT_ADVISOR_TESTS_SCRIPT maps a request's seed to the texts of its answer's spans, in order.
"""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.adapters.llama.jobs import Order
from service.adapters.llama.native import Native
from service.adapters.llama.sampling import Picker
from service.adapters.llama.worker import chain_pickers, main

SCRIPT = "SFT_ADVISOR_TESTS_SCRIPT"


class Scripted:
    """Pays for a real pick and takes the script's token; at its end the model's end of turn."""

    def __init__(self, real: Picker, tokens: list[int]) -> None:
        self._real, self._left = real, tokens[::-1]

    def pick(self, logits: NDArray[np.float32]) -> int | None:
        """The script's next token."""
        self._real.pick(logits)
        return self._left.pop()

    def close(self) -> None:
        """Gives the real sampler back."""
        self._real.close()


def scripted_pickers(model: Native) -> Callable[[Order], Picker]:
    """Pickers that follow the script."""
    script: dict[str, list[str]] = json.loads(Path(os.environ[SCRIPT]).read_text(encoding="utf-8"))
    real = chain_pickers(model)
    spans: Counter[int] = Counter()
    end = model.tokenize("<|im_end|>", special=True, begin=False)

    def picker(order: Order) -> Picker:
        text = script[str(order.seed)][spans[order.answer]]
        spans[order.answer] += 1
        return Scripted(real(order), model.tokenize(text, special=False, begin=False) + end)

    return picker


if __name__ == "__main__":
    sys.exit(main(scripted_pickers))
