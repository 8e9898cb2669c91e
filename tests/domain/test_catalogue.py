"""The checkpoint catalogue: what people's words resolve to, and what is said of it."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.catalogue import Catalogue, One, Several, Unknown, agreed_facts
from service.domain.catalogue_data import read_catalogue
from service.domain.checkpoints import Pair, pair_as_json

FOLDER = Path(__file__).resolve().parents[2] / "knowledge" / "catalogue"
FILES = {path.name: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml"))}
CATALOGUE = read_catalogue(FILES)
BY_NAME = {pair.name: pair for pair in CATALOGUE.pairs}
IDS = sorted({w.id for pair in CATALOGUE.pairs for w in (pair.base, pair.chat) if w.id})


def said(text: str, catalogue: Catalogue = CATALOGUE) -> tuple[str, ...]:
    """A resolution in short: kind, then names."""
    match catalogue.resolve(text):
        case One(pair, variant):
            return ("one", pair.name, variant or "")
        case Several(name, pairs):
            return ("several", name, *(pair.name for pair in pairs))
        case Unknown(_, nearest):
            return ("unknown", *(pair.name for pair in nearest))


def named(message: str) -> list[str]:
    return [mention.text for mention in CATALOGUE.mentions(message)]


# ---------------------------------------------------------------- resolving


@pytest.mark.parametrize("hub_id", IDS)
def test_every_id_resolves_to_itself(hub_id: str) -> None:
    found = CATALOGUE.resolve(hub_id)
    assert isinstance(found, One)
    assert found.variant is not None
    assert found.pair.weights(found.variant).id == hub_id


@pytest.mark.parametrize("hub_id", IDS)
def test_every_id_is_found_inside_a_message(hub_id: str) -> None:
    for written in (hub_id, hub_id.rpartition("/")[2]):
        (mention,) = CATALOGUE.mentions(f"请问 {written} 怎么样？")
        assert mention.text == written
        assert isinstance(mention.resolution, One)
        pair = mention.resolution.pair
        assert hub_id in (pair.base.id, pair.chat.id)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_name_resolves_to_its_pair(name: str) -> None:
    found = CATALOGUE.resolve(name)
    assert isinstance(found, One)
    assert found.pair is BY_NAME[name]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Qwen2.5-7B", ("one", "Qwen2.5-7B", "")),
        ("qwen3 32b", ("one", "Qwen3-32B", "")),
        ("Llama-3.1-8B-Instruct", ("one", "Llama-3.1-8B", "chat")),
        ("GLM-4-9B", ("one", "GLM-4-9B", "")),
        ("GLM-4-9B-0414", ("one", "GLM-4-9B-0414", "")),
        ("千问2.5的7B", ("one", "Qwen2.5-7B", "")),
        ("通义千问3 14B", ("one", "Qwen3-14B", "")),
        ("llama3 8b", ("one", "Llama-3-8B", "")),
        ("Ｑｗｅｎ２．５－７Ｂ", ("one", "Qwen2.5-7B", "")),
        ("Qwen3-8B-Base", ("one", "Qwen3-8B", "base")),
        ("gemma-2-9b-it", ("one", "gemma-2-9b", "chat")),
        ("qwen2.5 7b instruct", ("one", "Qwen2.5-7B", "chat")),
        ("qwen2.5:7b-instruct-q4_K_M", ("one", "Qwen2.5-7B", "chat")),
        ("THUDM/glm-4-9b-chat", ("one", "GLM-4-9B", "chat")),
        ("unsloth/Meta-Llama-3.1-8B-Instruct-bnb-4bit", ("one", "Llama-3.1-8B", "chat")),
        ("Qwen3-4B-Thinking-2507", ("one", "Qwen3-4B", "")),
        ("ERNIE-4.5-0.3B-PT", ("one", "ERNIE-4.5-0.3B", "chat")),
        ("phi4", ("one", "Phi-4", "")),
        ("Phi-4-mini", ("one", "Phi-4-mini", "")),
        ("qwen3 30b", ("one", "Qwen3-30B-A3B", "")),
        ("Llama 4 Scout", ("one", "Llama-4-Scout", "")),
        ("Ministral-3 8B", ("one", "Ministral-3-8B", "")),
        ("Qwen2.5 coder 7b", ("one", "Qwen2.5-Coder-7B", "")),
        ("书生2.5 7B", ("one", "InternLM2.5-7B", "")),
        ("70亿的千问2.5", ("one", "Qwen2.5-7B", "")),
        ("the 8B Llama 3.1", ("one", "Llama-3.1-8B", "")),
        ("Qwen2.5-7B 还是 Qwen2.5-7B-Instruct", ("one", "Qwen2.5-7B", "")),
        ("meta-llama/Llama-3.1-8B", ("one", "Llama-3.1-8B", "base")),
        ("R1-Distill-Llama-8B", ("one", "DeepSeek-R1-Distill-Llama-8B", "")),
    ],
)
def test_what_people_write_names_one_pair(text: str, expected: tuple[str, ...]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Llama-2-Chat", ("several", "Llama-2", "Llama-2-7B", "Llama-2-13B", "Llama-2-70B")),
        ("Qwen-7B", ("several", "Qwen", "Qwen1.5-7B", "Qwen2-7B", "Qwen2.5-7B")),
        ("Mistral 7B", ("several", "Mistral-7B", "Mistral-7B-v0.3", "Mistral-7B-v0.1")),
        ("GLM-4", ("several", "GLM-4", "GLM-4-9B", "GLM-4-9B-0414", "GLM-4-32B-0414")),
        ("ChatGLM-6B", ("several", "ChatGLM", "ChatGLM2-6B", "ChatGLM3-6B")),
        ("Phi-3", ("several", "Phi-3-mini", "Phi-3-mini")),
        ("Qwen3-8B 和 Qwen3-14B", ("several", "Qwen3", "Qwen3-8B", "Qwen3-14B")),
        ("Yi-9B", ("several", "Yi", "Yi-Coder-9B", "Yi-1.5-9B")),
        ("DeepSeek 7b", ("several", "DeepSeek", "deepseek-llm-7b", "DeepSeek-R1-Distill-Qwen-7B")),
    ],
)
def test_what_leaves_a_choice_asks_which(text: str, expected: tuple[str, ...]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("qwen3-7b", "Qwen3-8B"),
        ("Qwen2.5-VL-7B", "Qwen2.5-7B"),
        ("Qwen2.5 VL 7B", "Qwen2.5-7B"),
        ("mistral-7b-instruct-v0.2", "Mistral-7B-v0.1"),
        ("gpt-oss-120b", "gpt-oss-20b"),
        ("Mixtral 8x22B", "Mixtral-8x7B"),
        ("DeepSeek-V3.1", "DeepSeek-V3"),
        ("GLM 4.6", "GLM-4.5"),
        ("GLM-130B", "GLM-4.5-Air"),
        ("Ministral 3B", "Ministral-3-3B"),
    ],
)
def test_what_the_catalogue_lacks_gives_the_nearest(text: str, nearest: str) -> None:
    kind, first, *_ = said(text)
    assert (kind, first) == ("unknown", nearest)


@pytest.mark.parametrize("text", ["", "foo", "OLMo-2-7B", "7B", "gpt-4o", "base64"])
def test_what_is_no_model_of_ours_is_unknown_without_a_guess(text: str) -> None:
    assert said(text) == ("unknown",)


# ---------------------------------------------------------------- mentions


@pytest.mark.parametrize(
    "message",
    [
        "base64 解码在 Python 里怎么写？",
        "I need an o1 visa for my yi er san class",
        "7b lora, 14B qlora, 8x7 table",
        "我用 LLaMA-Factory 微调 7B，选 base 还是 chat",
        "how do I shear a llama? my friend Gemma asks",
        "llama.cpp or LlamaIndex, and Mistral AI news",
        "3 granite tables, a falcon, the mistral wind, phi = 1.618, Phi 0.5",
        "GLM (generalized linear model) with 7 predictors",
        "附近新建了个 5G base station",
        "strong base, pH 14",
    ],
)
def test_no_false_mentions(message: str) -> None:
    assert named(message) == []


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("用 LoRA 训了 Qwen2.5-7B 的 base，推理时一直停不下来", ["Qwen2.5-7B 的 base"]),
        ("Should I use Qwen2.5-7B base or chat?", ["Qwen2.5-7B"]),
        ("gemma-2-9b or gemma-2-9b-it? The -it one cannot speak Basque.", ["gemma-2-9b", "gemma-2-9b-it"]),
        ("Qwen/Qwen3-8B vs meta-llama/Llama-3.1-8B", ["Qwen/Qwen3-8B", "meta-llama/Llama-3.1-8B"]),
        ("Qwen2.5-72B、Qwen3-14B和Qwen3-32B 哪个", ["Qwen2.5-72B", "Qwen3-14B", "Qwen3-32B"]),
        ("use phi-4. Then Qwen3-8B.", ["phi-4", "Qwen3-8B"]),
        ("Qwen3 (8B) on 24 GB", ["Qwen3 (8B)"]),
        ("Qwen2.5 系列 14B，qlora", ["Qwen2.5 系列 14B"]),
        ("Qwen3 30B tokens of law", ["Qwen3"]),
        ("Qwen3 5M of them", ["Qwen3"]),
        ("Llama-3.3-70B 有 Base 版吗？", ["Llama-3.3-70B"]),
    ],
)
def test_mentions_are_quoted_from_the_message(message: str, expected: list[str]) -> None:
    assert named(message) == expected


@given(st.text(max_size=300))
def test_any_text_is_read_and_spans_fit(message: str) -> None:
    end = 0
    for mention in CATALOGUE.mentions(message):
        assert end <= mention.start < mention.end
        assert message[mention.start : mention.end] == mention.text
        end = mention.end


@given(st.sampled_from(sorted(BY_NAME)), st.sampled_from(["upper", "lower", "spaces", "wide"]))
def test_case_width_and_separators_do_not_matter(name: str, way: str) -> None:
    written = {
        "upper": name.upper(),
        "lower": name.lower(),
        "spaces": name.replace("-", " "),
        "wide": "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in name),
    }[way]
    found = CATALOGUE.resolve(written)
    assert isinstance(found, One)
    assert found.pair.name == name


def test_a_long_message_is_read_in_half_a_millisecond() -> None:
    message = ("后台批处理跑的，没有任何来回对话，" * 20)[:260] + "Qwen2.5-7B 还是 llama3 8b 或 GLM-4-9B"
    best = min(_seconds(message) for _ in range(20))
    assert best < 0.0005


def _seconds(message: str) -> float:
    start = time.perf_counter()
    CATALOGUE.mentions(message)
    return time.perf_counter() - start


# ---------------------------------------------------------------- what is known


def test_the_catalogue_holds_what_the_evidence_lists() -> None:
    complete = [pair for pair in CATALOGUE.pairs if pair.complete]
    assert (len(CATALOGUE.pairs), len(complete)) == (116, 95)
    assert [pair.name for pair in CATALOGUE.pairs if pair.chat.fact != "yes"] == ["Phi-2"]


def test_a_base_that_is_confirmed_missing_and_one_not_listed_are_told_apart() -> None:
    assert BY_NAME["Qwen3-32B"].base.published.value == "no"
    assert BY_NAME["gpt-oss-20b"].base.published.value == "not listed"
    assert BY_NAME["Baichuan-M1-14B"].base.published.value == "?"
    assert [BY_NAME[n].base.fact for n in ("Qwen3-32B", "gpt-oss-20b", "Baichuan-M1-14B")] == ["no", "no", None]


def test_context_and_licence_can_differ_inside_a_pair() -> None:
    glm, mpt = BY_NAME["GLM-4-9B"], BY_NAME["mpt-7b"]
    assert (glm.base.context.value, glm.chat.context.value) == ("8K", "128K")
    assert (mpt.base.licence.value, mpt.chat.licence.value) == ("Apache-2.0", "CC-BY-NC-SA-4.0")
    assert mpt.shared_licence.value == "no"
    assert {pair.brand for pair in CATALOGUE.pairs if pair.shared_licence.value == "no"} == {"MPT", "DeepSeek"}


def test_bare_names_follow_the_naming_traps() -> None:
    base = ["Qwen2.5-7B", "Llama-3.1-8B", "Yi-1.5-9B", "gemma-2-9b", "gemma-4-31B", "Mistral-7B-v0.3", "GLM-4-9B"]
    base += ["InternLM2.5-7B", "DeepSeek-V2-Lite", "SmolLM2-1.7B", "gemma-3-270m"]
    chat = ["Qwen3-8B", "SmolLM3-3B", "GLM-4-9B-0414", "GLM-4.5", "DeepSeek-V3", "ChatGLM3-6B", "Phi-4"]
    chat += ["MiniCPM4-8B", "MiniCPM5-1B", "gpt-oss-20b"]
    assert {BY_NAME[name].bare_name for name in base} == {"base"}
    assert {BY_NAME[name].bare_name for name in chat} == {"chat"}
    assert BY_NAME["gemma-3-4b"].bare_name is None


def test_recalled_ids_are_not_shown_as_read() -> None:
    for pair in CATALOGUE.pairs:
        for weights in (pair.base, pair.chat):
            if weights.id:
                assert weights.published.certainty == ("read" if weights.seen_in else "recalled")
    assert BY_NAME["SmolLM3-3B"].base.published.certainty == "recalled"


@pytest.mark.parametrize("pair", CATALOGUE.pairs, ids=lambda pair: pair.name)
def test_the_nearest_pair_is_published_whole(pair: Pair) -> None:
    near = CATALOGUE.nearest(pair)
    assert pair.complete or near
    assert all(other.complete and other != pair for other in near)


def test_nearest_pairs_are_those_of_the_evidence() -> None:
    assert [p.name for p in CATALOGUE.nearest(BY_NAME["Llama-3.3-70B"])] == ["Llama-3.1-70B"]
    near = [p.name for p in CATALOGUE.nearest(BY_NAME["Qwen3-32B"])]
    assert near == ["Qwen2.5-32B", "Qwen3-14B", "Qwen3-30B-A3B"]


def test_facts_are_filled_only_where_all_candidates_agree() -> None:
    assert agreed_facts(CATALOGUE.resolve("Qwen3-32B")) == {"base_published": "no", "chat_published": "yes"}
    assert agreed_facts(CATALOGUE.resolve("Llama-2")) == {"base_published": "yes", "chat_published": "yes"}
    assert agreed_facts(CATALOGUE.resolve("Qwen3")) == {"chat_published": "yes"}
    assert agreed_facts(CATALOGUE.resolve("Baichuan-M1-14B")) == {"chat_published": "yes"}
    assert agreed_facts(CATALOGUE.resolve("OLMo-2")) == {}


def test_names_for_an_answer_hold_the_pair_and_its_way_out() -> None:
    names = CATALOGUE.answer_names([BY_NAME["Llama-3.3-70B"]])
    assert {"Llama-3.3-70B", "meta-llama/Llama-3.3-70B-Instruct", "Llama-3.1-70B", "Llama-3.3"} <= names
    assert "Llama-3.3-70B-Base" not in names


def test_unknown_values_are_null_in_json() -> None:
    shown = pair_as_json(BY_NAME["Qwen3.5-9B"])
    assert shown["base"]["context"] == {"value": None, "certainty": "unknown"}
    assert shown["parameters_b"] == {"value": 9.0, "certainty": "name"}
    assert pair_as_json(BY_NAME["gemma-4-E2B"])["parameters_b"]["value"] is None
