"""Chat templates by family, written here: the template inside a GGUF file is a program of a stranger's and never run.

A family's marks are fed with control tokens allowed, everything between them as plain text, so that nothing in a
prompt can open or close a turn. The answer is never closed: the model goes on from what has been shown of it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from service.adapters.llama.jobs import Part
from service.adapters.told import Told
from service.domain.facts import Language

PLAIN = "plain"
_ANSWER: dict[Language, str] = {"zh": "答案：", "en": "Answer:"}


@dataclass(frozen=True, slots=True)
class Family:
    """The marks around system, user and answer. `control` must each be one control token of the vocabulary;
    `architectures` are llama.cpp's names (prefixes). A family without `system` puts the rules before the first
    question; `again` opens a question after an answer, where that is not as after the rules."""

    name: str
    control: tuple[str, ...]
    architectures: tuple[str, ...]
    system: str | None
    user: str
    answer: str
    again: str | None = None

    def parts(self, prompt: Told) -> tuple[Part, ...]:
        """The prompt in this family's form; the last part is the beginning of the answer. A rule, a question and an
        answer are parts of their own, so that those that come again are the same tokens."""
        told = [*self.opening(prompt.system)]
        for turn in (*prompt.turns, prompt):
            told += [Part(turn.asked), Part(self.answer, marks=True), Part(turn.shown)]
            told.append(Part(self.user if self.again is None else self.again, marks=True))
        return tuple(told[:-1])

    def opening(self, rules: str) -> tuple[Part, ...]:
        """What every prompt with these rules begins with."""
        mark = Part(self.user, marks=True)
        if self.system is None:
            return mark, Part(f"{rules}\n\n")
        return Part(self.system, marks=True), Part(rules), mark


_NO_THOUGHT = "<think>\n\n</think>\n\n"
_CHATML = ("<|im_start|>system\n", "<|im_end|>\n<|im_start|>user\n", "<|im_end|>\n<|im_start|>assistant\n")

_FAMILIES = (
    Family("qwen3", ("<|im_start|>", "<|im_end|>", "<think>"), ("qwen3",), *_CHATML[:2], _CHATML[2] + _NO_THOUGHT),
    Family("chatml", ("<|im_start|>", "<|im_end|>"), ("qwen2", "qwen", "internlm", "smollm", "minicpm"), *_CHATML),
    Family(
        "llama3",
        ("<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>"),
        ("llama",),
        "<|start_header_id|>system<|end_header_id|>\n\n",
        "<|eot_id|><|start_header_id|>user<|end_header_id|>\n\n",
        "<|eot_id|><|start_header_id|>assistant<|end_header_id|>\n\n",
    ),
    Family(
        "gemma",
        ("<start_of_turn>", "<end_of_turn>"),
        ("gemma",),
        None,
        "<start_of_turn>user\n",
        "<end_of_turn>\n<start_of_turn>model\n",
        "<end_of_turn>\n<start_of_turn>user\n",
    ),
    Family("mistral", ("[INST]", "[/INST]", "</s>"), ("llama", "mistral"), None, "[INST] ", "[/INST]", "</s>[INST] "),
    Family(
        "phi4",
        ("<|im_start|>", "<|im_sep|>", "<|im_end|>"),
        ("phi",),
        "<|im_start|>system<|im_sep|>",
        "<|im_end|><|im_start|>user<|im_sep|>",
        "<|im_end|><|im_start|>assistant<|im_sep|>",
    ),
    Family(
        "phi",
        ("<|user|>", "<|assistant|>", "<|end|>"),
        ("phi",),
        "<|system|>\n",
        "<|end|>\n<|user|>\n",
        "<|end|>\n<|assistant|>\n",
    ),
    Family(
        "glm4",
        ("[gMASK]", "<sop>", "<|user|>", "<|assistant|>"),
        ("glm4", "chatglm"),
        "[gMASK]<sop><|system|>\n",
        "<|user|>\n",
        "<|assistant|>\n",
    ),
    Family(
        "deepseek",
        ("<｜User｜>", "<｜Assistant｜>", "<｜end▁of▁sentence｜>"),
        ("deepseek",),
        "",
        "<｜User｜>",
        "<｜Assistant｜>" + _NO_THOUGHT,
        "<｜end▁of▁sentence｜><｜User｜>",
    ),
)
FAMILIES: Mapping[str, Family] = {family.name: family for family in _FAMILIES}


def family_of(architecture: str, name: str, is_control: Callable[[str], bool]) -> str:
    """The family whose marks the vocabulary has, those of the architecture first; plain where none fits.

    `name` is the model's own; a model that was trained never to think gets no empty thought.
    """
    fitting = [family for family in _FAMILIES if all(is_control(mark) for mark in family.control)]
    if "2507" in name:
        fitting = [family for family in fitting if family.name != "qwen3"]
    fitting.sort(key=lambda family: not architecture.startswith(family.architectures))
    return fitting[0].name if fitting else PLAIN


def fits(family: str, is_control: Callable[[str], bool]) -> bool:
    """Whether a family that somebody has named is known and its marks are in the vocabulary."""
    return family == PLAIN or (family in FAMILIES and all(is_control(mark) for mark in FAMILIES[family].control))


def parts_for(family: str, prompt: Told, language: Language) -> tuple[Part, ...]:
    """The parts of a prompt in a family's form; a model without one is told in plain text."""
    return _family(family, language).parts(prompt)


def opening_for(family: str, rules: str, language: Language) -> tuple[Part, ...]:
    """The parts that every prompt with these rules begins with."""
    return _family(family, language).opening(rules)


def _family(name: str, language: Language) -> Family:
    if name == PLAIN:
        return Family(PLAIN, (), (), "", "\n\n", f"\n\n{_ANSWER[language]}\n")
    return FAMILIES[name]
