"""A practice 1C: an infobase in memory and a client that speaks to a site as 1C does."""

from obmen_sandbox.onec.app import create_onec
from obmen_sandbox.onec.base import Base
from obmen_sandbox.onec.client import RunResult, run_exchange

__all__ = ["Base", "RunResult", "create_onec", "run_exchange"]
