"""The story's gateway, asked as the command line asks a running `serve`."""

from __future__ import annotations

import json
from dataclasses import dataclass

from obmen.cli.story.loopback import Json, fetch
from obmen.cli.story.trouble import StoryFailed
from obmen.domain.errors import BadSetting, NotFound, ObmenError, Refused
from obmen.messages.errors import fix_of_error, text_of_error
from obmen.storage.folder import Serving

ERRORS: dict[str, type[ObmenError]] = {e.code: e for e in (BadSetting, NotFound, Refused)}


@dataclass(frozen=True, slots=True)
class Gateway:
    """Takes the commands of the command line, by their names in `bootstrap.commands`."""

    serving: Serving
    language: str

    def do(self, command: str, /, **args: object) -> Json:
        """Do one command and return its document; raises StoryFailed with what the command says."""
        told = fetch(f"{self.serving.url}/_obmen/commands/{command}", body=args, token=self.serving.token)
        result = json.loads(told.splitlines()[-1])
        if "error" in result:
            error = result["error"]
            self._refuse(ERRORS.get(error["code"], ObmenError)(error["detail"], **error["facts"]))
        return result["document"]

    def status(self, exchange: str) -> Json:
        """Return the numbers of one exchange."""
        return self.do("status", name=exchange)

    def set(self, exchange: str, *assignments: str) -> Json:
        """Change settings of one exchange."""
        return self.do("exchange.set", name=exchange, assignments=list(assignments))

    def _refuse(self, error: ObmenError) -> None:
        text = text_of_error(error, language=self.language)
        fix = fix_of_error(error, language=self.language)
        raise StoryFailed("demo.failed.command", text=f"{text} {fix}".strip())
