"""What a message as a whole is for, where no clause of it names a task, and whose word that must not be."""

import pytest

from tests.readers import stated


@pytest.mark.parametrize(
    ("message", "task"),
    [
        ("眼下只是离线给有声书写宣传语，用哪个底座？", "writing"),
        ("We've got 4,800 and a generator for OpenAPI specs to train. Base or chat?", "code_generation"),
        ("样本就六七十条，全是我自己手写的婚礼主持词，想让模型学着写，用哪个版本？", "writing"),
    ],
)
def test_told_by_the_whole(message: str, task: str) -> None:
    assert stated(message).get("task") == task


@pytest.mark.parametrize(
    "message",
    [
        "My colleague trains a bot that summarizes court rulings into three lines. For us, base or chat?",
        "同事在做一个能写小红书种草文的模型，我们选哪个？",
        "只有三百段多轮剧情对话，选哪个？",
        "先拿县志原文继续预训练一遍，然后再微调，选哪个？",
    ],
)
def test_nothing_is_told(message: str) -> None:
    assert "task" not in stated(message)
