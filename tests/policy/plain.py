"""A second evaluator, written straight from the tables with plain if-statements. Shares no code with the engine.

A number is a pair (low, high), high None for open; an unknown fact is absent.
"""

from typing import Any

Case = dict[str, Any]
Outcome = tuple[str, str, str | None]


def complete(given: Case) -> Case:
    """The case with what follows from its task."""
    case = dict(given)
    task = case.get("task")
    if "dialogue" not in case:
        if task in ("customer_service", "dialogue", "roleplay", "qa"):
            case["dialogue"] = "yes"
        if task in (
            "summarization",
            "classification",
            "extraction",
            "translation",
            "writing",
            "code_generation",
            "code_completion",
        ):
            case["dialogue"] = "no"
    if "continued_pretraining" not in case and task == "domain_pretraining":
        case["continued_pretraining"] = "yes"
    if "tools" not in case and task == "tool_use":
        case["tools"] = "yes"
    return case


def guide(given: Case) -> Outcome:  # noqa: C901 - the table, row by row
    """Rule, verdict and strength by the guide's table."""
    case = complete(given)
    get = case.get
    if get("continued_pretraining") == "yes":
        return "G1", "base", "required"
    if get("license") == "chat_blocked":
        return "G2", "base", "required"
    if get("dialogue") == "yes":
        return "G3", "chat", "strong"
    if get("special_domain") == "yes":
        return "G4", "base", "strong"
    if get("dialogue") == "no" and get("task") != "instruction_following":
        return "G5", "base", "strong"
    if get("task") == "multi_hop_qa" and get("dialogue") is None:
        return "G6", "chat", "lean"
    if get("data_shape") == "dialogue":
        return "G7a", "chat", "lean"
    if get("data_shape") == "document":
        return "G7b", "base", "lean"
    if get("task") == "instruction_following":
        return "G8", "either", "lean"
    if get("special_domain") == "no":
        return "G9", "chat", "lean"
    if get("resources") == "ample":
        return "G10a", "chat", "lean"
    if get("resources") == "limited":
        return "G10b", "base", "lean"
    return "otherwise", "undecided", None


def field(given: Case) -> Outcome:  # noqa: C901 - the table, row by row
    """Rule, verdict and strength by the field table."""
    case = complete(given)
    get = case.get
    number = get("examples")

    def below(limit: int) -> bool:
        return number is not None and number[1] is not None and number[1] < limit

    def from_(limit: int) -> bool:
        return number is not None and number[0] >= limit

    chat_blocked = get("license") == "chat_blocked"
    no_base, no_chat = get("base_published") == "no", get("chat_published") == "no"
    adapter = get("method") in ("lora", "qlora")
    if get("license") == "both_blocked" or (no_base and (no_chat or chat_blocked)):
        return "F0", "none", "required"
    if no_base:
        return "F1", "chat", "required"
    if no_chat:
        return "F2", "base", "required"
    if chat_blocked:
        return "F3", "base", "required"
    if get("baseline") == "enough" or (number == (0, 0) and get("continued_pretraining") != "yes"):
        return "F4", "none", "strong"
    if get("task") == "code_completion":
        return "F5", "base", "required"
    if get("continued_pretraining") == "yes":
        return "F6", "base", "strong"
    if below(100):
        return "F7", "chat", "strong"
    if get("language_cover") == "absent":
        return "F8", "base", "strong"
    if get("tools") == "yes":
        return "F9", "chat", "strong"
    if get("public_facing") == "yes" and get("dialogue") != "no":
        return "F10", "chat", "strong"
    if get("keep_general_ability") == "yes":
        return "F11", "chat", "strong"
    if get("dialogue") == "yes" and not from_(100_000):
        return "F12", "chat", "strong"
    if below(300):
        return "F13", "chat", "strong"
    if below(1_000):
        return "F14", "chat", "lean"
    if from_(100_000) and get("dialogue") == "yes":
        return "F15", "either", "lean"
    if from_(100_000):
        return "F16", "base", "strong"
    if from_(10_000) and get("dialogue") == "no" and get("method") == "full":
        return "F17", "base", "lean"
    if from_(10_000):
        return "F18", "either", "lean"
    if from_(1_000) and adapter:
        return "F19", "chat", "lean"
    if from_(1_000):
        return "F20", "either", "lean"
    if adapter:
        return "F21", "chat", "lean"
    return "F22", "chat", "lean"


EVALUATORS = {"guide": guide, "field": field}
