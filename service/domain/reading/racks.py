"""GPUs that a message tells in part: cards without their size, a size or a number alone. What another turn adds to
them is the business of `conversation`; memory told in full is read in `cards`."""

import re
from collections.abc import Sequence

from service.domain.reading.cards import COUNT, SIZE, counted, either_size, no_cards, number_of
from service.domain.reading.claims import Claim
from service.domain.reading.lexicon import SHORT
from service.domain.reading.scene import Scene
from service.domain.understanding import Rack

_ONE_SIZE = re.compile(
    rf"(?:是|为|那|每(?:张|块|卡|个|片)|单(?:卡|张|块)|各|一张|一块|the|each|per card|apiece|they're|they are|it's|it is|its|those are)?[ ]?(?:the |有|是|都是|has|have|with|only|just)*[ ]?{SIZE}[ ]?"
    r"(?:的)?(?:那|这)?(?:一)?(?:款|版|种|个|显存|版本|型号|规格|张|块|one|ones|version|versions|variant|model|models|kind|sort|flavou?r|each|apiece|per (?:card|gpu)|a piece|cards?|gpus?|的)?"
)
_ONE_NUMBER = re.compile(
    rf"(?:只|就|仅|共|总共|一共|最后|最终|现在|实际)?[ ]?{COUNT}[ ]?(?:张|块|卡|片)(?:卡|显卡|gpu)?(?!图|纸|票|桌|表|嘴|照片|床|脸|钱|蛋糕|地|石|肉|[ ]?[a-z0-9])"
    rf"|(?:显卡|卡|gpu)(?:其实|实际|只|就|才|也|有|是|剩|一共|总共)*{COUNT.replace('<count>', '<cards>')}[ ]?[张块片个]"
    rf"|(?:only|just|got|get|have|had|left|it's|make (?:that|it)|approved|granted|gave|give|given|allowed|allotted|assigned|let|down to|to)[ ]+(?:us |me )?(?P<other>{COUNT.replace('<count>', '<number>')})[ ]?(?:of (?:them|those|these)|cards?|gpus?|ones?|nodes?)(?![a-z])"
)
_SIZED = re.compile(
    rf"{COUNT}[ ]?(?:张|块|个|片|x|×|\*|of)?[ ]?{SIZE}[ ]?(?:的|显存的?|nvidia |gaming )*(?:显卡|卡|gpus?|cards?)"
)
_UNNAMED = "card"
"""What stands for the name of cards of which only the size is told."""
_FILLER = re.compile(r"[哦噢啊呃嗯对了的吧呢哈呀,.。!:\s]|oh|ah|well|yes|right|sorry|ok|and|so|actually")
_REST = 12
"""Characters that may stand beside a size told alone."""


def rack(scene: Scene, claims: Sequence[Claim]) -> Rack | None:
    """The GPUs that a message tells of: cards of one name, a size alone, or a number alone in a short message."""
    cards = scene.cards
    told = [claim for claim in claims if claim.name == "gpu_memory_gb" and not claim.doubtful]
    if len({card.gpu for card in cards}) == 1:
        number, size = counted(scene.text, cards[0])
        each = None if either_size(scene, cards[0].start) else size
        return Rack(
            number, each, scene.text[cards[0].start : cards[0].end], _quote(scene, cards[0].start, cards[0].end)
        )
    sized = None if cards else _sized(scene, told)
    if cards or sized or len(scene.text) > SHORT or "?" in scene.text:
        return sized
    return _size_alone(scene, told) or (None if told else _number_alone(scene))


def _sized(scene: Scene, told: Sequence[Claim]) -> Rack | None:
    """`four 24 GB cards`, without a name."""
    match = _SIZED.search(scene.text) if len(told) == 1 else None
    if match is None or not told[0].start <= match.start() < told[0].end:
        return None
    quote = _quote(scene, match.start(), match.end())
    return Rack(number_of(match["count"]), float(match["size"]), _UNNAMED, quote)


def _size_alone(scene: Scene, told: Sequence[Claim]) -> Rack | None:
    """`the 32 GB kind`: hardly anything stands beside it."""
    for match in _ONE_SIZE.finditer(scene.text):
        rest = scene.text[: match.start()] + scene.text[match.end() :]
        if len(_FILLER.sub("", rest)) <= _REST and len(told) <= 1 and not no_cards(scene.text, match.end("size")):
            return Rack(None, float(match["size"]), "", _quote(scene, match.start(), match.end()))
    return None


def _number_alone(scene: Scene) -> Rack | None:
    """`they only gave us two cards`."""
    for match in _ONE_NUMBER.finditer(scene.text):
        denied = scene.context.denied(match.start(), match.end()) or scene.context.reaches("supposed", match.start())
        number = number_of(match["count"] or match["cards"] or match["number"])
        if number and not denied and not scene.context.reaches("others", match.start()):
            return Rack(number, None, "", _quote(scene, match.start(), match.end()))
    return None


def _quote(scene: Scene, start: int, end: int) -> str:
    return scene.normal.quote(start, end)
