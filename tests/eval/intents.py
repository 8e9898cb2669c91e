"""Scores the reading of intents alone: `python -m tests.eval.intents [FILE.jsonl ...] [--failures]`.

Each line of a file has `text` (or `turns`, of which the first is read), `lang` and `intent`. Three readings are scored:
the reader by its words, the classifier by itself, and both as the service joins them. Without files, the held-out
messages, the first turns of the development questions, and the entries' questions that nothing was trained on.
"""

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.adapters.intent_training import read_utterances
from service.adapters.knowledge import build_json
from service.domain.reading import look
from service.domain.reading.intent_model import IntentModel, intent_model_from
from service.domain.reading.second import second_look
from service.domain.understanding import Intent
from tests.engines import KNOWLEDGE
from tests.eval.run_reader import ear

HERE = Path(__file__).resolve().parent
DEFAULT = (HERE / "intents.own.jsonl", HERE / "questions.dev.jsonl")
READINGS = ("reader", "classifier", "both")
KNOWING = (Intent.EXPLAIN, Intent.MODEL_LOOKUP, Intent.MEMORY)
_OUTRIGHT = re.compile(
    r"(base|基座) ?(还是|or) ?(chat|instruct|指令)|(chat|instruct|指令版?) ?(还是|or) ?base"
    r"|(选|用|该从|从)(哪一?版|哪个|什么)|选 ?base|which (one|variant|version|start)\b|where to start",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """A message with the intents that are right; the first of them names its row."""

    text: str
    language: str
    wanted: tuple[Intent, ...]


def weights() -> IntentModel:
    """The classifier as it stands in knowledge/."""
    return build_json(KNOWLEDGE / "utterances" / "weights.json", intent_model_from)


def readings(text: str, model: IntentModel) -> dict[str, Intent]:
    """What the reader, the classifier and both make of one message."""
    seen = look(text, ear().lexicon, mentions=ear().catalogue.mentions)
    both = second_look(seen.want, model, seen.view.text, seen.signs)
    return {
        "reader": seen.want.intent,
        "classifier": model.best(seen.view.text, seen.signs)[0],
        "both": both.intent,
    }


def cases_of(path: Path) -> Iterator[Case]:
    """The cases of a labelled file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        yield Case(row["turns"][0] if "turns" in row else row["text"], row["lang"], (Intent(row["intent"]),))


def unseen_questions() -> Iterator[Case]:
    """The entries' own questions that are not among the utterances: each asks about knowledge, or outright which one
    to take, which is a choice (design: intents) although an entry answers it too."""
    seen = {text for text, _ in read_utterances(KNOWLEDGE / "utterances")}
    for path in sorted((KNOWLEDGE / "entries").glob("*.toml")):
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
        for language in ("zh", "en"):
            for text in entry[language]["questions"]:
                if text not in seen:
                    yield Case(text, language, (*KNOWING, Intent.CHOOSE) if _OUTRIGHT.search(text) else KNOWING)


def report(title: str, cases: Iterable[Case], model: IntentModel, failures: bool) -> None:
    """Prints accuracy and confusions by language and reading."""
    rows = [(case, readings(case.text, model)) for case in cases]
    for language in ("zh", "en"):
        mine = [(case, said) for case, said in rows if case.language == language]
        for reading in READINGS:
            _line(f"{title} {language} {reading}", [(case, said[reading]) for case, said in mine])
        if failures:
            for case, said in mine:
                if said["both"] not in case.wanted:
                    print(f"    {case.wanted[0]} -> {_told(said)}: {case.text[:160]}")


def _line(title: str, judged: list[tuple[Case, Intent]]) -> None:
    wrong = Counter(f"{case.wanted[0]}>{said}" for case, said in judged if said not in case.wanted)
    right = len(judged) - wrong.total()
    mistakes = ", ".join(f"{pair} {number}" for pair, number in wrong.most_common())
    print(f"{title:40} {right}/{len(judged)} = {right / max(1, len(judged)):.3f}  {mistakes}")


def _told(said: Mapping[str, Intent]) -> str:
    return f"{said['both']} (reader {said['reader']}, classifier {said['classifier']})"


def main() -> int:
    """Scores the files named, or what stands here."""
    model, failures = weights(), "--failures" in sys.argv
    named = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("--")]
    for path in named or DEFAULT:
        report(path.stem, cases_of(path), model, failures)
    if not named:
        report("entries", unseen_questions(), model, failures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
