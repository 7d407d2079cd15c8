"""A catalogue of 1C as values, and the packages that tell it: groups in a tree, goods with marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<КоммерческаяИнформация ВерсияСхемы="2.07" ДатаФормирования="2026-11-24T09:00:00">'
)
TAIL = "</КоммерческаяИнформация>"


@dataclass(frozen=True, slots=True)
class Folder:
    """A group of goods."""

    id: str
    name: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One variant of a ware."""

    id: str
    name: str
    barcode: str = ""
    prices: Mapping[str, str] = field(default_factory=dict)
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Ware:
    """A good of 1C."""

    id: str
    name: str
    group: str = "g"
    article: str = ""
    barcode: str = ""
    vat: str = "22"
    unit: str = "796"
    description: str = ""
    prices: Mapping[str, str] = field(default_factory=lambda: {"r": "100"})
    kinds: tuple[Kind, ...] = ()
    deleted: bool = False


FOLDERS = (Folder("g", "Мебель"),)


def catalogue_xml(
    wares: Iterable[Ware],
    folders: Iterable[Folder] = FOLDERS,
    *,
    only_changes: bool = False,
    catalogue: str = "c",
    classifier: bool = True,
) -> str:
    """Tell groups and cards."""
    known = list(folders)
    groups = f"<Группы>{_tree(known, None)}</Группы>" if known else ""
    told = f"<Классификатор><Ид>k</Ид>{groups}</Классификатор>" if classifier else ""
    cards = "".join(map(_card, wares))
    return (
        f'{HEAD}{told}<Каталог СодержитТолькоИзменения="{str(only_changes).lower()}"><Ид>{catalogue}</Ид>'
        f"<Товары>{cards}</Товары></Каталог>{TAIL}"
    )


def _tree(folders: list[Folder], parent: str | None) -> str:
    return "".join(
        f"<Группа><Ид>{one.id}</Ид><Наименование>{escape(one.name)}</Наименование>"
        f"<Группы>{_tree(folders, one.id)}</Группы></Группа>"
        for one in folders
        if one.parent == parent
    )


def _card(ware: Ware) -> str:
    texts = {"Артикул": ware.article, "Штрихкод": ware.barcode, "Описание": ware.description}
    return (
        f"<Товар{_status(ware.deleted)}><Ид>{ware.id}</Ид><Наименование>{escape(ware.name)}</Наименование>"
        f'<БазоваяЕдиница Код="{ware.unit}" НаименованиеПолное="Единица {ware.unit}"/>'
        + (f"<Группы><Ид>{ware.group}</Ид></Группы>" if ware.group else "")
        + "".join(f"<{name}>{escape(text)}</{name}>" for name, text in texts.items() if text)
        + "<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование>"
        f"<Ставка>{ware.vat}</Ставка></СтавкаНалога></СтавкиНалогов></Товар>"
    )


def prices_xml(wares: Iterable[Ware], *, types: Mapping[str, str] | None = None) -> str:
    """Tell offers with their prices."""
    names = types or {"r": "Розничная"}
    told = "".join(
        f"<ТипЦены><Ид>{key}</Ид><Наименование>{name}</Наименование><Валюта>RUB</Валюта>"
        "<Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме></Налог></ТипЦены>"
        for key, name in names.items()
    )
    offers = "".join(map(_offers, wares))
    return (
        f"{HEAD}<ПакетПредложений><Ид>c#</Ид><ТипыЦен>{told}</ТипыЦен>"
        f"<Предложения>{offers}</Предложения></ПакетПредложений>{TAIL}"
    )


def _offers(ware: Ware) -> str:
    if not ware.kinds:
        return _offer(ware.id, ware.name, "", ware.prices, deleted=ware.deleted)
    return "".join(
        _offer(f"{ware.id}#{kind.id}", f"{ware.name} ({kind.name})", kind.barcode, kind.prices,
               deleted=kind.deleted, said=kind.name)
        for kind in ware.kinds
    )  # fmt: skip


def _offer(
    key: str, name: str, barcode: str, prices: Mapping[str, str], *, deleted: bool, said: str = ""
) -> str:
    told = "".join(
        f"<Цена><ИдТипаЦены>{t}</ИдТипаЦены><ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу><Валюта>RUB</Валюта></Цена>"
        for t, price in prices.items()
    )
    own = (
        "<ХарактеристикиТовара><ХарактеристикаТовара><Наименование>Вид</Наименование>"
        f"<Значение>{escape(said)}</Значение></ХарактеристикаТовара></ХарактеристикиТовара>"
    )
    return (
        f"<Предложение{_status(deleted)}><Ид>{key}</Ид>"
        + (f"<Штрихкод>{barcode}</Штрихкод>" if barcode else "")
        + f"<Наименование>{escape(name)}</Наименование>"
        + (own if said else "")
        + (f"<Цены>{told}</Цены>" if prices else "")
        + "</Предложение>"
    )


def _status(deleted: bool) -> str:
    return ' Статус="Удален"' if deleted else ""
