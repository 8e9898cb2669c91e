"""What a clause says about the variants: which way it points, and how firmly.

A clause is read from left to right. A denial turns round the stance behind it, a bad word turns a clause round once, and
a variant that only serves as a standard ("than Base", "rather than Base") is pointed away from. After "the drawback of
Base is" the rest only explains.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.domain.verify.segments import Segment
from service.domain.verify.tokens import BASE, CHAT, Token

EVEN = "even"
OPEN = "open"
NONE = "none"
MIXED = "mixed"
MENTION, PROPERTY, PRAISE, CHOICE = 0, 1, 2, 3
_LEVELS = {
    "choose": CHOICE, "advise": CHOICE, "reject": CHOICE, "money": CHOICE, "switch": CHOICE,
    "good": PRAISE, "bad": PRAISE, "beat": PRAISE, "lose": PRAISE, "lower": PRAISE, "necessary": PRAISE, "urge": PRAISE,
    "fair": PROPERTY, "flaw": PROPERTY,
}  # fmt: skip
_SIGNED = frozenset(_LEVELS)
_BAD = frozenset({"bad", "flaw", "lose", "lower"})
_COPULA = frozenset({"is", "are", "was", "lies", "remains", "是", "在于", "就是", "在", "means"})
_OPPOSITE = {BASE: CHAT, CHAT: BASE}
_FRAGMENT = frozenset(
    "the a it is so then just simply please obviously hence 's there that 吧 就 是 呗 嘛 就是 直接 呀 啊 了 还 还是 即 便是 也".split()
)
_AUXILIARIES = frozenset("is was are were has have will would can could does did may might should must remains stays".split())
_TAKE_REACH = 5
_STANDARD_REACH = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing said: towards `base` or `chat`, or even, open, none, mixed. `flaw` marks a drawback of the other side."""

    to: str
    level: int
    at: int
    flaw: bool = False


@dataclass(slots=True)
class _Reading:
    flips: int = 0
    pending: int = 0
    pending_at: int = -1
    bad: bool = False
    good: bool = False
    level: int = MENTION
    rhetoric: bool = False

    @property
    def sign(self) -> int:
        return -1 if (self.flips + self.bad) % 2 else 1

    def take(self, level: int) -> None:
        self.flips += self.pending
        self.pending = 0
        self.level = max(self.level, level)


def hangs_over(segment: Segment) -> bool:
    """Whether a denial at the end of a clause has nothing of its own to deny, and so denies the clause that follows."""
    reading = _read(segment.tokens)
    return reading.pending % 2 == 1 and not segment.variants


def opposite(variant: str) -> str:
    """The other variant."""
    return _OPPOSITE.get(variant, "")


def claims_of(segment: Segment, at: int, topic: str, denied: bool = False) -> list[Claim]:
    """The claims of clause number `at`. `topic` is the variant spoken of, for clauses that name none; `denied`: the
    clause before denies this one ("nothing that Chat could not learn")."""
    if segment.has("license=chat_blocked") or (segment.has("on:license") and segment.has("forbidding")):
        return []
    reading = _read(segment.tokens, bool(topic) and segment.has("it"), denied)
    out = _general(segment, reading, at)
    roles = _roles(segment)
    if not roles and topic and reading.level and _speaks_of_topic(segment):
        roles = [(topic, 1)]
    if not roles and reading.level >= PRAISE and segment.has("aligned"):
        roles = [(CHAT, 1)]
    if not roles:
        unclear = reading.level >= PRAISE and segment.has("oblique") and not topic
        return [*out, Claim(MIXED, CHOICE, at)] if unclear else out
    if segment.has("measure") and reading.level <= PROPERTY:
        return out
    if reading.level == MENTION:
        return out + _bare(segment, roles, reading, at)
    if roles[0][1] < 0 and len(roles) == 1 and "instead" in segment.tokens[0].roles:
        return [*out, Claim(opposite(roles[0][0]), reading.level, at)]
    if reading.level == CHOICE and _left_hanging(segment):
        return [*out, Claim(MIXED, CHOICE, at)]
    if trailing := _denied_after(segment, reading, at):
        out.append(trailing)
    towards = {variant if reading.sign * role > 0 else opposite(variant) for variant, role in roles}
    if len(towards) > 1:
        return [*out, _joined(segment, roles, reading, at)]
    return [*out, Claim(towards.pop(), reading.level, at, reading.sign < 0 and not reading.good)]


