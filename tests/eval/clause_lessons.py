"""Makes lessons of labelled conversations: each clause of a message by the task and the other facts that it states.

    python -m tests.eval.clause_lessons tests/eval/questions.exam14.jsonl ...

    python -m tests.eval.clause_lessons tests/eval/tasks.*.jsonl

Adds what is new to `messages.toml` under knowledge/tasks and knowledge/statements, from which `sft-advisor knowledge
train` learns. Only messages that stand alone and ask for a choice are used, and never `dev` and `held`, which measure.
Where a fact is told is read by the reader and believed where the label agrees; of a task that the reader missed, it is
the clause that comes nearest. Of the messages of `tasks.*.jsonl` nothing but the task is labelled.
"""

import json
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from service.adapters.statement_training import NOTHING
from service.domain.reading import Look, look
from service.domain.reading.clauses import Span
from service.domain.reading.learnt_tasks import opinions
from service.domain.reading.opinions import Opinions
from service.domain.reading.scene import Scene
from service.domain.reading.statements import NOT_ALONE
from service.domain.reading.task_model import NONE
from tests.eval.run_reader import ear
from tests.readers import KNOWLEDGE

MEASURE = ("questions.dev", "questions.held")
EDGES = " ,，.。;；:：?？!！\n"
LEAST = 4
"""Characters that a clause must have."""
PLAIN = 3000
"""Lead from which a clause is left out that seems to name another task than its message's."""
Lesson = tuple[str, str]
"""A clause and what it states, as the tables of the files are called."""


def task_lessons(case: dict[str, Any], seen: Look) -> Iterator[Lesson]:
    """The clauses of a message, each with the task that it names or `none`."""
    view, task = seen.view, case["facts"].get("task", NONE)
    views = opinions(view, in_talk=False)
    if views is None or view.has("scope.equal") or "task" in case.get("accept", {}):
        return
    place = _told_in(task, seen, views)
    for number, span in enumerate(view.outline.clauses):
        text = _text(view, span)
        found = views.of(span)
        if not text:
            continue
        if number == place:
            yield text, task
        elif place is None or found.task == NONE or (found.task != task and found.lead < PLAIN):
            yield text, NONE


def _told_in(task: str, seen: Look, views: Opinions) -> int | None:
    """The number of the clause that names the task."""
    if task == NONE:
        return None
    clauses = seen.view.outline.clauses
    named = [claim.start for claim in seen.claims if (claim.name, claim.value) == ("task", task)]
    if named:
        return seen.view.outline.clause(named[0])
    scores = [views.of(span).scores for span in clauses]
    return max(range(len(clauses)), key=lambda at: scores[at][task] - scores[at][NONE])


def statement_lessons(case: dict[str, Any], seen: Look) -> Iterator[Lesson]:
    """The clauses of a message, each with the other facts that it states, and with a ? those told elsewhere or in words
    that the reader missed."""
    view, labels = seen.view, {name: value for name, value in case["facts"].items() if name not in ("task", "model")}
    told: dict[int, set[str]] = {}
    for claim in seen.claims:
        if claim.name in labels and claim.value == labels[claim.name] and isinstance(claim.value, str):
            told.setdefault(view.outline.clause(claim.start), set()).add(claim.name)
    for number, span in enumerate(view.outline.clauses):
        text = _text(view, span)
        if not text:
            continue
        here = {name for name in told.get(number, ()) if name not in NOT_ALONE}
        words = [f"{name}={labels[name]}" if name in here else f"{name}?" for name in sorted(labels)]
        words = [word for word in words if "=" in word or isinstance(labels[word[:-1]], str)]
        yield text, " ".join(words) or NOTHING


def _text(view: Scene, span: Span) -> str:
    """A clause as it was written; nothing where it is too short or holds an order that the reader does not look at."""
    said = view.normal.quote(span.start, span.end).strip(EDGES)
    return said if len(said) >= LEAST and "\x00" not in view.text[span.start : span.end] else ""


def main() -> int:
    """Adds the lessons of the files named."""
    tasks: list[Lesson] = []
    statements: list[Lesson] = []
    for path in map(Path, sys.argv[1:]):
        if path.name.startswith(MEASURE):
            sys.exit(f"{path.name} measures and must not be learnt from.")
        for line in path.read_text(encoding="utf-8").splitlines():
            case = json.loads(line)
            if "text" in case:
                labels = {} if case["task"] == NONE else {"task": case["task"]}
                seen = look(case["text"], ear().lexicon, mentions=ear().catalogue.mentions)
                tasks += task_lessons({"facts": labels}, seen)
            elif len(case["turns"]) == 1 and case["intent"] == "choose":
                seen = look(case["turns"][0], ear().lexicon, mentions=ear().catalogue.mentions)
                tasks += task_lessons(case, seen)
                statements += statement_lessons(case, seen)
    for folder, lessons in (("tasks", tasks), ("statements", statements)):
        print(folder, _add(KNOWLEDGE / folder / "messages.toml", lessons))
    return 0


def _add(path: Path, lessons: Iterable[Lesson]) -> int:
    """Adds the clauses that no file of the folder has; returns how many. One with two meanings teaches neither; that it
    means nothing is not believed beside a meaning."""
    text = path.read_text(encoding="utf-8")
    files = [tomllib.loads(file.read_text(encoding="utf-8")) for file in path.parent.glob("*.toml")]
    known = {clause.strip(EDGES).casefold() for file in files for clause in _clauses(file)}
    meanings: dict[str, set[str]] = {}
    for clause, said in lessons:
        if clause.casefold() not in known:
            meanings.setdefault(clause, set()).add(said)
    tables: dict[str, list[str]] = tomllib.loads(text)
    added = 0
    for clause, every in meanings.items():
        firm = {one for one in every if one not in (NONE, NOTHING)} or every
        if len(firm) == 1:
            tables.setdefault(next(iter(firm)), []).append(clause)
            added += 1
    head = "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))
    path.write_text(head + "".join(_table(name, found) for name, found in tables.items()), encoding="utf-8")
    return added


def _clauses(table: Any) -> Iterator[str]:
    """Every text of a file."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, list | dict):
        for one in table.values() if isinstance(table, dict) else table:
            yield from _clauses(one)


def _table(name: str, clauses: Iterable[str]) -> str:
    key = name if name.isidentifier() and name != NOTHING else json.dumps(name)
    lines = "".join(f"  {json.dumps(clause, ensure_ascii=False)},\n" for clause in clauses)
    return f"\n{key} = [\n{lines}]\n"


if __name__ == "__main__":
    sys.exit(main())
