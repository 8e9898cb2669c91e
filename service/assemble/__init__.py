"""The composition root: the only room that picks concrete classes."""

from service.assemble.house import House
from service.assemble.server import serve
from service.assemble.workbench import Workbench

__all__ = ["House", "Workbench", "serve"]
