"""A handful of entries, a glossary and configurations for the tests of the index."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from service.adapters.index import IndexConfig
from service.domain.evidence import Confidence, Entry, EntrySource, EntryText, Status
from service.domain.facts import Language

GLOSSARY = {
    "core: vram": ("显存", "vram", "gpu memory"),
    "core: forgetting": ("遗忘", "忘记", "forgetting", "forget"),
    "core: licence": ("许可证", "协议", "licence", "license"),
    "core: template": ("模板", "template"),
    "elsewhere: weather": ("天气", "weather"),
}
UNANSWERED = ("Will it rain in Lisbon?", "How do I bake bread?", "红烧肉怎么做？", "明天天气怎么样？")


def text(title: str, body: str, question: str, alias: str) -> EntryText:
    """One language of a sample."""
    return EntryText(title, body, (alias,), (question,))


def sample(name: str, chinese: EntryText, english: EntryText, **more: Any) -> Entry:
    """A whole entry."""
    entry = Entry(
        name,
        Status.EVIDENCE,
        Confidence.VERIFIED,
        date(2026, 11, 22),
        "memory",
        ("field:F1",),
        (),
        (EntrySource("A paper", "arXiv 1", "https://arxiv.org/abs/1"),),
        {"zh": chinese, "en": english},
    )
    return replace(entry, **more)


def samples() -> dict[str, Entry]:
    """Four entries on different matters."""
    made = [
        sample(
            "same-memory",
            text("Base 与 Chat 占用相同显存", "尺寸相同时，两个版本所需显存相同。", "显存小该选哪个？", "省显存"),
            text(
                "Same GPU memory", "Both variants of one size need the same memory.", "Small card, which one?", "vram"
            ),
        ),
        sample(
            "forgetting",
            text("灾难性遗忘", "微调之后通用能力变差，叫灾难性遗忘。", "为什么微调完变笨？", "变笨"),
            text("Catastrophic forgetting", "Loss of general skill after tuning.", "Why did it get dumber?", "dumber"),
            rules=("field:F2", "guide:G3"),
        ),
        sample(
            "qwen-licence",
            text("Qwen3 的许可证", "Qwen3 全部是 Apache-2.0。", "千问能商用吗？", "千问协议"),
            text("Qwen3 licence", "All of Qwen3 is Apache-2.0.", "May I sell a product on Qwen3?", "commercial use"),
            status=Status.GUIDE,
            rules=("guide:G2",),
        ),
        sample(
            "chat-template",
            text("对话模板", "对话模板标明谁在说话、回答到哪里结束。", "模板是什么东西？", "停止符"),
            text("Chat template", "A template marks who speaks and where it ends.", "What marks a turn?", "stop token"),
        ),
    ]
    return {entry.id: entry for entry in made}


def without(entry: Entry, language: Language) -> Entry:
    """The entry with one language taken away."""
    return replace(entry, texts={name: kept for name, kept in entry.texts.items() if name != language})


def config(folder: Path | None = None, **more: Any) -> IndexConfig:
    """A configuration with the sample glossary and without Chroma."""
    given: dict[str, Any] = {"chroma": False, "glossary": GLOSSARY, "simplified": {"顯": "显", "憶": "忆"}}
    given["unanswered"] = UNANSWERED
    return IndexConfig(folder, **{**given, **more})
