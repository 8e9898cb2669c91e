"""Every setting of the service: name, type, unit and default. Read once from the environment, then passed in.

The environment variable of a setting is its name in capitals after `SFT_ADVISOR_`; an unknown name with that prefix
is refused, so that a misspelt setting cannot be ignored in silence.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from service.errors import BadSettings

PREFIX = "SFT_ADVISOR_"
ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDERS = {"changeme", "change-me", "secret", "password", "token", "example", "xxx", "test", "none", "todo"}
SECRET_MIN = 16

Port = Annotated[int, Field(ge=1, le=65535)]


class Settings(BaseModel):
    """All settings; frozen. Raised faults name the environment variable and what is allowed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="address that the API listens on")
    port: Port = Field(8000, description="port of the API")
    ui_port: Port = Field(8501, description="port of the chat page")
    data_dir: Path = Field(ROOT / ".data", description="folder of conversations, receipts and the index")
    knowledge_dir: Path = Field(ROOT / "knowledge", description="folder of policies, vocabulary and entries")
    policy: str = Field("guide", description="policy that decides when a request names none")
    database_url: SecretStr | None = Field(
        None, description="SQL database for conversations and receipts; unset: SQLite in data_dir"
    )
    api_keys: tuple[SecretStr, ...] = Field(
        (), description="keys that callers must send as bearer tokens, separated by commas; unset: no keys asked"
    )
    slack_signing_secret: SecretStr | None = Field(None, description="signing secret of the Slack app")
    slack_bot_token: SecretStr | None = Field(None, description="bot token of the Slack app (xoxb-...)")
    slack_api_url: str = Field("https://slack.com/api/", description="address of Slack's web API")
    model_path: Path | None = Field(None, description="GGUF file of the local model; unset: the composer writes")
    model_context: int = Field(
        0,
        ge=0,
        le=4_194_304,
        description="context of all readers together, tokens; 0: 4096 a reader, or what memory allows",
    )
    model_batch: int = Field(512, ge=32, le=8192, description="tokens decoded in one batch")
    model_gpu_layers: int = Field(-1, ge=-1, le=1000, description="layers on the GPU; -1: all that fit, 0: none")
    model_threads: int = Field(0, ge=0, le=512, description="CPU threads; 0: measured at start")
    model_readers: int = Field(8, ge=1, le=64, description="answers written at once")
    model_queue: int = Field(32, ge=0, le=1024, description="answers that may wait for a reader's place")
    model_family: str = Field("", description="chat template family; empty: from the model's own metadata")
    model_flash_attention: Literal["auto", "on", "off"] = Field("auto", description="flash attention")
    model_cache: Literal["auto", "split", "shared"] = Field(
        "auto", description="whether each reader has a part of the context of its own (faster), or all share it"
    )
    model_kv_type: Literal["f16", "q8_0", "q4_0"] = Field("f16", description="type of the key-value cache")
    model_split: Literal["none", "layer", "row"] = Field("layer", description="how layers are split over GPUs")
    model_temperature: float = Field(
        0.7, ge=0, le=2, description="how freely the model phrases; 0: always the likeliest"
    )
    model_wait_s: float = Field(
        20.0, ge=0, le=600, description="seconds an answer waits for a place before the composer writes"
    )
    model_silent_s: float = Field(
        60.0, ge=1, le=3600, description="seconds without a sign of life until the model's worker is restarted"
    )
    model_suggest: bool = Field(default=True, description="whether the model may propose facts that the reader missed")
    hub_url: str = Field("https://huggingface.co", description="hub that `model pull` downloads from")
    engine_url: str = Field("", description="address of an OpenAI-compatible server that phrases; empty: none")
    engine_model: str = Field("", description="model name to ask that server for")
    engine_api_key: SecretStr | None = Field(None, description="key for that server")
    engine_timeout_s: float = Field(30.0, gt=0, le=600, description="seconds to wait for that server")
    engine_retries: int = Field(2, ge=0, le=5, description="further tries before that server's first word")
    engine_mode: Literal["spans", "whole"] = Field(
        "spans", description="one call for each span of an answer, or one structured call for the whole of it"
    )
    embedder: Literal["builtin", "gguf", "openai"] = Field("builtin", description="which dense embedder is used")
    embedder_path: Path | None = Field(None, description="GGUF file of the embedder, for `gguf`")
    embedder_url: str = Field("", description="address of an OpenAI-compatible embeddings server, for `openai`")
    embedder_model: str = Field("", description="model name to ask that server for")
    embedder_api_key: SecretStr | None = Field(None, description="key for that server")
    chroma_url: str = Field("", description="address of a Chroma server; empty: embedded in data_dir")
    unread_s: float = Field(30.0, gt=0, le=3600, description="seconds after which an unread answer is ended")
    body_limit: int = Field(262_144, ge=1024, description="largest request body, bytes")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="least level logged")
    log_format: Literal["text", "json"] = Field("text", description="form of the log lines")

    @field_validator("api_keys", mode="before")
    @classmethod
    def _split_keys(cls, raw: object) -> object:
        return tuple(key.strip() for key in raw.split(",") if key.strip()) if isinstance(raw, str) else raw

    @field_validator("api_keys")
    @classmethod
    def _no_placeholder_keys(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in keys:
            _refuse_placeholder(key)
        return keys

    @field_validator("slack_signing_secret", "slack_bot_token", "engine_api_key", "embedder_api_key")
    @classmethod
    def _no_placeholder(cls, secret: SecretStr | None) -> SecretStr | None:
        if secret is not None:
            _refuse_placeholder(secret)
        return secret

    @property
    def index_dir(self) -> Path:
        """Where the disposable knowledge index lives."""
        return self.data_dir / "index"


def _refuse_placeholder(secret: SecretStr) -> None:
    text = secret.get_secret_value().strip()
    lowered = text.lower()
    if len(text) < SECRET_MIN or lowered in PLACEHOLDERS or len(set(lowered)) < 5 or "changeme" in lowered:
        raise ValueError(f"is a placeholder or shorter than {SECRET_MIN} characters; set a real secret")


def load_settings(environment: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Settings from environment variables (the process's own by default), then from keyword overrides.

    Raises BadSettings with one sentence that names every wrong variable.
    """
    environment = os.environ if environment is None else environment
    given: dict[str, object] = {
        name.removeprefix(PREFIX).lower(): text
        for name, text in environment.items()
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "TESTS_") and text != ""
    }
    unknown = sorted(set(given) - set(Settings.model_fields))
    if unknown:
        names = ", ".join(PREFIX + name.upper() for name in unknown)
        raise BadSettings(f"Unknown setting {names}; `sft-advisor doctor` lists the settings that exist.")
    try:
        return Settings.model_validate({**given, **overrides})
    except ValidationError as error:
        raise BadSettings(" ".join(_sentence(fault["loc"], fault["msg"]) for fault in error.errors())) from None


def _sentence(location: tuple[int | str, ...], message: str) -> str:
    return f"{PREFIX}{str(location[0]).upper()}: {message.removeprefix('Value error, ')}."
