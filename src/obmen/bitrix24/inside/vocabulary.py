"""Bitrix24's own names of what an application does inside a portal. Source: apidocs.bitrix24.ru, 2026-08."""

from __future__ import annotations

from typing import Final

from obmen.flows.ports.application import Subject

USER_CURRENT: Final = "user.current"  # user/user-current; one of the scopes user, user_basic, user_brief
CRM_ITEM_GET: Final = "crm.item.get"  # crm/universal/crm-item-get
EVENT_BIND: Final = "event.bind"  # events; none of these can be called by a webhook
EVENT_UNBIND: Final = "event.unbind"
EVENT_GET: Final = "event.get"
PLACEMENT_BIND: Final = "placement.bind"  # widgets/placement
PLACEMENT_UNBIND: Final = "placement.unbind"
PLACEMENT_GET: Final = "placement.get"
PLACEMENT_LIST: Final = "placement.list"
BIZPROC_ROBOT_ADD: Final = "bizproc.robot.add"  # bizproc/bizproc-robot
BIZPROC_ROBOT_UPDATE: Final = "bizproc.robot.update"
BIZPROC_ROBOT_LIST: Final = "bizproc.robot.list"
BIZPROC_EVENT_SEND: Final = "bizproc.event.send"
CRM_AUTOMATION_TRIGGER_ADD: Final = "crm.automation.trigger.add"  # crm/automation/triggers
CRM_AUTOMATION_TRIGGER_LIST: Final = "crm.automation.trigger.list"

# events (bitrix24.md §5.3); invoices come as items of the type 31
EVENTS: Final = (
    "ONCRMDYNAMICITEMADD", "ONCRMDYNAMICITEMUPDATE", "ONCRMDYNAMICITEMDELETE", "ONAPPUNINSTALL",
)  # fmt: skip
ONAPPINSTALL: Final = "ONAPPINSTALL"
ONAPPUNINSTALL: Final = "ONAPPUNINSTALL"

# placements (§6.1) and the cards that they are tabs of
DEAL_TAB: Final = "CRM_DEAL_DETAIL_TAB"
COMPANY_TAB: Final = "CRM_COMPANY_DETAIL_TAB"
INVOICE_TAB: Final = "CRM_SMART_INVOICE_DETAIL_TAB"
ONEC_PAGE: Final = "ONEC_PAGE"  # only where placement.list has it
SUBJECTS: Final = {DEAL_TAB: Subject.DEAL, COMPANY_TAB: Subject.COMPANY, INVOICE_TAB: Subject.INVOICE}
ENTITY_TYPE: Final = {Subject.DEAL: 2, Subject.COMPANY: 4, Subject.INVOICE: 31}  # entityTypeId
TAB_TITLE: Final = {"ru": "1С", "en": "1C"}
TILE_TITLE: Final = {"ru": "Обмен с 1С", "en": "Exchange with 1C"}

# robots (§7.1) run on invoices
INVOICE_CLASS: Final = "Bitrix\\Crm\\Integration\\BizProc\\Document\\SmartInvoice"
INVOICE_DOCUMENT: Final = "SMART_INVOICE"
ROBOT_SEND: Final = "obmen_send_invoice"
ROBOT_ASK: Final = "obmen_ask_state"
ROBOT_NAMES: Final = {
    ROBOT_SEND: {"ru": "Отправить счёт в 1С", "en": "Send the invoice to 1C"},
    ROBOT_ASK: {"ru": "Узнать состояние счёта в 1С", "en": "Ask 1C for the invoice's state"},
}
ROBOT_RETURNS: Final = {
    "status": {"ru": "Состояние обмена", "en": "State of the exchange"},
    "text": {"ru": "Состояние словами", "en": "State in words"},
    "order_number": {"ru": "Номер заказа для 1С", "en": "Order number for 1C"},
    "onec_number": {"ru": "Номер в 1С", "en": "Number in 1C"},
    "paid": {"ru": "Оплата", "en": "Payment"},
    "paid_amount": {"ru": "Оплачено", "en": "Paid amount"},
    "shipped": {"ru": "Отгружено", "en": "Shipped"},
    "cancelled": {"ru": "Отменён", "en": "Cancelled"},
}

# triggers (§7.1): the customer's own rules go on from them
TRIGGERS: Final = {
    "obmen_paid": "1С: счёт оплачен",
    "obmen_partly_paid": "1С: счёт оплачен частично",
    "obmen_shipped": "1С: заказ отгружен",
    "obmen_cancelled": "1С: заказ отменён",
}
