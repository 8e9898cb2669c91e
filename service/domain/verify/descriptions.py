"""Variants that are described instead of named: "a model that already takes instructions", 没有见过对话的那一版.

A noun for a checkpoint and the clause that describes it become one token, which names a variant where the description
says what only one of the two has been through or can do.
"""

from collections.abc import Sequence
from itertools import pairwise

from service.domain.verify.atoms import HAN, SIGN
from service.domain.verify.piece import BASE, CHAT, Token

_AHEAD = 9
_BACK = 8
_SKILLS = frozenset({"topic:dialogue", "topic:tools", "topic:alpaca", "manners"})
_OPENING = frozenset({"opening", "fresh"})
_STOPS = frozenset({"choose", "advise", "reject", "switch", "if", "but", "because", "instead", "source"})


def described(tokens: list[Token]) -> list[Token]:
    """The tokens with every described checkpoint as one token."""
    if not any("model" in token.roles for token in tokens):
        return tokens
    out: list[Token] = []
    at = 0
    while at < len(tokens):
        used = _behind(tokens, at)
        variant = _meaning(tokens[at + 1 : at + used]) if used else ""
        if variant:
            out.append(_joined(tokens[at : at + used], variant))
            at += used
            continue
        token = tokens[at]
        start = _before(out, token)
        variant = _meaning(out[start:]) if start < len(out) else ""
        if variant:
            token = _joined([*out[start:], token], variant)
            del out[start:]
        out.append(token)
        at += 1
    return out


def _is_noun(token: Token) -> bool:
    return "model" in token.roles and not token.variant


def _behind(tokens: Sequence[Token], at: int) -> int:
    """How many tokens an English noun and the clause behind it take, up to the last word that tells; 0 for none."""
    if not _is_noun(tokens[at]) or tokens[at].kind == HAN or at + 1 >= len(tokens):
        return 0
    if tokens[at + 1].roles.isdisjoint(_OPENING):
        return 0
    used = 0
    for ahead in range(at + 1, min(len(tokens), at + _AHEAD)):
        token = tokens[ahead]
        if token.kind == SIGN or token.variant or (ahead > at + 1 and "predicate" in token.roles and used):
            break
        if _tells(token) and (_is_mark(token) or used):
            used = ahead + 1 - at if _is_mark(token) else used
    return used


def _before(out: Sequence[Token], noun: Token) -> int:
    """Where the Chinese description of `noun`, which ends in 的, begins in `out`; its length where there is none."""
    if not _is_noun(noun) or noun.kind != HAN or not (noun.text.startswith("的") or (out and out[-1].text == "的")):
        return len(out)
    start = len(out)
    for at in range(len(out) - 1, max(-1, len(out) - 1 - _BACK), -1):
        token = out[at]
        if token.kind == SIGN or token.variant or token.roles & _STOPS:
            break
        if _tells(token):
            start = at
    return start


def _tells(token: Token) -> bool:
    return _is_mark(token) or bool(token.roles & {"flip", "knowing", "fresh"})


def _is_mark(token: Token) -> bool:
    return bool(token.roles & (_SKILLS | {"tuned", "aligned", "topic:alignment", "raw", "topic:cpt"}))


def _meaning(tokens: Sequence[Token]) -> str:
    """Which variant has been through or can do what the words say; empty where they do not tell."""
    denied = sum("flip" in token.roles for token in tokens) % 2 == 1
    if any(token.roles & {"tuned", "aligned", "topic:alignment"} for token in tokens):
        return BASE if denied else CHAT
    if any(token.roles & _SKILLS for token in tokens):
        knows = any("knowing" in token.roles for token in tokens)
        return BASE if denied else CHAT if knows else ""
    fresh = any("fresh" in one.roles and other.roles & {"raw", "topic:cpt"} for one, other in pairwise(tokens))
    if fresh or any("raw" in token.roles for token in tokens):
        return CHAT if denied else BASE
    return ""


def _joined(tokens: Sequence[Token], variant: str) -> Token:
    first, last = tokens[0], tokens[-1]
    gap = "" if first.kind == HAN else " "
    text = gap.join(token.text for token in tokens)
    about = frozenset(role for token in tokens for role in token.roles if role.startswith("topic:"))
    known = all(token.known for token in tokens)
    return Token(text, first.kind, about | {variant}, first.start, last.end, variant, known)
