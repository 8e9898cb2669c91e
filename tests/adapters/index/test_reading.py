"""How texts are read: amounts, bands of rows, tokens, stems, glossary, slips of spelling."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.adapters.index.analysis import Analyzer
from service.adapters.index.fold import Folder
from service.adapters.index.glossary import Glossary, read_glossary
from service.adapters.index.numbers import row_bands, written_out
from service.adapters.index.spelling import Speller
from service.adapters.index.tokens import english_stem, han_words, tokens
from service.errors import BadKnowledge
from tests.adapters.index.samples import config


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,000 条", "1000"), ("1k rows", "1000"), ("1w条", "10000"), ("2.5k", "2500"), ("一千条", "1000"),
        ("两千五百条", "2500"), ("三万条", "30000"), ("五十万条", "500000"), ("十万条", "100000"),
        ("half a million", "500000"), ("five thousand rows", "5000"),
        ("two hundred thousand", "200000"), ("十条样本", "10"),
    ],
)  # fmt: skip
def test_amounts_are_written_out(text: str, amount: str) -> None:
    assert amount in written_out(text)


@pytest.mark.parametrize("text", ["万一", "千问", "第一百条", "qwen2.5-7b", "7b"])
def test_what_is_no_amount_stays(text: str) -> None:
    assert written_out(text) == text


@pytest.mark.parametrize(
    ("text", "bands"),
    [
        ("70 examples", [0]), ("几十条", [0]), ("600 q&a pairs", [1]), ("五百条问答", [1]), ("a few hundred rows", [1]),
        ("1,000 to 10,000 rows", [2]), ("几千条", [2]), ("30k instruction rows", [3]), ("tens of thousands", [3]),
        ("五十万条", [4]), ("hundreds of thousands of rows", [4]), ("7b model", []), ("2024 年", []),
        ("340 labelled support conversations", [1]), ("两千份问诊记录", [2]), ("七八百对", [1]), ("20k invoices", [3]),
        ("300 reportsheets", []), ("8 个用户", []),
    ],
)  # fmt: skip
def test_rows_fall_into_bands(text: str, bands: list[int]) -> None:
    assert list(row_bands(written_out(text))) == bands


def test_chinese_gives_pairs_and_known_words() -> None:
    assert tokens("灾难性遗忘") == ["灾难", "难性", "性遗", "遗忘"]
    assert "灾难性遗忘" in tokens("叫灾难性遗忘吗", han_words(["灾难性遗忘"]))


def test_names_keep_their_whole_and_their_parts() -> None:
    found = tokens("llama-3.1-8b")
    assert {"llama-3.1-8b", "llama", "3.1", "8b"} <= set(found)
    assert "tulu3" in tokens("tulu 3")
    assert "tulu3" in tokens("tulu3")


@pytest.mark.parametrize(
    ("word", "stem"),
    [("licences", "licenc"), ("licence", "licenc"), ("tuning", "tun"), ("tuned", "tun"), ("tune", "tune"),
     ("stopped", "stop"), ("families", "family"), ("class", "class"), ("is", "is"), ("models", "model")],
)  # fmt: skip
def test_english_stems(word: str, stem: str) -> None:
    assert english_stem(word) == stem


def test_a_phrase_gives_its_concept_in_place_of_its_words() -> None:
    analyzer = Analyzer(config())
    found = analyzer.tokens(analyzer.fold("GPU memory and 显存"), frozenset())
    assert found.count("=core: vram") == 2
    assert not {"memory", "显存"}.intersection(found)


def test_the_longest_term_wins() -> None:
    glossary = Glossary({"short": ("memory",), "long": ("gpu memory use",)})
    assert next(names for _, _, names in glossary.find("gpu memory use")) == ["long"]


@pytest.mark.parametrize(
    ("wrong", "right"),
    [("forgeting", "forgetting"), ("tempalte", "template"), ("licnce", "licence"), ("templatte", "template"),
     ("house", "house"), ("retemplate", "retemplate"), ("xemplate", "xemplate"), ("temp", "temp")],
)  # fmt: skip
def test_one_slip_is_mended(wrong: str, right: str) -> None:
    assert Speller({"forgetting": 3, "template": 2, "licence": 1}).corrected(wrong) == right


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once_and_nothing_invisible_stays(text: str) -> None:
    folder = Folder({"顯": "显"})
    folded = folder.fold(text)
    assert all(char.isprintable() for char in folded)
    assert Analyzer(config()).tokens(folded, frozenset()) is not None


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("concept = ['a']\n", "must be a table"),
        ("[part]\nconcept = 'a'\n", "must be a list"),
        ("[one]\nsame = ['a']\n[two]\nsame = ['b']\n", "stands twice"),
        ("[one\n", "not valid TOML"),
    ],
)
def test_a_broken_glossary_is_refused_with_its_name(tmp_path: Path, content: str, fault: str) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(BadKnowledge, match=fault) as refused:
        read_glossary(path)
    assert "glossary.toml" in refused.value.message
