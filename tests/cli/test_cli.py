"""Every command: what it prints, its exit code, and one clear sentence for wrong use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from service.cli import main

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture
def run(data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("SFT_ADVISOR_DATA_DIR", str(data))

    def command(*words: str) -> tuple[int, str, str]:
        try:
            code = main(words)
        except SystemExit as end:
            code = int(str(end.code))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return command


def lines(path: Path, *rows: dict[str, Any]) -> str:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    return str(path)


def test_ask_prints_an_answer_and_nothing_else_as_json(run: Run) -> None:
    code, out, _ = run("ask", "进行SFT操作的时候，基座模型选用Chat还是Base？", "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["intent"] == "choose"
    assert answer["decision"]["verdict"] == "undecided"
    assert answer["second_opinion"]["verdict"] == "chat"
    assert answer["language"] == "zh"


def test_ask_takes_facts_policy_and_language(run: Run) -> None:
    words = ("--fact", "examples=20000..", "--fact", "dialogue=no", "--policy", "field", "--lang", "en", "--json")
    code, out, _ = run("ask", "Base or Chat?", *words)
    answer = json.loads(out)
    assert code == 0
    assert answer["facts"]["examples"] == {"value": {"low": 20000, "high": None}, "source": "form"}
    assert answer["decision"]["policy"] == "field"
    assert answer["decision"]["reasons"][0]["rule"] == "F18"


def test_ask_for_people_shows_text_options_and_sources(run: Run) -> None:
    code, out, _ = run("ask", "We are building a customer support bot. Base or chat?")
    assert code == 0
    assert out.startswith("**Start from Chat.**")
    assert "Sources\n  [1] " in out


def test_a_batch_answers_every_turn_in_order(run: Run, tmp_path: Path) -> None:
    path = lines(
        tmp_path / "batch.jsonl",
        {"id": "one", "turns": ["我们做智能客服", "其实要先做继续预训练"]},
        {"id": "two", "turns": ["Base or Chat?"], "facts": {"task": "summarization"}},
    )
    code, out, err = run("ask", "--batch", path, "--json")
    first, second = [json.loads(line) for line in out.splitlines()]
    assert code == 0
    assert first["id"] == "one"
    assert [answer["decision"]["verdict"] for answer in first["answers"]] == ["chat", "base"]
    assert second["answers"][0]["decision"]["reasons"][0]["rule"] == "G5"
    assert "2 of 2" in err


def test_decide_and_its_batch(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("decide", "--fact", "task=roleplay", "--json")
    assert code == 0
    assert json.loads(out)["verdict"] == "chat"
    path = lines(tmp_path / "facts.jsonl", {"id": 1, "facts": {"license": "chat_blocked"}, "policy": "field"})
    code, out, _ = run("decide", "--batch", path, "--json")
    assert json.loads(out)["decision"]["reasons"][0]["rule"] == "F3"


def test_verify_lets_the_verdict_through_and_no_other(run: Run, tmp_path: Path) -> None:
    case = {"lang": "en", "verdict": "chat", "facts": {"task": "customer_service"}, "passages": []}
    path = lines(
        tmp_path / "sentences.jsonl",
        {"id": "a", **case, "sentence": "Start from the Chat model here."},
        {"id": "b", **case, "sentence": "Start from the Base model here."},
    )
    code, out, _ = run("verify", "--batch", path)
    said = {row["id"]: row for row in map(json.loads, out.splitlines())}
    assert code == 0
    assert said["a"]["allowed"]
    assert not said["b"]["allowed"]
    assert said["b"]["reason"].startswith("contradicts")


def test_search_and_index(run: Run) -> None:
    code, out, _ = run("search", "Base 和 Chat 参数量一样吗", "--json", "--top", "5")
    assert code == 0
    assert "base-and-chat-same-size" in [row["entry"] for row in json.loads(out)["results"]]
    code, out, _ = run("index")
    assert code == 0
    assert "up to date" in out


def test_policies_are_proved_drawn_and_compared(run: Run, tmp_path: Path) -> None:
    code, out, _ = run("policy", "check")
    assert code == 0
    assert out.count("sound:") == 2
    code, out, _ = run("policy", "show", "guide", "--fact", "task=roleplay")
    assert out.startswith("flowchart TD")
    assert "taken" in out
    code, out, _ = run("policy", "diff", "guide", "guide")
    assert "No case" in out
    changed = tmp_path / "guide.toml"
    source = Path(__file__).resolve().parents[2] / "knowledge" / "policies" / "guide.toml"
    changed.write_text(source.read_text(encoding="utf-8").replace('"special_domain = yes"', '"special_domain = no"'))
    run("decide", "--fact", "special_domain=yes")
    code, out, _ = run("policy", "diff", "guide", str(changed), "--receipts")
    assert code == 0
    assert "of all cases" in out
    assert "1 stored decisions would change" in out


def test_doctor_says_what_is_set_up_and_hides_secrets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFT_ADVISOR_SLACK_BOT_TOKEN", "xoxb-3948-very-private-9283")
    code, out, _ = run("doctor")
    assert code == 0
    assert "SFT_ADVISOR_PORT" in out
    assert "very-private" not in out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("ask",), "Give either a QUESTION or --batch FILE"),
        (("ask", "  "), "empty"),
        (("ask", "x" * 8001), "8001 characters"),
        (("ask", "hi", "--fact", "nope=1"), "Unknown fact"),
        (("ask", "hi", "--fact", "task"), "NAME=VALUE"),
        (("ask", "hi", "--policy", "mine"), "Unknown policy"),
        (("ask", "--batch", "missing.jsonl"), "cannot be read"),
        (("decide", "--fact", "examples=many"), "whole number"),
        (("search", "x", "--top", "99"), "--top"),
        (("policy", "diff", "guide", "nowhere"), "no policy"),
        (("nonsense",), "invalid choice"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(run: Run, words: tuple[str, ...], sentence: str) -> None:
    code, out, err = run(*words)
    assert code == 2
    assert out == ""
    assert sentence in err
    assert "Traceback" not in err


def test_a_bad_line_names_itself_and_loses_nothing(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "batch.jsonl"
    path.write_text('{"id": 1, "facts": {}}\n{"id": 2, "facts": {"task": "cooking"}}\n', encoding="utf-8")
    code, out, err = run("decide", "--batch", str(path))
    assert code == 2
    assert json.loads(out)["id"] == 1
    assert "line 2" in err


def test_an_unknown_setting_is_refused(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SFT_ADVISOR_PROT", "1")
    code, _, err = run("doctor")
    assert code == 2
    assert "SFT_ADVISOR_PROT" in err
