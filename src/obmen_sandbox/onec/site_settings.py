"""The answer to УНФ's `mode=info`: the site's order statuses and payment methods (facts §1.9)."""

from dataclasses import dataclass

from obmen_sandbox.onec import vocabulary as v
from obmen_sandbox.onec.tree import Node, XmlError, parse_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSettings:
    """Names by the site's ids."""

    statuses: dict[str, str]
    payments: dict[str, str]
    deliveries: dict[str, str]


def read_site_settings(text: str) -> SiteSettings | None:
    """Read `<Справочник>`; None when it is no XML with a prolog."""
    if not text.startswith("<?xml"):
        return None
    try:
        root = parse_text(text)
    except XmlError:
        return None
    return SiteSettings(
        statuses=_pairs(root.at(v.SITE_STATUSES)),
        payments=_pairs(root.at(v.SITE_PAYMENTS)),
        deliveries=_pairs(root.at(v.SITE_DELIVERIES)),
    )


def _pairs(parent: Node) -> dict[str, str]:
    return {row.text(v.ID): row.text(v.SITE_NAME) for row in parent.all(v.SITE_ELEMENT)}
