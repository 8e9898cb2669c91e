"""What a clause says about the variants: which way it points, and how firmly.

A clause is read from left to right. A denial turns round the stance behind it, a bad word turns a clause round once,
and a variant that only serves as a standard ("than Base", "rather than Base") is pointed away from. After "the drawback
of Base is" the rest only explains.
"""

from service.domain.verify.general import EVEN, MIXED, NONE, OPEN, Claim, general_claims
from service.domain.verify.piece import BASE, CHAT
from service.domain.verify.segments import Segment
from service.domain.verify.signs import CHOICE, COPULA, MENTION, PRAISE, PROPERTY, SIGNED, Signs, signs_of
from service.domain.verify.suppositions import fact_names

_OPPOSITE = {BASE: CHAT, CHAT: BASE}
_FRAGMENT = frozenset(
    [
        "the",
        "a",
        "it",
        "is",
        "so",
        "then",
        "just",
        "simply",
        "please",
        "obviously",
        "hence",
        "'s",
        "there",
        "that",
        "吧",
        "就",
        "是",
        "呗",
        "嘛",
        "就是",
        "直接",
        "呀",
        "啊",
        "了",
        "还",
        "还是",
        "即",
        "便是",
        "也",
    ]
)
_AUXILIARIES = frozenset(
    [
        "is",
        "was",
        "are",
        "were",
        "has",
        "have",
        "will",
        "would",
        "can",
        "could",
        "does",
        "did",
        "may",
        "might",
        "should",
        "must",
        "remains",
        "stays",
    ]
)
_STANDARD_REACH = 6
_FIRM_BAD = frozenset({"bad", "lose", "lower", "beat", "instead", "advise", "money"})


def hangs_over(segment: Segment) -> bool:
    """Whether a denial at the end of a clause has nothing of its own to deny, and so denies the clause that follows."""
    signs = signs_of(segment.tokens)
    return signs.pending % 2 == 1 and not segment.variants


def opposite(variant: str) -> str:
    """The other variant."""
    return _OPPOSITE.get(variant, "")


def claims_of(segment: Segment, at: int, topic: str, denied: bool = False) -> list[Claim]:
    """The claims of clause number `at`. `topic` is the variant spoken of, for clauses that name none; `denied`: the
    clause before denies this one ("nothing that Chat could not learn")."""
    if segment.has("license=chat_blocked") or (segment.has("on:license") and segment.has("forbidding")):
        return []
    signs = signs_of(segment.tokens, bool(topic) and segment.has("it"), denied)
    out = general_claims(segment, signs, at)
    roles = _roles(segment) or _meant(segment, signs, topic)
    if not roles:
        unclear = signs.level >= PRAISE and segment.has("oblique") and not topic
        return [*out, Claim(MIXED, CHOICE, at)] if unclear else out
    if segment.has("measure") and signs.level <= PROPERTY:
        return out
    if signs.level == MENTION:
        return out + _bare(segment, roles, signs, at)
    return out + _firm(segment, roles, signs, at)


def _meant(segment: Segment, signs: Signs, topic: str) -> list[tuple[str, int]]:
    """The variant that a clause is about without naming it: the one spoken of before, or the aligned one."""
    if topic and signs.level and _speaks_of_topic(segment):
        return [(topic, 1)]
    return [(CHAT, 1)] if signs.level >= PRAISE and segment.has("aligned") else []


def _firm(segment: Segment, roles: list[tuple[str, int]], signs: Signs, at: int) -> list[Claim]:
    """The claims of a clause with words of stance on the variants that it is about."""
    if roles[0][1] < 0 and len(roles) == 1 and "instead" in segment.tokens[0].roles:
        return [Claim(opposite(roles[0][0]), signs.level, at)]
    if signs.level == CHOICE and _left_hanging(segment):
        return [Claim(MIXED, CHOICE, at)]
    trailing = _denied_after(segment, signs, at)
    towards = {variant if signs.sign * role > 0 else opposite(variant) for variant, role in roles}
    if len(towards) > 1:
        return [*trailing, _joined(segment, roles, signs, at)]
    drawback = signs.drawback and signs.flips == 0 and not segment.roles & _FIRM_BAD
    level = PROPERTY if drawback else signs.level
    return [*trailing, Claim(towards.pop(), level, at, flaw=signs.sign < 0 and (drawback or not signs.good))]


