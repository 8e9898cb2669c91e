"""Conversations, answers, receipts and feedback in an SQL database: SQLite by default, PostgreSQL by address.

Every row belongs to an owner, and nobody reads another's. Calls block for a commit (SQLite: about 0.3 ms, flushed
to disk before they return).
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, create_engine, delete, event, func, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from service.adapters.tables import conversations, feedback, metadata, receipts, taken_events, turns
from service.domain.records import StoredTurn
from service.errors import BadSettings, NotFound, Unavailable

TITLE_LENGTH = 80
BEGIN_ATTEMPTS = 5


def open_store(address: str | None, data_dir: Path) -> "SqlStore":
    """The store at `address`, or an SQLite file in `data_dir`. Raises BadSettings when it cannot be opened."""
    try:
        if address is None:
            data_dir.mkdir(parents=True, exist_ok=True)
            engine = create_engine(f"sqlite:///{data_dir / 'advisor.db'}", connect_args={"timeout": 15})
        else:
            engine = create_engine(address, pool_pre_ping=True)
        if engine.dialect.name == "sqlite":
            event.listen(engine, "connect", _durable)
        metadata.create_all(engine)
    except (SQLAlchemyError, OSError, ImportError) as error:
        raise BadSettings(f"The database cannot be opened ({_short(error)}); see data_dir and database_url.") from None
    return SqlStore(engine)


def _durable(connection: Any, _record: object) -> None:
    """Write-ahead log, flushed at each commit: survives a kill and a power cut, and readers do not wait."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA busy_timeout=15000")


def _short(error: BaseException) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0][:160]


