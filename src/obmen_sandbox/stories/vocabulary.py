"""Words of which the practice shop's catalogue is made."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A counterparty that the shop has traded with before."""

    key: str
    name: str
    full_name: str
    tax_id: str
    kpp: str = ""
    is_company: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of goods: where it stands, how it is measured and taxed, what it varies by."""

    group: str  # key of GROUPS
    nouns: tuple[str, ...]
    unit_code: str = "796"
    vat: str = "22"
    varies: bool = False  # colour × size
    service: bool = False
    price_from: int = 100
    price_to: int = 5000


GROUPS: Final[dict[str, tuple[str, str | None]]] = {  # key: name, parent
    "wear": ("Одежда", None),
    "wear.men": ("Мужская одежда", "wear"),
    "wear.men.shirts": ("Рубашки и футболки", "wear.men"),
    "wear.women": ("Женская одежда", "wear"),
    "wear.women.dresses": ("Платья и юбки", "wear.women"),
    "wear.kids": ("Детская одежда", "wear"),
    "shoes": ("Обувь", None),
    "home": ("Дом и хозяйство", None),
    "home.kitchen": ("Кухня", "home"),
    "home.repair": ("Ремонт", "home"),
    "home.repair.paint": ("Краски и эмали", "home.repair"),
    "office": ("Офис", None),
    "office.paper": ("Бумага и папки", "office"),
    "office.tech": ("Оргтехника", "office"),
    "food": ("Продукты", None),
    "food.tea": ("Чай и кофе", "food"),
    "books": ("Книги", None),
    "services": ("Услуги", None),
}

KINDS: Final[tuple[Kind, ...]] = (
    Kind(
        group="wear.men.shirts",
        nouns=("Футболка", "Рубашка", "Поло", "Толстовка"),
        varies=True,
        price_from=790,
        price_to=4900,
    ),
    Kind(group="home.kitchen", nouns=("Кастрюля", "Сковорода", "Чайник", "Набор ножей"), price_to=9900),
    Kind(
        group="office.paper",
        nouns=("Бумага А4", "Папка-регистратор", "Тетрадь"),
        unit_code="778",
        price_to=900,
    ),
    Kind(group="food.tea", nouns=("Чай чёрный", "Чай зелёный", "Кофе в зёрнах"), unit_code="166", vat="10"),
    Kind(
        group="wear.women.dresses",
        nouns=("Платье", "Юбка", "Сарафан"),
        varies=True,
        price_from=1500,
        price_to=8900,
    ),
    Kind(
        group="home.repair.paint", nouns=("Краска фасадная", "Эмаль", "Лак"), unit_code="112", price_to=2500
    ),
    Kind(group="books", nouns=("Справочник", "Учебник", "Атлас"), vat="10", price_to=1900),
    Kind(
        group="office.tech",
        nouns=("Принтер", "Сканер", "Монитор", "Клавиатура"),
        price_from=1200,
        price_to=42000,
    ),
    Kind(
        group="shoes",
        nouns=("Ботинки", "Кроссовки"),
        unit_code="715",
        varies=True,
        price_from=2900,
        price_to=12900,
    ),
    Kind(group="home.repair", nouns=("Обои", "Плёнка"), unit_code="736", price_to=3200),
    Kind(group="wear.kids", nouns=("Комбинезон", "Курточка"), vat="10", varies=True, price_to=4200),
    Kind(
        group="services",
        nouns=("Доставка", "Сборка", "Настройка"),
        unit_code="356",
        vat="Без НДС",
        service=True,
    ),
    Kind(group="home", nouns=("Товар на экспорт", "Сувенир"), vat="0", price_to=1500),
)

ADJECTIVES: Final = (
    "Классика",
    "Премиум",
    "Эконом",
    "Север",
    "Волга",
    "Байкал",
    "Мастер",
    "Практика",
    "Линия",
    "Комфорт",
)
COLOURS: Final = ("белый", "чёрный", "синий", "красный", "серый")
SIZES: Final = ("S", "M", "L", "XL")
COLOUR: Final = "Цвет"
SIZE: Final = "Размер"
PRICE_TYPES: Final = (("retail", "Розничная", True), ("wholesale", "Оптовая", False))
WAREHOUSES: Final = (("main", "Основной склад"), ("shop", "Магазин на Ленина"))
ITEM_NAME: Final = "{noun} «{adjective}» {number}"
FULL_NAME: Final = "{name}, артикул {article}"
DESCRIPTION: Final = "{name}. Хранить в сухом месте; перед использованием прочитайте инструкцию."
CODE: Final = "НФ-{number:08d}"
ARTICLE: Final = "АРТ-{number:06d}"

CLIENTS: Final = (  # the first is a client of the practice portal too; the others are 1C's alone
    Client(key="vektor", name="Вектор ООО", full_name='ООО "Вектор"', tax_id="7701234560", kpp="770101001"),
    Client(
        key="granit",
        name="Гранит ООО",
        full_name='Общество с ограниченной ответственностью "Гранит"',
        tax_id="5260990020",
        kpp="526001001",
    ),
    Client(
        key="lebedev",
        name="Лебедев С. В. ИП",
        full_name="Лебедев Сергей Викторович",
        tax_id="500199001022",
        is_company=False,
    ),
)
