"""Texts that a message counts by themselves ("350 scripts so far", 2 万首): rows, where nothing else is said to be rows.

Who says what they hold, and counts it, tells of the rows to tune on; so only a clause that holds, has, made or labelled
them counts, and none that says how many come in a day, or lie in an archive.
"""

import re

from service.domain.reading.amounts import Amount
from service.domain.reading.beside import following
from service.domain.reading.hits import Hit
from service.domain.reading.no_rows import counts_raw
from service.domain.reading.scene import Scene

_SOME = 60
"""From how many texts on."""
_MANY = 200
"""The same for things of any name."""
_THINGS = re.compile(r" (?:[a-z-]+ ){0,3}?(?P<noun>[a-z]+(?:-[a-z]+)*s)(?![a-z])")
_HELD = re.compile(
    r"(?:(?:my|our|the|this) (?:[a-z]+ ){1,3}?ha(?:s|d|ve)(?![a-z])"
    r"|(?:i|we|you|there|that|it|they|our|my|the|some|a|of|to|with|on|from|for|and|but|so|plus|just|only|about|around|roughly"
    r"|approximately|approx|nearly|almost|short of|under|fewer than|close to|slightly|somewhat|a little|a bit|a good|couple|over"
    r"|already|currently|now|today|so far|by now|at present|all|also|still|even|have|has|had|will|got|own|are|is|were|was"
    r"|collected|gathered|exported|assembled|compiled|prepared|wrote|made|saved|kept|plan|planned|planning|hope|expect|want|going"
    r"|collect|gather|past|old|real|existing|handwritten|annotated|corrected|finished)(?![a-z])|'ve|'s|'re|'ll|[ ,:~]"
    r"|我们|我|咱们|咱|俺|手上|手里|手头|目前|现在|现有|眼下|一共|总共|拢共|统共|共|合计|大概|大约|差不多|约|只|就|才|也|都|已经|已"
    r"|刚|有|是|收集|收|攒|整理|准备|搜集|积累|导出|导|标|写|做|切|拿到|凑|存|录|来|出|了|过|好|的|自家|自己|历史|过去|训练集"
    r"|训练|数据集|数据|样本|素材|资料|代码)*+"
    r"(?:[\u4e00-\u9fff]{1,8}[ ]?(?:有|一共|总共|共|是|大概|大约|约|就|只|才|不到|整整|[:,])*+[ ]?)?"
)
"""What may stand before the number: who holds what, and how it came about."""
_YEAR = re.compile(r"(?:19|20)\d\d")
_RATE = re.compile(
    r"(?<![a-z])(?:a|an|per|every|each) (?:day|week|month|year|hour|night|season|shift|quarter)|(?<![a-z])(?:daily|weekly|monthly|yearly|come in|coming in|arrive|go out"
    r"|on (?:our|the|my|its) (?:site|website|blog|wiki|shelf|shelves|intranet|page)|in (?:our|the|my|its) (?:archive|library|wiki|knowledge base|database|catalogue|catalog|store)"
    r"|online|published|in print|unlabel|raw|crawled|corpus)|[每日月年周]|[一每当两三整几白半]天|库|语料|原文|没标|未标|存档|网站|文献|论文库|归档|藏书|馆藏|抽检|抽查|质检|评测|发行|印了|出版|卖|门店|粉丝|只对|答对|做对|错了"
)
"""Words of a clause that counts what passes, or what lies about."""


def heap(scene: Scene, found: list[Amount]) -> Amount | None:
    """The one number of texts that a message holds; none where several differ."""
    heaps = [amount for amount in found if _is_heap(scene, amount)]
    return heaps[0] if len({(one.low, one.high) for one in heaps}) == 1 else None


def _is_heap(scene: Scene, amount: Amount) -> bool:
    texts = _texts(scene, amount)
    if texts is None or (amount.high or amount.low) < _SOME or counts_raw(scene, amount.start):
        return False
    if texts.start > amount.end and _YEAR.fullmatch(scene.text, amount.start, amount.end):
        return False
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    start = max([clause.start, *(card.end for card in scene.cards if card.end <= amount.start)])
    held = _HELD.fullmatch(scene.text, start, amount.start) is not None
    return held and not _RATE.search(scene.text, clause.start, clause.end)


def _texts(scene: Scene, amount: Amount) -> Hit | None:
    """The words for texts that the number counts, if it counts nothing else."""
    counted, other = following(scene, amount, "rows.counted"), following(scene, amount, "rows.other")
    if counted is None and other is None:
        return _things(scene, amount)
    return None if counted is None or (other is not None and other.start <= counted.start) else counted


def _things(scene: Scene, amount: Amount) -> Hit | None:
    """English names of whatever is counted, which nothing says to be no rows; firms count fewer of what they have."""
    match = _THINGS.match(scene.text, amount.end) if amount.low >= _MANY else None
    return Hit(match.start("noun"), match.end(), "rows.counted") if match else None
