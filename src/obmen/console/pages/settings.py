"""Exchanges and their settings: by subject, the groups as a tree, and all as one file."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Final

from starlette.datastructures import UploadFile
from starlette.responses import Response
from starlette.routing import Route

from obmen.console.routing import form, page
from obmen.console.shell import Console, Visit
from obmen.domain.errors import ObmenError, Refused
from obmen.domain.roles import Permission
from obmen.domain.settings import OWNED_FIELDS, OWNER_PREFIX, join_list
from obmen.flows.desk.effect import Effect
from obmen.flows.desk.settings import (
    NOTHING_TICKED,
    OWNERS,
    SECTIONS,
    Taken,
    changes_in,
    list_told,
    settings_of,
    taken_by,
    tree_of,
)
from obmen.flows.desk.settings_file import read_file, write_file
from obmen.messages.cli_settings import SETTINGS

BASE: Final = "/x/{exchange}/settings"


def create_settings_routes(console: Console) -> list[Route]:
    """Return the routes of exchanges and settings."""
    needs = Permission.SETTINGS
    return [
        page(console, "/exchanges/new", new_page, needs=Permission.EXCHANGES),
        form(console, "/exchanges/new", new, needs=Permission.EXCHANGES),
        page(console, BASE, settings, needs=needs),
        form(console, BASE, save, needs=needs),
        page(console, f"{BASE}/groups", groups, needs=needs),
        form(console, f"{BASE}/groups", save_groups, needs=needs),
        page(console, f"{BASE}/groups/taken", taken, needs=needs),
        page(console, f"{BASE}/file", file, needs=needs),
        page(console, f"{BASE}/file.yaml", export, needs=needs),
        form(console, f"{BASE}/file", compare, needs=needs),
        form(console, f"{BASE}/file/apply", apply, needs=needs),
        form(console, f"{BASE}/password", password, needs=Permission.EXCHANGES),
        form(console, f"{BASE}/portal", portal, needs=Permission.EXCHANGES),
        form(console, f"{BASE}/remove", remove, needs=Permission.EXCHANGES),
    ]


async def new_page(visit: Visit) -> Response:
    """Ask what an exchange is made of."""
    return visit.page("settings/new.html", refused=None, filled={})


async def new(visit: Visit) -> Response:
    """Make an exchange whose plan is signed before anything is written; its password is shown once."""
    filled = {name: str(visit.form.get(name, "")).strip() for name in ("name", "portal", "login")}
    try:
        if visit.known.user.exchange_ids:
            raise Refused("exchange", reason="exchange_not_yours")
        bare = visit.form.get("application") == "yes"
        answer = await visit.ask("exchange.add", **filled, application=bare, signed_first=True)
    except ObmenError as refused:
        return visit.page(
            "settings/new.html",
            status=409,
            refused=refused,
            filled=filled | {"application": str(visit.form.get("application", ""))},
        )
    return visit.page("settings/made.html", made=answer.document, is_new=True)


async def settings(visit: Visit) -> Response:
    """Show all settings."""
    return await _show(visit)


async def _show(visit: Visit, *, refused: ObmenError | None = None) -> Response:
    exchange = visit.exchange
    found = await visit.read(lambda work: settings_of(work, exchange, now=visit.now()))
    return visit.page(
        "settings/settings.html",
        status=409 if refused else 200,
        all=found,
        refused=refused,
        explain=partial(_explained, visit),
        effect=partial(_effect_in_words, visit),
        owners=OWNERS,
        onec_url=f"{visit.console.desk.public_url}/1c/{exchange.name}",
        onec_family=exchange.learnt.get("onec_family", ""),
    )


def _explained(visit: Visit, key: str) -> str:
    """Return what a setting means; the words are those of the command line."""
    return SETTINGS[key].told(visit.language, {"fields": ", ".join(OWNED_FIELDS)})


def _effect_in_words(visit: Visit, effect: Effect) -> str:
    """Return what a setting comes to; moments as the reader writes them."""
    told = {
        name: visit.formats.moment(v) if isinstance(v, datetime) else v for name, v in effect.facts.items()
    }
    return visit.t(f"effect.{effect.code}", **told)


async def save(visit: Visit) -> Response:
    """Change what differs of one section."""
    keys = {*(key for section in SECTIONS.values() for key in section), *_owner_keys()}
    wished = {key: _told_of(visit, key) for key in visit.form if key in keys}
    try:
        changed = await _set(visit, changes_in(visit.exchange, wished))
    except ObmenError as refused:
        return await _show(visit, refused=refused)
    visit.say("settings.saved" if changed else "settings.same", count=changed)
    return visit.go(f"/x/{visit.exchange.name}/settings")


def _told_of(visit: Visit, key: str) -> str:
    """Return what a form says of a setting; of a list whatever is ticked or typed."""
    told = [str(value).strip() for value in visit.form.getlist(key)]
    return list_told(visit.exchange, key, told) if key in NOTHING_TICKED else told[-1]


def _owner_keys() -> list[str]:
    return [OWNER_PREFIX + name for name in OWNED_FIELDS]


async def _set(visit: Visit, changes: Mapping[str, str]) -> int:
    """Change settings in the name of who is here; returns how many."""
    if changes:
        assignments = [f"{key}={value}" for key, value in changes.items()]
        await visit.ask("exchange.set", name=visit.exchange.name, assignments=assignments)
    return len(changes)


async def groups(visit: Visit) -> Response:
    """Show 1C's groups as a tree."""
    exchange = visit.exchange
    tree = await visit.read(lambda work: tree_of(work, exchange))
    return visit.page("settings/groups.html", tree=tree, is_all=not exchange.settings.groups)


