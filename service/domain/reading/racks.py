"""GPUs that a message tells in part: cards without their size, a size or a number alone. What another turn adds to
them is the business of `conversation`; memory told in full is read in `cards`."""

import re
from collections.abc import Sequence

from service.domain.reading.cards import SIZE, at_hand, counted, either_size, no_cards
from service.domain.reading.claims import Claim
from service.domain.reading.counts import COUNT, number_of
from service.domain.reading.lexicon import SHORT
from service.domain.reading.scene import Scene
from service.domain.understanding import UNNAMED, Rack

_ONE_SIZE = re.compile(
    rf"(?:是|为|那|每(?:张|块|卡|个|片)|单(?:卡|张|块)|各|一张|一块|the|each|per card|apiece|they're|they are|it's|it is|its|those are)?[ ]?(?:the |有|是|都是|has|have|with|only|just)*[ ]?{SIZE}[ ]?"
    r"(?:的)?(?:那|这)?(?:一)?(?:款|版|种|个|显存|版本|型号|规格|张|块|one|ones|version|versions|variant|model|models|kind|sort|flavou?r|each|apiece|per (?:card|gpu)|a piece|cards?|gpus?|的)?"
)
_ONE_NUMBER = re.compile(
    rf"(?:只剩|剩|只|就|仅|共|总共|一共|最后|最终|现在|实际)?[ ]?{COUNT}[ ]?(?:张|块|卡|片)(?:卡|显卡|gpu)?(?!图|纸|票|桌|表|嘴|照片|床|脸|钱|蛋糕|地|石|肉|[ ]?[a-z0-9])"
    rf"|(?:显卡|卡|gpu)(?:其实|实际|只|就|才|也|有|是|剩|一共|总共)*{COUNT.replace('<count>', '<cards>')}[ ]?[张块片个]"
    rf"|(?:only|just|got|get|have|had|left|it's|make (?:that|it)|approved|granted|gave|give|given|allowed|allotted|assigned|let|down to|to)[ ]+(?:us |me )?(?P<other>{COUNT.replace('<count>', '<number>')})[ ]?(?:of (?:them|those|these)|cards?|gpus?|ones?|nodes?)(?![a-z])"
    rf"|(?:^|[.;,:!?\n]|(?<![a-z])(?:have|has|got|own|with|there's|there are|it's|of|and|so|now|me|us|here|rig|box))[ ]*(?:just |only |now |a |an |the )*(?P<plain>{COUNT.replace('<count>', '<said>')})[ ]?(?:cards?|gpus?)(?![a-z])(?![ ]?(?:games?|tricks?|shop|table|index|catalog))"
    rf"|{COUNT.replace('<count>', '<left>')}[ ]?(?:of (?:them|those|these) |cards? |gpus? |ones? )?(?:are |is |still |now )*(?:left|remain(?:s|ing)?|still works?|still working|survived?|surviving|alive|usable|in one piece|to (?:use|work with|go on with))(?![a-z])"
    rf"|(?:only|just)[ ]{COUNT.replace('<count>', '<works>')}[ ]?(?:of (?:them|those|these) )?(?:works?|runs?|boots?|starts?|functions?)(?![a-z])"
    rf"|(?:make (?:that|it)|it's only|only|just)[ ]{COUNT.replace('<count>', '<made>')}[ ]?(?:of (?:them|those|these))?[ ]*(?:$|[,.;:!]|after all|now|here)"
)
_LEFT = re.compile(r"剩|left|remain")
"""Words that say how many cards are left, whatever was said to be gone beside."""
_FEW = 8
"""From more on a bare number in place of another hardly counts cards."""
_SIZED = re.compile(
    rf"{COUNT}[ ]?(?:张|块|个|片|x|×|\*|of)?[ ]?{SIZE}[ ]?(?:的|显存的?|nvidia |gaming )*(?:显卡|卡|gpus?|cards?)"
)
_PLAIN_SIZE = re.compile(
    r"(?:(?<=[是就那都为有本,])[ ]?|^)(?P<size>12|16|24|32|40|48|64|80|96|141)[ ]?(?:的|那(?:个|种|款|版))(?![条行个])"
)
"""`看了,40 的`: the sizes in which cards are sold, told without a unit."""
_HELD = re.compile(
    rf"(?:只有|就|有|手里|手头|手上|家里|这边|给了|拿|用|凑了|攒了|批了|租了|租|买了)*{COUNT}[ ]?(?:张|块|片|路)?[ ]?(?:显卡|卡|gpus?(?![a-z])|cards(?![a-z]))(?![a-z车片通])"
    rf"|(?:手里|手头|手上|家里|这边)(?:就|只|才|总共|一共|有)*{COUNT.replace('<count>', '<held>')}[ ]?[张块](?=[ ]?[,.。;!?]|$)"
)
"""Cards of which a message tells only how many there are, among much else."""
_HELD_BY = ("卡", "gpu", "cards", "张", "块")
"""Without one of these there is nothing for `_HELD`."""
_FILLER = re.compile(r"[哦噢啊呃嗯对了的吧呢哈呀,.。!:\s]|oh|ah|well|yes|right|sorry|ok|and|so|actually")
_REST = 12
"""Characters that may stand beside a size told alone."""


