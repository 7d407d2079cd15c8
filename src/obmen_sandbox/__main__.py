"""`python -m obmen_sandbox`: a practice Bitrix24 and a practice 1C on one port.

The first line of output is the portal's webhook address, and nothing else.
"""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace

import uvicorn
from starlette.routing import Mount

from obmen_sandbox.onec import create_onec
from obmen_sandbox.portal import PortalSettings, create_portal
from obmen_sandbox.portal.faults import DESCRIPTIONS, UnknownFault, parse_fault
from obmen_sandbox.portal.wire import WireApp
from obmen_sandbox.stories.shelf import STORIES
from obmen_sandbox.stories.shop import fill


def main(argv: Sequence[str] | None = None) -> int:
    """Run the practice systems until SIGTERM, SIGINT, or the end of standard input when asked."""
    parser = make_parser()
    args = parser.parse_args(argv)
    listener = listen(args.host, args.port)
    base = f"http://{args.host}:{listener.getsockname()[1]}"
    try:
        app = build_app(args, base)
    except UnknownFault as error:
        parser.error(f"--fault: {error}")
    announce(app, base)
    asyncio.run(serve(app, listener, until_stdin_closes=args.exit_when_stdin_closes))
    return 0


def make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="obmen-sandbox", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 (default) takes a free port")
    parser.add_argument("--secret", default=PortalSettings().secret, help="the webhook's secret")
    parser.add_argument(
        "--limits", action="store_true", help="enforce the request bucket and the operating budget"
    )
    parser.add_argument("--compression", type=float, default=1.0, help="portal seconds in one real second")
    parser.add_argument(
        "--charged-time", action="store_true", help="the portal's clock moves on by what calls cost"
    )
    parser.add_argument("--plan", choices=["free", "basic", "pro", "enterprise"], default="pro")
    parser.add_argument("--seed", type=int, default=1, help="of chance: the same seed, the same run")
    parser.add_argument(
        "--without-offers", action="store_true", help="a portal without a block of variations"
    )
    parser.add_argument("--inventory", action="store_true", help="inventory management is on")
    parser.add_argument("--empty", action="store_true", help="no clients")
    parser.add_argument("--latency", type=float, default=0.0, help="portal seconds waited before each answer")
    parser.add_argument("--event-url", help="handler of the outgoing webhook")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="NAME[=ARG][,count=N][,method=PATTERN]…",
        help="switch a fault on: " + ", ".join(DESCRIPTIONS),
    )
    parser.add_argument(
        "--exit-when-stdin-closes", action="store_true", help="for programs that start this one"
    )
    return parser


def listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or asyncio leaves Nagle on.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((host, port))
    listener.listen()  # whoever reads the first line may call at once
    return listener


def build_app(args: argparse.Namespace, base: str) -> WireApp:
    """Build the portal and mount 1C beside it. Raises: UnknownFault."""
    settings = PortalSettings(
        secret=args.secret,
        limits=args.limits,
        compression=args.compression,
        charged_time_passes=args.charged_time,
        plan=args.plan,
        seed=args.seed,
        without_offers_block=args.without_offers,
        inventory=args.inventory,
        empty_portal=args.empty,
        event_url=args.event_url,
        latency_s=args.latency,
        bucket_size=250.0 if args.plan == "enterprise" else 50.0,
        bucket_leak_per_s=5.0 if args.plan == "enterprise" else 2.0,
    )
    app = create_portal(settings=replace(settings, base_url=base))
    for text in args.fault:
        app.state.portal.faults.switch_on(parse_fault(text))
    app.router.routes.append(Mount("/onec", app=create_onec(fill=fill, stories=STORIES)))
    return app


def announce(app: WireApp, base: str) -> None:
    """Print the webhook's address as the first line, then where people can look."""
    settings = app.state.portal.settings
    print(f"{base}/rest/{settings.user_id}/{settings.secret}/", flush=True)
    print(f"Портал: {base}/", flush=True)
    print(f"1С: {base}/onec/", flush=True)


class Server(uvicorn.Server):
    """Stops at SIGTERM and SIGINT as at any other end of work: with exit code 0."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop)
        yield

    def stop(self) -> None:
        self.should_exit = True


async def serve(app: WireApp, listener: socket.socket, *, until_stdin_closes: bool) -> None:
    config = uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=3)
    server = Server(config)
    watcher = asyncio.create_task(stop_at_end_of_input(server)) if until_stdin_closes else None
    await server.serve(sockets=[listener])
    if watcher is not None:
        watcher.cancel()


async def stop_at_end_of_input(server: Server) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while await reader.read(4096):
        pass
    server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
