"""Retrieval over the knowledge entries: words and vectors, fused by rank, from an index that can be thrown away."""

from service.adapters.index.config import IndexConfig, Progress, Report
from service.adapters.index.index import Index, open_index

__all__ = ["Index", "IndexConfig", "Progress", "Report", "open_index"]
