"""Rendering of the practice pages."""

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

SKELETON_FOLDER: Final = Path(__file__).parent / "templates"
POLICY: Final = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"
)


FRAMES_POLICY: Final = (  # pages that open somebody else's page in a frame, and talk with it
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
    "frame-src http: https:; form-action 'self' http: https:; base-uri 'none'"
)


def page_environment(folder: Path) -> Environment:
    """Templates of a folder over the shared `skeleton.html`; everything is escaped."""
    loader = FileSystemLoader([folder, SKELETON_FOLDER])
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    environment.filters |= {"money": money, "number": number, "moment": moment}
    return environment


def render(
    environment: Environment, template: str, *, status: int = 200, policy: str = POLICY, **values: Any
) -> HTMLResponse:
    """Render a page; the usual policy lets nothing in from outside."""
    html = environment.get_template(template).render(**values)
    return HTMLResponse(html, status_code=status, headers={"Content-Security-Policy": policy})


def money(amount: float | None, currency: str | None = "RUB") -> str:
    """Write an amount as people do: `14 457,00 ₽`."""
    if amount is None:
        return "—"
    exact = Decimal(str(amount)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    text = f"{exact:,}".replace(",", "\N{NO-BREAK SPACE}").replace(".", ",")
    return f"{text}\N{NO-BREAK SPACE}{'₽' if currency in ('RUB', None) else currency}"


def number(value: float | None) -> str:
    """Write a quantity without useless zeros."""
    if value is None:
        return "—"
    return f"{Decimal(str(value)).normalize():f}".replace(".", ",")


def moment(value: str | None) -> str:
    """Write an ISO moment as `24.11.2026 10:05`."""
    if not value:
        return "—"
    date, _, time = value.partition("T")
    return ".".join(reversed(date.split("-"))) + (f" {time[:5]}" if time else "")
