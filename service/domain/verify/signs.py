"""The words of stance in a clause: how firm they are, how often they are denied, whether one is bad.

Read from left to right. A denial waits until a word of stance follows; a bad word counts once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.verify.piece import Token

MENTION, PROPERTY, PRAISE, CHOICE = 0, 1, 2, 3
_LEVELS = {
    "choose": CHOICE, "advise": CHOICE, "reject": CHOICE, "money": CHOICE, "switch": CHOICE,
    "good": PRAISE, "bad": PRAISE, "beat": PRAISE, "lose": PRAISE, "lower": PRAISE, "necessary": PRAISE, "urge": PRAISE,
    "fair": PROPERTY, "flaw": PROPERTY,
}  # fmt: skip
SIGNED = frozenset(_LEVELS)
COPULA = frozenset({"is", "are", "was", "lies", "remains", "是", "在于", "就是", "在", "means"})
_HEARD = SIGNED | {
    "reasonless", "frame", "rhetoric", "flip", "parting", "dismiss", "obliged", "take", "change", "only", "say",
}  # fmt: skip
"""The roles of all words that add to the stance of a clause."""
_BAD = frozenset({"bad", "flaw", "lose", "lower"})
_REACH = 5


@dataclass(slots=True)
class Signs:
    """What the words of a clause add up to. `pending` denials have met no word of stance yet; the last of them stands
    at `pending_at`."""

    flips: int = 0
    pending: int = 0
    pending_at: int = -1
    bad: bool = False
    good: bool = False
    drawback: bool = False
    level: int = MENTION
    rhetoric: bool = False

    @property
    def sign(self) -> int:
        """+1 where the clause speaks for what it is about, -1 where it speaks against it."""
        return -1 if (self.flips + self.bad) % 2 else 1

    def take(self, level: int, denials: int = 0) -> None:
        """A word of stance; the denials that waited for it are used up."""
        self.flips += self.pending + denials
        self.pending = 0
        self.level = max(self.level, level)


def signs_of(tokens: Sequence[Token], of_topic: bool = False, denied: bool = False) -> Signs:
    """The stance of a clause; `of_topic`: a word of use may be said of the variant spoken of before ("load it");
    `denied`: a denial hangs over from the clause before."""
    signs = Signs(pending=int(denied))
    framed = False
    for at, token in enumerate(tokens):
        deaf = token.roles.isdisjoint(_HEARD) and not framed
        if deaf or token.variant or not token.roles or _of_a_part(tokens, at):
            continue
        if "reasonless" in token.roles or (framed and token.text in COPULA):
            break
        framed = framed or "frame" in token.roles
        if not _denies(signs, tokens, at):
            _stands(signs, tokens, at, of_topic)
    return signs


def _of_a_part(tokens: Sequence[Token], at: int) -> bool:
    """Whether an act of choosing is about a template or the like ("need not change the template", 不必费心挑模板)."""
    if tokens[at].roles.isdisjoint({"choose", "switch", "reject"}):
        return False
    following = tokens[at + 1 : at + 3]
    return any("owned" in token.roles for token in following) and not any(token.variant for token in following)


def _denies(signs: Signs, tokens: Sequence[Token], at: int) -> bool:
    """Counts a denial; False where the token is none."""
    token = tokens[at]
    if "reject" in token.roles or _parted(tokens, at):
        signs.take(CHOICE, 1)
    elif "rhetoric" in token.roles:
        signs.rhetoric = True
        signs.pending = max(signs.pending, 1)
    elif "flip" in token.roles:
        signs.pending += 1
        signs.pending_at = at
    else:
        return False
    return True


def _parted(tokens: Sequence[Token], at: int) -> bool:
    """Whether a variant stands between the two halves of a rejection ("that rules Base out")."""
    if "parting" not in tokens[at].roles:
        return False
    following = tokens[at + 1 : at + 5]
    named = next((n for n, token in enumerate(following) if token.variant), None)
    return named is not None and any("apart" in token.roles for token in following[named + 1 : named + 2])


def _stands(signs: Signs, tokens: Sequence[Token], at: int, of_topic: bool) -> None:
    """Counts a word of stance, or a word of use that is said of a variant."""
    roles = tokens[at].roles
    if "necessary" in roles and not roles & (SIGNED - {"necessary"}):
        if takes(tokens, at, 4):
            signs.take(PRAISE)
            signs.good = True
    elif roles & SIGNED:
        comparing = "lose" in roles and not any(token.variant for token in tokens[:at])
        bad = bool(roles & _BAD) and not comparing
        signs.take(max(_LEVELS.get(role, MENTION) for role in roles))
        signs.drawback = signs.drawback or "flaw" in roles
        signs.bad, signs.good = signs.bad or bad, signs.good or not bad
    elif "dismiss" in roles and (takes(tokens, at, 3) or (of_topic and _takes_it(tokens, at))):
        signs.take(CHOICE, 1)
    elif "obliged" in roles:
        if takes(tokens, at, 4) or any("model" in token.roles for token in tokens[at + 1 : at + 4]):
            signs.take(CHOICE)
            signs.good = True
    elif _used(tokens, at, of_topic):
        signs.take(CHOICE)
        signs.good = True


def _used(tokens: Sequence[Token], at: int, of_topic: bool) -> bool:
    roles = tokens[at].roles
    if "take" in roles or "change" in roles:
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        return following != "of" and (takes(tokens, at) or (of_topic and "take" in roles and _takes_it(tokens, at)))
    return ("only" in roles and takes(tokens, at, 2)) or ("say" in roles and takes(tokens, at, 1))


def _takes_it(tokens: Sequence[Token], at: int) -> bool:
    return any("it" in token.roles for token in tokens[at + 1 : at + 3])


def takes(tokens: Sequence[Token], at: int, reach: int = _REACH) -> bool:
    """Whether a word of use ("train", "load", "用") is said of a variant close behind it."""
    for token in tokens[at + 1 : at + 1 + reach]:
        if token.variant:
            return True
        if token.roles & SIGNED or "flip" in token.roles or "instead" in token.roles:
            return False
    return False
