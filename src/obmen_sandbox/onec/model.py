"""What a practice infobase holds. Plain mutable records: a base is a place where people change things."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from obmen_sandbox.onec import vocabulary as v

KOPECK = Decimal("0.01")


class Family(StrEnum):
    """Which unmodified client speaks (facts §1.11)."""

    TRADE = "trade"  # УТ 11, КА 2, ERP 2
    RETAIL = "retail"  # Розница 2 and the releases of 2016–19
    UNF = "unf"
    MODULE = "module"  # the portal vendor's add-on, CommerceML 3.1


@dataclass(slots=True, kw_only=True)
class CatalogRow:
    """One row of the node's table of catalogues: УТ writes `import{K}_{N}.xml` for each (facts §1.6)."""

    id: str
    name: str
    groups: list[str] = field(default_factory=list)  # what it takes, subtrees included; empty = all


@dataclass(slots=True, kw_only=True)
class Settings:
    """Node of the exchange plan «Обмен с сайтом» and what of the release matters to it."""

    family: Family = Family.TRADE
    address: str = ""
    login: str = ""
    password: str = ""
    catalog_id: str = ""
    catalog_name: str = v.CATALOGUE_NAME
    owner_id: str = ""
    owner_name: str = v.OWNER_NAME
    owner_tax_id: str = "7721009877"
    owner_kpp: str = "772101001"
    search_by_tax_id: bool = True  # else by Наименование
    knows_vat_22: bool = False
    use_sessid: bool = True  # «ВыполнятьОбменБезИдентификатораСессии» off
    wait_for_import: bool = True  # «ВыгружатьФайлыБезОжиданияПодтвержденияИмпорта» off
    exchange_goods: bool = True
    exchange_orders: bool = True
    groups: list[str] = field(default_factory=list)  # the node's selection, subtrees included; empty = all
    catalogs: list[CatalogRow] = field(default_factory=list)  # empty: one, with `catalog_id` and `groups`
    base_offers: bool = False  # some bases send an offer without `#`, quantity 0, beside the characteristics
    characteristics_in_goods: bool = False  # «ВыгружатьХарактеристикиВКаталогТоваров»
    portion_size: int = 0  # objects; 0 = all in one
    attempts: int = 1  # КоличествоПовторений
    currency_name: str = v.RUB
    foreign_currencies: list[str] = field(default_factory=list)  # names in Справочник.Валюты
    bitrix_protocol: bool = True  # УНФ: protocol «Битрикс», else another CMS
    subordinate_documents: bool = True  # УНФ: ПодчиненныеДокументы, schema 2.10
    card_payment_methods: list[str] = field(default_factory=list)  # «Метод оплаты» that means a paid card
    statuses: dict[str, str] = field(default_factory=dict)  # site status → state of the order
    site_statuses: dict[str, str] = field(default_factory=dict)  # УНФ: as `mode=info` told them, names by id
    order_prefix: str = ""


@dataclass(slots=True, kw_only=True)
class Group:
    id: str
    name: str
    parent_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Property:
    """ДополнительныеРеквизитыИСведения: a property of goods, or of characteristics."""

    id: str
    name: str
    type: str = v.T_LIST
    values: dict[str, str] = field(default_factory=dict)  # of a list: value by its GUID
    multiple: bool = False
    for_offers: bool = False


@dataclass(slots=True, kw_only=True)
class Characteristic:
    """Справочник.ХарактеристикиНоменклатуры of one item."""

    id: str
    name: str
    values: dict[str, str] = field(default_factory=dict)  # as people see them, by the property's name
    properties: dict[str, list[str]] = field(default_factory=dict)  # property → GUIDs of values, or texts
    barcode: str = ""
    deleted: bool = False


@dataclass(slots=True, kw_only=True)
class Picture:
    """An attached file of an item that travels as `Картинка`."""

    id: str
    extension: str
    data_base64: str
    description: str = ""

    @staticmethod
    def of(picture_id: str, data: bytes, *, extension: str) -> "Picture":
        """Make a picture of its content."""
        return Picture(id=picture_id, extension=extension, data_base64=base64.b64encode(data).decode())

    def path(self, item_id: str) -> str:
        """Return `import_files/<2 hex>/<item>_<file>.<ext>`, GUIDs without dashes (facts §1.4)."""
        item, own = item_id.replace("-", ""), self.id.replace("-", "")
        return f"import_files/{item[:2]}/{item}_{own}.{self.extension}"


@dataclass(slots=True, kw_only=True)
class Item:
    """Справочник.Номенклатура."""

    id: str
    name: str
    code: str = ""
    article: str = ""
    barcode: str = ""
    full_name: str = ""
    description: str = ""
    kind: str = v.NEW_ITEM_KIND  # ВидНоменклатуры
    type: str = v.TYPE_PRODUCT  # ТипНоменклатуры
    group_id: str | None = None
    unit_code: str = "796"
    vat: str = "20"  # as 1C shows it: "20", "10", "0", "Без НДС"
    country: str = ""
    brand: str = ""
    maker: str = ""
    weight: str = ""
    html: str = ""
    properties: dict[str, list[str]] = field(default_factory=dict)  # property → GUIDs of values, or texts
    characteristics: dict[str, Characteristic] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    deleted: bool = False
    version: int = 1


@dataclass(slots=True, kw_only=True)
class PriceType:
    id: str
    name: str
    currency: str = v.RUB
    vat_included: bool = True


