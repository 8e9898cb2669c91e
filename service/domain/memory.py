"""GPU memory of a fine-tuning run, per card, as a low-high range of terms with formula and source.

Arithmetic fitted to published tables (evidence report, section 5); assumes gradient checkpointing and AdamW. Base and
Chat of one release need the same; only training the embeddings and the head of a Base under an adapter adds a term.
"""

from dataclasses import dataclass
from types import UnionType
from typing import Literal, get_args

from service.domain.faults import Faulty

Method = Literal["full", "full_bf16", "lora", "qlora"]
"""full: mixed precision with AdamW; full_bf16: weights, gradients and optimizer all in bf16."""

FREE_TOKENS = 512
"""Adapters' constants are measured at up to this many tokens a step; growth is counted beyond."""

_UNSLOTH_QLORA = (
    (3, 3.5),
    (7, 5),
    (8, 6),
    (9, 6.5),
    (11, 7.5),
    (14, 8.5),
    (27, 22),
    (32, 26),
    (40, 30),
    (70, 41),
    (81, 48),
)
_MEASURED_VOCABULARY = 152_000
_LIMITS = {"tokens": ("tokens", 10_000_000), "batch": ("rows in a batch", 4_096), "cards": ("cards", 4_096)}


@dataclass(frozen=True, slots=True)
class Embedding:
    """The input embedding of a checkpoint: vocabulary rows of `width` numbers; untied ones have a head as large."""

    vocabulary: int
    width: int
    tied: bool

    @property
    def parameters_b(self) -> float:
        """Embedding and head in billions of parameters."""
        return self.vocabulary * self.width * (1 if self.tied else 2) / 1e9


@dataclass(frozen=True, slots=True)
class Job:
    """One run. `parameters_b` counts all parameters in billions, every expert of a mixture included.

    `tokens` is the length of a row, `batch` the rows a card holds at once. `trains_embedding`: a Base under LoRA or
    QLoRA with the family's chat tokens, whose embeddings and head are trained. Several cards share the states of full
    tuning and LoRA (ZeRO-3 or FSDP); under QLoRA each card holds the whole model.
    Raises Faulty with one sentence for each wrong number.
    """

    parameters_b: float
    method: Method
    tokens: int = FREE_TOKENS
    batch: int = 1
    cards: int = 1
    trains_embedding: bool = False
    embedding: Embedding | None = None

    def __post_init__(self) -> None:
        faults = []
        if self.method not in get_args(Method):
            faults.append(f"The method {self.method!r} is not one of {', '.join(get_args(Method))}.")
        if not _number(self.parameters_b, int | float) or not 0 < self.parameters_b <= 10_000:
            faults.append("The number of parameters must be above 0 and at most 10000 billion.")
        for name, (label, most) in _LIMITS.items():
            value = getattr(self, name)
            if not _number(value, int) or not 1 <= value <= most:
                faults.append(f"The number of {label} must be a whole number from 1 to {most}.")
        if self.trains_embedding and self.method not in ("lora", "qlora"):
            faults.append("Full tuning trains the embeddings anyway; the extra term is for lora and qlora only.")
        if faults:
            raise Faulty(faults)

    @property
    def shared(self) -> bool:
        """Whether the cards split the weights and optimizer states among them."""
        return self.cards > 1 and self.method != "qlora"


TermName = Literal["weights_and_states", "working_memory", "sequence", "embedding_and_head"]


@dataclass(frozen=True, slots=True)
class Term:
    """One part of an estimate in GB per card: its formula (P = billions of parameters) and where it comes from."""

    name: TermName
    low: float
    high: float
    formula: str
    source: str
    entry: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """GB per card. `missing` names terms that apply but cannot be computed, so the real need is higher."""

    job: Job
    terms: tuple[Term, ...]
    missing: tuple[TermName, ...] = ()

    @property
    def low(self) -> float:
        """The least it should take."""
        return sum(term.low for term in self.terms)

    @property
    def high(self) -> float:
        """What to plan for."""
        return sum(term.high for term in self.terms)


