"""How long reading a message of 300 characters takes: `python -m tests.bench.bench_reader` (aim: p50 under 3 ms).

A fixed loop is timed besides, so that results of busy and idle machines can be told apart, and so is the processor's
own time, which leaves out what other jobs took. What is loaded is set aside from garbage collection, as the service
does when it starts.
"""

import gc
import time
from collections.abc import Callable
from functools import partial

from tests.readers import heard

MESSAGES = {
    "zh": (
        "说下背景：我们公司 2019 年成立，现在 230 多人，App 日活差不多 12 万。老板让我用三个月做一个写种草文案的模型，"
        "训练数据市场部说整理了 4000 条。我们没有打算继续预训练，预算也不多，只有一张 4090，准备用 LoRA。"
        "法务看过协议说没问题。通用能力不能丢，员工内部用。之前试过直接写提示词，效果不太行。"
        "同事一口咬定必须先做继续预训练，但我们根本没这计划。我就想问，第一步底座下 base 还是 chat？"
        "另外上线以后可能还要接 DPO，暂时还没定，先把第一版做出来看看效果，谢谢各位大佬指点一下。"
    ),
    "en": (
        "Bit of background: I run a 14-person studio, we shipped 3 games since 2016, and I just paid $1,600 for one. "
        "For the next game I want NPCs that stay in character while the player talks to them. We have 2,000 dialogs, "
        "LoRA, no continued pretraining. Got no idea where to begin: base or instruct?"
    ),
}


def timed(work: Callable[[], object], rounds: int, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Milliseconds of each round, in order of size."""
    spans = []
    for _ in range(rounds):
        start = clock()
        work()
        spans.append((clock() - start) * 1000)
    return sorted(spans)


def main() -> None:
    """Prints p50 and p95 for each language, and the fixed loop's."""
    heard(MESSAGES["en"])
    gc.freeze()
    loop = timed(lambda: sum(range(100_000)), 50)
    print(f"fixed loop of 100 000 sums: p50 {loop[25]:.2f} ms")
    for language, message in MESSAGES.items():
        text = message[:300]
        spans = timed(partial(heard, text), 200)
        busy = timed(partial(heard, text), 200, time.process_time)
        print(
            f"{language}, {len(text)} characters: p50 {spans[100]:.2f} ms, p95 {spans[190]:.2f} ms;"
            f" processor p10 {busy[20]:.2f} ms, p50 {busy[100]:.2f} ms"
        )


if __name__ == "__main__":
    main()
