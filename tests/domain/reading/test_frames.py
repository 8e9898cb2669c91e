"""Facts that several words state together: any order, denials, what stands between, and frames not well formed."""

import pytest

from service.domain.faults import Faulty
from service.domain.reading.frames import filled, frames, possible
from service.domain.reading.hits import Hit
from tests.readers import stated

LABELS = ("slot.model", "slot.good", "slot.other")


def _found(text: str, hits: dict[str, list[Hit]], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    likely = possible(frames({"x": {"yes": [text]}}, LABELS), hits)
    return [(one.start, one.end) for frame in likely for one in filled(frame, hits, spans)]


MODEL, GOOD, OTHER = (Hit(at, at + 2, label) for at, label in ((0, "slot.model"), (5, "slot.good"), (9, "slot.other")))


def test_parts_stand_in_any_order_unless_ordered() -> None:
    hits = {"slot.model": [MODEL], "slot.good": [GOOD]}
    assert _found("model good", hits, [(0, 12)]) == [(0, 7)]
    assert _found("good model", hits, [(0, 12)]) == [(0, 7)]
    assert _found("= good model", hits, [(0, 12)]) == []


def test_parts_stand_in_one_stretch() -> None:
    hits = {"slot.model": [MODEL], "slot.good": [GOOD]}
    assert _found("model good", hits, [(0, 4), (4, 12)]) == []
    assert _found(">> model good", hits, [(0, 4), (4, 12)]) == [(0, 7)]


def test_an_excluded_word_beside_them_or_anywhere() -> None:
    hits = {"slot.model": [MODEL], "slot.good": [GOOD], "slot.other": [OTHER]}
    assert _found("model good -other", hits, [(0, 12)]) == []
    assert _found("model good -other", hits, [(0, 8), (8, 12)]) == [(0, 7)]
    assert _found("model good --other", hits, [(0, 8), (8, 12)]) == []


def test_parts_over_each_other_do_not_go_together() -> None:
    wide = Hit(0, 7, "slot.model")
    assert _found("model good", {"slot.model": [wide], "slot.good": [GOOD]}, [(0, 12)]) == []


def test_unknown_slots_are_all_reported() -> None:
    with pytest.raises(Faulty) as caught:
        frames({"x": {"yes": ["model nobody", "nothing good"]}}, LABELS)
    assert len(caught.value.faults) == 2


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        ("Only the aligned weights came out, the pretrained ones were withheld. Which?", {"base_published": "no"}),
        ("对话版压根没有发布过，只开源了预训练底座，选哪个？", {"base_published": "yes", "chat_published": "no"}),
        ("Both a base and an instruct are up on the hub. Base or chat?", {"base_published": "yes"}),
        ("Which is better, base or chat? It ships next week.", {}),
        ("It must not lose its general skills. Base or chat?", {"keep_general_ability": "yes"}),
        ("It may lose every other talent it has. Base or chat?", {"keep_general_ability": "no"}),
        ("Nobody outside the firm will ever touch it. Base or chat?", {"public_facing": "no"}),
        ("游客都能直接跟它说话，选哪个版本？", {"public_facing": "yes"}),
        ("Budget is anything but tight. Base or chat?", {"resources": "ample"}),
        ("抢不到卡，选哪个版本？", {"resources": "limited"}),
        ("Chat 版的泰语磕磕巴巴，选哪个版本？", {"language_cover": "weak"}),
        ("The instruct model's Dutch is excellent. Base or chat?", {"language_cover": "good"}),
        ("The stock instruct model with our prompt is nowhere near usable. Base or chat?", {"baseline": "not_enough"}),
        ("没调过的原版 Chat 还没人评过，选哪个版本？", {"baseline": "unmeasured"}),
        ("The chat weights forbid lenders in their terms and we are one. Which?", {"license": "chat_blocked"}),
        ("Chat 版禁止商用，不过我们是大学课题组，选哪个版本？", {}),
    ],
)
def test_frames_of_the_knowledge(message: str, facts: dict[str, str]) -> None:
    found = stated(message)
    names = {
        "base_published",
        "keep_general_ability",
        "public_facing",
        "resources",
        "language_cover",
        "baseline",
        "license",
    }
    assert {name: value for name, value in found.items() if name in {*names, *facts}} == facts