def _number(value: object, kind: type | UnionType) -> bool:
    return isinstance(value, kind) and not isinstance(value, bool)


def estimate(job: Job) -> Estimate:
    """What the run takes on each card."""
    terms = [*_states(job), *_sequence(job)]
    missing: tuple[TermName, ...] = ()
    if job.trains_embedding and job.embedding:
        terms.append(_embedding_and_head(job.embedding))
    elif job.trains_embedding:
        missing = ("embedding_and_head",)
    return Estimate(job, tuple(terms), missing)


def _states(job: Job) -> tuple[Term, ...]:
    """Weights, gradients, optimizer, adapter; split over the cards where they are shared."""
    size = job.parameters_b
    match job.method:
        case "full":
            source = (
                "transformers: model memory anatomy (18 bytes); ZeRO accounting (16 bytes); LLaMA-Factory README (18x)"
            )
            return (_split(job, 16 * size, 18 * size, "16·P … 18·P", source, "memory-full-mixed"),)
        case "full_bf16":
            source = "LLaMA-Factory README (8x, rounded up to 60 GB at 7B)"
            return (_split(job, 8 * size, 8.6 * size, "8·P … 8.6·P", source, "memory-full-pure-bf16"),)
        case "lora":
            source = "fit to the Unsloth, Qwen and LLaMA-Factory tables"
            weights = _split(job, 2 * size, 2.25 * size, "2·P … 2.25·P", source, "memory-lora")
            return weights, Term("working_memory", 2.0, 3.2, "2 … 3.2", source, "memory-lora")
        case "qlora":
            source = "low: Unsloth requirements, between its rows; high: fit to the Qwen and Axolotl tables"
            formula = "Unsloth(P) … 1.0·P + 4.2"
            return (Term("weights_and_states", _unsloth_qlora(size), size + 4.2, formula, source, "memory-qlora"),)


def _split(job: Job, low: float, high: float, formula: str, source: str, entry: str) -> Term:
    if not job.shared:
        return Term("weights_and_states", low, high, formula, source, entry)
    over = f"({formula}) / {job.cards} cards · 1.1 … 1.2"
    return Term("weights_and_states", low / job.cards * 1.1, high / job.cards * 1.2, over, source, "memory-sharding")


def _unsloth_qlora(size: float) -> float:
    """Unsloth's minimum for QLoRA, straight between its rows and beyond them on the slope of the outer two."""
    rows = _UNSLOTH_QLORA
    upper = next((i for i, (row, _) in enumerate(rows) if i and row >= size), len(rows) - 1)
    (x0, y0), (x1, y1) = rows[upper - 1], rows[upper]
    return y0 + (size - x0) * (y1 - y0) / (x1 - x0)


def _sequence(job: Job) -> tuple[Term, ...]:
    """Growth with length and batch, in MB a token: Qwen's rows from 512 to 8192 tokens; logits dominate."""
    low, high = (1.2, 2.6) if job.method == "qlora" else (2.0, 2.6)
    free = FREE_TOKENS if job.method in ("lora", "qlora") else 0
    tokens = max(0, job.tokens * job.batch - free)
    if not tokens:
        return ()
    scale = job.embedding.vocabulary / _MEASURED_VOCABULARY if job.embedding else 1.0
    formula = f"{low} … {high} MB · {tokens} tokens" + (f" · {scale:.2f} (vocabulary / 152k)" if job.embedding else "")
    source = "slope of Qwen's measured rows, batch 1; fused losses (Unsloth, Liger) need far less"
    gb = tokens * scale / 1000
    return (Term("sequence", low * gb, high * gb, formula, source, "memory-sequence-growth"),)


def _embedding_and_head(embedding: Embedding) -> Term:
    size = embedding.parameters_b
    formula = f"10.7 … 11.2 bytes · {size:.3f} billion ({'1' if embedding.tied else '2'} · vocabulary · width)"
    source = "Qwen README: LoRA against LoRA with embedding and head, 1.8B to 14B; dimensions recalled"
    return Term("embedding_and_head", 10.7 * size, 11.2 * size, formula, source, "memory-embedding-head")
