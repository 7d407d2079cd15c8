"""Packages with stock by warehouse, written for these tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tests.integration.catalogue.packages import HEAD, TAIL

Levels = Mapping[str, Mapping[str, object]]  # item -> warehouse -> level


def rests_xml(levels: Levels, *, warehouses: Iterable[str] = (), at: str = "2026-11-24T09:00:00") -> str:
    """Offers with their levels, and the warehouses that these are of."""
    stores = "".join(
        f"<Склад><Ид>{name}</Ид><Наименование>Склад {name}</Наименование></Склад>" for name in warehouses
    )
    return (
        HEAD.format(at=at)
        + "<ПакетПредложений><Ид>c#</Ид>"
        + (f"<Склады>{stores}</Склады>" if stores else "")
        + "<Предложения>"
        + "".join(_offer(item, rows) for item, rows in levels.items())
        + "</Предложения></ПакетПредложений>"
        + TAIL
    )


def _offer(item: str, rows: Mapping[str, object]) -> str:
    told = "".join(
        f'<Склад ИдСклада="{warehouse}" КоличествоНаСкладе="{level}"/>'
        for warehouse, level in rows.items()
        if warehouse
    )
    total = f"<Количество>{rows['']}</Количество>" if "" in rows else ""
    return f"<Предложение><Ид>{item}</Ид>{total}{told}</Предложение>"
