"""The address that 1C calls."""

from obmen.onec.http.disk import LocalDisk
from obmen.onec.http.routes import create_onec_routes

__all__ = ["LocalDisk", "create_onec_routes"]
