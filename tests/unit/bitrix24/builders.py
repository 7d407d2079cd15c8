"""Tasks and profiles for tests."""

from collections.abc import Mapping

from obmen.bitrix24.vocabulary import CATALOG_PRODUCT_UPDATE
from obmen.delivery.call import Call, Task
from obmen.delivery.profile import PortalProfile
from obmen.domain.identity import EntityKind, Ref
from tests.unit.bitrix24.fakes import NOW

PRODUCT = Ref(EntityKind.PRODUCT, "b1f0#c77a")
SECTION = Ref(EntityKind.SECTION, "grp-1")
PROFILE = PortalProfile(
    found_at=NOW,
    user_id=7,
    product_iblock_id=15,
    offers_iblock_id=16,
    base_price_type_id=1,
    base_currency="RUB",
    currencies=("RUB", "EUR"),
    vat_ids={"none": 1, "0": 2, "22": 5},
    measure_ids={"796": 5, "6": 1},
    price_type_ids={"BASE": 1},
    inventory=False,
    invoice_category_id=5,
    stages=(),
    own_companies=(),
    invoice_user_fields=(),
    scopes=("crm", "catalog"),
)
CABLE: Mapping[str, object] = {
    "name": "Кабель",
    "section": None,
    "active": True,
    "vat": "22",
    "vat_included": True,
    "unit": "6",
    "price": "118.5",
    "currency": "RUB",
}


def task(
    ref: Ref,
    desired: Mapping[str, object],
    *,
    number: int = 1,
    known: Mapping[str, object] | None = None,
    remote: int | None = None,
) -> Task:
    """A row of the outbox as a task."""
    return Task(
        id=number, exchange_id=1, ref=ref, desired=desired, known=known or {}, remote_id=remote, version=1
    )


def call(
    name: str = "a",
    *,
    method: str = CATALOG_PRODUCT_UPDATE,
    params: Mapping[str, object] | None = None,
    target: int | None = 901,
    number: int = 1,
    ref: Ref = PRODUCT,
) -> Call:
    """A call of a task."""
    return Call(
        name=name, task_id=number, ref=ref, method=method, params=params or {"id": target}, target=target
    )
