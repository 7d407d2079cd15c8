"""CRM types and their fields, as Bitrix24 names them.

Source: Bitrix24 `api-reference/crm/universal/object-fields.md`, `crm-item-fields.md`, `crm/data-types.md`.
Flags of a field: r read-only, m multiple, d deprecated, i set on creation only, u user field.
"""

from dataclasses import dataclass
from typing import Final

from obmen_sandbox.portal.words import kinds

DEAL, CONTACT, COMPANY, QUOTE, REQUISITE, INVOICE = 2, 3, 4, 7, 8, 31

OWNER_TYPES: Final = {"D": DEAL, "Q": QUOTE, "SI": INVOICE}
TYPE_TITLES: Final = {
    DEAL: "Сделка",
    CONTACT: "Контакт",
    COMPANY: "Компания",
    QUOTE: "Предложение",
    INVOICE: "Счет",
}
EVENT_STEMS: Final = {
    DEAL: "ONCRMDEAL",
    CONTACT: "ONCRMCONTACT",
    COMPANY: "ONCRMCOMPANY",
    QUOTE: "ONCRMQUOTE",
    INVOICE: "ONCRMDYNAMICITEM",
}
USER_FIELD_ENTITIES: Final = {
    DEAL: "CRM_DEAL",
    CONTACT: "CRM_CONTACT",
    COMPANY: "CRM_COMPANY",
    QUOTE: "CRM_QUOTE",
    INVOICE: "CRM_SMART_INVOICE",
}


@dataclass(frozen=True, slots=True)
class CrmField:
    """One field of a CRM object."""

    name: str
    type: str
    flags: str
    title: str

    @property
    def readonly(self) -> bool:
        return "r" in self.flags

    @property
    def multiple(self) -> bool:
        return "m" in self.flags


def read_fields(*tables: str, without: str = "") -> dict[str, CrmField]:
    """Read tables of fields, without those that a type does not have."""
    lines = [line for table in tables for line in table.splitlines() if line]
    fields = [CrmField(*line.split(maxsplit=3)) for line in lines]
    return {field.name: field for field in fields if field.name not in without.split()}


