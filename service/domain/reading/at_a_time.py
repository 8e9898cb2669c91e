"""Numbers of what the model is given at a time, or shown in a prompt: no rows."""

import re

from service.domain.reading.amounts import Amount
from service.domain.reading.scene import Scene

_AT_A_TIME, _NEAR = 3, 8
"""Up to how many rows may be what the model is given at once, and how near the word that gives them stands."""
_MERGED = re.compile(
    r"(?:[把将](?:这|那|每|每批|一批|上|近)?|(?:boil|condens|summari[sz]|turn|merg|distil|compress|fold|squeez|roll)[a-z]*"
    r"(?: down)?(?: up to| every| each| the| any| batches of| sets of)*) ?(?=\d|[一二三四五六七八九十两百几])"
)
"""Before a number of texts that become one, a handful or some hundred at a time."""
_INTO = re.compile(
    r"[^,.。;]{0,16}?(?:[合压缩汇归总概浓凝提]+成|浓缩到|压到|归纳|汇总|概括|总结|提炼)"
    r"|[^,.;]{0,40}? (?:down to|(?:in)?to (?:one|1|two|three|an? (?:single|line|sentence|paragraph|summary|digest|page|list)))"
)
_BATCH = 300
"""Up to how many."""
_FEW = 20
"""From how many examples on they go into no prompt."""


def taken_in(scene: Scene, amount: Amount) -> bool:
    """Whether two or three are what the model is given at a time (`give it two postings`), not what there is."""
    if amount.low > _AT_A_TIME:
        return False
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    return any(clause.start <= hit.start and 0 <= amount.start - hit.end <= _NEAR for hit in scene.under("rows.given"))


def merged(scene: Scene, amount: Amount) -> bool:
    """Whether so many texts at a time are made into one ("boil 20 reviews down to a line")."""
    if amount.low > _BATCH or not _INTO.match(scene.text, amount.end):
        return False
    clause = scene.outline.clauses[scene.outline.clause(amount.start)]
    return any(mark.end() == amount.start for mark in _MERGED.finditer(scene.text, clause.start, amount.start + 1))


def shots(scene: Scene, amount: Amount) -> bool:
    """Whether a handful of examples goes into the prompt of a model that is not tuned."""
    return amount.high is not None and amount.high < _FEW and scene.has("slot.untuned")