@dataclass(slots=True, kw_only=True)
class Warehouse:
    id: str
    name: str
    address: str = ""


@dataclass(slots=True, kw_only=True)
class BankAccount:
    number: str
    bic: str = ""
    bank: str = ""
    correspondent: str = ""


@dataclass(slots=True, kw_only=True)
class Counterparty:
    """Справочник.Контрагенты."""

    id: str
    name: str
    full_name: str = ""
    tax_id: str = ""
    kpp: str = ""
    is_company: bool = False
    legal_address: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    accounts: list[BankAccount] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class OrderLine:
    item_id: str
    characteristic_id: str = ""
    quantity: Decimal
    price: Decimal
    amount: Decimal
    vat: str = v.NO_VAT
    unit_code: str = "796"
    coefficient: Decimal = Decimal(1)
    cancelled: bool = False

    def vat_amount(self, *, included: bool) -> Decimal:
        """Return the line's tax as 1C computes it, half up (facts onec §6.1)."""
        rate = Decimal(0) if self.vat == v.NO_VAT else Decimal(self.vat)
        net = Decimal(100) * self.amount / (Decimal(100) + rate)
        tax = self.amount - net if included else self.amount * rate / Decimal(100)
        return tax.quantize(KOPECK, ROUND_HALF_UP)


@dataclass(slots=True, kw_only=True)
class Payment:
    """Money in: ПоступлениеБезналичныхДенежныхСредств, ПоступлениеНаСчет, ОперацияПоПлатежнойКарте."""

    id: str
    number: str
    date: datetime
    amount: Decimal
    operation: str = v.CASHLESS
    site_number: str = ""


@dataclass(slots=True, kw_only=True)
class Shipment:
    """РеализацияТоваровУслуг, РасходнаяНакладная."""

    id: str
    number: str
    date: datetime
    lines: list[OrderLine] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Order:
    """ЗаказКлиента (УТ), ЗаказПокупателя (УНФ). Site number and date are its additional requisites."""

    id: str
    number: str
    date: datetime
    site_id: str = ""
    site_number: str = ""
    site_date: str = ""  # yyyy-MM-dd
    site_time: str = ""  # HH:mm:ss
    counterparty_id: str = ""
    warehouse_id: str = ""
    currency: str = v.RUB
    vat_included: bool = True
    comment: str = ""
    delivery_address: str = ""
    shipment_date: str = ""
    state: str = v.S_AWAITS_APPROVAL
    posted: bool = True
    deleted: bool = False
    lines: list[OrderLine] = field(default_factory=list)
    properties: dict[str, str] = field(default_factory=dict)
    payments: list[Payment] = field(default_factory=list)
    shipments: list[Shipment] = field(default_factory=list)

    def active_lines(self) -> list[OrderLine]:
        """Return the lines that are not cancelled."""
        return [line for line in self.lines if not line.cancelled]

    def total(self) -> Decimal:
        """Return СуммаДокумента: Σ lines, and their tax when it is on top."""
        lines = self.active_lines()
        tax = sum((line.vat_amount(included=False) for line in lines), Decimal(0))
        return sum((line.amount for line in lines), Decimal(0)) + (Decimal(0) if self.vat_included else tax)

    def paid(self) -> Decimal:
        """Return the sum of the payments attached to the order."""
        return sum((payment.amount for payment in self.payments), Decimal(0))

    def is_paid(self) -> bool:
        """Return whether the order is paid in full."""
        return bool(self.payments) and self.paid() >= self.total()

    def is_shipped(self) -> bool:
        """Return whether everything that is not cancelled has been shipped."""
        shipped = sum((line.quantity for paper in self.shipments for line in paper.lines), Decimal(0))
        ordered = sum((line.quantity for line in self.active_lines()), Decimal(0))
        return bool(self.shipments) and shipped >= ordered

    def is_cancelled(self) -> bool:
        """Return whether the order was closed with nothing left in it."""
        return self.state == v.S_CLOSED and not self.active_lines()


class Part(StrEnum):
    """What of an item is registered as changed and still has to travel."""

    CARD = "card"  # Товар in a Каталог
    OFFER = "offer"  # whole Предложение in a ПакетПредложений
    PRICE = "price"  # only Цены in ИзмененияПакетаПредложений
    REST = "rest"  # only stores and Количество there


@dataclass(slots=True, kw_only=True)
class State:
    """All that a backup of the base keeps."""

    settings: Settings = field(default_factory=Settings)
    groups: dict[str, Group] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    properties: dict[str, Property] = field(default_factory=dict)
    price_types: dict[str, PriceType] = field(default_factory=dict)
    warehouses: dict[str, Warehouse] = field(default_factory=dict)
    prices: dict[str, dict[str, Decimal]] = field(default_factory=dict)  # `guid[#guid]` → price type → price
    stocks: dict[str, dict[str, Decimal]] = field(
        default_factory=dict
    )  # `guid[#guid]` → warehouse → quantity
    counterparties: dict[str, Counterparty] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    changed_items: dict[str, list[str]] = field(default_factory=dict)  # registered: item → parts to send
    changed_orders: list[str] = field(default_factory=list)
    full_export: bool = True  # the node has never been exported
    counters: dict[str, int] = field(default_factory=dict)


def offer_key(item_id: str, characteristic_id: str = "") -> str:
    """Return the id of an offer: `guid` or `guid#guid`."""
    return f"{item_id}#{characteristic_id}" if characteristic_id else item_id
