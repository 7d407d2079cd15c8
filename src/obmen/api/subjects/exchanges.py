"""Exchanges and their settings."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Body
from pydantic import Field, StringConstraints

from obmen.api.caller import Caller, needs, needs_at
from obmen.api.refusals import documented
from obmen.api.shapes import PRINTABLE, Asked, ExchangeName, Line, Listed, Shape
from obmen.domain.errors import Refused
from obmen.domain.roles import Permission

router = APIRouter(tags=["exchanges"], responses=documented(401, 403, 422, 429))
SettingName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_.]{1,40}$")]
SettingValue = Annotated[str, StringConstraints(max_length=4000, pattern=r"^[^\x00]*$")]


class ExchangeLine(Shape):
    """An exchange: one base of 1C joined to one portal of Bitrix24."""

    name: ExchangeName
    portal: str = Field(examples=["portal.bitrix24.ru"])
    login: str
    onec_url: str = Field(description="The site's address for 1C.")


class ShownExchange(ExchangeLine):
    """An exchange with all its settings; secrets are masked."""

    created_at: datetime
    settings: dict[str, str] = Field(examples=[{"variants": "offers"}])
    defaults: dict[str, str]
    learnt: dict[str, str] = Field(description="What the dialogue with 1C has taught.")


class NewExchange(Asked):
    """What an exchange is made of."""

    name: ExchangeName
    portal: Annotated[str, StringConstraints(min_length=8, max_length=500, pattern=PRINTABLE)] = Field(
        description="An inbound webhook; with `application` the portal's bare address.",
        examples=["https://portal.bitrix24.ru/rest/1/abc123/"],
    )
    login: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$")] | None = None
    application: bool = False
    signed_first: bool = Field(
        default=False, description="Nothing is written before the first plan is signed or let go."
    )


class OnecLogin(Shape):
    """What is typed into 1C's node; the password is shown once."""

    name: ExchangeName
    onec_url: str
    login: str
    password: str


class ApplicationKey(Asked):
    """The key of the local application that was made in the portal."""

    client_id: Line
    client_secret: Line


class ShownApplication(Shape):
    """The application in the portal, without its secret, and what the portal's form asks for."""

    name: ExchangeName
    client_id: str
    state: str = Field(examples=["installed"])
    trouble: str
    handler_url: str
    install_url: str
    scopes: list[str]


Settings = Annotated[
    dict[SettingName, SettingValue | None],
    Body(
        min_length=1,
        max_length=100,
        json_schema_extra={"additionalProperties": False},
        description="Settings by name, as `obmen exchange set` takes them; null restores a default.",
        examples=[{"variants": "offers", "price_type": None}],
    ),
]


@router.get("/exchanges", operation_id="listExchanges")
async def list_exchanges(caller: Annotated[Caller, needs(Permission.LOOK)]) -> Listed[ExchangeLine]:
    seen = {one.name for one in await caller.seen()}
    answer = await caller.ask("exchange.list")
    return Listed(items=[ExchangeLine(**one) for one in answer.document if one["name"] in seen])


@router.post("/exchanges", operation_id="addExchange", status_code=201, responses=documented(409))
async def add(asked: NewExchange, caller: Annotated[Caller, needs(Permission.EXCHANGES)]) -> OnecLogin:
    if caller.token.exchange_ids:
        raise Refused("exchange", reason="token_narrow", name=caller.token.name)
    answer = await caller.ask("exchange.add", **asked.model_dump())
    return OnecLogin(**answer.document)


@router.get("/exchanges/{exchange}", operation_id="showExchange", responses=documented(404))
async def show(caller: Annotated[Caller, needs_at(Permission.LOOK)]) -> ShownExchange:
    answer = await caller.ask("exchange.show")
    return ShownExchange(**answer.document)


@router.patch("/exchanges/{exchange}/settings", operation_id="setExchange", responses=documented(404, 409))
async def set_(settings: Settings, caller: Annotated[Caller, needs_at(Permission.SETTINGS)]) -> ShownExchange:
    if "portal" in settings:
        caller.refuse_beyond([Permission.EXCHANGES])
    assignments = [f"{key}={value or ''}" for key, value in settings.items()]
    answer = await caller.ask("exchange.set", assignments=assignments)
    return ShownExchange(**answer.document)


@router.post("/exchanges/{exchange}/password", operation_id="renewOnecPassword", responses=documented(404))
async def password(caller: Annotated[Caller, needs_at(Permission.EXCHANGES)]) -> OnecLogin:
    answer = await caller.ask("exchange.password")
    return OnecLogin(**answer.document)


@router.get("/exchanges/{exchange}/application", operation_id="showApplication", responses=documented(404))
async def application(caller: Annotated[Caller, needs_at(Permission.EXCHANGES)]) -> ShownApplication:
    answer = await caller.ask("exchange.app")
    return ShownApplication(**answer.document)


@router.put(
    "/exchanges/{exchange}/application",
    operation_id="keepApplicationKey",
    responses=documented(404, 409),
)
async def keep_application(
    key: ApplicationKey, caller: Annotated[Caller, needs_at(Permission.EXCHANGES)]
) -> ShownApplication:
    answer = await caller.ask("exchange.app", **key.model_dump())
    return ShownApplication(**answer.document)


@router.delete(
    "/exchanges/{exchange}", operation_id="removeExchange", status_code=204, responses=documented(404)
)
async def remove(caller: Annotated[Caller, needs_at(Permission.EXCHANGES)]) -> None:
    await caller.ask("exchange.remove")