def _roles(segment: Segment) -> list[tuple[str, int]]:
    """The variants of a clause with +1, or -1 where one is only the standard of a comparison."""
    out: list[tuple[str, int]] = []
    standard = 0
    for token in segment.tokens:
        if token.variant:
            out.append((token.variant, -1 if standard > 0 else 1))
            standard = 0
        elif token.roles & {"instead", "beat"} or (out and token.roles & {"lose", "over"}):
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
    return not any(token.roles & (SIGNED | {"flip", "rebut", "lower"}) for token in tokens[judged:])


def _denied_after(segment: Segment, signs: Signs, at: int) -> list[Claim]:
    """What a denial behind a variant says, where no word of stance follows ("a touch that Base cannot give")."""
    if signs.pending % 2 == 0 or segment.has("measure"):
        return []
    before = [token.variant for token in segment.tokens[: signs.pending_at] if token.variant]
    return [Claim(opposite(before[-1]), PROPERTY, at, flaw=True)] if before else []


def _speaks_of_topic(segment: Segment) -> bool:
    first = (
        segment.tokens[1] if segment.joint in ("but", "and", "rel") and len(segment.tokens) > 1 else segment.tokens[0]
    )
    if first.kind == "han" and (segment.has("source") or segment.has("which") or fact_names([segment])):
        return segment.has("it")
    return segment.has("it") or first.kind == "han" or first.text in _AUXILIARIES


def _bare(segment: Segment, roles: list[tuple[str, int]], signs: Signs, at: int) -> list[Claim]:
    """Claims of a clause that names a variant and has no word of stance: denials, questions, mere fragments."""
    variants = {variant for variant, _ in roles}
    words = [token for token in segment.tokens if not token.variant and token.kind not in ("number", "sign")]
    variant, role = roles[0]
    if len(variants) > 1:
        bare = all(token.text in _FRAGMENT or "instead" in token.roles for token in words)
        if bare and [sign for _, sign in roles] == [1, -1]:
            return [Claim(variant, CHOICE, at)]
        return [Claim(OPEN, CHOICE, at)] if _asks_which(segment) else []
    if segment.quoted:
        return []
    if signs.rhetoric:
        return [Claim(opposite(variant), PRAISE, at)]
    if len(roles) > 1 and any(token.text in COPULA for token in words):
        return []
    if segment.has("measure"):
        return []
    if signs.pending % 2:
        first = "flip" in segment.tokens[0].roles
        return [Claim(opposite(variant), PRAISE if first and len(words) <= 3 else PROPERTY, at, flaw=True)]
    if signs.pending:
        return [Claim(variant, PRAISE, at)]
    if (
        role > 0
        and segment.joint in ("", "so")
        and not segment.asks
        and all(token.text in _FRAGMENT for token in words)
    ):
        return [Claim(variant, CHOICE, at)]
    return []


def _asks_which(segment: Segment) -> bool:
    """Whether "Base or Chat" is left open rather than offered, or put below something else ("what matters more than the
    choice between them")."""
    asks = any(token.text == "该" or token.roles & {"which", "ask"} for token in segment.tokens)
    return segment.has("whether") or (asks and not segment.has("instead"))


def _joined(segment: Segment, roles: list[tuple[str, int]], signs: Signs, at: int) -> Claim:
    if segment.has("or") and _asks_which(segment):
        return Claim(OPEN, CHOICE, at)
    together = (segment.has("and") or segment.has("or")) and not segment.has("lower")
    if together and len({role for _, role in roles}) == 1:
        return Claim(EVEN if signs.sign > 0 else NONE, signs.level, at)
    return Claim(MIXED, signs.level, at)
