"""Pictures are sent upright, no larger than asked, and only when they are pictures."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from obmen.flows.ports.pictures import BadPicture
from obmen.pictures.scaling import BROKEN, MOST_PIXELS, NOT_A_PICTURE, ORIENTATION, TOO_LARGE, kind_of, scaled


def picture(size: tuple[int, int], form: str = "JPEG", mode: str = "RGB", **more: object) -> bytes:
    written = io.BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(written, form, **more)
    return written.getvalue()


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def huge_png(width: int, height: int) -> bytes:
    """The head of a picture that would fill the memory."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"")


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_small_upright_picture_is_sent_as_it_is(form: str) -> None:
    data = picture((300, 200), form)

    assert scaled(data, max_px=300) is data


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_large_picture_is_scaled_to_its_longest_side(form: str) -> None:
    small = opened(scaled(picture((900, 600), form), max_px=300))

    assert (small.size, small.format) == ((300, 200), form)


def test_a_bitmap_becomes_a_png_even_when_it_is_small() -> None:
    assert opened(scaled(picture((40, 30), "BMP"), max_px=300)).format == "PNG"


def test_a_camera_held_sideways_is_put_upright_and_its_notes_are_left_out() -> None:
    notes = Image.Exif()
    notes[ORIENTATION] = 6
    notes[0x010F] = "maker"
    data = picture((200, 100), exif=notes)

    sent = opened(scaled(data, max_px=300))

    assert sent.size == (100, 200)
    assert dict(sent.getexif()) == {}


@pytest.mark.parametrize("mode", ["L", "CMYK", "RGB"])
def test_every_kind_of_jpeg_stays_a_jpeg(mode: str) -> None:
    sent = opened(scaled(picture((900, 600), "JPEG", mode), max_px=300))

    assert (sent.format, max(sent.size)) == ("JPEG", 300)


def test_a_picture_that_can_be_seen_through_stays_so() -> None:
    sent = opened(scaled(picture((900, 600), "PNG", "RGBA"), max_px=300))

    assert sent.mode == "RGBA"


@pytest.mark.parametrize("data", [b"%PDF-1.7 text", b"<svg/>", b"MZ\x90\x00"])
def test_what_is_no_picture_is_told_apart(data: bytes) -> None:
    with pytest.raises(BadPicture) as bad:
        kind_of(data)

    assert bad.value.fault == NOT_A_PICTURE


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "WEBP", "BMP"])
def test_a_picture_that_breaks_off_is_broken(form: str) -> None:
    whole = picture((400, 400), form)

    with pytest.raises(BadPicture) as bad:
        kind_of(whole[: len(whole) // 2])

    assert bad.value.fault in {BROKEN, NOT_A_PICTURE}


@pytest.mark.parametrize("size", [(10_000, MOST_PIXELS // 10_000 + 1), (60_000, 60_000)])
def test_a_picture_that_would_fill_the_memory_is_not_decoded(size: tuple[int, int]) -> None:
    with pytest.raises(BadPicture) as bad:
        kind_of(huge_png(*size))

    assert bad.value.fault == TOO_LARGE


@pytest.mark.parametrize(("form", "kind"), [("JPEG", "jpg"), ("PNG", "png"), ("GIF", "gif"), ("BMP", "bmp")])
def test_a_file_is_what_its_content_says(form: str, kind: str) -> None:
    assert kind_of(picture((30, 20), form)) == kind