def rack(scene: Scene, claims: Sequence[Claim]) -> Rack | None:
    """The GPUs that a message tells of: cards of one name, a size alone, or a number alone in a short message."""
    cards = [card for card in scene.cards if at_hand(scene, card.start, card.end)]
    told = [claim for claim in claims if claim.name == "gpu_memory_gb" and not claim.doubtful]
    if len({card.gpu for card in cards}) == 1:
        number, size = counted(scene.text, cards[0])
        each = None if either_size(scene, cards[0].start) else size
        return Rack(
            number, each, scene.text[cards[0].start : cards[0].end], _quote(scene, cards[0].start, cards[0].end)
        )
    sized = None if cards else _sized(scene, told)
    if cards or sized:
        return sized
    if len(scene.text) <= SHORT and "?" not in scene.text:
        alone = _size_alone(scene, told) or (None if told else _number_alone(scene))
        if alone:
            return alone
    return None if told else _held(scene)


def _sized(scene: Scene, told: Sequence[Claim]) -> Rack | None:
    """`four 24 GB cards`, without a name."""
    match = _SIZED.search(scene.text) if len(told) == 1 else None
    if match is None or not told[0].start <= match.start() < told[0].end:
        return None
    quote = _quote(scene, match.start(), match.end())
    return Rack(number_of(match["count"]), float(match["size"]), UNNAMED, quote)


def _size_alone(scene: Scene, told: Sequence[Claim]) -> Rack | None:
    """`the 32 GB kind`: hardly anything stands beside it. Where the same words tell how many, that is all."""
    for match in (*_ONE_SIZE.finditer(scene.text), *_PLAIN_SIZE.finditer(scene.text)):
        rest = scene.text[: match.start()] + scene.text[match.end() :]
        if len(_FILLER.sub("", rest)) <= _REST and len(told) <= 1 and not no_cards(scene.text, match.end("size")):
            size = float(match["size"])
            number = round(float(str(told[0].value)) / size) if told else 0
            return Rack(number if number > 1 else None, size, "", _quote(scene, match.start(), match.end()))
    return None


def _held(scene: Scene) -> Rack | None:
    """`two cards, base or chat?`: how many cards there are, without their name or size."""
    if not any(word in scene.text for word in _HELD_BY):
        return None
    for match in _HELD.finditer(scene.text):
        told = "count" if match["count"] else "held"
        number = number_of(match[told])
        if number and at_hand(scene, match.start(told), match.end()):
            return Rack(number, None, UNNAMED, _quote(scene, match.start(told), match.end()))
    return None


def _number_alone(scene: Scene) -> Rack | None:
    """`they only gave us two cards`; of several numbers the one that says how many are left."""
    found = [*_ONE_NUMBER.finditer(scene.text)]
    for match in sorted(found, key=lambda match: not _LEFT.search(match.group())):
        denied = scene.context.denied(match.start(), match.end()) or scene.context.reaches("supposed", match.start())
        number = _counted(match)
        if number and not denied and not scene.context.reaches("others", match.start()):
            card = UNNAMED if match["plain"] else ""
            return Rack(number, None, card, _quote(scene, match.start(), match.end()))
    return None


def _counted(match: re.Match[str]) -> int | None:
    """How many cards the words say there are."""
    few = number_of(match["left"] or match["works"] or match["made"])
    if few:
        return few if few <= _FEW else None
    return number_of(match["count"] or match["cards"] or match["number"] or match["said"])


def _quote(scene: Scene, start: int, end: int) -> str:
    return scene.normal.quote(start, end)
