"""A local model through llama.cpp in a worker process of its own: it phrases, and nothing it does can stop the rest."""

from service.adapters.llama.config import LlamaConfig
from service.adapters.llama.phraser import LlamaPhraser, LlamaSuggester
from service.adapters.llama.runtime import LlamaRuntime

__all__ = ["LlamaConfig", "LlamaPhraser", "LlamaRuntime", "LlamaSuggester"]
