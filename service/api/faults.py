"""What is wrong with a request body, said in one sentence that names the place and what is allowed there."""

from collections.abc import Mapping, Sequence
from typing import Any

SHOWN = 3
KEY_MAX = 60


def place_of(fault: Mapping[str, Any]) -> str:
    """Where the fault is, as a dotted path inside the body."""
    return ".".join(str(part)[:KEY_MAX] for part in fault["loc"][1:])


def sentence(faults: Sequence[Mapping[str, Any]]) -> str:
    """The faults, the first few of them, as one sentence."""
    said = "; ".join(dict.fromkeys(_said(fault) for fault in faults[:SHOWN]))
    return said + "."


def _said(fault: Mapping[str, Any]) -> str:
    kind, place, limits = str(fault["type"]), place_of(fault), fault.get("ctx", {})
    name = place or "The request body"
    if kind == "missing":
        return f"{name} is missing"
    if kind == "extra_forbidden":
        return f"Unknown key {place!r}"
    if kind in SHAPES:
        return f"{name} must be {SHAPES[kind]}"
    if kind == "literal_error":
        return f"{name} must be {str(limits['expected']).replace(chr(39), '')}"
    if kind in LIMITS:
        word, key, unit = LIMITS[kind]
        amount = limits[key]
        return f"{name} must have {word} {amount} {unit}{'' if amount == 1 else 's'}"
    return f"{name}: {_lowered(str(fault['msg']))}"


SHAPES = {
    "string_type": "a text",
    "string_unicode": "valid Unicode, without lone surrogates",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing_size": "a smaller whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
    "blank": "more than blank space",
}
LIMITS = {
    "string_too_short": ("at least", "min_length", "character"),
    "string_too_long": ("at most", "max_length", "character"),
    "too_short": ("at least", "min_length", "member"),
    "too_long": ("at most", "max_length", "member"),
}


def _lowered(message: str) -> str:
    return (message[:1].lower() + message[1:]).rstrip(".")
