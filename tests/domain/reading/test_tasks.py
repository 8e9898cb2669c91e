"""Tasks that no phrase names: where the classifier may speak, and where it must hold its tongue."""

import pytest

from service.domain.reading import look
from service.domain.reading.opinions import Opinions
from service.domain.reading.task_model import NONE, Kinds, TaskModel, kinds_from, parts, pieces
from tests.readers import heard, stated, words


@pytest.mark.parametrize(
    ("message", "task"),
    [
        ("我们想把租约里的押金和期限拿出来，选 base 还是 chat？", "extraction"),
        ("给博物馆展柜写说明牌，SFT 用哪个版本起步？", "writing"),
        ("把值班日志浓缩一下交接用，base 还是 chat？", "summarization"),
        ("It takes a wish in words and the OpenSCAD source comes back. Base or instruct?", "code_generation"),
        ("We want a suspicious border guard that learners have to convince. Base or chat?", "roleplay"),
        ("Anyone asks about pension rules and it knows the answer. Base or instruct for SFT?", "qa"),
        ("Patent agent. It pulls every date and party out of the filings. Base or chat?", "extraction"),
        (
            "Bought 60 alpacas. It reads my lesson logs and fills in who and which slope. Base?",
            "extraction",
        ),
        ("图书馆这边。要把读者的电话逐字稿压成三行重点给馆员看，底座用哪个？", "summarization"),
    ],
)
def test_a_task_in_words_that_no_phrase_foresaw(message: str, task: str) -> None:
    assert stated(message).get("task") == task


@pytest.mark.parametrize(
    "message",
    [
        "数据是历年工单，具体任务还没想好，base 还是 chat？",
        "如果以后要做酒标背面的文字，那时候会变吗？现在问 base 还是 chat",
        "Nobody will converse with it, base or chat?",
        "A colleague says they used it for crossword clues. Base or chat for us?",
        "We have 3,000 threads between agents and buyers. Which variant do I take, base or chat?",
        "Its small talk must not suffer. Base or instruct for SFT?",
        "My colleague trains a bot that summarizes court rulings into three lines. For us, base or chat?",
        "If we ever wanted a model that writes product copy from specs, would that change anything? base or chat now?",
        "The old vendor's model labelled tickets by urgency. Which start should we take, base or instruct?",
        "同事在做一个能写小红书种草文的模型，我们选哪个？",
    ],
)
def test_no_task_where_none_is_told(message: str) -> None:
    assert "task" not in stated(message)


@pytest.mark.parametrize(
    ("message", "named"),
    [
        ("让财务同事用大白话说需求，它给写 Excel 的 VBA 宏，选 base 还是 chat？", True),
        ("要是以后批了，它给写 Excel 的 VBA 宏，会变吗？现在选 base 还是 chat", False),
        ("同事说他们那边，它给写 Excel 的 VBA 宏，现在选 base 还是 chat？", False),
    ],
)
def test_whose_word_it_is_and_whether_it_is_supposed(message: str, named: bool) -> None:
    assert ("task" in stated(message)) is named


def test_a_message_that_follows_others_need_not_say_what_it_is_about() -> None:
    message = "哦，任务是这样：保安巡更记的几句话，变成点位、时间、异常三列"
    found = [look(message, words(), in_talk=in_talk).claims for in_talk in (True, False)]
    assert [[claim.value for claim in claims if claim.name == "task"] for claims in found] == [["extraction"], []]


def test_tasks_of_equal_rank_stay_open() -> None:
    said = heard("Summarising threads and translating them are equally important. Base or chat?")
    assert [one.fact for one in said.contradictions] == ["task"]
    assert "task" not in {one.name for one in said.statements}


def test_the_quote_is_the_clause() -> None:
    message = "Four of us, one GPU. It takes a wish in words and the OpenSCAD source comes back! Base or chat?"
    quotes = [one.quote for one in heard(message).statements if one.name == "task"]
    assert quotes == ["It takes a wish in words and the OpenSCAD source comes back"]


