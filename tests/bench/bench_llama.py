"""The local model's runtime, measured beside its peers in the same run, on a synthetic model of about 147 MB.

Both sides decode for real and take the same number of given tokens. Rounds alternate between the sides and the median
of the ratios counts, so that what else the machine does weighs on both. Run by `make bench`, or alone:
`python -m tests.bench.bench_llama`.
"""

import asyncio
import statistics
import sys
import time
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial
from itertools import zip_longest
from pathlib import Path

from service.adapters.llama import LlamaRuntime
from service.adapters.llama.jobs import Order, Part
from service.adapters.llama.memory import common
from service.assemble import House
from service.domain.brief import Brief, Fixed, composed
from service.domain.events import Said
from service.domain.sentences import sentences
from service.domain.verify import context_of
from service.domain.verify.values import ALLOWED
from service.turn.write import write
from tests.bench import llama_parts as parts
from tests.bench.server_readers import Ask, read_all

ROUNDS, ANSWERS = 5, 3
READERS = 8
FREE_TOKENS = 192


@dataclass(frozen=True)
class Line:
    """One line of the table: a figure, its limit, and whether more is better."""

    name: str
    figure: float
    limit: float
    at_least: bool
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return (
            f"{'ok  ' if self.kept else 'MISS'} {self.name:<58} {self.figure:6.3f} ({sign} {self.limit:g})  {self.note}"
        )


def main() -> int:
    """Prints the table; 0 when every limit is kept."""
    house = parts.a_house()
    lines = asyncio.run(_all(house))
    house.close()
    for line in lines:
        print(line)
    return 0 if all(line.kept for line in lines) else 1


async def _all(house: House) -> list[Line]:
    path = parts.model_file()
    briefs = await parts.briefs(house)
    script = {str(seed): parts.free_texts(brief) for seed, brief in enumerate(briefs)}
    long = " ".join(text for texts in script.values() for text in texts)
    script["999"] = [long[: 4 * FREE_TOKENS]] * 1000
    lines = [_checking(house, briefs)]
    peer = parts.Peer(path)
    try:
        with parts.runtime(path, script) as runtime:
            lines.append(await _free(runtime, peer, script["999"][0]))
        lines += await _answer(path, script, peer, briefs[0])
        with parts.runtime(path, script) as runtime:
            lines += await _prefix(runtime, peer, briefs)
        with parts.runtime(path, script) as runtime:
            lines += await _readers(runtime, peer, path, briefs)
            lines += await _together(runtime, script["999"][0])
    finally:
        peer.close()
    return lines


def _checking(house: House, briefs: list[Brief]) -> Line:
    """Milliseconds to check a sentence of the composer's."""
    times = []
    for brief in briefs:
        check, before = house.checker.bound(context_of(brief)), list[str]()
        for text in parts.free_texts(brief):
            for sentence in sentences(text):
                started = time.perf_counter()
                check(sentence, tuple(before))
                times.append(1000 * (time.perf_counter() - started))
                before.append(sentence)
    return Line("checking a sentence, ms p50", statistics.median(times), 0.3, at_least=False)


async def _free(runtime: LlamaRuntime, peer: parts.Peer, text: str) -> Line:
    """Free tokens per second of the worker, client included, over the bare loop's."""
    prompt = "Say it. " * 8
    ratios, speeds = [], []
    for number in range(ROUNDS + 1):
        bare = peer.run("free", prompt, text)
        ours_s = await _timed(runtime, prompt + str(number), text)
        ratios.append(bare.whole_s / ours_s)
        speeds.append(f"{bare.tokens / ours_s:.0f}/{bare.tokens / bare.whole_s:.0f}")
    return Line(
        "free tokens/s against the bare loop",
        statistics.median(ratios[1:]),
        0.95,
        at_least=True,
        note=_list(speeds[1:]),
    )


