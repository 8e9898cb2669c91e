"""Entries of the knowledge base from parsed files: refuses what is not whole, all faults of a file at once."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from service.domain.evidence import Confidence, Entry, EntrySource, EntryText, Status
from service.domain.facts import LANGUAGES
from service.domain.faults import Faulty

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
RULE = re.compile(r"[a-z][a-z0-9_]*:[A-Z][A-Za-z0-9]*")
TEXT_MAX = 2_000
KEYS = {"id", "status", "confidence", "reviewed", "topic", "rules", "related", "sources", *LANGUAGES}


def entry_from(data: Mapping[str, Any], name: str) -> Entry:
    """The entry that a file named `name` (without ending) holds.

    Raises Faulty with one sentence for each thing wrong.
    """
    faults = [f"unknown key {key!r}." for key in sorted(set(data) - KEYS)]
    faults += _required(data, name)
    sources, source_faults = _sources(data.get("sources"))
    faults += source_faults
    texts = {}
    for language in LANGUAGES:
        text, text_faults = _text(data.get(language), language)
        faults += text_faults
        if text:
            texts[language] = text
    if faults:
        raise Faulty(faults)
    return Entry(
        id=data["id"],
        status=Status(data["status"]),
        confidence=Confidence(data["confidence"]),
        reviewed=data["reviewed"],
        topic=data["topic"],
        rules=tuple(data.get("rules", ())),
        related=tuple(data.get("related", ())),
        sources=sources,
        texts=texts,
    )


def _required(data: Mapping[str, Any], name: str) -> list[str]:
    faults = []
    if data.get("id") != name or not ID.fullmatch(name):
        faults.append(f"id must be the file's name in lower case words joined by hyphens ({name!r}).")
    for key, allowed in (("status", Status), ("confidence", Confidence)):
        values = [member.value for member in allowed]
        if data.get(key) not in values:
            faults.append(f"{key} must be one of {', '.join(values)}.")
    if type(data.get("reviewed")) is not date:
        faults.append("reviewed must be a date such as 2026-11-22, without quotes.")
    if not _is_text(data.get("topic")):
        faults.append("topic is missing.")
    for key in ("rules", "related"):
        if not _is_list(data.get(key, [])):
            faults.append(f"{key} must be a list of texts.")
    for rule in data.get("rules", ()) if _is_list(data.get("rules", [])) else ():
        if not RULE.fullmatch(rule):
            faults.append(f"rule {rule!r} must be written policy:rule, such as guide:G3.")
    return faults


def _sources(raw: object) -> tuple[tuple[EntrySource, ...], list[str]]:
    if not isinstance(raw, list) or not raw:
        return (), ["at least one [[sources]] with title and ref is needed."]
    sources, faults = [], []
    for number, item in enumerate(raw, 1):
        if not isinstance(item, Mapping) or not _is_text(item.get("title")) or not _is_text(item.get("ref")):
            faults.append(f"source {number} needs a title and a ref.")
            continue
        url = item.get("url")
        if url is not None and not (isinstance(url, str) and url.startswith("https://")):
            faults.append(f"source {number}: url must start with https://.")
            continue
        sources.append(EntrySource(item["title"], item["ref"], url))
    return tuple(sources), faults


def _text(raw: object, language: str) -> tuple[EntryText | None, list[str]]:
    if not isinstance(raw, Mapping):
        return None, [f"language {language} is missing."]
    faults = [f"{language}.{key} is missing." for key in ("title", "text") if not _is_text(raw.get(key))]
    faults += [
        f"{language}.{key} must be a list with at least one text."
        for key in ("aliases", "questions")
        if not _is_list(raw.get(key)) or not raw[key]
    ]
    if not _is_list(raw.get("asked", [])):
        faults.append(f"{language}.asked must be a list of texts.")
    if not faults and len(raw["text"]) > TEXT_MAX:
        faults.append(f"{language}.text is longer than {TEXT_MAX} characters.")
    if faults:
        return None, faults
    aliases, questions, asked = (tuple(raw.get(key, ())) for key in ("aliases", "questions", "asked"))
    return EntryText(raw["title"], raw["text"].strip(), aliases, questions, asked), []


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(_is_text(item) for item in value)
