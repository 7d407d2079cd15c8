"""Files of the portal by the addresses that it gives for downloading.

Source: Bitrix24 `how-to-call-rest-api/general-principles.md#headers`, `api/files/how-to-upload-files.md`;
facts §1.1, §2.10: a request that does not look like a browser's may get 404 even with a good token.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from obmen_sandbox.portal.state import PortalState

DEMANDED: Final = ("user-agent", "accept", "accept-language", "referer")
OF_CATALOGUE: Final = "catalog|"
KINDS: Final = {
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "jpe": "image/jpeg", "png": "image/png", "gif": "image/gif",
    "bmp": "image/bmp", "webp": "image/webp",
}  # fmt: skip


def download_routes(state: PortalState) -> list[Route]:
    """Where `downloadUrl` leads."""

    def download(request: Request) -> Response:
        state.journal.requests["download"] += 1
        number = request.query_params.get("token", "").removeprefix(OF_CATALOGUE)
        row = state.table("productImage").get(int(number)) if number.isdigit() else None
        if row is None or any(name not in request.headers for name in DEMANDED):
            return Response("Not Found", status_code=404, media_type="text/html")
        kind = KINDS.get(row["name"].rpartition(".")[2].lower(), "application/octet-stream")
        return Response(state.files[row["id"]], media_type=kind)

    return [Route("/rest/download.json", download, methods=["GET"])]