async def _timed(runtime: LlamaRuntime, prompt: str, text: str) -> float:
    order = Order(0, runtime.number_of(object()), (Part(prompt), Part("")), 999, len(text) + 9, 1024, 999, 0.7)
    started = time.perf_counter()
    async with aclosing(runtime.say(order, last=True)) as said:
        async for _ in said:
            pass
    return time.perf_counter() - started


async def _answer(path: Path, script: dict[str, list[str]], peer: parts.Peer, brief: Brief) -> list[Line]:
    """Seconds of a whole answer over forcing the same text by grammar: from nothing, and with the prompt known."""
    prompt, text = parts.whole_prompt_text(brief), composed(brief)
    cold, warm, cheap, took = [], [], [], []
    for _ in range(ANSWERS):
        with parts.runtime(path, script) as runtime:
            ours = await _written(runtime, brief, 0)
            again = await _written(runtime, replace(brief), 0)
        grammar = peer.run("masked", prompt, text)
        cheapest = peer.run("checked", prompt, text)
        took.append(ours.total_s)
        cold.append(ours.total_s / grammar.whole_s)
        warm.append(again.total_s / grammar.s)
        cheap.append(again.total_s / cheapest.s)
    note = f"{statistics.median(took):.1f} s, {len(text)} characters"
    return [
        Line("a whole answer over forcing it by grammar, prompt known", statistics.median(warm), 0.6, at_least=False),
        Line("  prompt computed too", statistics.median(cold), 0.8, at_least=False, note=note),
        Line("  prompt known, grammar at its cheapest", statistics.median(cheap), 1.0, at_least=False),
    ]


@dataclass(frozen=True)
class Written:
    """Seconds to the model's first sentence and to the end, whether all that it was to say was said, and our processor
    time when the first sentence was there."""

    first_s: float
    total_s: float
    whole: bool
    first_cpu_s: float


async def _written(runtime: LlamaRuntime, brief: Brief, seed: int) -> Written:
    """One answer through the service's own writing."""
    model, said, first, used = parts.phraser(runtime), "", 0.0, 0.0
    fixed = {span.text for span in brief.spans if isinstance(span, Fixed)}
    started = time.perf_counter()
    async with aclosing(write(brief, model, lambda *_: ALLOWED, seed=seed)) as parts_of_it:
        async for part in parts_of_it:
            if isinstance(part, Said):
                said += part.text
                if not first and part.text not in fixed:
                    first, used = time.perf_counter() - started, parts.our_processor_s(runtime)
    return Written(first, time.perf_counter() - started, said == composed(brief), used)


async def _prefix(runtime: LlamaRuntime, peer: parts.Peer, briefs: list[Brief]) -> list[Line]:
    """The share of prompt tokens common to eight interleaved conversations that was not computed again.

    Common is, for each prompt, the longest beginning that one of the prompts before it had too.
    """
    before: list[list[int]] = []
    together, every = 0, 0
    for turn in zip_longest(*(parts.prompts(brief) for brief in briefs)):
        for prompt in filter(None, turn):
            tokens = peer.tokens(prompt)
            together += max((common(tokens, other) for other in before), default=0)
            every += len(tokens)
            before.append(tokens)
    await asyncio.gather(*(_written(runtime, brief, seed) for seed, brief in enumerate(briefs)))
    counts = runtime.keeper.counts
    saved = (counts["kept"] + counts["shared"]) / together
    note = f"{together} of {every} prompt tokens are common; computed {counts['computed']}"
    return [Line("shared prompt tokens not computed again", saved, 0.95, at_least=True, note=note)]


