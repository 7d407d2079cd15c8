"""Who works in the practice portal, and its clients."""

from typing import Final

from obmen_sandbox.portal.crm_item import defaults, settle
from obmen_sandbox.portal.crm_requisite import ADDRESS_FIELDS, BANK_FIELDS, REQUISITE_FIELDS
from obmen_sandbox.portal.crm_vocabulary import COMPANY, CONTACT, table_of
from obmen_sandbox.portal.lists import Row
from obmen_sandbox.portal.state import PortalState

OWN_COMPANY: Final = 4
INTEGRATION_USER, MANAGER, FIRED = 1, 7, 9
ORGANISATION, ENTREPRENEUR, PERSON = 1, 2, 3  # presets of requisites
LEGAL_ADDRESS, ACTUAL_ADDRESS = 6, 1


def seed_people(state: PortalState) -> None:
    for number, name, last, mail, post, active in (
        (
            INTEGRATION_USER,
            "Интеграция",
            "1С",
            "integration@romashka.example",
            "Сервисная учётная запись",
            "Y",
        ),
        (MANAGER, "Анна", "Смирнова", "smirnova@romashka.example", "Менеджер по продажам", "Y"),
        (FIRED, "Пётр", "Уволенный", "petrov@romashka.example", "Менеджер по продажам", "N"),
        (12, "Ольга", "Бухарина", "buh@romashka.example", "Бухгалтер", "Y"),
    ):
        row: Row = {"NAME": name, "LAST_NAME": last, "EMAIL": mail, "WORK_POSITION": post, "ACTIVE": active}
        state.put(
            "user",
            number,
            {
                **row,
                "admin": number == INTEGRATION_USER,
                "LAST_LOGIN": state.stamp(),
                "DATE_REGISTER": "2024-01-10T00:00:00+03:00",
            },
        )
    for number, name in ((1, "Организация"), (2, "ИП"), (3, "Физ. лицо"), (4, "Организация (доп.)")):
        kind = {1: "COMPANY", 2: "INDIVIDUAL", 3: "PERSON", 4: "LEGALENTITY"}[number]
        preset: Row = {
            "ENTITY_TYPE_ID": 8,
            "COUNTRY_ID": 1,
            "NAME": name,
            "ACTIVE": "Y",
            "SORT": 500 + number,
        }
        preset |= {
            "XML_ID": f"#CRM_REQUISITE_PRESET_DEF_RU_{kind}#",
            "CREATED_BY_ID": 1,
            "MODIFY_BY_ID": None,
        }
        state.put("requisitePreset", number, {**preset, "DATE_CREATE": state.stamp(), "DATE_MODIFY": ""})


def own_company(state: PortalState) -> None:
    company(state, OWN_COMPANY, title="ООО «Ромашка-Опт»", isMyCompany="Y")
    requisite(
        state,
        2,
        COMPANY,
        OWN_COMPANY,
        ORGANISATION,
        RQ_INN="7721009877",
        RQ_KPP="772101001",
        RQ_OGRN="1157700000012",
        RQ_COMPANY_NAME='ООО "Ромашка-Опт"',
        RQ_DIRECTOR="Соколов Андрей Петрович",
        RQ_COMPANY_FULL_NAME='Общество с ограниченной ответственностью "Ромашка-Опт"',
    )
    account(
        state,
        2,
        requisite_id=2,
        number="40702810500000000011",
        bank="ПАО Сбербанк",
        bik="044525225",
        correspondent="30101810400000000225",
    )
    address(state, 2, LEGAL_ADDRESS, "109428", "Москва", "Рязанский проспект, д. 10", "офис 5")


def clients(state: PortalState) -> None:
    """Organisations, an entrepreneur and a person, as clients come."""
    company(state, 1, title="ООО «Первый клиент»")
    vector(state)
    northern_shore(state)
    entrepreneur(state)
    people(state)


def vector(state: PortalState) -> None:
    """A client with everything: requisites, an account, two addresses."""
    company(state, 2, title="ООО «Вектор»", phone="+7 495 123-45-67", email="zakaz@vektor.example")
    requisite(
        state,
        50,
        COMPANY,
        2,
        ORGANISATION,
        RQ_INN="7701234560",
        RQ_KPP="770101001",
        RQ_OGRN="1027700000001",
        RQ_COMPANY_NAME='ООО "Вектор"',
        RQ_DIRECTOR="Иванов Иван Иванович",
        RQ_COMPANY_FULL_NAME='Общество с ограниченной ответственностью "Вектор"',
    )
    account(
        state,
        20,
        requisite_id=50,
        number="40702810900000000021",
        bank="АО «Альфа-Банк»",
        bik="044525593",
        correspondent="30101810200000000593",
    )
    address(state, 50, LEGAL_ADDRESS, "101000", "Москва", "ул. Мясницкая, д. 1", "помещение 3")
    address(state, 50, ACTUAL_ADDRESS, "115114", "Москва", "Дербеневская наб., д. 7", "стр. 2")


