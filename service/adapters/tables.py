"""The SQL tables: conversations, their turns, receipts, feedback, and events already taken from outside."""

from sqlalchemy import Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("title", Text, nullable=False),
    Column("created", Float, nullable=False),
    Column("updated", Float, nullable=False),
    Index("conversations_by_owner", "owner", "updated"),
)

turns = Table(
    "turns",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("conversation_id", String(64), nullable=False),
    Column("owner", String(128), nullable=False),
    Column("number", Integer, nullable=False),
    Column("question", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("policy", String(64)),
    Column("language", String(8)),
    Column("answer", Text),
    Index("turns_by_conversation", "conversation_id", "number", unique=True),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("owner", String(128), primary_key=True),
    Column("body", LargeBinary, nullable=False),
    Column("created", Float, nullable=False),
)

feedback = Table(
    "feedback",
    metadata,
    Column("answer_id", String(64), primary_key=True),
    Column("owner", String(128), nullable=False),
    Column("thumb", String(8), nullable=False),
    Column("reason", Text),
    Column("comment", Text),
    Column("created", Float, nullable=False),
)

taken_events = Table(
    "taken_events",
    metadata,
    Column("id", String(128), primary_key=True),
    Column("created", Float, nullable=False),
)
