"""We connect to the portal and to nothing else."""

from ipaddress import ip_address

import pytest

from obmen.bitrix24.address import BadAddress, Gate, Webhook, registrable

URL = "https://vector.bitrix24.ru/rest/7/s3cr3t/"
WEBHOOK = Webhook.parse(URL)


def test_a_webhook_is_read_and_its_secret_does_not_print() -> None:
    assert WEBHOOK.url == URL
    assert WEBHOOK.user_id == 7
    assert "s3cr3t" not in f"{WEBHOOK!r} {WEBHOOK.masked} {WEBHOOK.digest}"


@pytest.mark.parametrize("url", [URL.rstrip("/"), f"  {URL} ", "https://crm.example.com:8443/rest/1/a1B2/"])
def test_small_differences_of_writing_do_not_matter(url: str) -> None:
    assert Webhook.parse(url).url.endswith("/")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "vector.bitrix24.ru/rest/7/s3cr3t/",
        "ftp://vector.bitrix24.ru/rest/7/s3cr3t/",
        "https://vector.bitrix24.ru/",
        "https://vector.bitrix24.ru/rest/7/",
        "https://vector.bitrix24.ru/rest/7/s3cr3t/crm.item.list",
        "https://vector.bitrix24.ru/rest/7/s3cr3t/?auth=1",
        "https://user@vector.bitrix24.ru/rest/7/s3cr3t/",
        "https://vector.bitrix24.ru:port/rest/7/s3cr3t/",
        "https://[::1/rest/7/s3cr3t/",
    ],
)
def test_what_is_no_webhook_is_refused(url: str) -> None:
    with pytest.raises(BadAddress) as refused:
        Webhook.parse(url)

    assert refused.value.facts["reason"] == "shape"


@pytest.mark.parametrize(
    "url", [URL, "http://127.0.0.1:8080/rest/1/a/", "http://localhost/rest/1/a/", "http://[::1]/rest/1/a/"]
)
def test_https_anywhere_and_plain_http_at_home(url: str) -> None:
    Gate().check(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://vector.bitrix24.ru/rest/1/a/", "https"),
        ("http://10.0.0.5/rest/1/a/", "https"),
        ("https://10.0.0.5/rest/1/a/", "private"),
        ("https://169.254.169.254/rest/1/a/", "private"),
        ("https://[fd00::1]/rest/1/a/", "private"),
        ("https://0.0.0.0/rest/1/a/", "private"),
    ],
)
def test_private_addresses_are_refused(url: str, reason: str) -> None:
    with pytest.raises(BadAddress) as refused:
        Gate().check(url)

    assert refused.value.facts["reason"] == reason


@pytest.mark.parametrize("allowed", ["10.0.0.5", "10.0.0.0/8"])
def test_a_private_address_may_be_allowed(allowed: str) -> None:
    Gate((allowed,)).check("https://10.0.0.5/rest/1/a/")


@pytest.mark.parametrize(
    ("host", "address", "admitted"),
    [
        ("vector.bitrix24.ru", "95.163.248.1", True),
        ("vector.bitrix24.ru", "127.0.0.1", False),
        ("vector.bitrix24.ru", "10.0.0.5", False),
        ("vector.bitrix24.ru", "::ffff:10.0.0.5", False),
        ("crm.corp.example", "10.0.0.5", True),
        ("CRM.corp.example", "10.0.0.5", True),
        ("localhost", "127.0.0.1", True),
    ],
)
def test_a_name_may_lead_only_to_admitted_addresses(host: str, address: str, *, admitted: bool) -> None:
    assert Gate(("crm.corp.example:8443",)).admits(host, ip_address(address)) is admitted


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("vector.bitrix24.ru", "bitrix24.ru"),
        ("bitrix24.ru", "bitrix24.ru"),
        ("a.b.bitrix24.com.br", "bitrix24.com.br"),
        ("95.163.248.1", "95.163.248.1"),
        ("localhost", "localhost"),
    ],
)
def test_the_domain_that_one_owner_registers(host: str, domain: str) -> None:
    assert registrable(host) == domain


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://new.bitrix24.ru/rest/7/s3cr3t/batch", "https://new.bitrix24.ru/rest/7/s3cr3t/"),
        ("https://new.bitrix24.ru:8443/", "https://new.bitrix24.ru:8443/rest/7/s3cr3t/"),
        ("https://user@new.bitrix24.ru/", "https://new.bitrix24.ru/rest/7/s3cr3t/"),
        ("https://crm.corp.example/", "https://crm.corp.example/rest/7/s3cr3t/"),
        ("http://new.bitrix24.ru/", None),
        ("https://evil.example/", None),
        ("https://bitrix24.ru.evil.example/", None),
        ("https://127.0.0.1/", None),
        ("https://vector.bitrix24.ru/login/", None),
        ("/login/", None),
        ("", None),
        ("https://[::1/", None),
    ],
)
def test_a_renamed_portal_is_followed_only_home(location: str, url: str | None) -> None:
    moved = Gate(("crm.corp.example",)).renamed(WEBHOOK, location)

    assert (moved and moved.url) == url
