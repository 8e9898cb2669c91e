"""Whether a sentence plainly agrees with the verdict, only tells what would change it, or chooses at all."""

from service.domain.verify.piece import BASE, CHAT
from service.domain.verify.reading import Reading
from service.domain.verify.rival import told_rightly
from service.domain.verify.signs import CHOICE, PRAISE
from service.domain.verify.stance import SIDE_OF, Judge
from service.domain.verify.values import Context


def clear(reading: Reading, context: Context) -> bool:
    """Whether the sentence plainly agrees with the verdict: it says so firmly and says nothing else."""
    side = SIDE_OF[context.verdict] if context.verdict else None
    firm = any(claim.to == side and claim.level >= PRAISE for claim in reading.claims)
    doubtful = reading.question or reading.conditions or reading.has("wry", "rhetoric", "sarcasm", "dismiss")
    return firm and not doubtful and all(claim.to == side for claim in reading.claims)


def carries(reading: Reading, context: Context) -> bool:
    """Whether the sentence only says which change of the facts would change the verdict, and to what."""
    if context.verdict is None or not reading.claims:
        return False
    judge = Judge(reading, context, context.verdict)
    return all(
        judge.supposed(claim) or judge.blocked(claim) or told_rightly(reading, claim, context.second)
        for claim in reading.claims
    )


def proven(reading: Reading, context: Context) -> bool:
    """Whether every conclusion of a sentence that supposes something is one that the engine draws from it."""
    if context.verdict is None or not reading.claims or not reading.conditions:
        return False
    judge = Judge(reading, context, context.verdict)
    return all(judge.supposed(claim) for claim in reading.claims)


def firm(reading: Reading, start: int, end: int) -> bool:
    """Whether a clause that begins in a stretch of the sentence recommends or rules out a variant."""
    firmly = [claim.at for claim in reading.claims if claim.to in (BASE, CHAT) and claim.level >= CHOICE]
    return any(start <= reading.segments[at].tokens[0].start < end for at in firmly)
