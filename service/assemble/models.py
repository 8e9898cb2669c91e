"""The models that can be had: offered, downloaded, chosen. Serves the command line and the voices."""

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from service.adapters.hub import GB, Offer, Pulled, choose, chosen, fitting, gpu_memory_gb, named, offers_from, pull
from service.adapters.llama.native import available_memory
from service.errors import BadKnowledge, Unavailable
from service.settings import Settings


@dataclass(frozen=True)
class Models:
    """The catalogue of local models, and the folder that they are downloaded to."""

    settings: Settings

    @property
    def folder(self) -> Path:
        """Where downloaded models lie."""
        return self.settings.data_dir / "models"

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """What is offered, least memory first. Raises BadKnowledge."""
        path = self.settings.knowledge_dir / "gguf.toml"
        try:
            return offers_from(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError) as error:
            raise BadKnowledge(f"gguf.toml cannot be read ({type(error).__name__}).") from None

    @cached_property
    def memory_gb(self) -> float:
        """Memory for a model: the GPUs', or half of what is free where there is none, GB."""
        return gpu_memory_gb() or available_memory() / 2 / GB

    def default(self) -> Offer | None:
        """The largest model that fits."""
        return fitting(self.offers, self.memory_gb)

    def chosen(self) -> Pulled | None:
        """The downloaded model that serves when no file is set."""
        return chosen(self.folder)

    def pull(self, name: str | None) -> Pulled:
        """Downloads a model, checks it and makes it the one that serves. Raises BadInput and Unavailable."""
        offer = named(self.offers, name) if name else self.default()
        if offer is None:
            raise Unavailable(
                f"No model of the catalogue fits into {self.memory_gb:.1f} GB; name one to pull it all the same."
            )
        pulled = pull(offer, self.folder, self.settings.hub_url)
        choose(self.folder, pulled)
        return pulled
