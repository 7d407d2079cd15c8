"""The story's gateway: `obmen serve` on a folder of its own, ending with the process that started it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

from obmen.asgi import Listening, serve
from obmen.config import Config


def main(data_dir: str, language: str) -> None:
    """Serve on a free loopback port until SIGTERM, or until standard input ends.

    The environment is not read: the story never meets the user's own database or addresses.
    """
    threading.Thread(target=_follow_the_parent, daemon=True).start()
    folder = Path(data_dir)
    config = Config(data_dir=folder, database_url=f"sqlite:///{folder / 'obmen.sqlite3'}", language=language)
    serve(config, Listening("127.0.0.1", 0))


def _follow_the_parent() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main(*sys.argv[1:])
