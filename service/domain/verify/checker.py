"""The sentence checker: every test in the order of the labels, first match wins.

Injection, stance, citations, names, numbers, language; last, whatever is left that nobody understood.
"""

import re
import unicodedata
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from service.domain.verify.atoms import HAN, NAME, NUMBER, SIGN
from service.domain.verify.citations import (
    ANYTHING,
    VARIANTS,
    Place,
    off_topic,
    places,
    topics_of,
    without_markers,
)  # fmt: skip
from service.domain.verify.injection import injected, misleading
from service.domain.verify.likeness import Matter, matter_of
from service.domain.verify.names import stranger
from service.domain.verify.opinion import Opinion
from service.domain.verify.orders import with_orders
from service.domain.verify.piece import Token
from service.domain.verify.plainly import clear, firm
from service.domain.verify.posits import Named, posit_traits
from service.domain.verify.reading import Reading, read
from service.domain.verify.second import STRANGE, Second, kind_of, traits_weighed
from service.domain.verify.segments import Segment, segments_of
from service.domain.verify.stance import objection
from service.domain.verify.support import unsupported
from service.domain.verify.tokens import VariantOf, tokens_of
from service.domain.verify.values import (
    ALLOWED,
    BAD_CITATION,
    CONTRADICTS,
    INJECTION,
    LANGUAGE,
    UNKNOWN_NAME,
    UNSUPPORTED_NUMBER,
    Check,
    Context,
    withheld,
)  # fmt: skip
from service.domain.verify.words import Words

SENTENCE_LIMIT = 600


