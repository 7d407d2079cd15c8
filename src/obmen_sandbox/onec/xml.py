"""Rendering of CommerceML exactly as 1C lays it out: UTF-8 with BOM, LF, tabs, no newline at the end."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

BOM: Final = b"\xef\xbb\xbf"
NBSP: Final = "\u00a0"
PIECE: Final = 1 << 16
ZONE: Final = ZoneInfo("Europe/Moscow")  # the base's time: CommerceML dates carry no zone


def escape_text(value: object) -> Markup:
    """Escape text as 1C's writer does: quotes stay as they are."""
    if isinstance(value, Markup):
        return value
    text = number(value) if isinstance(value, Decimal) else str(value)
    return Markup(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))  # noqa: S704 — escaped here


def attribute(value: object) -> Markup:
    """Escape a value that stands between double quotes."""
    return Markup(escape_text(value).replace('"', "&quot;"))  # noqa: S704 — escaped above


def tag(name: str, value: object) -> Markup:
    """Return an element with text, or the short form when there is none."""
    text = escape_text(value)
    return Markup(f"<{name}>{text}</{name}>" if text else f"<{name}/>")  # noqa: S704 — escaped above


def number(value: Decimal) -> str:
    """Write a number with a dot and without idle zeros: `231.74`, `100`."""
    return format(value.normalize(), "f")


def shown(value: Decimal) -> str:
    """Write a number as 1C shows it to people: comma, groups apart by NBSP."""
    whole, _, rest = number(value).partition(".")
    grouped = f"{int(whole):,}".replace(",", NBSP)
    return f"{grouped},{rest}" if rest else grouped


def flag(value: object) -> str:
    """Write a boolean of XDTO."""
    return "true" if value else "false"


def local(moment: datetime) -> datetime:
    """Return the moment in the base's time."""
    return moment.astimezone(ZONE)


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("obmen_sandbox.onec", "templates/xml"),
        autoescape=True,
        finalize=escape_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    env.globals.update(tag=tag)
    env.filters.update(a=attribute, shown=shown, flag=flag, local=local)
    return env


ENVIRONMENT: Final = _environment()


def render(template: str, context: dict[str, Any]) -> bytes:
    """Render one file."""
    parts: Iterable[str] = ENVIRONMENT.get_template(template).generate(context)
    return BOM + "".join(parts).removesuffix("\n").encode()


def render_to(stream: BinaryIO, template: str, context: dict[str, Any]) -> None:
    """Render one file into a stream, in pieces, at constant memory."""
    stream.write(BOM)
    held, size = [""], 0
    for part in ENVIRONMENT.get_template(template).generate(context):
        held.append(part)
        size += len(part)
        if size > PIECE:
            last = held.pop()
            stream.write("".join(held).encode())
            held, size = [last], len(last)
    stream.write("".join(held).removesuffix("\n").encode())