async def save_groups(visit: Visit) -> Response:
    """Take the ticked groups, or all of them."""
    changed = await _set(visit, changes_in(visit.exchange, {"groups": _wanted(visit)}))
    visit.say("settings.saved" if changed else "settings.same", count=changed)
    return visit.go(f"/x/{visit.exchange.name}/settings/groups")


def _wanted(visit: Visit) -> str:
    if visit.form.get("all"):
        return ""
    if not visit.form.getlist("group"):
        raise Refused("groups", reason="groups_none")
    return join_list(tuple(str(value) for value in visit.form.getlist("group")))


async def taken(visit: Visit) -> Response:
    """Tell how many goods a choice of groups takes."""
    exchange, query = visit.exchange, visit.request.query_params
    wanted = None if query.get("all") else tuple(query.getlist("group"))
    found: Taken = await visit.read(lambda work: taken_by(work, exchange, wanted, now=visit.now()))
    return visit.part("settings/taken.html", taken=found)


async def file(visit: Visit) -> Response:
    """Show the settings as a file, and ask for one."""
    text = write_file(visit.exchange)
    return visit.page("settings/file.html", text=text, refused=None, differences=None, told="")


async def export(visit: Visit) -> Response:
    """Give the settings as a file."""
    headers = {"Content-Disposition": f'attachment; filename="obmen-{visit.exchange.name}.yaml"'}
    return Response(write_file(visit.exchange), media_type="application/yaml; charset=utf-8", headers=headers)


async def compare(visit: Visit) -> Response:
    """Show what a file would change."""
    told = await _told(visit)
    text = write_file(visit.exchange)
    try:
        found = read_file(visit.exchange, told)
    except ObmenError as refused:
        return visit.page(
            "settings/file.html", status=409, text=text, refused=refused, differences=None, told=told
        )
    return visit.page("settings/file.html", text=text, refused=None, differences=found, told=told)


async def apply(visit: Visit) -> Response:
    """Take a file's settings over."""
    differences = read_file(visit.exchange, await _told(visit))
    changed = await _set(visit, {one.key: one.new for one in differences})
    visit.say("settings.saved" if changed else "settings.same", count=changed)
    return visit.go(f"/x/{visit.exchange.name}/settings")


async def _told(visit: Visit) -> str:
    given = visit.form.get("file")
    if isinstance(given, UploadFile) and given.size:
        return (await given.read()).decode("utf-8-sig", "replace")
    return str(visit.form.get("text", ""))


async def password(visit: Visit) -> Response:
    """Give 1C a new password; it is shown once."""
    answer = await visit.ask("exchange.password", name=visit.exchange.name)
    return visit.page("settings/made.html", made=answer.document, is_new=False)


async def portal(visit: Visit) -> Response:
    """Take a new webhook of the same portal."""
    try:
        await _set(visit, {"portal": str(visit.form.get("portal", "")).strip()})
    except ObmenError as refused:
        return await _show(visit, refused=refused)
    visit.say("settings.saved", count=1)
    return visit.go(f"/x/{visit.exchange.name}/settings")


async def remove(visit: Visit) -> Response:
    """Forget the exchange, when its name was typed."""
    if str(visit.form.get("name", "")).strip() != visit.exchange.name:
        return await _show(visit, refused=Refused("exchange", reason="exchange_name"))
    await visit.ask("exchange.remove", name=visit.exchange.name)
    visit.say("settings.removed", name=visit.exchange.name)
    return visit.go("/")
