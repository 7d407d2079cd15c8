"""Order packages as a site writes them, with one thing changed at a time."""

from dataclasses import dataclass, field

GUID_A = "11111111-1111-4111-8111-111111111111"


def line(
    item_id: str = GUID_A,
    *,
    name: str = "Стол",
    price: str = "120.00",
    quantity: str = "2",
    amount: str = "240.00",
    rate: str | None = "20",
    unit: str | None = "796",
    coefficient: str | None = "1",
    extra: str = "",
) -> str:
    return "".join(
        [
            f"<Товар><Ид>{item_id}</Ид><Наименование>{name}</Наименование>",
            f"<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>{rate}</Ставка></СтавкаНалога></СтавкиНалогов>"
            if rate is not None
            else "",
            f"<ЦенаЗаЕдиницу>{price}</ЦенаЗаЕдиницу><Количество>{quantity}</Количество><Сумма>{amount}</Сумма>",
            f"<Единица>{unit}</Единица>" if unit is not None else "",
            f"<Коэффициент>{coefficient}</Коэффициент>" if coefficient is not None else "",
            f"{extra}</Товар>",
        ]
    )


COMPANY = (
    "<Контрагент><Ид>B24C7</Ид><Наименование>ООО Ромашка</Наименование>"
    "<ОфициальноеНаименование>ООО «Ромашка»</ОфициальноеНаименование>"
    "<ИНН>7701234567</ИНН><КПП>770101001</КПП>"
    "<Адрес><Представление>Москва, Ленина, 1</Представление></Адрес>"
    "<Контакты><Контакт><Тип>ТелефонРабочий</Тип><Значение>+7 495 1234567</Значение></Контакт></Контакты>"
    "<Роль>Покупатель</Роль></Контрагент>"
)


@dataclass
class Doc:
    number: str = "B24-1"
    operation: str = "Заказ товара"
    currency: str = "RUB"
    buyer: str = COMPANY
    lines: list[str] = field(default_factory=lambda: [line()])
    taxes: str = (
        "<Налоги><Налог><Наименование>НДС</Наименование><УчтеноВСумме>true</УчтеноВСумме>"
        "<Сумма>40.00</Сумма><Ставка>20</Ставка></Налог></Налоги>"
    )
    requisites: dict[str, str] = field(default_factory=dict)
    extra: str = ""

    def xml(self) -> str:
        rows = "".join(
            f"<ЗначениеРеквизита><Наименование>{name}</Наименование><Значение>{value}</Значение></ЗначениеРеквизита>"
            for name, value in self.requisites.items()
        )
        return (
            f"<Документ><Ид>{self.number}</Ид><Номер>{self.number}</Номер><Дата>2026-11-24</Дата>"
            f"<ХозОперация>{self.operation}</ХозОперация><Роль>Продавец</Роль>"
            f"<Валюта>{self.currency}</Валюта><Курс>1</Курс><Сумма>240.00</Сумма>"
            f"<Контрагенты>{self.buyer}</Контрагенты><Время>09:30:00</Время>"
            f"<Комментарий>счёт 15</Комментарий>{self.taxes}{self.extra}"
            f"<Товары>{''.join(self.lines)}</Товары><ЗначенияРеквизитов>{rows}</ЗначенияРеквизитов></Документ>"
        )


def package(*docs: Doc) -> str:
    return (
        '<?xml version="1.0" encoding="windows-1251"?>\n'
        '<КоммерческаяИнформация ВерсияСхемы="2.05" ДатаФормирования="2026-11-24T10:00:00">'
        + "".join(doc.xml() for doc in docs)
        + "</КоммерческаяИнформация>"
    )
