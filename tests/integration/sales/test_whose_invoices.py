"""The pre-flight tells whose invoices go to a 1C, and which other exchange has them already."""

from obmen.delivery.profile import CheckState, OwnCompany, PortalProfile
from obmen.domain.settings import ExchangeSettings
from obmen.flows.admin.check import own_findings
from obmen.flows.ports.exchanges import Discovery, Exchange
from obmen.flows.ports.store import Work
from tests.integration.sales.world import NOW, World, profile

OURS = OwnCompany(id=4, name="Наша фирма", tax_id="7707083893")
SECOND = OwnCompany(id=5, name="Вторая", tax_id="7704407589")


def told_of(
    world: World, exchange: Exchange, portal: PortalProfile
) -> tuple[str, CheckState, object, object]:
    found = world.store.read(lambda work: own_findings(work, exchange, portal))
    one = next(finding for finding in found if finding.id.startswith("own_company"))
    return one.id, one.state, one.facts.get("names"), one.facts.get("other")


def add_another(world: World, portal: PortalProfile, *, company: str) -> Exchange:
    """A later exchange of the same portal."""

    def add(work: Work) -> Exchange:
        exchange = work.exchanges.add(
            name="depot",
            login="depot",
            password_hash="$argon2id$",
            portal_url="https://p.example/rest/1/s/",
            portal_host="p.example",
            settings=ExchangeSettings(own_company=company, order_prefix="B25-"),
            now=NOW,
        )
        for exchange_id in (world.exchange_id, exchange.id):
            work.exchanges.put_discovery(exchange_id, Discovery(profile=portal, findings=()))
        return exchange

    return world.store.write(add)


def test_of_several_companies_only_the_chosen_one_is_named(world: World) -> None:
    world.set(own_company="7704407589")

    told = told_of(world, world.exchange, profile(OURS, SECOND))

    assert told == ("own_company", CheckState.OK, "Вторая (5)", None)


def test_a_company_whose_invoices_another_exchange_has_is_missing(world: World) -> None:
    world.set(own_company="4")
    later = add_another(world, profile(OURS, SECOND), company="7707083893")

    told = told_of(world, later, profile(OURS, SECOND))

    assert told == ("own_company.shared", CheckState.MISSING, "Наша фирма (4)", "shop")


def test_the_exchange_that_was_first_keeps_the_company(world: World) -> None:
    world.set(own_company="4")
    add_another(world, profile(OURS, SECOND), company="4")

    told = told_of(world, world.exchange, profile(OURS, SECOND))

    assert told == ("own_company", CheckState.OK, "Наша фирма (4)", None)
