"""Delivery to the portal: what was refused, and what a person has to decide."""

from __future__ import annotations

from typing import Final

from obmen.messages.base import Text

TEXTS: Final[dict[str, Text]] = {
    "delivery.rejected": Text(
        "Битрикс24 не принял запись: {code} {detail} (метод {method})",
        "Bitrix24 refused the record: {code} {detail} (method {method})",
        "Исправьте причину на портале или в 1С и выполните: obmen retry.",
        "Mend the cause on the portal or in 1C, then run: obmen retry.",
    ),
    "object.gone": Text(
        "Запись удалена в CRM вручную второй раз",
        "The record was deleted in the CRM by hand for the second time",
        "Если она нужна, выполните obmen retry; если нет, снимите её с выгрузки в 1С.",
        "If it is needed, run obmen retry; if not, take it out of the export in 1C.",
    ),
    "vat.missing": Text(
        "На портале нет ставки НДС, которая нужна товару: {vat}",
        "The portal lacks the VAT rate that the product needs: {vat}",
        "Добавьте ставку: CRM → Настройки → Налоги; или включите vat_create=on. Затем obmen check и obmen retry.",
        "Add the rate in CRM settings → Taxes, or set vat_create=on. Then obmen check and obmen retry.",
    ),
    "measure.missing": Text(
        "На портале нет единицы измерения с кодом ОКЕИ {unit}",
        "The portal lacks the unit of measure with OKEI code {unit}",
        "Добавьте единицу измерения на портале, затем obmen check и obmen retry.",
        "Add the unit on the portal, then run obmen check and obmen retry.",
    ),
    "currency.missing": Text(
        "На портале нет валюты цены: {currency}",
        "The portal lacks the currency of the price: {currency}",
        "Добавьте валюту в настройках CRM, затем obmen check и obmen retry.",
        "Add the currency in the CRM's settings, then run obmen check and obmen retry.",
    ),
    "catalog.missing": Text(
        "На портале нет товарного каталога CRM",
        "The portal has no CRM product catalogue",
        "Откройте раздел «Товары» в CRM, чтобы портал создал каталог, затем obmen check.",
        "Open Products in the CRM so that the portal makes its catalogue, then run obmen check.",
    ),
    "lookup.impossible": Text(
        "Ответ на вызов {method} потерян, и узнать, выполнен ли он, нельзя",
        "The answer to {method} was lost, and there is no way to learn whether it ran",
        "Проверьте запись на портале и выполните obmen retry, если её там нет.",
        "Look at the record on the portal and run obmen retry if it is not there.",
    ),
    "owner.mismatch": Text(
        "Цена попала не к тому товару: {detail}",
        "A price landed on another product than its own: {detail}",
        "Шлюз исправит её сам при следующей доставке; проверьте товар на портале.",
        "The gateway mends it at the next delivery; look at the product on the portal.",
    ),
    "portal.halted": Text(
        "Портал {portal} не принимает запросы: {code} {detail}",
        "Portal {portal} takes no requests: {code} {detail}",
        "Проверьте вебхук и тариф портала. Работа продолжится сама: шлюз пробует раз в десять минут.",
        "Check the webhook and the portal's plan. Work goes on by itself: the gateway tries every ten minutes.",
    ),
}
