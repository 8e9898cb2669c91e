"""What one request says: bytes of tokens in, whole sentences (or lines) out, and where its span ends.

A span ends after its last sentence, at its last character, at a line break after text, or where a sentence has no
end; the half of a sentence that such a bound cuts off is never sent.
"""

import codecs

from service.domain.sentences import cut

SENTENCE_MAX = 600
"""Characters after which a sentence is given up."""
SPARE = 8
"""Characters that may follow a sentence before it is known to be whole."""
_MAY_END = frozenset("。！？!?.\n")


class Speech:
    """The text of one request. `over` once a bound is reached. With `lines`, it is cut at line breaks alone."""

    def __init__(self, max_sentences: int, max_characters: int, *, lines: bool = False) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._sentences, self._characters, self._lines = max_sentences, max_characters, lines
        self._tail = ""
        self._watch = False
        self.over = False

    def add(self, piece: bytes) -> tuple[str, ...]:
        """Takes a token's bytes; the sentences that are complete now, mostly none."""
        text = self._decoder.decode(piece)
        if not self._tail:
            text = text.lstrip()
        if not text or self.over:
            return ()
        self._tail += text
        self._watch = self._watch or not _MAY_END.isdisjoint(text)
        done = self._take() if self._watch else ()
        if len(self._tail.strip()) > min(self._characters + SPARE, SENTENCE_MAX):
            self.over = True
        return done

    def end(self) -> tuple[str, ...]:
        """The last sentence, where the model itself ended the text after it."""
        tail = self._tail.strip()
        allowed = tail and not self.over and len(tail) <= self._characters
        self.over = True
        return (tail,) if allowed else ()

    def _take(self) -> tuple[str, ...]:
        """Takes the complete sentences off the tail, as many as the bounds allow."""
        found = self._cut_lines() if self._lines else self._cut_sentences()
        self._watch = not _MAY_END.isdisjoint(self._tail)
        done = []
        for sentence in found[: self._sentences]:
            if len(sentence) > self._characters:
                self.over = True
                break
            self._characters -= len(sentence)
            done.append(sentence)
        self._sentences -= len(done)
        self.over = self.over or self._sentences <= 0
        return tuple(done)

    def _cut_sentences(self) -> tuple[str, ...]:
        paragraph, line_break, _ = self._tail.partition("\n")
        found, self._tail = cut(paragraph + 2 * line_break)
        self.over = self.over or bool(line_break)
        return found

    def _cut_lines(self) -> tuple[str, ...]:
        *found, self._tail = self._tail.split("\n")
        return tuple(line.strip() for line in found if line.strip())
