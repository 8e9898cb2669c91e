"""The traits of a sentence that the second opinion weighs: its words, their roles, what its clauses claim.

The variant that the verdict names is written V+, the other one V-, so that what is learnt for one holds for both.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from service.domain.verify.atoms import HAN, NAME, NUMBER, SIGN, WORD
from service.domain.verify.changes import change_traits
from service.domain.verify.general import Claim
from service.domain.verify.piece import UNCLEAR, Token
from service.domain.verify.poles import near_traits
from service.domain.verify.reading import Reading
from service.domain.verify.rival import rival_traits
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
    found = _of_words(tokens, side)
    stands = [stand(claim) for claim in reading.claims]
    found += _of_claims(reading, stands)
    found += _of_clauses(reading, context, side, stands)
    found += near_traits(reading, side)
    found += change_traits(reading, context)
    found += rival_traits(reading, context.second)
    return list(dict.fromkeys(found))


class _Own(NamedTuple):
    """What a token adds by itself: how it is written in traits, its role, its traits, those it has in a last clause,
    and what it is in its clause: a word and its roles."""

    word: str
    role: str
    traits: tuple[str, ...]
    at_the_end: tuple[str, ...]
    in_clause: tuple[str, ...]


@lru_cache(maxsize=8192)
def _own(text: str, kind: str, roles: Roles) -> _Own:
    word = "#" if kind == NUMBER else "NAME" if kind == NAME else text
    role = _sign(text) if kind == SIGN else "|".join(_stances(roles))
    traits = ("w:" + word, *(("r:" + role,) if role else ()), *_pieces(text, kind))
    stances = _stances(roles)
    ending = () if kind in (SIGN, NUMBER) else ("lw:" + text, *("lr:" + role for role in stances))
    inside = ("#",) if kind == NUMBER else () if kind == SIGN else (text,)
    return _Own(word, role, traits, ending, (*inside, *("|" + role for role in stances)))


def _of_words(tokens: Sequence[Token], side: str) -> list[str]:
    words, roles, variants = ["^"], ["^"], []
    found = ["w:^", "r:^", "w:$", "r:$", f"len:{min(6, len(tokens).bit_length())}"]
    for token in tokens:
        if token.variant:
            variant = _variant(token.variant, side)
            words.append(variant)
            roles.append(variant)
            variants.append(variant)
            found += ("w:" + variant, "r:" + variant)
            continue
        word, role, traits, _, _ = _own(token.text, token.kind, token.roles)
        words.append(word)
        if role:
            roles.append(role)
        found += traits
    words.append("$")
    roles.append("$")
    found += [f"b:{one} {other}" for one, other in pairwise(words)]
    found += [f"rr:{one} {other}" for one, other in pairwise(roles)]
    found.append("vs:" + " ".join(variants))
    if variants:
        found += ("first:" + variants[0], "last:" + variants[-1])
    return found


def _pieces(text: str, kind: str) -> tuple[str, ...]:
    """How an English word begins and which characters a Chinese one is made of: kin of words that were seen."""
    if kind == HAN:
        return tuple("ch:" + char for char in text)
    return ("st:" + text[:_STEM],) if kind == WORD and len(text) > _STEM else ()


def _variant(variant: str, side: str) -> str:
    if variant == UNCLEAR:
        return "V?"
    return "V" if not side else "V+" if variant == side else "V-"


def _sign(text: str) -> str:
    sign = text.translate(_SIGNS)
    return sign if sign in _PAUSES else ""


def _stances(roles: Roles) -> list[str]:
    """The roles that are neither plain nor about a matter or a fact."""
    return sorted(role for role in roles if role != _PLAIN and ":" not in role and "=" not in role)


def _of_claims(reading: Reading, stands: Sequence[str]) -> list[str]:
    claims = [f"{said}{claim.level}" for claim, said in zip(reading.claims, stands, strict=True)]
    found = ["cl:" + said for said in claims]
    joints = (reading.segments[claim.at].joint for claim in reading.claims)
    found += [f"cj:{said}{joint}" for said, joint in zip(claims, joints, strict=True)]
    if claims:
        found += ("p1:" + claims[0], "pn:" + claims[-1], f"ends:{claims[0][:-1]} {claims[-1][:-1]}")
    agreed = sum(said[0] == "+" for said in claims)
    found += (
        "pat:" + " ".join(claims),
        f"n:{min(2, agreed)}/{min(2, len(claims) - agreed)}",
        f"if:{bool(reading.conditions)}",
        f"ask:{reading.question}",
        f"cite:{reading.cited}",
    )
    if reading.conditions and not fact_names(reading.supposing):
        found.append("if:no fact")
    return found


def _of_clauses(reading: Reading, context: Context, side: str, stands: Sequence[str]) -> list[str]:
    said: dict[int, set[str]] = {}
    for claim, stand in zip(reading.claims, stands, strict=True):
        said.setdefault(claim.at, set()).add(stand[0])
    last = stands[-1] if stands else "0"
    changing = {name for change in context.would_change for name in change.facts}
    row = ["^"]
    found: list[str] = []
    for at, segment in enumerate(reading.segments):
        supposes = "c" if at in reading.conditions else ""
        here = supposes + ("".join(sorted(said.get(at, ()))) or "0")
        row.append(segment.joint + here)
        named = "".join(sorted({_variant(variant, side) for variant in segment.variants}))
        found += (f"sv:{segment.joint}{here}{named}", "j:" + segment.joint)
        if named or supposes:
            found += _beside(segment, f"vw:{named}{supposes}:")
        if names := fact_names([segment]):
            found += _of_facts(segment, names, supposes, here, last, context, changing)
    row.append("$")
    found += [f"sb:{one} {other}" for one, other in pairwise(row)]
    if len(reading.segments) > 1:
        found += _at_the_end(reading.segments[-1], side)
    return found


def _beside(segment: Segment, variants: str) -> Iterator[str]:
    """The words and roles of a clause that names variants or supposes, each with these."""
    for token in segment.tokens:
        if not token.variant:
            for what in _own(token.text, token.kind, token.roles).in_clause:
                yield variants + what


def _at_the_end(segment: Segment, side: str) -> list[str]:
    """The words and roles of the last clause, where a sentence says what it comes to."""
    found: list[str] = []
    for token in segment.tokens:
        if token.variant:
            found.append("lw:" + _variant(token.variant, side))
        else:
            found += _own(token.text, token.kind, token.roles).at_the_end
    return found


def _of_facts(
    segment: Segment, names: set[str], supposes: str, here: str, last: str, context: Context, changing: set[str]
) -> Iterator[str]:
    """What the clause does with the facts of these names: known ones, and those that the policy reads or does not."""
    for name in sorted(names):
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
