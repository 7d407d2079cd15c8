"""Shapes that several subjects share; what does not have its shape is refused before anybody looks at it."""

from __future__ import annotations

from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

T = TypeVar("T")

BIGGEST: Final = 2**53 - 1  # that every program can read from JSON
PRINTABLE: Final = r"^[^\x00-\x1f\x7f]+$"
MONEY: Final = r"^-?[0-9]{1,18}([.][0-9]{1,10})?$"


class Shape(BaseModel):
    """What we send."""

    model_config = ConfigDict(frozen=True)


class Asked(BaseModel):
    """What we are sent: no field too many, no type but the told one."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Line = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=PRINTABLE)]
"""Some words on one line."""


def _whole(value: object) -> object:
    """JSON knows one kind of numbers: 12.0 is 12."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE: Final = BeforeValidator(_whole)
Number = Annotated[int, Field(ge=1, le=BIGGEST), WHOLE]
Amount = Annotated[str, StringConstraints(pattern=MONEY)]
"""Money as a decimal string, so that no program rounds it."""

ExchangeName = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$"), Field(examples=["shop"])
]
InPath = Annotated[ExchangeName, Path()]
Before = Annotated[
    int | None, Query(ge=1, le=BIGGEST, description="Where the next page begins: `next` of the page before.")
]


class Money(Shape):
    """An amount in one currency (ISO 4217)."""

    amount: Amount = Field(examples=["35613.95"])
    currency: str = Field(examples=["RUB"])


class Listed(Shape, Generic[T]):
    """Everything of a kind: there are few."""

    items: list[T]


class Page(Shape, Generic[T]):
    """A part of a long list, the newest first."""

    items: list[T]
    next: int | None = Field(description="Give it as `before` for the next page; null: this was the last.")


Anything = dict[str, Any]
"""An object whose members depend on the record."""
