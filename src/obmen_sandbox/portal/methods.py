"""All methods of the practice portal, by name in lower case."""

from collections.abc import Mapping
from typing import Final

from obmen_sandbox.portal import (
    app_methods,
    base_methods,
    catalog_directory,
    catalog_document,
    catalog_image,
    catalog_price,
    catalog_product,
    catalog_properties,
    catalog_section,
    catalog_stock,
    crm_item,
    crm_list,
    crm_payment,
    crm_requisite,
    crm_rows,
    crm_stages,
    crm_timeline,
    crm_userfields,
    offline_events,
    placements,
    robots,
    tasks,
    triggers,
)
from obmen_sandbox.portal.method import Method

METHODS: Final[Mapping[str, Method]] = {
    method.name.lower(): method
    for module_methods in (
        base_methods.METHODS,
        app_methods.METHODS,
        offline_events.METHODS,
        placements.METHODS,
        robots.METHODS,
        triggers.METHODS,
        catalog_directory.METHODS,
        catalog_section.METHODS,
        catalog_product.METHODS,
        catalog_price.METHODS,
        catalog_properties.METHODS,
        catalog_stock.METHODS,
        catalog_document.METHODS,
        catalog_image.METHODS,
        crm_item.METHODS,
        crm_list.METHODS,
        crm_rows.METHODS,
        crm_payment.METHODS,
        crm_stages.METHODS,
        crm_requisite.METHODS,
        crm_timeline.METHODS,
        crm_userfields.METHODS,
        tasks.METHODS,
    )
    for method in module_methods
}
