"""Messages of an invoice's dialogue as they went over the wire, masked."""

from __future__ import annotations

import base64
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from pydantic import Field, StringConstraints
from starlette.responses import Response

from obmen.api.caller import Caller, needs_at
from obmen.api.refusals import documented
from obmen.api.shapes import Listed, Shape
from obmen.api.subjects.invoices import InvoiceId
from obmen.domain.roles import Permission
from obmen.flows.desk.raw import Way

router = APIRouter(tags=["invoices"], responses=documented(401, 403, 404, 422, 429))
Seeing = Annotated[Caller, needs_at(Permission.SEE_RAW)]
MessageId = Annotated[
    str,
    StringConstraints(pattern=r"^(answer|file|call)-[1-9][0-9]{0,15}$"),
    Path(examples=["answer-12"]),
]
BINARY: Final = "application/octet-stream"
FILE: Final[dict[str, Any]] = {BINARY: {"schema": {"type": "string", "format": "binary"}}}


class NamedMessage(Shape):
    """A message that the invoice's history names."""

    id: str = Field(examples=["answer-12"])
    at: datetime
    way: Way
    event: str = Field(examples=["sales.order_offered"])


class ShownMessage(NamedMessage):
    """A message, without secrets."""

    kept: bool = Field(description="false: it is not kept any more.")
    note: str
    size_bytes: int = Field(description="Of the whole message.")
    part: str = Field(description="What it says of this invoice's order, at most 65536 letters.")
    cut: bool = Field(description="There is more than `part` shows.")


@router.get("/exchanges/{exchange}/invoices/{invoice}/messages", operation_id="listMessages")
async def list_(invoice: InvoiceId, caller: Seeing) -> Listed[NamedMessage]:
    answer = await caller.ask("invoice.raw", invoice=invoice)
    return Listed(items=[NamedMessage(**one) for one in answer.document])


@router.get("/exchanges/{exchange}/invoices/{invoice}/messages/{message}", operation_id="showMessage")
async def show(invoice: InvoiceId, message: MessageId, caller: Seeing) -> ShownMessage:
    answer = await caller.ask("invoice.raw", invoice=invoice, message=message)
    return ShownMessage(**answer.document)


@router.get(
    "/exchanges/{exchange}/invoices/{invoice}/messages/{message}/file",
    operation_id="getMessageFile",
    response_class=Response,
    responses={200: {"description": "api.status.200", "content": FILE}, **documented(409)},
)
async def file(invoice: InvoiceId, message: MessageId, caller: Seeing) -> Response:
    """The whole message, in its own letters."""
    answer = await caller.ask("invoice.raw", invoice=invoice, message=message, whole=True)
    headers = {"Content-Disposition": f'attachment; filename="{answer.document["file_name"]}"'}
    return Response(base64.b64decode(answer.document["file"]), media_type=BINARY, headers=headers)
