"""Cutting the tokens of a sentence into clauses, and how each clause joins the one before it."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from service.domain.verify.piece import Token

STRONG = frozenset(";；。.!！?？:：—…")
WEAK = frozenset(",，、()（）")
QUOTES = {'"': '"', "“": "”", "「": "」", "『": "』", "'": "'", "《": "》"}
JOINTS = ("unless", "onlyif", "if", "though", "but", "because", "so", "otherwise", "rel")
_JOINING = frozenset(JOINTS) | {joint + "_first" for joint in JOINTS}
_STANCE = frozenset(
    {"choose", "advise", "good", "fair", "bad", "flaw", "reject", "switch", "flip", "beat", "lose", "dismiss", "only"}
)


@dataclass(slots=True)
class Segment:
    """A clause: its tokens, the word that joins it, whether a pause or a full stop stands before it, and whether it
    stands in quotation marks."""

    joint: str = ""
    pause: str = ""
    quoted: bool = False
    asks: bool = False
    tokens: list[Token] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    variants: list[str] = field(default_factory=list)
    """The variants that it names, in order."""
    facts: frozenset[str] | None = None
    """The facts that it is about, once somebody has asked."""

    def add(self, token: Token) -> None:
        """One more token at the end."""
        self.tokens.append(token)
        self.roles |= token.roles
        if token.variant:
            self.variants.append(token.variant)

    def has(self, role: str) -> bool:
        """Whether a word with this role stands in the clause."""
        return role in self.roles


def segments_of(tokens: list[Token]) -> list[Segment]:
    """The clauses in order; none is empty."""
    return [segment for segment in _cut(tokens) if segment.tokens]


def _cut(tokens: list[Token]) -> Iterator[Segment]:
    segment, closing = Segment(), ""
    for at, token in enumerate(tokens):
        sign = token.text
        if token.kind == "sign":
            if sign == closing:
                yield segment
                segment, closing = Segment(), ""
            elif not closing and sign in QUOTES and _closes(tokens, at, QUOTES[sign]):
                yield segment
                segment, closing = Segment(quoted=True), QUOTES[sign]
            elif sign in STRONG or sign in WEAK:
                segment.asks = sign in "?？"
                yield segment
                segment = Segment(pause=sign, quoted=bool(closing))
            continue
        joint = _joint(token, opening=not segment.tokens) or _relative(tokens, at)
        if joint:
            yield segment
            segment = Segment(joint, segment.pause if not segment.tokens else "", bool(closing))
            segment.add(token)
        elif "and" in token.roles and _both_sides(segment, tokens, at):
            yield segment
            segment = Segment("and", "", bool(closing))
        else:
            segment.add(token)
    yield segment


def _closes(tokens: list[Token], at: int, closing: str) -> bool:
    return any(token.text == closing for token in tokens[at + 1 :])


def _joint(token: Token, opening: bool) -> str:
    """How this word joins a clause; some words do so only where a clause opens."""
    if token.variant or token.roles.isdisjoint(_JOINING):
        return ""
    joint = next((joint for joint in JOINTS if joint in token.roles), "")
    if not joint and opening:
        joint = next((joint for joint in JOINTS if joint + "_first" in token.roles), "")
    return joint


def _relative(tokens: list[Token], at: int) -> str:
    """Whether "that" opens a clause about a variant ("rows that Chat does not need")."""
    if tokens[at].text != "that":
        return ""
    ahead = tokens[at + 1 : at + 3]
    if not ahead or not (ahead[0].variant or (len(ahead) > 1 and ahead[1].variant)):
        return ""
    return "rel" if ahead[0].variant or ahead[0].text in ("the", "a", "its") else ""


def _both_sides(segment: Segment, tokens: list[Token], at: int) -> bool:
    """Whether an "and" joins two clauses rather than two nouns: a stance stands on either side."""
    if not any(token.roles & _STANCE for token in segment.tokens):
        return False
    ahead = tokens[at + 1 : at + 6]
    if ahead and ahead[0].variant and not segment.variants:
        return False
    return any(token.roles & _STANCE for token in ahead[: 5 if ahead and ahead[0].variant else 3])
