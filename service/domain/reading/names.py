"""Models that the message names: those of the catalogue, and others written like a checkpoint."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Protocol

from service.domain.reading.claims import Claim
from service.domain.reading.scene import Scene

_SUFFIX = re.compile(
    r"(?:(?:[-_ ]| ?的 ?)(?:base|chat|instruct|it|pt|sft|hf|gguf|awq|gptq)(?:版|版本|模型)?(?=$|[-_ ]))+", re.IGNORECASE
)
_TAIL = re.compile(
    r"(?:[-_ .]?(?:v?\d+(?:\.\d+)*[bm]?(?:x\d+b)?|a\d+b|base|chat|instruct|it|pt|coder|math|mini|small|medium|large|nemo|next|turbo|lite|tiny|air|vl|moe|preview|thinking|hf|zh|e\d+b))*(?![a-z0-9])"
)


_EITHER = re.compile(r"\s*(?:,|，)?\s*(?:or|vs\.?|versus|还是|還是|或者?|/)\s*(?:the |an? )?")
_ITS_OTHER = re.compile(
    r"\s*[,，]?\s*(?:or|versus|vs\.?|还是|還是)\s*(?:rather |maybe |用|选|它|他|其|直接用)*(?:its|the|it's|的|带)?\s*-?"
    r"(?:base|pre-?trained|raw|instruct|chat|aligned|tuned|\bit\b|对话|指令|聊天|基座|预训练)[ -]?"
    r"(?:sibling|brother|sister|twin|counterpart|cousin|version|variant|one|release|checkpoint|weights|edition|的?版本?|那版|那个)"
)


class Mentioned(Protocol):
    """A model named at `[start, end)` of the message."""

    @property
    def start(self) -> int:
        """Where the name begins."""

    @property
    def end(self) -> int:
        """Where the name ends."""


Mentions = Callable[[str], Sequence[Mentioned]]


def named_models(message: str, scene: Scene, mentions: Mentions | None) -> list[tuple[int, int]]:
    """Stretches of the original message that name models, in order and apart; programs named after one are none."""
    normal = scene.normal
    tools = [(normal.starts[hit.start], normal.ends[hit.end - 1]) for hit in scene.under("mask.tool")]
    found = [(one.start, one.end) for one in mentions(message)] if mentions else []
    spans = [span for span in found if not any(low < span[1] and span[0] < high for low, high in tools)]
    for start, end in _families(scene):
        low, high = normal.starts[start], normal.ends[end - 1]
        if all(high <= other_low or other_high <= low for other_low, other_high in (*spans, *tools)):
            spans.append((low, high))
    return sorted(spans)


def alternatives(message: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether two models are named as an alternative (`Qwen2.5-7B 还是 Qwen2.5-7B-Instruct`), or one and its other variant
    ("Qwen2.5-7B or its Instruct sibling")."""
    pairs = pairwise(spans)
    if any(_ITS_OTHER.match(message.lower(), end) for _, end in spans):
        return True
    return any(_EITHER.fullmatch(message[one[1] : other[0]].lower()) for one, other in pairs)


def _families(scene: Scene) -> Iterable[tuple[int, int]]:
    """A family's word with a version or size behind it."""
    for hit in scene.under("family."):
        tail = _TAIL.match(scene.text, hit.end)
        end = tail.end() if tail else hit.end
        if re.search(r"\d", scene.text[hit.start : end]) or hit.label == "family.sure":
            yield hit.start, end


def model_claims(message: str, scene: Scene, spans: Sequence[tuple[int, int]]) -> list[Claim]:
    """Claims about `model`: the name without the variant's suffix. Models that merely serve (labelling with GPT-4) or
    are others' claim nothing."""
    if not spans:
        return []
    claims = []
    places = {position: at for at, position in reversed(list(enumerate(scene.normal.starts)))}
    for start, end in spans:
        at = places.get(start)
        if at is None or scene.context.denied(at, at + 1) or scene.context.reaches("supposed", at):
            continue
        value = _SUFFIX.sub("", message[start:end]).strip(" -_") or message[start:end]
        last = places.get(end, len(scene.text))
        claims.append(Claim("model", value, at, max(at + 1, last)))
    return _alike(claims)


def _alike(claims: list[Claim]) -> list[Claim]:
    """Names of which one contains the other mean the same model: the shortest that all share stands for them."""
    if not claims:
        return []
    squeezed = [re.sub(r"[\s_\-]+", "", str(claim.value)).lower() for claim in claims]
    shortest = min(range(len(claims)), key=lambda at: len(squeezed[at]))
    if all(squeezed[shortest] in other for other in squeezed):
        longest = max(range(len(claims)), key=lambda at: len(squeezed[at]))
        return [claims[longest if len(set(squeezed)) <= 2 else shortest]]
    return claims
