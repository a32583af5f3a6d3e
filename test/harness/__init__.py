"""What the tests stand on: a running xcapd behind a real nginx, and clients that speak HTTP."""

from .client import Client, Response
from .databases import not_on, server_only, sqlite_only
from .documents import LIST, RL_NS, list_of
from .service import Service

__all__ = ["Client", "LIST", "RL_NS", "Response", "Service", "list_of", "not_on",
           "server_only", "sqlite_only"]