def _read(tokens: Sequence[Token], of_topic: bool = False, denied: bool = False) -> _Reading:
    """The stance of a clause; `of_topic`: a word of use may be said of the variant spoken of before ("load it")."""
    reading = _Reading(pending=int(denied))
    framed = False
    for at, token in enumerate(tokens):
        roles = token.roles
        if token.variant or not roles:
            continue
        if framed and token.text in _COPULA:
            break
        framed = framed or "frame" in roles
        if "reject" in roles:
            reading.pending += 1
            reading.take(CHOICE)
        elif "rhetoric" in roles:
            reading.rhetoric = True
            reading.pending += not reading.pending
        elif "reasonless" in roles:
            break
        elif "flip" in roles:
            reading.pending += 1
            reading.pending_at = at
        elif "necessary" in roles and not roles & (_SIGNED - {"necessary"}):
            if _takes(tokens, at, 4):
                reading.take(PRAISE)
                reading.good = True
        elif roles & _SIGNED:
            bad = bool(roles & _BAD) and not ("lose" in roles and not _named(tokens[:at]))
            reading.take(max(_LEVELS.get(role, MENTION) for role in roles))
            reading.bad = reading.bad or bad
            reading.good = reading.good or not bad
        elif "dismiss" in roles and (_takes(tokens, at, 3) or (of_topic and _takes_it(tokens, at))):
            reading.pending += 1
            reading.take(CHOICE)
        elif _used(tokens, at, of_topic):
            reading.take(CHOICE)
            reading.good = True
    return reading


def _used(tokens: Sequence[Token], at: int, of_topic: bool) -> bool:
    roles = tokens[at].roles
    if "take" in roles or "change" in roles:
        following = tokens[at + 1].text if at + 1 < len(tokens) else ""
        return following != "of" and (_takes(tokens, at) or (of_topic and "take" in roles and _takes_it(tokens, at)))
    return ("only" in roles and _takes(tokens, at, 2)) or ("say" in roles and _takes(tokens, at, 1))


def _takes_it(tokens: Sequence[Token], at: int) -> bool:
    return any("it" in token.roles for token in tokens[at + 1 : at + 3])


def _named(tokens: Sequence[Token]) -> bool:
    return any(token.variant for token in tokens)


def _takes(tokens: Sequence[Token], at: int, reach: int = _TAKE_REACH) -> bool:
    """Whether a word of use ("train", "load", "用") is said of a variant close behind it."""
    for token in tokens[at + 1 : at + 1 + reach]:
        if token.variant:
            return True
        if token.roles & _SIGNED or "flip" in token.roles or "instead" in token.roles:
            return False
    return False


def _roles(segment: Segment) -> list[tuple[str, int]]:
    """The variants of a clause with +1, or -1 where one is only the standard of a comparison."""
    out: list[tuple[str, int]] = []
    standard = 0
    for token in segment.tokens:
        if token.variant:
            out.append((token.variant, -1 if standard > 0 else 1))
            standard = 0
        elif token.roles & {"instead", "beat"} or ("lose" in token.roles and out):
            standard = _STANDARD_REACH
        else:
            standard -= 1
    if len(out) == 2 and segment.has("switch") and out[0][0] != out[1][0]:
        return [(out[0][0], -1), (out[1][0], 1)]
    return out


def _left_hanging(segment: Segment) -> bool:
    """Whether the act of choosing is judged by a predicate that has no word of stance ("choosing Base is a sport")."""
    tokens = segment.tokens
    last = max((at for at, token in enumerate(tokens) if token.variant), default=-1)
    chosen = any(token.roles & {"choose", "take"} for token in tokens[:last])
    judged = next((at for at in range(last + 1, len(tokens)) if "predicate" in tokens[at].roles), None)
    if not chosen or judged is None or last < 0:
        return False
    return not any(token.roles & (_SIGNED | {"flip", "rebut", "lower"}) for token in tokens[judged:])


