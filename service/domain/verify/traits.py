"""The traits of a sentence that the second opinion weighs: its words, their roles, what its clauses claim.

The variant that the verdict names is written V+, the other one V-, so that what is learnt for one holds for both.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import pairwise

from service.domain.verify.atoms import HAN, NAME, NUMBER, SIGN, WORD
from service.domain.verify.changes import change_traits, ground_traits
from service.domain.verify.general import Claim
from service.domain.verify.piece import UNCLEAR, Token
from service.domain.verify.poles import near_traits
from service.domain.verify.reading import Reading
from service.domain.verify.segments import Segment
from service.domain.verify.suppositions import fact_names
from service.domain.verify.values import Context
from service.domain.verify.words import Roles

_SIGNS = str.maketrans("，；。：？、", ",;.:?,")
_PAUSES = frozenset(",;.:?")
_PLAIN = "plain"
_STEM = 5
Stand = Callable[[Claim], str]
"""How a claim stands to the verdict: "+" for it, "x" against it but excused, "!" against it."""


def traits_of(tokens: Sequence[Token], reading: Reading, context: Context, stand: Stand) -> list[str]:
    """Every trait once, in a settled order."""
    side = context.verdict.value if context.verdict and context.verdict.value in ("base", "chat") else ""
    found = dict.fromkeys(_of_words(tokens, side))
    found.update(dict.fromkeys(_of_claims(reading, stand)))
    found.update(dict.fromkeys(_of_clauses(reading, context, side, stand)))
    found.update(dict.fromkeys(near_traits(reading, side)))
    found.update(dict.fromkeys(change_traits(reading, context)))
    return list(found)


def _of_words(tokens: Sequence[Token], side: str) -> Iterator[str]:
    words, roles, variants = ["^"], ["^"], []
    for token in tokens:
        if token.variant:
            variant = _variant(token.variant, side)
            words.append(variant)
            roles.append(variant)
            variants.append(variant)
            continue
        words.append(_word(token))
        if role := _role(token):
            roles.append(role)
    words.append("$")
    roles.append("$")
    yield from ("w:" + word for word in words)
    yield from (f"b:{one} {other}" for one, other in pairwise(words))
    yield from ("r:" + role for role in roles)
    yield from (f"rr:{one} {other}" for one, other in pairwise(roles))
    for token in tokens:
        if not token.variant:
            yield from _pieces(token.text, token.kind)
    yield "vs:" + " ".join(variants)
    if variants:
        yield "first:" + variants[0]
        yield "last:" + variants[-1]
    yield f"len:{min(6, len(tokens).bit_length())}"


@lru_cache(maxsize=8192)
def _pieces(text: str, kind: str) -> tuple[str, ...]:
    """How an English word begins and which characters a Chinese one is made of: kin of words that were seen."""
    if kind == HAN:
        return tuple("ch:" + char for char in text)
    return ("st:" + text[:_STEM],) if kind == WORD and len(text) > _STEM else ()


def _variant(variant: str, side: str) -> str:
    if variant == UNCLEAR:
        return "V?"
    return "V" if not side else "V+" if variant == side else "V-"


def _word(token: Token) -> str:
    return "#" if token.kind == NUMBER else "NAME" if token.kind == NAME else token.text


def _role(token: Token) -> str:
    if token.kind == SIGN:
        sign = token.text.translate(_SIGNS)
        return sign if sign in _PAUSES else ""
    return _roles(token.roles)


@cache
def _roles(roles: Roles) -> str:
    return "|".join(sorted(role for role in roles if role != _PLAIN and ":" not in role and "=" not in role))


def _of_claims(reading: Reading, stand: Stand) -> Iterator[str]:
    claims = [stand(claim) + str(claim.level) for claim in reading.claims]
    for claim, said in zip(reading.claims, claims, strict=True):
        yield "cl:" + said
        yield f"cj:{said[:-1]}{claim.level}{reading.segments[claim.at].joint}"
    yield "pat:" + " ".join(claims)
    if claims:
        yield "p1:" + claims[0]
        yield "pn:" + claims[-1]
        yield f"ends:{claims[0][:-1]} {claims[-1][:-1]}"
    agreed = sum(said[0] == "+" for said in claims)
    yield f"n:{min(2, agreed)}/{min(2, len(claims) - agreed)}"
    yield f"if:{bool(reading.conditions)}"
    yield f"ask:{reading.question}"
    yield f"cite:{reading.cited}"
    if reading.conditions and not fact_names(reading.supposing):
        yield "if:no fact"


def _of_clauses(reading: Reading, context: Context, side: str, stand: Stand) -> Iterator[str]:
    said: dict[int, set[str]] = {}
    for claim in reading.claims:
        said.setdefault(claim.at, set()).add(stand(claim)[0])
    last = stand(reading.claims[-1]) if reading.claims else "0"
    changing = {name for change in context.would_change for name in change.facts}
    row = ["^"]
    heres: list[str] = []
    for at, segment in enumerate(reading.segments):
        supposes = "c" if at in reading.conditions else ""
        here = supposes + ("".join(sorted(said.get(at, ()))) or "0")
        row.append(segment.joint + here)
        heres.append(here)
        named = "".join(sorted({_variant(variant, side) for variant in segment.variants}))
        yield f"sv:{segment.joint}{here}{named}"
        yield "j:" + segment.joint
        yield from _of_facts(segment, supposes, here, last, context, changing)
    row.append("$")
    yield from (f"sb:{one} {other}" for one, other in pairwise(row))
    yield from ground_traits(reading, context, side, heres)
    if len(reading.segments) > 1:
        yield from _at_the_end(reading.segments[-1], side)


def _at_the_end(segment: Segment, side: str) -> Iterator[str]:
    """The words and roles of the last clause, where a sentence says what it comes to."""
    for token in segment.tokens:
        if token.variant:
            yield "lw:" + _variant(token.variant, side)
        elif token.kind not in (SIGN, NUMBER):
            yield "lw:" + token.text
            yield from ("lr:" + role for role in token.roles if role != _PLAIN and ":" not in role and "=" not in role)


def _of_facts(
    segment: Segment, supposes: str, here: str, last: str, context: Context, changing: set[str]
) -> Iterator[str]:
    """What the clause does with facts that are known, or that the policy does or does not read."""
    for name in sorted(fact_names([segment])):
        known = "known" if name in context.facts else "open" if name in changing else "unread"
        read = "read" if name in changing else "unread"
        yield f"f:{known}{supposes}"
        yield f"f:{read}{supposes}"
        yield f"f:{read}:{here}"
        yield f"f:{read}{supposes}{segment.joint}"
        yield f"f:{read}->{last}"
        if segment.has("flip"):
            yield f"f:{known} not"
        if segment.has("dismiss") or segment.has("moot"):
            yield f"f:{known} dismissed"
            yield f"f:{read} dismissed"
