"""Orders that only suppose: "Drop the conversation and Base would win", 拿掉对话这条，才轮得到 Base.

Such an order opens a sentence, is about a fact and names no variant; what follows says what would then hold.
"""

from collections.abc import Iterator, Sequence

from service.domain.verify.atoms import HAN
from service.domain.verify.piece import Token
from service.domain.verify.segments import STRONG, WEAK, Segment

_THEN = ("才", "就", "便", "则", "那", "会", "立刻", "马上")
_ORDERS = frozenset({"undo", "redo"})
_AHEAD = 2


def with_orders(segments: list[Segment]) -> list[Segment]:
    """The clauses, with each order that only supposes joined as a condition."""
    if all(segment.tokens[0].roles.isdisjoint(_ORDERS) for segment in segments):
        return segments
    out: list[Segment] = []
    for at, segment in enumerate(segments):
        following = segments[at + 1] if at + 1 < len(segments) else None
        out += _read(segment, following) if _is_order(segment, at) else (segment,)
    return out


def _is_order(segment: Segment, at: int) -> bool:
    first = segment.tokens[0]
    opens = at == 0 or segment.pause in STRONG - {""}
    ordered = opens and not segment.joint and not segment.quoted and not first.roles.isdisjoint(_ORDERS)
    return ordered and not first.variant and any("=" in role or role.startswith("on:") for role in segment.roles)


def _read(segment: Segment, following: Segment | None) -> Iterator[Segment]:
    parted = next((at for at, token in enumerate(segment.tokens) if at > 1 and token.text == "and"), 0)
    head, rest = segment.tokens[: parted or None], segment.tokens[parted + 1 :]
    if any(token.variant for token in head) or (parted and len(rest) < _AHEAD):
        yield segment
    elif parted:
        yield _made("if", segment.pause, head)
        yield _made("so", "", rest)
    else:
        if following is not None and following.pause in WEAK and _concludes(following):
            segment.joint = "if"
        yield segment


def _made(joint: str, pause: str, tokens: Sequence[Token]) -> Segment:
    segment = Segment(joint, pause)
    for token in tokens:
        segment.add(token)
    return segment


def _concludes(segment: Segment) -> bool:
    """Whether a clause says what then holds."""
    first = segment.tokens[0]
    if first.kind != HAN:
        return first.text == "and"
    return any(token.text.startswith(_THEN) for token in segment.tokens)
