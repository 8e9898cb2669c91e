"""GPUs that several messages tell of together."""

import pytest

from service.domain.conversation import added_up
from service.domain.understanding import Rack
from tests.eval.run_reader import answers

TOLD: dict[str, tuple[tuple[str, ...], float | None]] = {
    "the size one turn later": (("Four V100s. Base or chat?", "They're the 32 GB ones"), 128),
    "the size one turn later, Chinese": (("实验室有台 8 卡 V100，选哪个底座？", "哦，是 32G 那款"), 256),
    "fewer than was said": (("8x A100 80GB, base or chat?", "Turns out they only gave us four of them"), 320),
    "fewer than was said, Chinese": (("A800 80G 四张，base 还是 chat？", "空欢喜，只批下来两张"), 160),
    "cards without a name": (("4 块 24G 的卡，base 还是 chat？", "记错了，卡只有两块"), 48),
    "other cards altogether": (("4 张 A100 40G，base 还是 chat？", "换成了 8 张 H800 80G"), 640),
    "a size that nobody recalls": (("Two A100s, 40 or 80 GB, I can't recall. Base or chat?",), None),
    "a size that nobody recalls, Chinese": (("两块 V100，16G 还是 32G 忘了，base 还是 chat？",), None),
    "text is no card": (("Two 4090s, base or chat?", "we have 24 GB of text"), 48),
    "text is no card, Chinese": (("两张 4090，base 还是 chat？", "我们有 24G 语料"), 48),
    "supposed cards, then the own": (("要是有八张 H100 就好了，实际就一张 16G 的卡，选哪个底座？",), 16),
    "others' cards, then the own": (("The lab next door owns 8 H100s; ours is one 3090. Base or chat?",), 24),
    "a size that is the second card's": (("Two 4090s plus one 3060 12GB, base or chat?",), 60),
    "a size that is the second card's, Chinese": (("三块 3090 加一块 3060 12G，base 还是 chat？",), 84),
    "what is left beside what went": (("6 张 A30，base 还是 chat？", "24G 的", "有两张被借走，只剩 4 张"), 96),
    "counts and sizes written together": (("LoRA on 2x48GB, base or chat?",), 96),
    "cards nobody knows": (("8 张昆仑芯，每张 32G，base 还是 chat？",), 256),
    "cards that are hoped for": (("If we get the H100s we go full. Base or chat?",), None),
    "only some of them": (("There are 8 H800s 80GB but I may use only two of them. Base or chat?",), 160),
}


@pytest.mark.parametrize("name", TOLD)
def test_memory(name: str) -> None:
    turns, memory = TOLD[name]
    found = answers(turns)[-1]["facts"].get("gpu_memory_gb")
    assert (found and found["value"]) == memory


def test_the_quote_is_what_was_said_last() -> None:
    found = answers(["Four V100s. Base or chat?", "the 32 GB ones"])[-1]["facts"]["gpu_memory_gb"]
    assert (found["value"], found["quote"]) == (128, "the 32 GB one")


def test_a_number_alone_adds_up_to_nothing_without_cards() -> None:
    assert added_up(Rack(), Rack(2, quote="two cards")) == (Rack(2, quote="two cards"), None)
