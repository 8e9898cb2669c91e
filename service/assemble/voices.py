"""Who phrases: an engine elsewhere, a local model, or nobody (then the composer writes). Picks and starts them."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from service.adapters.llama import LlamaConfig, LlamaPhraser, LlamaRuntime, LlamaSuggester
from service.adapters.remote import RemoteConfig, RemoteEngine, RemotePhraser, RemoteSuggester
from service.assemble.models import Models
from service.domain.facts import Vocabulary
from service.errors import Unavailable
from service.settings import Settings
from service.turn.ports import Phraser, Suggester
from service.turn.prompts import RULES, prompt_for, whole_prompt_for

NO_MODEL = "no model: the composer writes every answer; `make up MODEL=file.gguf` adds one (or SFT_ADVISOR_MODEL_PATH)"


@dataclass(frozen=True)
class Voices:
    """The models of one process. Nothing is loaded before `start` or the first turn, nor waited for then."""

    settings: Settings
    vocabulary: Vocabulary

    @cached_property
    def runtime(self) -> LlamaRuntime | None:
        """The local model, loading in the background; None where none is set."""
        path, pulled = self.settings.model_path, Models(self.settings).chosen()
        if path is not None:
            config = llama_config(self.settings, path)
        elif pulled is not None:
            config = llama_config(self.settings, Path(pulled.path), pulled.size, pulled.sha256)
        else:
            return None
        runtime = LlamaRuntime(config, openings=RULES)
        runtime.start()
        return runtime

    @cached_property
    def engine(self) -> RemoteEngine | None:
        """The engine elsewhere; None where none is set. Raises BadSettings for an address that is none."""
        settings = self.settings
        if not settings.engine_url:
            return None
        key = settings.engine_api_key
        return RemoteEngine(
            RemoteConfig(
                url=settings.engine_url,
                model=settings.engine_model,
                api_key=key.get_secret_value() if key else None,
                timeout_s=settings.engine_timeout_s,
                retries=settings.engine_retries,
                mode=settings.engine_mode,
                temperature=settings.model_temperature,
            )
        )

    @cached_property
    def _remote(self) -> tuple[RemotePhraser, RemoteSuggester | None] | None:
        if self.engine is None:
            return None
        asks = RemoteSuggester(self.engine, self.vocabulary) if self.settings.model_suggest else None
        return RemotePhraser(self.engine, prompt_for, whole_prompt_for), asks

    @cached_property
    def _phraser(self) -> LlamaPhraser | None:
        return None if self.runtime is None else LlamaPhraser(self.runtime, prompt_for)

    @cached_property
    def _suggester(self) -> LlamaSuggester | None:
        if self.runtime is None or not self.settings.model_suggest:
            return None
        return LlamaSuggester(self.runtime, self.vocabulary)

    def start(self) -> None:
        """Begins to load in the background; returns at once. Raises BadSettings."""
        self._remote, self._phraser  # noqa: B018 - builds them

    def wait(self, seconds: float) -> None:
        """Waits until the local model serves or cannot, at most so long."""
        if self.runtime is not None:
            self.runtime.wait(seconds)

    def phraser(self) -> Phraser | None:
        """The model of the moment: the engine elsewhere while it works, else the local one."""
        if self._remote is not None and (self._remote[0].ready() or self._phraser is None):
            return self._remote[0]
        return self._phraser

    def suggester(self) -> Suggester | None:
        """The model that proposes facts."""
        if self._remote is not None and (self._remote[0].ready() or self._suggester is None):
            return self._remote[1]
        return self._suggester

    def health(self) -> str:
        """One sentence on the model. Raises Unavailable with the sentence where one is set and does not serve."""
        if self.engine is not None and (self.engine.ready() or self.runtime is None):
            return self.engine.health()
        return NO_MODEL if self.runtime is None else self.runtime.health()

    def close(self) -> None:
        """Ends the worker processes."""
        if "runtime" in self.__dict__ and self.runtime is not None:
            self.runtime.close()


def llama_config(settings: Settings, path: Path, size: int | None = None, sha256: str | None = None) -> LlamaConfig:
    """The configuration of a local model. Raises BadSettings."""
    return LlamaConfig(
        path=str(path),
        context=settings.model_context,
        batch=settings.model_batch,
        gpu_layers=settings.model_gpu_layers,
        threads=settings.model_threads,
        readers=settings.model_readers,
        queue=settings.model_queue,
        family=settings.model_family,
        flash_attention=settings.model_flash_attention,
        kv_type=settings.model_kv_type,
        split=settings.model_split,
        cache=settings.model_cache,
        temperature=settings.model_temperature,
        wait_s=settings.model_wait_s,
        silent_s=settings.model_silent_s,
        unread_s=settings.unread_s,
        size=size,
        sha256=sha256,
    )


def said_of(voices: Voices) -> str:
    """The health as one line, whatever it is."""
    try:
        return voices.health()
    except Unavailable as error:
        return error.message