COMMON: Final = """
id                  integer      r  ID
xmlId               string       -  Внешний код
createdTime         datetime     r  Дата создания
updatedTime         datetime     r  Дата изменения
createdBy           user         r  Кем создан
updatedBy           user         r  Кем изменён
assignedById        user         -  Ответственный
opened              boolean      -  Доступен для всех
observers           user         m  Наблюдатели
sourceId            crm_status   -  Источник
sourceDescription   text         -  Дополнительно об источнике
lastActivityBy      user         r  Кем совершена последняя активность
lastActivityTime    datetime     r  Последняя активность
comments            text         -  Комментарий
utmSource           string       -  UTM Source
utmMedium           string       -  UTM Medium
utmCampaign         string       -  UTM Campaign
utmContent          string       -  UTM Content
utmTerm             string       -  UTM Term
"""
WITH_ROWS: Final = """
title               string       -  Название
begindate           date         -  Дата начала
closedate           date         -  Дата завершения
companyId           crm_company  -  Компания
contactId           crm_contact  d  Контакт
contactIds          crm_contact  m  Контакты
mycompanyId         crm_company  -  Реквизиты вашей компании
categoryId          crm_category -  Воронка
movedTime           datetime     r  Дата смены стадии
movedBy             user         r  Кто сменил стадию
stageId             crm_status   -  Стадия
previousStageId     crm_status   r  Предыдущая стадия
currencyId          crm_currency -  Валюта
isManualOpportunity boolean      -  Режим расчёта суммы
opportunity         double       -  Сумма
taxValue            double       -  Сумма налога
webformId           integer      -  Создано CRM-формой
locationId          location     -  Местоположение
"""
ORIGIN: Final = """
originatorId        string       -  Внешний источник
originId            string       -  Идентификатор элемента во внешнем источнике
"""
INVOICE_FIELDS: Final = """
accountNumber       string       -  Номер счёта
isRecurring         boolean      -  Регулярный счёт
parentId2           crm_entity   -  Сделка
parentId7           crm_entity   -  Предложение
"""
DEAL_FIELDS: Final = """
typeId              crm_status   -  Тип сделки
probability         integer      -  Вероятность
leadId              crm_lead     -  Лид
quoteId             crm_quote    -  Предложение
stageSemanticId     string       r  Группа стадии
closed              boolean      r  Сделка закрыта
isNew               boolean      r  Новая сделка
isRecurring         boolean      -  Регулярная сделка
isReturnCustomer    boolean      -  Повторная сделка
isRepeatedApproach  boolean      -  Повторное обращение
additionalInfo      text         -  Дополнительная информация
"""
QUOTE_FIELDS: Final = """
quoteNumber         string       -  Номер
dealId              crm_deal     -  Сделка
leadId              crm_lead     -  Лид
content             text         -  Содержание
terms               text         -  Условия
actualDate          date         -  Действует до
"""
COMPANY_FIELDS: Final = """
title               string       -  Название компании
typeId              crm_status   -  Тип компании
industry            crm_status   -  Сфера деятельности
employees           crm_status   -  Количество сотрудников
currencyId          crm_currency -  Валюта
revenue             double       -  Годовой оборот
bankingDetails      text         -  Банковские реквизиты
isMyCompany         boolean      i  Реквизиты моей компании
contactIds          crm_contact  m  Контакты
leadId              crm_lead     -  Лид
originVersion       string       -  Версия оригинала
hasPhone            boolean      r  Указан телефон
hasEmail            boolean      r  Указан e-mail
categoryId          crm_category r  Категория
"""
CONTACT_FIELDS: Final = """
honorific           crm_status   -  Обращение
name                string       -  Имя
secondName          string       -  Отчество
lastName            string       -  Фамилия
fullName            string       r  ФИО
birthdate           date         -  Дата рождения
post                string       -  Должность
typeId              crm_status   -  Тип контакта
companyId           crm_company  d  Компания
companyIds          crm_company  m  Компании
export              boolean      -  Участвует в экспорте контактов
leadId              crm_lead     -  Лид
originVersion       string       -  Версия оригинала
hasPhone            boolean      r  Указан телефон
hasEmail            boolean      r  Указан e-mail
categoryId          crm_category r  Категория
"""

FIELDS: Final = {
    DEAL: read_fields(COMMON, WITH_ROWS, ORIGIN, DEAL_FIELDS, without="xmlId mycompanyId webformId"),
    CONTACT: read_fields(COMMON, ORIGIN, CONTACT_FIELDS, without="xmlId"),
    COMPANY: read_fields(COMMON, ORIGIN, COMPANY_FIELDS, without="xmlId sourceId sourceDescription"),
    QUOTE: read_fields(
        COMMON, WITH_ROWS, QUOTE_FIELDS, without="xmlId categoryId sourceId sourceDescription observers"
    ),
    INVOICE: read_fields(
        COMMON, WITH_ROWS, INVOICE_FIELDS, without="utmSource utmMedium utmCampaign utmContent utmTerm"
    ),
}
WITH_MULTIFIELDS: Final = frozenset({CONTACT, COMPANY})
MEANS_OF_CONTACT: Final = {  # flat copies of the first phone or address of a type, shown only
    "phone": ("PHONE", ""),
    "phoneWork": ("PHONE", "WORK"),
    "phoneMobile": ("PHONE", "MOBILE"),
    "phoneMailing": ("PHONE", "MAILING"),
    "email": ("EMAIL", ""),
    "emailWork": ("EMAIL", "WORK"),
    "emailHome": ("EMAIL", "HOME"),
    "emailMailing": ("EMAIL", "MAILING"),
    "imol": ("IM", ""),
}
WITH_STAGES: Final = frozenset({DEAL, QUOTE, INVOICE})
FILTER_KINDS: Final = kinds(
    """
    int: integer user crm_company crm_contact crm_lead crm_deal crm_quote crm_category crm_entity
    float: double
    datetime: datetime date
    """
)


def table_of(type_id: int) -> str:
    return f"crm{type_id}"
