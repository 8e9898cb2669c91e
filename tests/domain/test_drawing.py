"""The drawing of a policy and of the path that a case takes."""

from service.domain.drawing import flowchart
from tests import engines


def draw(name: str = "guide", **options: object) -> str:
    machine = engines.engine().machines[name]
    return flowchart(machine, engines.book().vocabulary, "en", inferences=engines.book().inferences, **options)  # type: ignore[arg-type]


def test_every_rule_is_drawn_with_its_condition_and_verdict() -> None:
    lines = draw().splitlines()
    assert lines[0] == "flowchart TD"
    for number, rule in enumerate(engines.policy("guide").rules):
        assert any(line.strip().startswith(f"v{number}[") for line in lines)
        assert rule.is_otherwise or any(f"{rule.id}: " in line for line in lines)
    assert "    r0 -- yes --> v0" in lines
    assert "    r11 -- no --> v12" in lines
    assert not any("taken" in line for line in lines)


def test_the_path_of_a_case_is_drawn_bold() -> None:
    path = draw(case={"task": "summarization"}).splitlines()[-1]
    assert path == "    class start,r0,r1,r2,r3,r4,v4 taken"
    nothing = draw(case={}).splitlines()[-1]
    assert nothing.endswith("r11,v12 taken")


def test_signs_of_the_language_are_escaped() -> None:
    for name in ("guide", "field"):
        for line in draw(name).splitlines():
            label = line.partition('"')[2].rpartition('"')[0]
            assert '"' not in label
            assert "<" not in label


def test_chinese() -> None:
    text = flowchart(engines.engine().machines["field"], engines.book().vocabulary, "zh")
    assert "任务是代码补全" in text
    assert "-- 是 -->" in text
