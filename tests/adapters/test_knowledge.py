"""Files of entries that are malformed, oversized, binary or repeated: refused by name with why, the rest is read."""

import os
from pathlib import Path

import pytest

from service.adapters.knowledge import FILE_LIMIT, read_entries, read_toml
from service.errors import BadKnowledge

GOOD = """
id = "{name}"
status = "evidence"
confidence = "verified"
reviewed = 2026-11-22
topic = "data_size"
sources = [{{ title = "A paper", ref = "arXiv 0000.00000" }}]
zh = {{ title = "标题", text = "正文。", aliases = ["别名"], questions = ["问题？"] }}
en = {{ title = "Title", text = "Text.", aliases = ["alias"], questions = ["Question?"], asked = ["so what"] }}
"""


def good(name: str) -> str:
    return GOOD.format(name=name)


def without_chinese(name: str) -> str:
    return "\n".join(line for line in good(name).splitlines() if not line.startswith("zh"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sound.toml").write_text(good("sound"), "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id = ", "is not valid TOML"),
        (b"a = 1" + b"0" * 5_000, "is not valid TOML"),
        (b"a = " + b"[" * 50_000, "is not valid TOML"),
        (b"\x7fELF\0\0", "is a binary file"),
        ("标题".encode("gbk"), "is not UTF-8"),
        (b"#" * (FILE_LIMIT + 1), "larger than 256 KiB"),
        (b"", "id must be the file's name"),
        (without_chinese("broken").encode(), "language zh is missing"),
        (good("another").encode(), "id must be the file's name"),
        (good("broken").replace('asked = ["so what"]', "asked = [1]").encode(), "en.asked must be a list of texts"),
        (good("broken").replace('asked = ["so what"]', 'asked = "so what"').encode(), "en.asked must be a list"),
        (good("broken").replace("2026-11-22", '"soon"').encode(), "reviewed must be a date"),
        (good("broken").replace("evidence", "rumour").encode(), "status must be one of"),
        (good("broken").replace("正文。", "长" * 2_001).encode(), "zh.text is longer than 2000"),
        (good("broken").replace("topic", "topik").encode(), "unknown key 'topik'"),
        (good("broken").replace("id =", "rules = [7]\nid =").encode(), "rules must be a list of texts"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason_and_the_rest_is_read(folder: Path, content: bytes, reason: str) -> None:
    (folder / "broken.toml").write_bytes(content)
    entries, refused = read_entries(folder)
    assert list(entries) == ["sound"]
    assert [item.file for item in refused] == ["broken.toml"]
    assert reason in " ".join(refused[0].reasons)


def test_one_id_in_two_folders_is_told_of_the_second(folder: Path) -> None:
    (folder / "zz").mkdir()
    (folder / "zz" / "sound.toml").write_text(good("sound").replace("Title", "Other"), "utf-8")
    entries, refused = read_entries(folder)
    assert entries["sound"].texts["en"].title == "Title"
    assert refused[0].file == "zz/sound.toml"
    assert "is taken by another file" in refused[0].reasons[0]


def test_what_is_no_toml_file_is_told_and_hidden_files_are_not_read(folder: Path) -> None:
    (folder / "notes.md").write_text("x", "utf-8")
    (folder / ".swp").write_bytes(b"\0")
    _, refused = read_entries(folder)
    assert [item.file for item in refused] == ["notes.md"]


def test_a_pipe_and_an_endless_device_do_not_hold_the_reader_up(folder: Path) -> None:
    os.mkfifo(folder / "pipe.toml")
    (folder / "zero.toml").symlink_to("/dev/zero")
    entries, refused = read_entries(folder)
    assert list(entries) == ["sound"]
    assert [(item.file, "no ordinary file" in item.reasons[0]) for item in refused] == [
        ("pipe.toml", True),
        ("zero.toml", True),
    ]


def test_a_missing_file_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadKnowledge, match=r"^none.toml: cannot be read"):
        read_toml(tmp_path / "none.toml")


def test_further_questions_are_read_and_may_be_left_out(folder: Path) -> None:
    entry = read_entries(folder)[0]["sound"]
    assert entry.texts["en"].asked == ("so what",)
    assert entry.texts["zh"].asked == ()