def _denied_after(segment: Segment, reading: _Reading, at: int) -> Claim | None:
    """What a denial behind a variant says, where no word of stance follows ("a touch that Base cannot give")."""
    if reading.pending % 2 == 0 or segment.has("measure"):
        return None
    before = [token.variant for token in segment.tokens[: reading.pending_at] if token.variant]
    return Claim(opposite(before[-1]), PROPERTY, at, True) if before else None


def _general(segment: Segment, reading: _Reading, at: int) -> list[Claim]:
    """What is said of both variants at once, of the decision, or of tuning at all."""
    out = []
    denied = 0
    for token in segment.tokens:
        if "flip" in token.roles:
            denied = 3
        denied -= 1
        if denied > 0:
            continue
        if "evenly" in token.roles and not segment.has("measure"):
            out.append(Claim(EVEN, CHOICE, at))
        if "open" in token.roles:
            out.append(Claim(OPEN, CHOICE, at))
        if "halt" in token.roles:
            out.append(Claim(NONE, CHOICE, at))
    if _no_tuning(segment):
        out.append(Claim(NONE, CHOICE, at))
    if segment.has("hinge") and segment.has("which"):
        out.append(Claim(OPEN, CHOICE, at))
    if segment.has("both") and not out and reading.level >= PRAISE and not segment.has("measure"):
        out.append(Claim(NONE if reading.sign < 0 else EVEN, CHOICE, at))
    return out


def _no_tuning(segment: Segment) -> bool:
    """Whether the clause ends in a denied "fine-tune" with nothing more said of it, or puts something in its stead."""
    if not segment.has("tune") or segment.roles & {"base", "chat"} or segment.variants:
        return False
    for token, following in zip(segment.tokens, segment.tokens[1:], strict=False):
        if token.text in _IN_STEAD and "tune" in following.roles:
            return True
    words = [token for token in segment.tokens if token.text not in _TRAILING]
    if not words or "tune" not in words[-1].roles:
        return False
    return any(token.roles & {"flip", "reject"} for token in words[-5:-1])


_IN_STEAD = frozenset({"instead of", "rather than", "in place of", "与其", "代替", "取代"})
_TRAILING = frozenset({"at all", "at", "all", "now", "yet", "here", "了", "吧", "呢", "的", "这里", "anything", "for", "then"})


def _speaks_of_topic(segment: Segment) -> bool:
    first = segment.tokens[1] if segment.joint in ("but", "and", "rel") and len(segment.tokens) > 1 else segment.tokens[0]
    return segment.has("it") or first.kind == "han" or first.text in _AUXILIARIES


def _bare(segment: Segment, roles: list[tuple[str, int]], reading: _Reading, at: int) -> list[Claim]:
    """Claims of a clause that names a variant and has no word of stance: denials, questions, mere fragments."""
    variants = {variant for variant, _ in roles}
    if len(variants) > 1:
        return [Claim(OPEN, CHOICE, at)] if _asks_which(segment) else []
    variant, role = roles[0]
    if segment.quoted:
        return []
    if reading.rhetoric:
        return [Claim(opposite(variant), PRAISE, at)]
    words = [token for token in segment.tokens if not token.variant and token.kind not in ("number", "sign")]
    if len(roles) > 1 and any(token.text in _COPULA for token in words):
        return []
    if segment.has("measure"):
        return []
    if reading.pending % 2:
        first = "flip" in segment.tokens[0].roles
        return [Claim(opposite(variant), PRAISE if first and len(words) <= 3 else PROPERTY, at, True)]
    if reading.pending:
        return [Claim(variant, PRAISE, at)]
    if role > 0 and not segment.joint and not segment.asks and all(token.text in _FRAGMENT for token in words):
        return [Claim(variant, CHOICE, at)]
    return []


def _asks_which(segment: Segment) -> bool:
    """Whether "Base or Chat" is left open rather than offered."""
    return segment.has("whether") or any(token.text == "该" or token.roles & {"which", "ask"} for token in segment.tokens)


def _joined(segment: Segment, roles: list[tuple[str, int]], reading: _Reading, at: int) -> Claim:
    if segment.has("or") and _asks_which(segment):
        return Claim(OPEN, CHOICE, at)
    together = (segment.has("and") or segment.has("or")) and not segment.has("lower")
    if together and len({role for _, role in roles}) == 1:
        return Claim(EVEN if reading.sign > 0 else NONE, reading.level, at)
    return Claim(MIXED, reading.level, at)
