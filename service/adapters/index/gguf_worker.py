"""The worker that holds a GGUF embedding model: JSON lines in, JSON lines out, until its input ends."""

import json
import sys
from typing import Any

CONTEXT = 2048
"""Tokens of the longest text; entries are far shorter, and what is longer is cut."""


def main(path: str) -> int:
    """Loads the model, then answers `{"text"}` with `{"vector"}` or `{"error"}`, one a line."""
    from llama_cpp import Llama

    try:
        model = Llama(path, embedding=True, n_ctx=CONTEXT, n_batch=CONTEXT, n_threads=1, verbose=False)
    except (ValueError, RuntimeError, OSError, AssertionError) as error:
        print(json.dumps({"error": f"it cannot be loaded ({error})."}), flush=True)  # noqa: T201 - the protocol
        return 1
    for line in sys.stdin:
        print(json.dumps(_answer(model, json.loads(line)["text"])), flush=True)  # noqa: T201 - the protocol
    return 0


def _answer(model: Any, text: str) -> dict[str, Any]:
    try:
        vector = model.embed(text, truncate=True)
    except (ValueError, RuntimeError) as error:
        return {"error": str(error)}
    if vector and isinstance(vector[0], list):  # a model without pooling: one vector a token
        return {"vector": [sum(column) / len(vector) for column in zip(*vector, strict=True)]}
    return {"vector": vector}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
