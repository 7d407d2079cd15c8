"""`alerts`: whom trouble is told, a trial of it, and the loop that tells."""

from __future__ import annotations

from obmen.bootstrap.app import App
from obmen.bootstrap.result import Args, Result, Tell, language_in
from obmen.domain.settings import MASK
from obmen.flows.admin.alerts import alarming_of, in_words, send_letter, tell_by_letter
from obmen.flows.ports.exchanges import Exchange
from obmen.flows.ports.letters import Letter
from obmen.messages.catalogue import fix_of, text_of


async def alerts(app: App, args: Args, _: Tell) -> Result:
    """Show whom trouble is told and what is wrong now; with `trial`, send a letter that says it is one."""
    exchange = await app.exchange(args["name"])
    tried = await _trial(app, exchange) if args.get("trial") else {}
    language, facts = language_in(args, otherwise=app.config.language), {"exchange": exchange.name}
    ways = [
        {"way": way, "to": to, "tried": way in tried, "error": tried.get(way, "")}
        for way, to in _ways(exchange)
    ]
    open_ = await app.store.aread(lambda work: alarming_of(work, exchange))
    alarming = [in_words(problem, exchange, language=language) for problem in open_]
    advice = [say("alert.no_ways", language=language, facts=facts) for say in (text_of, fix_of)]
    document = {"ways": ways, "alarming": alarming, "advice": "" if ways else "\n".join(advice)}
    return Result(document, ok=not any(tried.values()))


def _ways(exchange: Exchange) -> list[tuple[str, str]]:
    settings = exchange.settings
    ways = [("e-mail", ", ".join(settings.alert_email)), ("url", MASK if settings.alert_url else "")]
    ways.append(("bitrix24", str(settings.alert_user or "")))
    return [(way, to) for way, to in ways if to]


async def _trial(app: App, exchange: Exchange) -> dict[str, str]:
    text = text_of("alert.trial", language=app.config.language, facts={"exchange": exchange.name})
    letter = Letter(
        subject=text, text=f"{text}\n\n{app.public_url}", document={"exchange": exchange.name, "trial": True}
    )
    return dict(await send_letter(app.store, app.letters, exchange=exchange, letter=letter, now=app.clock()))


async def tell_alerts(app: App, name: str) -> None:
    """Watch over an exchange once, and tell what is new."""
    exchange = await app.exchange(name)
    news = await tell_by_letter(
        app.store,
        app.letters,
        exchange_id=exchange.id,
        language=app.config.language,
        url=app.public_url,
        now=app.clock(),
    )
    if news:
        kinds = [problem.kind for problem in news.begun]
        app.log.info("alerts.told", exchange=name, begun=kinds, over=list(news.over))
        app.engine.nudge(f"deliver:{exchange.portal_host}:sales")
