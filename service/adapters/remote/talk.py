"""A prompt as messages for a server that cannot go on from a text inside the answer: it is told how far that is."""

from service.adapters.told import Told
from service.domain.facts import Language

_SO_FAR: dict[Language, str] = {"zh": "答案接下来已有：", "en": "The answer goes on with:"}
_ONLY: dict[Language, str] = {
    "zh": "只写这一部分要说的话，接着上文，不要重复已经说过的。",
    "en": "Write only this part, going on from the text above; repeat nothing.",
}


def messages_for(prompt: Told, language: Language) -> tuple[dict[str, str], ...]:
    """The messages; those of an answer's earlier spans stay as they were, so that a server need not read them again."""
    said = f"\n\n{_SO_FAR[language]}\n{prompt.shown}" if prompt.shown.strip() else ""
    messages = [{"role": "system", "content": prompt.system}]
    for turn in prompt.turns:
        messages.append({"role": "user", "content": turn.asked})
        messages.append({"role": "assistant", "content": turn.shown.strip()})
    messages.append({"role": "user", "content": f"{prompt.asked}{said}\n\n{_ONLY[language]}"})
    return tuple(messages)
