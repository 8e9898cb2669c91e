"""The page being written: blocks of spans, and the citations in order of first use."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from service.domain.brief import Fixed, Free, Span
from service.domain.compose.material import Shelf
from service.domain.compose.wording import spaced
from service.domain.evidence import Citation, Entry
from service.domain.facts import Language, Values
from service.domain.sentences import sentences

QUOTE_MAX = 300


@dataclass(slots=True)
class Page:
    """Collects blocks (paragraphs, lists, tables); blocks are parted by one blank line, empty ones are left out."""

    language: Language
    shelf: Shelf
    values: Values
    blocks: list[tuple[Span, ...]] = field(default_factory=list)
    cited: dict[str, Citation] = field(default_factory=dict)

    @property
    def glue(self) -> str:
        """What stands between two sentences."""
        return "" if self.language == "zh" else " "

    def say(self, name: str, /, **slots: str) -> str:
        """A phrase in the page's language, with a space between Chinese and letters or digits."""
        return spaced(self.shelf.phrases.say(self.language, name, **slots), self.language)

    def fixed(self, text: str) -> None:
        """A block that code says."""
        if text.strip():
            self.blocks.append((Fixed(text),))

    def free(self, topic: str, said: Sequence[str], *, heading: str = "", room: float = 1.5) -> None:
        """A block that a model may phrase; `said` are the composer's sentences, `room` how much longer it may get."""
        if not said:
            return
        span = Free(
            topic=topic,
            sentences=tuple(said),
            may_cite=tuple(citation.marker for citation in self.cited.values()),
            max_sentences=len(said) + 1,
            max_characters=int(sum(map(len, said)) * room) + 80,
        )
        self.blocks.append((Fixed(heading), span) if heading else (span,))

    def cite(self, entries: Iterable[str], most: int = 1, quote: str | None = None) -> str:
        """Markers for up to `most` of the entries that exist, as ` [1][2]`; empty where none exists."""
        known = [self.shelf.entries[entry] for entry in entries if entry in self.shelf.entries][:most]
        markers = "".join(f"[{self._marker(entry, quote)}]" for entry in known)
        return f" {markers}" if markers else ""

    def _marker(self, entry: Entry, quote: str | None) -> int:
        if entry.id not in self.cited:
            text = entry.texts[self.language]
            self.cited[entry.id] = Citation(
                marker=len(self.cited) + 1,
                entry=entry.id,
                title=text.title,
                quote=quote or lead(text.text),
                url=next((source.url for source in entry.sources if source.url), None),
            )
        return self.cited[entry.id].marker

    def spans(self) -> tuple[Span, ...]:
        """All blocks as spans, neighbouring fixed ones joined."""
        out: list[Span] = []
        for number, block in enumerate(self.blocks):
            for span in (Fixed("\n\n"), *block) if number else block:
                if isinstance(span, Fixed) and out and isinstance(out[-1], Fixed):
                    out[-1] = Fixed(out[-1].text + span.text)
                else:
                    out.append(span)
        return tuple(out)

    def passages(self) -> tuple[tuple[int, str], ...]:
        """The cited entries' texts by marker."""
        return tuple(
            (citation.marker, self.shelf.entries[citation.entry].texts[self.language].text)
            for citation in self.cited.values()
        )


def lead(text: str) -> str:
    """The first sentence of a text, letter for letter."""
    found = sentences(text)
    return found[0] if found and found[0] in text else text[:QUOTE_MAX]


def with_markers(text: str, markers: str) -> str:
    """The text with ` [1]` before its closing punctuation."""
    stem = text.rstrip("。.！!")
    return f"{stem}{markers}{text[len(stem) :]}" if markers else text
