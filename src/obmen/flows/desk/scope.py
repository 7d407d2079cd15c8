"""What travels between both sides, where, when and by which rule; and what does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import Final

from obmen.domain.settings import ExchangeSettings
from obmen.flows.catalog.context import read_context, variants_of
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.store import Work
from obmen.flows.sales.terms import family_of


class Way(StrEnum):
    """Where something goes."""

    TO_CRM = auto()
    TO_ONEC = auto()
    WITHIN_CRM = auto()  # the gateway's own deed there
    NOWHERE = auto()  # switched off


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One subject; `rhythm`, `rule` and `owner` are codes of the page's words."""

    subject: str
    way: Way
    rhythm: str
    rule: str
    owner: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scope:
    """The whole page."""

    catalogue: Sequence[Row]
    sales: Sequence[Row]
    left_out: Sequence[str]  # subjects that never travel


NEVER: Final = (
    "reserve", "contracts", "closing", "counterparties_back", "contacts", "deals", "orders_of_onec",
)  # fmt: skip
PART_PAYMENTS: Final = "part_payments"


def scope_of(work: Work, exchange: Exchange) -> Scope:
    """Return what travels in an exchange."""
    family = family_of(exchange)
    return Scope(
        catalogue=[*_goods(work, exchange), *_switched(exchange.settings), *_keeping(exchange.settings)],
        sales=[*_orders(exchange.settings), *_news(exchange.settings, family)],
        left_out=NEVER if family == "unf" else (*NEVER, PART_PAYMENTS),
    )


def _goods(work: Work, exchange: Exchange) -> list[Row]:
    """What 1C tells of goods; it starts as soon as 1C has brought it."""
    context, settings = read_context(work, exchange), exchange.settings
    price = context.price_types.get(context.price_type_id or "")
    selected = len(context.groups if context.selected is None else context.selected)
    groups = {"selected": selected, "of": len(context.groups)}
    variants = variants_of(work, exchange)
    has_variations = variants != "off"
    return [
        _brought("sections", "chosen" if settings.groups else "all", "1c", groups),
        _brought("goods", "goods", "named", {"percent": settings.max_change_percent}),
        _brought(
            "variations", f"variants.{variants}", "1c" if has_variations else "", way=_on(has_variations)
        ),
        _brought(
            "price",
            "price" if price else "price_undecided",
            settings.owner_of("price"),
            {"name": price.name if price else "", "percent": settings.max_price_change_percent},
        ),
        _brought(
            "price_types",
            "listed" if settings.price_types else "off",
            settings.owner_of("price") if settings.price_types else "",
            {"list": ", ".join(settings.price_types)},
            way=_on(bool(settings.price_types)),
        ),
        _brought("vat", "vat_made" if settings.vat_create else "vat_asked", settings.owner_of("vat")),
        _brought(
            "attributes",
            "listed",
            settings.owner_of("attributes"),
            {"list": ", ".join(settings.attributes)},
            way=_on(settings.attributes != ("none",)),
        ),
    ]


def _brought(
    subject: str,
    rule: str,
    owner: str,
    facts: Mapping[str, object] | None = None,
    *,
    way: Way = Way.TO_CRM,
) -> Row:
    return Row(subject=subject, way=way, rhythm="brought", rule=rule, owner=owner, facts=facts or {})


def _on(is_on: object) -> Way:
    return Way.TO_CRM if is_on else Way.NOWHERE


def _switched(settings: ExchangeSettings) -> list[Row]:
    return [
        Row(
            subject="stock",
            way=_on(settings.stocks),
            rhythm="stock",
            rule="stock" if settings.stocks else "off",
            owner="1c" if settings.stocks else "",
            facts={"minutes": settings.stock_minutes},
        ),
        Row(
            subject="pictures",
            way=_on(settings.images),
            rhythm="brought",
            rule="pictures" if settings.images else "off",
            owner="1c" if settings.images else "",
            facts={"pixels": settings.image_max_px},
        ),
    ]


def _keeping(settings: ExchangeSettings) -> list[Row]:
    """What keeps the catalogue as 1C has it, and what takes a step back."""
    return [
        _brought("deletion", "deletion", "1c"),
        Row(subject="sweep", way=Way.WITHIN_CRM, rhythm="hand", rule="sweep"),
        Row(
            subject="drift",
            way=Way.NOWHERE if settings.drift == "off" else Way.WITHIN_CRM,
            rhythm="night",
            rule=f"drift.{settings.drift}",
        ),
        Row(subject="undo", way=Way.WITHIN_CRM, rhythm="hand", rule="undo"),
    ]


def _orders(settings: ExchangeSettings) -> list[Row]:
    facts = {"seconds": settings.poll_seconds, "stage": settings.invoices_from_stage}
    stage = "stage" if settings.invoices_from_stage else "first"
    return [
        Row(
            subject="orders",
            way=Way.TO_ONEC,
            rhythm="asked",
            rule=f"orders.{stage}",
            owner="crm",
            facts=facts,
        ),
        Row(
            subject="changes", way=Way.TO_ONEC, rhythm="asked", rule=f"resend.{settings.resend}", facts=facts
        ),
        Row(
            subject="counterparties",
            way=Way.TO_ONEC,
            rhythm="within",
            rule=f"gate.{settings.counterparty_gate}",
            owner="crm",
        ),
    ]


def _news(settings: ExchangeSettings, family: str) -> list[Row]:
    """What 1C tells of orders; its family decides how much that is."""
    told = "unf" if family == "unf" else "trade" if family else "unknown"
    return [
        _brought("payments", f"payments.{told}", "1c"),
        _brought("shipments", f"shipments.{told}", "1c"),
        _brought("lines", f"lines.{settings.order_changes}", "crm"),
        _brought("numbers", "numbers", "1c"),
    ]
