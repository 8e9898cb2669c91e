"""What the trainings of the reader's models share: texts as bags of pieces, the bags as a matrix, weights as a file."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any


def often(bags: Sequence[set[str]], least: int) -> dict[str, int]:
    """The pieces that stand in at least so many bags, and in how many, in order."""
    times = Counter(piece for bag in bags for piece in bag)
    return {piece: times[piece] for piece in sorted(times) if times[piece] >= least}


def matrix(bags: Sequence[set[str]], pieces: Mapping[str, float], size: Callable[[int], float]) -> Any:
    """The bags as sparse rows, with a column for each of `pieces`, which counts what stands beside it times `size` of
    the number of pieces in the bag."""
    from scipy.sparse import csr_matrix

    at = {piece: number for number, piece in enumerate(pieces)}
    worth = list(pieces.values())
    values: list[float] = []
    columns: list[int] = []
    ends = [0]
    for bag in bags:
        known = sorted(at[piece] for piece in bag if piece in at)
        columns += known
        values += [worth[place] * size(max(1, len(bag))) for place in known]
        ends.append(len(columns))
    return csr_matrix((values, columns, ends), shape=(len(bags), len(pieces)))


def kept(column: Sequence[int], least: int) -> tuple[tuple[int, int], ...]:
    """The weights of one piece that are at least so large, each with its place."""
    return tuple((place, weight) for place, weight in enumerate(column) if abs(weight) >= least)


def weights_as_text(weights: Mapping[str, Sequence[tuple[int, int]]]) -> list[str]:
    """Lines of a JSON object: by piece, places and weights one after the other."""
    return [
        f"  {as_text(piece)}: {as_text([number for pair in row for number in pair])}"
        for piece, row in sorted(weights.items())
    ]


def write(path: Path, head: Mapping[str, object], tables: Mapping[str, Sequence[str]]) -> None:
    """Writes a JSON object: what stands in `head`, then each table with its lines."""
    bodies = [f' "{name}": {{\n' + ",\n".join(lines) + "\n }" for name, lines in tables.items()]
    start = json.dumps(head, ensure_ascii=False, indent=1)[:-2]
    path.write_text(",\n".join([start, *bodies]) + "\n}\n", encoding="utf-8")


def as_text(value: object) -> str:
    """A value as JSON in as few characters as it takes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
