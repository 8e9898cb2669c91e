"""The local model as one thing: the keeper that serves, the one that will replace it, and the queue before them."""

import threading
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Mapping
from pathlib import Path

from service.adapters.llama.config import LlamaConfig
from service.adapters.llama.jobs import Order
from service.adapters.llama.keeper import Keeper
from service.adapters.llama.places import KEPT, Places
from service.adapters.llama.process import WorkerProcess
from service.adapters.llama.states import Closed, Down, Serving, Starting, State, sentence
from service.adapters.llama.stream import Stream
from service.domain.facts import Language
from service.errors import Unavailable

LOOK_S = 2.0
"""Seconds between two looks at the file; one that has been replaced is loaded beside the old one."""
DRAIN_S = 60.0


class LlamaRuntime:
    """A model that loads in the background, is replaced without a pause, and is asked one span at a time. `openings`
    are the rules that prompts begin with, by language: they are read as soon as the model is there."""

    def __init__(
        self,
        config: LlamaConfig,
        start_worker: Callable[[], WorkerProcess] = WorkerProcess,
        openings: Mapping[Language, str] | None = None,
    ) -> None:
        self._start_worker, self._openings = start_worker, openings
        self._lock = threading.Lock()
        self._keeper = Keeper(config, start_worker, openings)
        self._next: Keeper | None = None
        self._stamp = _stamp(config.path)
        self._looked = time.monotonic()
        self._answers: OrderedDict[int, tuple[object, int]] = OrderedDict()
        self._numbers = 0
        self.places = Places(config.readers, config.queue, config.wait_s)

    def start(self) -> None:
        """Begins to load; returns at once."""
        self._keeper.start()

    @property
    def keeper(self) -> Keeper:
        """The keeper that serves now."""
        with self._lock:
            return self._keeper

    @property
    def state(self) -> State:
        """How the model is that serves now."""
        return self.keeper.state

    def ready(self) -> bool:
        """Whether it can be asked now. Looks whether the file has been replaced, now and then."""
        self._look()
        return isinstance(self.state, Serving)

    def wait(self, seconds: float) -> State:
        """Waits until it serves or cannot, at most so long."""
        return self.keeper.wait(seconds)

    def health(self) -> str:
        """One sentence on how it is. Raises Unavailable with the sentence when it does not serve."""
        keeper = self.keeper
        state = keeper.state
        said = sentence(keeper.name, state)
        if not isinstance(state, Serving):
            raise Unavailable(said)
        return f"{said[:-1]}, {self.places.writing} answers being written, {self.places.waiting} waiting."

    def swap(self, config: LlamaConfig) -> None:
        """Loads another model beside the one that serves, and changes over once it is ready. One that cannot be
        loaded changes nothing. Returns at once."""
        keeper = Keeper(config, self._start_worker, self._openings)
        with self._lock:
            old, self._next = self._next, keeper
        if old is not None:
            old.close()
        keeper.start()
        threading.Thread(target=self._change_over, args=(keeper,), name="model-swap", daemon=True).start()

    def number_of(self, answer: object) -> int:
        """A number for an answer, the same for the same object."""
        with self._lock:
            known = self._answers.get(id(answer))
            if known is None:
                self._numbers += 1
                known = self._answers[id(answer)] = (answer, self._numbers)
                while len(self._answers) > KEPT:
                    self._answers.popitem(last=False)
            return known[1]

    async def say(self, order: Order, *, last: bool) -> AsyncGenerator[str, None]:
        """The sentences that the model says to an order, once it has a place. Raises Unavailable; cancelled at once
        when closed. `last` says that the answer needs its place no more."""
        await self.places.enter(order.answer, self.ready)
        try:
            keeper = self.keeper
            stream = Stream(keeper.config.unread_s, keeper.forget)
            keeper.order(order, stream)
            try:
                while (text := await stream.next()) is not None:
                    yield text
            finally:
                stream.close()
        finally:
            self.places.leave(order.answer, last=last)

    def close(self) -> None:
        """Ends every worker."""
        with self._lock:
            keepers = [keeper for keeper in (self._keeper, self._next) if keeper is not None]
            self._next = None
        for keeper in keepers:
            keeper.close()

    def _look(self) -> None:
        with self._lock:
            now = time.monotonic()
            if now - self._looked < LOOK_S:
                return
            self._looked = now
            stamp = _stamp(self._keeper.config.path)
            replaced = stamp is not None and stamp != self._stamp and isinstance(self._keeper.state, Serving)
            self._stamp = stamp if stamp is not None else self._stamp
            config = self._keeper.config
        if replaced:
            self.swap(config)

    def _change_over(self, keeper: Keeper) -> None:
        """The thread of one swap."""
        while isinstance(state := keeper.wait(1.0), Starting):
            pass
        with self._lock:
            current = self._next is keeper
            if current:
                self._next = None
            if current and isinstance(state, Serving):
                keeper, self._keeper = self._keeper, keeper
        if isinstance(state, Down | Closed) or not current:
            keeper.close()
            return
        ends = time.monotonic() + DRAIN_S
        while keeper.active and time.monotonic() < ends:
            time.sleep(0.1)
        keeper.close()


def _stamp(path: str) -> object:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns
