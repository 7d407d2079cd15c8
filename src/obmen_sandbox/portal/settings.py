"""What can be set on the practice portal."""

from dataclasses import dataclass, field
from typing import Literal

ALL_SCOPES = frozenset(
    {
        "crm",
        "catalog",
        "sale",
        "userfieldconfig",
        "im",
        "task",
        "tasks",
        "user",
        "user_basic",
        "user_brief",
        "placement",
        "bizproc",
    }
)
OTHER_SCOPES = frozenset(  # a portal has them, the practice one has no methods of theirs
    {"salescenter", "documentgenerator", "disk", "lists", "mail", "pay_system", "delivery", "department"}
)
Plan = Literal["free", "basic", "pro", "enterprise"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PortalSettings:
    """One practice portal. Figures of limits: Bitrix24 `limits.md`, 2026-07."""

    secret: str = field(default="s3cr3t", repr=False)  # the webhook's secret, part of its address
    user_id: int = 1  # the webhook's owner
    limits: bool = False  # are the two limits below enforced
    bucket_size: float = 50.0  # requests; Enterprise 250
    bucket_leak_per_s: float = 2.0  # requests a second; Enterprise 5
    operating_seconds: float = 480.0  # run time of one method in ten minutes
    operating_ignored_below_s: float = 0.1  # shorter calls are not accumulated
    charged_time_passes: bool = False  # does the portal's clock move on by what a request costs
    compression: float = 1.0  # how many portal seconds pass in one of ours
    latency_s: float = 0.0  # portal seconds waited before each answer
    plan: Plan = "pro"
    scopes: frozenset[str] = ALL_SCOPES
    seed: int = 1  # of chance: faults with a probability, cost of calls
    empty_portal: bool = False  # no companies, contacts and users but the owner and one manager
    without_offers_block: bool = False  # a portal that never had variations
    inventory: bool = False  # is inventory management on
    php_empty_is_null: bool = True  # `""`, 0 and [] read as null in catalogue answers
    base_url: str = "http://127.0.0.1"  # what `client_endpoint` and file addresses begin with
    onec_page: bool = True  # does the portal have the page where tiles of 1C applications stand
    event_url: str | None = None  # handler of the outgoing webhook
    application_token: str = field(default="51856fefc120afa4b628cc82d3935cce", repr=False)
    event_delay_s: float = 0.0  # portal seconds between a change and its event
