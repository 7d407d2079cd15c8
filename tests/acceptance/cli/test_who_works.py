"""Who does the work: the command itself, or the `serve` beside."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.acceptance.cli.harness import OBMEN, House, bill


def test_the_whole_way_without_a_serve(house: House, catalogue: Path) -> None:
    login = house.ask("exchange", "add", "shop", "--portal", house.portal)

    taken = house.ask("import", "shop", str(catalogue))
    plan = house.ask("plan", "shop")
    house.ask("sync", "shop")
    sent = house.ask("send", "shop", str(bill(house.portal, {"product": "p1", "quantity": 1})))
    status = house.ask("status", "shop")

    assert login["password"]
    assert {file["state"] for file in taken["files"]} == {"staged"}
    assert set(plan) == {
        "totals",
        "requests",
        "seconds",
        "price_type",
        "makes",
        "pictures_unseen",
        "left_out",
        "words",
        "changes",
    }
    assert plan["totals"]["product"]["create"] == 2
    table = next(change for change in plan["changes"] if change["id"] == "p1")
    assert set(table) == {"kind", "id", "name", "action", "fields", "reason"}
    assert table["fields"]["price"] == [None, "1200"]
    assert sent["due"] == 1
    assert (status["products"], status["pending"]) == (2, 0)


def test_commands_without_a_serve_wait_for_each_other(house: House) -> None:
    both = [subprocess.Popen([*OBMEN, "exchange", "list", "--json"], env=house.environment(),
                             stdout=subprocess.PIPE, text=True) for _ in range(2)]  # fmt: skip

    told = [process.communicate(timeout=60)[0] for process in both]

    assert [process.returncode for process in both] == [0, 0]
    assert all(isinstance(json.loads(text), list) for text in told)


def test_with_a_certificate_of_another_name_commands_still_reach_it(tmp_path: Path, house: House) -> None:
    certificate, key = _self_signed(tmp_path)
    alone = House(tmp_path / "var", house.portal)

    with alone.serving("--tls-cert", str(certificate), "--tls-key", str(key)) as url:
        rows = alone.ask("exchange", "list")

    assert url.startswith("https://")
    assert rows == []


def _self_signed(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gateway.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("10.1.2.3"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "gateway.pem").write_bytes(certificate.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "gateway.key").write_bytes(key.private_bytes(pem, *plain))
    return folder / "gateway.pem", folder / "gateway.key"
