"""A practice Bitrix24: the REST subset that the exchange uses, strict as the real one, with faults by name.

Written from the facts about Bitrix24 alone; shares no code with `obmen`.
"""

from obmen_sandbox.portal.app import create_portal
from obmen_sandbox.portal.clock import SandboxClock
from obmen_sandbox.portal.errors import ConnectionDropped
from obmen_sandbox.portal.settings import PortalSettings
from obmen_sandbox.portal.state import PortalState

__all__ = ["ConnectionDropped", "PortalSettings", "PortalState", "SandboxClock", "create_portal"]
