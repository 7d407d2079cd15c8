"""Packages whose goods have pictures, and the files of these, written for these tests."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from PIL import Image

from tests.integration.catalogue.packages import HEAD, TAIL


def picture(colour: str, *, side: int = 40, form: str = "PNG") -> bytes:
    """A square of one colour."""
    written = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(written, form)
    return written.getvalue()


def digests(*contents: bytes) -> list[str]:
    """What the practice portal tells of files in its dump."""
    return [sha256(content).hexdigest() for content in contents]


def pictured_xml(goods: Mapping[str, Sequence[str]], *, at: str = "2026-11-24T09:00:00") -> str:
    """Goods by Ид with the paths of their pictures."""
    return (
        HEAD.format(at=at)
        + "<Классификатор><Ид>c</Ид></Классификатор><Каталог><Ид>c</Ид><Товары>"
        + "".join(_card(key, paths) for key, paths in goods.items())
        + "</Товары></Каталог>"
        + TAIL
    )


def _card(key: str, paths: Sequence[str]) -> str:
    pictures = "".join(f"<Картинка>{path}</Картинка>" for path in paths)
    return (
        f"<Товар><Ид>{key}</Ид><Наименование>Товар {key}</Наименование>"
        f'<БазоваяЕдиница Код="796" НаименованиеПолное="Штука"/>{pictures}'
        "<СтавкиНалогов><СтавкаНалога><Наименование>НДС</Наименование><Ставка>22</Ставка></СтавкаНалога>"
        "</СтавкиНалогов></Товар>"
    )


def put_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Lay files beside a package, as 1C uploads them."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def pictured_offers_xml(offers: Mapping[str, Sequence[str]], *, at: str = "2026-11-24T09:00:00") -> str:
    """Offers by Ид with the paths of their pictures, as УНФ puts them."""
    return (
        HEAD.format(at=at)
        + "<ПакетПредложений><Ид>c#</Ид><Предложения>"
        + "".join(
            f"<Предложение><Ид>{key}</Ид><Наименование>Товар {key}</Наименование>"
            + "".join(f"<Картинка>{path}</Картинка>" for path in paths)
            + "</Предложение>"
            for key, paths in offers.items()
        )
        + "</Предложения></ПакетПредложений>"
        + TAIL
    )