def test_a_clause_that_plainly_says_another_task_overrules_a_phrase() -> None:
    assert stated("You describe an icon, it writes the SVG source. Base or Instruct?")["task"] == "code_generation"


def test_pieces_hold_kinds_and_their_order() -> None:
    found = pieces("read 3 invoices, 填成表格", kinds_from({"doc": ["invoices"], "table": ["表格"]}))
    assert {"#", "read", "@doc", "@table", "@doc @table", "填成表", "invoic-"} <= found


def test_the_best_class_leads_by_the_difference() -> None:
    model = TaskModel((NONE, "qa"), (100, 0), {"why": ((1, 700),)}, Kinds({}))
    assert model.best(model.scores({"why"})) == ("qa", 600)
    assert model.best(model.scores(set())) == (NONE, 100)


def test_a_clause_without_a_task_loses_to_one_with() -> None:
    message = "平时写邮件、陪聊那些本事一样都要在，新学的只是把口语发言改写成公司周报。base 还是 chat？"
    assert stated(message)["task"] == "writing"


def test_what_goes_in_and_what_comes_out_are_read_as_one() -> None:
    assert stated("Bullet notes go in, a finished fairy tale comes out. Base or chat?")["task"] == "writing"
    assert stated("收据进去，抬头和金额出来，base 还是 chat？")["task"] == "extraction"


def test_rows_are_no_task() -> None:
    assert "task" not in stated("训练数据一水儿的论文摘要，选 base 还是 chat？")
    assert "task" not in stated("Each of our training rows is a prompt with its completion. Base or chat?")


def test_two_tasks_of_equal_rank_stay_open() -> None:
    assert "task" not in stated("既要写文案又要给评论打标签，选哪版？")
    assert "task" not in stated(
        "It summarises and classifies calls, and neither of the two matters more. Base or chat?"
    )


def test_a_task_still_under_discussion_is_none() -> None:
    assert "task" not in stated("拿来干啥领导也没说，先选 base 还是 chat？")


def test_opinions_look_at_each_stretch_once() -> None:
    view = look("Limericks about towns, base or chat?", words()).view
    model = TaskModel((NONE, "writing"), (100, 0), {"limericks": ((1, 900),)}, Kinds({}))
    views = Opinions(view, model)
    opinion = views.of(view.outline.clauses[0])
    assert (opinion.task, opinion.behind("qa")) == ("writing", opinion.scores["writing"])
    assert views.of(view.outline.clauses[0]) is opinion


def test_words_of_one_family_share_runs_of_letters() -> None:
    assert {"summa~", "ummar~"} <= set(parts("summarising")) & set(parts("summary"))


@pytest.mark.parametrize(
    ("message", "task"),
    [
        ("It labels every letter as urgent, normal or junk. It must call our API. Base or chat?", "classification"),
        ("把每封来信判成紧急、普通或垃圾。要调用我们的接口。选 base 还是 chat？", "classification"),
        ("It has to call our API. Base or chat?", "tool_use"),
    ],
)
def test_a_need_for_tools_gives_way_to_a_task(message: str, task: str) -> None:
    assert stated(message)["task"] == task
    assert stated(message)["tools"] == "yes"


@pytest.mark.parametrize(
    ("message", "task"),
    [
        ("训完之后闲聊、写邮件这些老本事不能丢，新加的活是给工单打优先级。选 base 还是 chat？", "classification"),
        ("Small talk and e-mails must not get worse. It sorts tickets by priority. Base or chat?", "classification"),
    ],
)
def test_abilities_to_be_kept_are_no_tasks(message: str, task: str) -> None:
    assert stated(message)["task"] == task


def test_a_list_belongs_to_the_clause_that_opens_it() -> None:
    said = heard("Lost-cat posters: read one, give breed, colour, street, phone. Base or instruct?")
    (task,) = [one for one in said.statements if one.name == "task"]
    assert (task.value, task.quote[-5:]) == ("extraction", "phone")
