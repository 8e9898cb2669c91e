"""What rows look like, where the words that a number of them counts say so. How many there are is read in `rows`."""

import re
from collections.abc import Mapping, Sequence

from service.domain.reading.claims import Claim
from service.domain.reading.hits import Hit
from service.domain.reading.scene import Scene

_NEXT = 4
_LEADS = re.compile(
    r"[ ]?(?:记录|数据|样本|语料)?(?:里|中)?(?:能用的|可用的|真|只|就|才|共|一共|总共|大概|大约|约|有|是|为|:|,|剩|下|还|不过|也|凑|攒|了|到|出|转成字|转写|转录|转|录音|导出来|整理|洗完|清完|来)*[ ]?"
)
"""What may stand between the name of what rows are and their number (`会话只有 1,150 段`)."""
_MEASURED = re.compile(r"[段通场组条份道题]$")


def shape_claims(scene: Scene, rows: Sequence[Claim]) -> list[Claim]:
    """What rows look like, where the words that a number of rows counts say so (`8000 段对话`, "220 prompts with
    answers")."""
    shapes: Mapping[str, str] = scene.lexicon.settings["shapes"]
    out = []
    for row in rows:
        for label, value in shapes.items():
            found = [
                hit
                for hit in scene.under(label)
                if _right_behind(scene, hit, row)
                or row.start < hit.start < row.end
                or _measured(scene, hit, row)
                or _asked_how_many(scene, hit, row)
            ]
            if found and not scene.context.in_clause("rows.sorted", row.start, row.end):
                out.append(Claim("data_shape", value, row.start, max(row.end, found[0].end)))
                break
    return out


def _right_behind(scene: Scene, hit: Hit, row: Claim) -> bool:
    """Whether the words follow the number at once; what a clause of its own denies does not belong to it."""
    if not 0 <= hit.start - row.end <= _NEXT:
        return False
    between = scene.text[row.end : hit.start]
    if any(sign in between for sign in "。.;!?"):
        return False
    return "," not in between or not scene.context.denied(hit.start, hit.end)


def _measured(scene: Scene, hit: Hit, row: Claim) -> bool:
    """Whether the number and its measure word follow what they count."""
    ends = _MEASURED.search(scene.text[row.start : row.end]) is not None
    return ends and hit.end <= row.start and _LEADS.fullmatch(scene.text, hit.end, row.start) is not None


def _asked_how_many(scene: Scene, hit: Hit, row: Claim) -> bool:
    """Whether the question right before the number asks how many of these there are ("How many dialogues? 7,300")."""
    number = scene.outline.sentence(row.start)
    before = scene.outline.sentences[max(0, number - 1)]
    asks = [mark for mark in scene.under("rows.how_many") if before.start <= mark.start and mark.end <= hit.start]
    return bool(asks) and scene.outline.sentence(hit.start) == number - 1 and hit.start - asks[-1].end <= _NEXT