def northern_shore(state: PortalState) -> None:
    """A client in another town, without an account."""
    company(state, 3, title="АО «Северный берег»", phone="+7 812 765-43-21")
    requisite(
        state,
        51,
        COMPANY,
        3,
        ORGANISATION,
        RQ_INN="7814001253",
        RQ_KPP="781401001",
        RQ_OGRN="1037800000002",
        RQ_COMPANY_NAME='АО "Северный берег"',
        RQ_COMPANY_FULL_NAME='Акционерное общество "Северный берег"',
    )
    address(state, 51, LEGAL_ADDRESS, "197022", "Санкт-Петербург", "наб. реки Карповки, д. 5", "")


def entrepreneur(state: PortalState) -> None:
    """An ИП: twelve digits, no КПП, the person's name."""
    company(state, 5, title="ИП Кузнецов П. А.", email="kuznecov@ip.example")
    requisite(
        state,
        52,
        COMPANY,
        5,
        ENTREPRENEUR,
        RQ_INN="502400112235",
        RQ_OGRNIP="304502400000010",
        RQ_LAST_NAME="Кузнецов",
        RQ_FIRST_NAME="Павел",
        RQ_SECOND_NAME="Андреевич",
        RQ_NAME="Кузнецов Павел Андреевич",
    )


def people(state: PortalState) -> None:
    """A person who buys, and a contact of a client."""
    contact(state, 1, "Мария", "Сергеевна", "Орлова", phone="+7 916 000-11-22")
    contact(state, 2, "Иван", "Иванович", "Иванов", company_id=2, email="ivanov@vektor.example")
    requisite(
        state,
        53,
        CONTACT,
        1,
        PERSON,
        RQ_NAME="Орлова Мария Сергеевна",
        RQ_LAST_NAME="Орлова",
        RQ_FIRST_NAME="Мария",
        RQ_SECOND_NAME="Сергеевна",
    )


def company(state: PortalState, number: int, *, phone: str = "", email: str = "", **values: str) -> None:
    row = {**defaults(state, COMPANY, MANAGER), **values, "fm": multifields(state, phone, email)}
    settle(COMPANY, state.put(table_of(COMPANY), number, row))


def contact(
    state: PortalState,
    number: int,
    name: str,
    second: str,
    last: str,
    *,
    phone: str = "",
    email: str = "",
    company_id: int | None = None,
) -> None:
    row = {**defaults(state, CONTACT, MANAGER), "name": name, "secondName": second, "lastName": last}
    row |= {"fm": multifields(state, phone, email), "companyId": company_id}
    row["companyIds"] = [company_id] if company_id else []
    settle(CONTACT, state.put(table_of(CONTACT), number, row))


def multifields(state: PortalState, phone: str, email: str) -> list[Row]:
    pairs = [("PHONE", phone), ("EMAIL", email)]
    return [
        {"id": state.new_id("multifield"), "typeId": kind, "valueType": "WORK", "value": value}
        for kind, value in pairs
        if value
    ]


def requisite(
    state: PortalState, number: int, type_id: int, owner_id: int, preset: int, **values: str
) -> None:
    name = state.table("requisitePreset")[preset]["NAME"]
    row: Row = {
        **dict.fromkeys(REQUISITE_FIELDS),
        "ENTITY_TYPE_ID": type_id,
        "ENTITY_ID": owner_id,
        "NAME": name,
    }
    row |= {
        "PRESET_ID": preset,
        "ACTIVE": "Y",
        "ADDRESS_ONLY": "N",
        "SORT": 500,
        "DATE_CREATE": state.stamp(),
    }
    state.put("requisite", number, {**row, "DATE_MODIFY": "", "CREATED_BY_ID": MANAGER, **values})


def account(
    state: PortalState, ident: int, *, requisite_id: int, number: str, bank: str, bik: str, correspondent: str
) -> None:
    row: Row = {**dict.fromkeys(BANK_FIELDS), "ENTITY_TYPE_ID": 8, "ENTITY_ID": requisite_id, "COUNTRY_ID": 1}
    row |= {"NAME": "Расчётный счёт", "RQ_BANK_NAME": bank, "RQ_BIK": bik, "RQ_ACC_NUM": number}
    row |= {"RQ_COR_ACC_NUM": correspondent, "RQ_ACC_CURRENCY": "RUB", "ACTIVE": "Y", "SORT": 500}
    state.put(
        "bankDetail",
        ident,
        {**row, "DATE_CREATE": state.stamp(), "DATE_MODIFY": "", "CREATED_BY_ID": MANAGER},
    )


def address(
    state: PortalState, requisite_id: int, kind: int, postcode: str, city: str, line: str, second: str
) -> None:
    owner = state.table("requisite")[requisite_id]
    row: Row = {
        **dict.fromkeys(ADDRESS_FIELDS),
        "TYPE_ID": kind,
        "ENTITY_TYPE_ID": 8,
        "ENTITY_ID": requisite_id,
    }
    row |= {
        "ADDRESS_1": line,
        "ADDRESS_2": second or None,
        "CITY": city,
        "POSTAL_CODE": postcode,
        "COUNTRY": "Россия",
    }
    row |= {"ANCHOR_TYPE_ID": owner["ENTITY_TYPE_ID"], "ANCHOR_ID": owner["ENTITY_ID"]}
    state.insert("address", row)