class SqlStore:
    """The store of the service. All methods raise Unavailable when the database is gone."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except IntegrityError:
            raise
        except SQLAlchemyError as error:
            raise Unavailable(f"The database does not answer ({_short(error)}); nothing was lost, try again.") from None

    def begin(self, owner: str, conversation_id: str, turn: StoredTurn) -> None:
        """Stores a turn; the first creates the conversation. Raises NotFound for another owner's conversation."""
        for attempt in range(BEGIN_ATTEMPTS):
            try:
                self._begin(owner, conversation_id, turn)
            except IntegrityError:
                if attempt == BEGIN_ATTEMPTS - 1:
                    raise Unavailable("This conversation is being written to elsewhere; try again.") from None
            else:
                return

    def _begin(self, owner: str, conversation_id: str, turn: StoredTurn) -> None:
        """One attempt: two processes that write to one conversation take the next number one after the other."""
        now = time.time()
        with self._transaction() as connection:
            row = connection.execute(
                select(conversations.c.owner).where(conversations.c.id == conversation_id)
            ).one_or_none()
            if row is None:
                title = " ".join(turn.question.split())[:TITLE_LENGTH]
                connection.execute(
                    insert(conversations).values(id=conversation_id, owner=owner, title=title, created=now, updated=now)
                )
            elif row.owner != owner:
                raise NotFound(f"There is no conversation {conversation_id}.")
            else:
                connection.execute(
                    update(conversations).where(conversations.c.id == conversation_id).values(updated=now)
                )
            last = connection.execute(
                select(func.max(turns.c.number)).where(turns.c.conversation_id == conversation_id)
            ).scalar()
            connection.execute(
                insert(turns).values(
                    answer_id=turn.answer_id,
                    conversation_id=conversation_id,
                    owner=owner,
                    number=0 if last is None else last + 1,
                    question=turn.question,
                    form=_dump(turn.form),
                    policy=turn.policy,
                    language=turn.language,
                    answer=None if turn.answer is None else _dump(turn.answer),
                )
            )

    def finish(self, owner: str, answer: Mapping[str, Any], decisions: Mapping[str, Mapping[str, Any]]) -> None:
        """Stores the finished answer and its receipts in one commit. A receipt that stands already is left as it is."""
        with self._transaction() as connection:
            done = connection.execute(
                update(turns)
                .where(turns.c.answer_id == answer["answer_id"], turns.c.owner == owner)
                .values(answer=_dump(answer))
            )
            if done.rowcount == 0:
                raise NotFound(f"There is no answer {answer['answer_id']}.")
            for receipt, body in decisions.items():
                self._add_receipt(connection, owner, receipt, body)

    def keep_receipt(self, owner: str, receipt: str, body: Mapping[str, Any]) -> None:
        """Stores one receipt, once."""
        with self._transaction() as connection:
            self._add_receipt(connection, owner, receipt, body)

    def _add_receipt(self, connection: Connection, owner: str, receipt: str, body: Mapping[str, Any]) -> None:
        where = (receipts.c.id == receipt) & (receipts.c.owner == owner)
        if connection.execute(select(receipts.c.id).where(where)).first() is None:
            connection.execute(
                insert(receipts).values(id=receipt, owner=owner, body=_dump(body).encode(), created=time.time())
            )

    def turns(self, owner: str, conversation_id: str) -> Sequence[StoredTurn] | None:
        """The conversation's turns in order; None when this owner has no such conversation."""
        with self._transaction() as connection:
            rows = connection.execute(
                select(turns)
                .where(turns.c.conversation_id == conversation_id, turns.c.owner == owner)
                .order_by(turns.c.number)
            ).mappings()
            found = [_turn(row) for row in rows]
        return found or None

    def answer(self, owner: str, answer_id: str) -> tuple[str, StoredTurn]:
        """The conversation's id and the turn of an answer. Raises NotFound."""
        with self._transaction() as connection:
            row = (
                connection.execute(select(turns).where(turns.c.answer_id == answer_id, turns.c.owner == owner))
                .mappings()
                .one_or_none()
            )
        if row is None:
            raise NotFound(f"There is no answer {answer_id}.")
        return str(row["conversation_id"]), _turn(row)

    def unfinished(self) -> Sequence[tuple[str, str, StoredTurn]]:
        """Turns without an answer, left by a service that was killed: owner, conversation, turn."""
        with self._transaction() as connection:
            rows = connection.execute(select(turns).where(turns.c.answer.is_(None)).order_by(turns.c.number)).mappings()
            return [(str(row["owner"]), str(row["conversation_id"]), _turn(row)) for row in rows]

    def receipt(self, owner: str, receipt: str) -> Mapping[str, Any]:
        """The body of a receipt. Raises NotFound."""
        with self._transaction() as connection:
            body = connection.execute(
                select(receipts.c.body).where(receipts.c.id == receipt, receipts.c.owner == owner)
            ).scalar()
        if body is None:
            raise NotFound(f"There is no receipt {receipt}.")
        loaded: Mapping[str, Any] = json.loads(body)
        return loaded

    def receipts(self) -> Iterator[Mapping[str, Any]]:
        """Every stored receipt, oldest first."""
        with self._transaction() as connection:
            for body in connection.execute(select(receipts.c.body).order_by(receipts.c.created)).scalars():
                yield json.loads(body)

    def conversations(self, owner: str) -> Sequence[Mapping[str, Any]]:
        """The owner's conversations, newest first: id, title, created, updated (seconds since 1970)."""
        with self._transaction() as connection:
            rows = connection.execute(
                select(conversations).where(conversations.c.owner == owner).order_by(conversations.c.updated.desc())
            ).mappings()
            return [{key: row[key] for key in ("id", "title", "created", "updated")} for row in rows]

    def delete(self, owner: str, conversation_id: str) -> None:
        """Deletes a conversation with its turns and their feedback. Raises NotFound."""
        with self._transaction() as connection:
            mine = (conversations.c.id == conversation_id) & (conversations.c.owner == owner)
            if connection.execute(delete(conversations).where(mine)).rowcount == 0:
                raise NotFound(f"There is no conversation {conversation_id}.")
            ids = select(turns.c.answer_id).where(turns.c.conversation_id == conversation_id)
            connection.execute(delete(feedback).where(feedback.c.answer_id.in_(ids)))
            connection.execute(delete(turns).where(turns.c.conversation_id == conversation_id))

    def rate(self, owner: str, answer_id: str, thumb: str, reason: str | None, comment: str | None) -> None:
        """Keeps feedback on an answer; a second one replaces the first. Raises NotFound."""
        self.answer(owner, answer_id)
        row = {"owner": owner, "thumb": thumb, "reason": reason, "comment": comment, "created": time.time()}
        with self._transaction() as connection:
            connection.execute(delete(feedback).where(feedback.c.answer_id == answer_id))
            connection.execute(insert(feedback).values(answer_id=answer_id, **row))

    def take_event(self, event_id: str) -> bool:
        """True the first time an outside event is seen, False ever after."""
        try:
            with self._transaction() as connection:
                connection.execute(insert(taken_events).values(id=event_id, created=time.time()))
        except IntegrityError:
            return False
        return True

    def check(self) -> None:
        """Raises Unavailable when the database does not answer."""
        with self._transaction() as connection:
            connection.execute(select(func.count()).select_from(taken_events))

    def close(self) -> None:
        """Gives every connection back."""
        self._engine.dispose()


def _dump(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _turn(row: RowMapping) -> StoredTurn:
    return StoredTurn(
        answer_id=row["answer_id"],
        question=row["question"],
        form=json.loads(row["form"]),
        policy=row["policy"],
        language=row["language"],
        answer=None if row["answer"] is None else json.loads(row["answer"]),
    )