async def _readers(runtime: LlamaRuntime, peer: parts.Peer, path: Path, briefs: list[Brief]) -> list[Line]:
    """Eight readers at once: here span by span, and at llama_cpp.server with one prompt for the whole answer, which
    holds the same points and backing, and the same number of tokens to write."""
    started, ours_cpu = time.perf_counter(), parts.our_processor_s(runtime)
    ours = await asyncio.gather(*(_written(runtime, brief, seed) for seed, brief in enumerate(briefs)))
    ours_s, ours_used = time.perf_counter() - started, parts.our_processor_s(runtime) - ours_cpu
    asks = [_ask(peer, brief) for brief in briefs]
    with parts.llama_server(path, interrupt=False) as server:
        clock = partial(parts.processor_s, server.process_number)
        started, theirs_cpu = time.perf_counter(), clock()
        theirs = await read_all(server.url, asks, clock)
        theirs_s, theirs_used = time.perf_counter() - started, clock() - theirs_cpu
    ours_whole, theirs_whole = sum(read.whole for read in ours), sum(read.whole for read in theirs)
    per_minute = (ours_whole / ours_s) / (theirs_whole / theirs_s) if theirs_whole else float("inf")
    worst = max(read.first_s for read in ours), max(read.first_s for read in theirs)
    used = max(read.first_cpu_s for read in ours) - ours_cpu, max(read.first_cpu_s for read in theirs) - theirs_cpu
    mean = statistics.mean(read.first_s for read in ours), statistics.mean(read.first_s for read in theirs)
    first = sum(len(peer.tokens(parts.prompts(brief)[0])) for brief in briefs)
    told = sum(len(peer.tokens(parts.whole_prompt(brief))) for brief in briefs)
    return [
        Line("answers a minute over llama_cpp.server's, 8 readers", per_minute, 1.0, at_least=True,
             note=f"{60 * ours_whole / ours_s:.1f} / {60 * theirs_whole / theirs_s:.1f}; its prompts {told} tokens"),
        Line("  by processor time", theirs_used / ours_used, 1.0, at_least=True,
             note=f"{theirs_used:.1f} s / {ours_used:.1f} s for the eight"),
        Line("answers cut off of 8", float(len(ours) - ours_whole), 0.0, at_least=False,
             note=f"llama_cpp.server: {len(theirs) - theirs_whole}"),
        Line("worst time to the first sentence over llama_cpp.server's", worst[0] / worst[1], 0.5, at_least=False,
             note=f"{worst[0]:.1f} / {worst[1]:.1f} s; mean {mean[0]:.1f} / {mean[1]:.1f} s; {first} tokens read"),
        Line("  by processor time", used[0] / used[1], 0.5, at_least=False, note=f"{used[0]:.1f} s / {used[1]:.1f} s"),
    ]  # fmt: skip


def _ask(peer: parts.Peer, brief: Brief) -> Ask:
    texts = parts.free_texts(brief)
    first = len(peer.tokens([Part(sentences(texts[0])[0])]))
    return Ask(parts.whole_prompt_text(brief), sum(len(peer.tokens([Part(text)])) for text in texts), first)


async def _together(runtime: LlamaRuntime, text: str) -> list[Line]:
    """Tokens per second of eight readers on one thread over one after the other's."""
    ratios, used = [], []
    for number in range(ROUNDS):
        marks = [(time.perf_counter(), parts.our_processor_s(runtime))]
        for reader in range(READERS):
            await _timed(runtime, f"{number} {reader} one", text)
        marks.append((time.perf_counter(), parts.our_processor_s(runtime)))
        await asyncio.gather(*(_timed(runtime, f"{number} {reader} all", text) for reader in range(READERS)))
        marks.append((time.perf_counter(), parts.our_processor_s(runtime)))
        (began, began_cpu), (alone, alone_cpu), (done, done_cpu) = marks
        ratios.append((alone - began) / (done - alone))
        used.append((alone_cpu - began_cpu) / (done_cpu - alone_cpu))
    name = "tokens/s of 8 readers over one at a time, one thread"
    return [
        Line(name, statistics.median(ratios), 1.2, at_least=True),
        Line("  by processor time", statistics.median(used), 1.2, at_least=True),
    ]


def _list(texts: list[str]) -> str:
    return "tokens/s " + ", ".join(texts)


if __name__ == "__main__":
    sys.exit(main())