_TURN = re.compile(r"[;；]|,? (?:but|yet|though|although)\b|[,，](?:但是?|不过|可是?|只是)", re.IGNORECASE)
"""Behind it a sentence says something else."""
_SOME_WORDS = 24
"""Characters that must follow for the markers to stand for them alone."""


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence in pieces: its text without markers, what it cites, tokens, clauses, variants named before it."""

    plain: str
    cited: Sequence[Place]
    tokens: list[Token]
    segments: list[Segment]
    named: Sequence[str]

    def matter(self, place: Place) -> Matter:
        """What the words of a place that cites are about."""
        tokens = (token for token in self.tokens if place.start <= token.start < place.end)
        return matter_of(self.plain[place.start : place.end], topics_of(tokens))

    def last_words(self, place: Place) -> tuple[int, int]:
        """The same without what stands before a turn ("start from Chat, but new facts are learnt slowly [1]")."""
        start, end = self.words(place)
        turns = [found.start() for found in _TURN.finditer(self.plain, start, end) if end - found.end() >= _SOME_WORDS]
        return (turns[-1], end) if turns else (start, end)

    def words(self, place: Place) -> tuple[int, int]:
        """Where the words stand that a place cites for: those before it, or all behind a marker that opens the
        sentence ("[1] says: ...")."""
        before = any(char.isalnum() for char in self.plain[place.start : place.end])
        return (place.start, place.end) if before else (place.end, len(self.plain))

    def markers(self) -> list[int]:
        """The numbers cited, in order."""
        return [marker for place in self.cited for marker in place.markers]

    def reading(self) -> Reading:
        """The sentence, read as a whole."""
        asks = self.plain.rstrip().endswith(("?", "？"))
        return read(self.segments, _topic(self.named), asks, bool(self.cited))


def _no_variant(_: str) -> str | None:
    return None


def _no_facts(_: str) -> frozenset[tuple[str, str]]:
    return frozenset()


class Checker:
    """Judges sentences. Pure: the same sentence in the same case is judged the same; passages read are remembered."""

    def __init__(
        self,
        words: Words,
        variant_of: VariantOf = _no_variant,
        opinion: Opinion | None = None,
        simplified: Mapping[str, str] = MappingProxyType({}),
        named: Named = _no_facts,
    ) -> None:
        """`named` finds the facts that a text names, for the second opinion on what a sentence supposes."""
        self._words = words
        self._simplified = str.maketrans(dict(simplified))
        self._opinion = opinion
        self._variant_of = variant_of
        self._facts_named = named
        self._passage = lru_cache(maxsize=2048)(self._matter)
        self._about = lru_cache(maxsize=256)(self._matters)
        self._named = lru_cache(maxsize=256)(self._naming)

    def bound(self, context: Context) -> Callable[[str, Sequence[str]], Check]:
        """The check of one answer, as the writing of sentences calls it."""

        def check(sentence: str, before: Sequence[str] = ()) -> Check:
            return self.check(sentence, context, before)

        return check

    def check(self, sentence: str, context: Context, before: Sequence[str] = ()) -> Check:
        """Whether `sentence` may be shown after the sentences `before`."""
        if len(sentence) > SENTENCE_LIMIT:
            return withheld(CONTRADICTS, "too long to be one sentence")
        if why := injected(sentence, context.passages.values()):
            return withheld(INJECTION, why)
        said = self._said(sentence, before)
        if not said.segments:
            return withheld(CONTRADICTS, "not understood: no words")
        if any(token.variant for token in said.tokens) and (sign := _strange_sign(_CODE.sub(" ", said.plain))):
            return withheld(CONTRADICTS, f"not understood: {sign}")
        reading = said.reading()
        against = objection(reading, context)
        second = Second(
            self._opinion, said.tokens, reading, context, against, lambda: self._posits(said, reading, context)
        )
        if against and not second.clears(against.kind):
            return withheld(CONTRADICTS, against.why)
        return self._resting(said, reading, context, second)

    def _resting(self, said: "_Said", reading: Reading, context: Context, second: Second) -> Check:
        """Whether citations, names, numbers and every word rest on the case; at the end the second opinion."""
        about = self._about(tuple(context.passages.items()))
        unheeded = reading.has("unheeded")
        cited = [
            (heeded, said.matter(place))
            for place in said.cited
            if (heeded := [m for m in place.markers if m not in context.passages or m in about or not unheeded])
        ]
        firmly = any(firm(reading, *said.last_words(place)) for place in said.cited)
        if (marker := off_topic(cited, about, firmly)) is not None:
            return withheld(BAD_CITATION, f"[{marker}] does not exist or is about another matter")
        known = _Known(lambda: self._folded(_known_text(context, [context.passages[marker] for marker in about])))
        if name := stranger(said.plain, said.tokens, known):
            return withheld(UNKNOWN_NAME, name)
        if number := unsupported(said.plain, context, [context.passages[m] for m in said.markers() if m in about]):
            return withheld(UNSUPPORTED_NUMBER, number)
        in_han = any(token.kind == HAN for token in said.tokens)
        if (context.language == "zh") != in_han and not _wordless(said.tokens):
            return withheld(LANGUAGE, f"not in {context.language}")
        strange = _strange(said.tokens, known, _leeway(reading, context))
        if strange and not second.clears(STRANGE):
            return withheld(CONTRADICTS, f"not understood: {strange}")
        return withheld(CONTRADICTS, "reads like what speaks against the verdict") if second.withholds() else ALLOWED

    def traits(self, sentence: str, context: Context, before: Sequence[str] = ()) -> list[str]:
        """The traits that the second opinion weighs of a sentence; none where it has no words."""
        said = self._said(sentence, before)
        if not said.segments:
            return []
        reading = said.reading()
        kind = kind_of(said.tokens, reading, context)
        traits = traits_weighed(said.tokens, reading, context, objection(reading, context), kind)
        return [*traits, *self._posits(said, reading, context)] if traits else []

    def _posits(self, said: "_Said", reading: Reading, context: Context) -> list[str]:
        return list(dict.fromkeys(posit_traits(said.plain, reading, context, self._facts_named)))

    def _said(self, sentence: str, before: Sequence[str]) -> "_Said":
        text = self._folded(sentence)
        cites = "[" in text or "【" in text
        plain = without_markers(text) if cites else text
        named = self._named(before[-1]) if before else ()
        tokens = self._tokens(plain, named)
        return _Said(plain, places(text) if cites else (), tokens, with_orders(segments_of(tokens)), named)

    def _tokens(self, plain: str, before: Sequence[str] = ()) -> list[Token]:
        return tokens_of(plain.lower(), plain, self._words, self._variant_of, before)

    def _naming(self, sentence: str) -> tuple[str, ...]:
        """The variants that a sentence names, in order."""
        return tuple(token.variant for token in self._tokens(self._folded(sentence)) if token.variant)

    def _folded(self, text: str) -> str:
        """The text with signs of one width and traditional characters simplified, character by character."""
        if text.isascii():
            return text
        return unicodedata.normalize("NFKC", text.translate(_ITEMS)).translate(self._simplified)

    def _matters(self, passages: tuple[tuple[int, str], ...]) -> Mapping[int, Matter]:
        """What the passages are about, but for those that speak to the assistant."""
        return {marker: matter for marker, text in passages if (matter := self._passage(text))}

    def _matter(self, text: str) -> Matter | None:
        """What a passage is about; nothing where it speaks to the assistant."""
        if misleading(text):
            return None
        folded = self._folded(text)
        tokens = self._tokens(folded)
        about = {VARIANTS} if any(_names(token) for token in tokens) else {ANYTHING}
        return matter_of(folded, topics_of(tokens) | about)


class _Known(Container[str]):
    """What facts, names and passages say, put together once somebody asks."""

    def __init__(self, text: Callable[[], str]) -> None:
        self._text = cache(text)

    def __contains__(self, part: object) -> bool:
        return isinstance(part, str) and part in self._text()


_CODE = re.compile(r"`[^`]{1,60}`|</?\|?[a-zA-Z_]\w{0,40}\|?>")
"""What is set as code, and the tokens of a template that a passage names."""
_ITEMS = dict.fromkeys([*range(0x2460, 0x2474), *range(0x2776, 0x2780)], " ")
"""Numbers in circles, which count the items of a list and nothing else."""
_SIGNS = ",.;:!?()[]'\"`-–—…%/&+*~_@#“”‘’，。；：！？（）【】「」『』《》、·￥$€°×{}"
_STRANGE_SIGN = re.compile(rf"[^\w\s{re.escape(_SIGNS)}]")


def _names(token: Token) -> bool:
    """Whether a word of a passage names a variant, both of them or a checkpoint."""
    return bool(token.variant or token.kind == NAME or "both" in token.roles)


def _strange_sign(text: str) -> str:
    """A sign that stands for a word ("Base > Chat", a tick, an arrow), or an empty text."""
    found = _STRANGE_SIGN.search(text)
    return found.group() if found else ""


def _strange(tokens: Sequence[Token], known: Container[str], leeway: int) -> str:
    """The first word that nobody knows, where there are more of them than the leeway; else nothing."""
    strange = [token.text for token in tokens if not token.known and token.text not in known]
    opening = bool(strange) and not tokens[0].known and tokens[0].text == strange[0] and tokens[0].kind != HAN
    return strange[0] if len(strange) > leeway or opening else ""


def _leeway(reading: Reading, context: Context) -> int:
    """How many words nobody knows a sentence may hold: none, but where its stance is plain or it rests on a source."""
    if clear(reading, context):
        return 2
    return 2 if reading.cited and not reading.variants and not reading.has("bad", "good") else 0


def _topic(named: Sequence[str]) -> str:
    return named[-1] if len(set(named)) == 1 else ""


def _known_text(context: Context, passages: Sequence[str]) -> str:
    values = [str(value) for value in context.facts.values()]
    return " ".join([*passages, *values, *context.names]).lower()


def _wordless(tokens: Sequence[Token]) -> bool:
    """Whether a sentence has nothing but variants, numbers and signs ("Base.")."""
    return all(token.variant or token.kind in (NUMBER, SIGN) for token in tokens)
