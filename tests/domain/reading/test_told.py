"""More of what messages state and do not, with the reason in the name of the case: rows, users, cards."""

import pytest

from service.domain.facts import Value
from tests.readers import heard, stated

STATED: dict[str, tuple[str, dict[str, Value]]] = {
    "what a team has": (
        "My team has 60k radiology reports. Base or chat?",
        {"examples": 60000, "special_domain": "yes"},
    ),
    "texts made into one": ("把二十条用户评价合成一句话总结，选哪个？", {"task": "summarization"}),
    "texts made into one, English": ("Boil 20 reviews down to one line. Base or chat?", {"task": "summarization"}),
    "what is left behind a but": ("We had 11k but after dedup 7k remain. Base or chat?", {"examples": 7000}),
    "counted talks are rows": ("只有三百段多轮剧情对话，选哪个？", {"examples": 300, "data_shape": "dialogue"}),
    "histories of the product": ("客服，需要结合历史对话，选哪个？", {"task": "customer_service", "dialogue": "yes"}),
    "words of the house are no users": ("想让模型学会我们公司内部术语，base 还是 chat？", {}),
    "lawyers who use it": ("仅供内部律师使用，选哪个？", {"public_facing": "no", "special_domain": "yes"}),
    "a licence that reaches others": (
        "Read somewhere that the chat licence bans firms with over 700 million users. Base or chat?",
        {},
    ),
    "hardly any money is no money": ("We're a tiny NGO with hardly any money. Base or chat?", {"resources": "limited"}),
    "cards of a size that is said": ("两张魔改 4090，每张 48G，选哪个？", {"gpu_memory_gb": 96}),
    "a mobile card": ("An 8GB laptop GPU. Base or chat?", {"gpu_memory_gb": 8}),
    "sizes are no classes": ("一张 A100，忘了是 40 的还是 80 的，选哪个？", {}),
    "experts of data are no field of it": ("找了数据专业的同学来标注，base 还是 chat？", {}),
    "a cluster that is waited for": ("We wait for a bigger cluster. Base or chat?", {}),
    "scans turned into text": (
        "All rows are scanned manuals turned into text. Base or chat?",
        {"data_shape": "document"},
    ),
    "reality after a wish": ("要是能攒到 30 万条就好了，可现实是只有 640 条，选哪个？", {"examples": 640}),
}


@pytest.mark.parametrize("name", STATED)
def test_states(name: str) -> None:
    message, wanted = STATED[name]
    assert stated(message) == wanted, heard(message)
