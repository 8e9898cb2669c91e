"""An engine elsewhere: any OpenAI-compatible server (vLLM, SGLang, llama-server, Ollama) that phrases free spans."""

from service.adapters.remote.config import RemoteConfig
from service.adapters.remote.engine import RemoteEngine
from service.adapters.remote.phraser import RemotePhraser, RemoteSuggester

__all__ = ["RemoteConfig", "RemoteEngine", "RemotePhraser", "RemoteSuggester"]
