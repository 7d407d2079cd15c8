"""A picture as it is sent: upright, no larger than asked, in a format that portals take."""

from __future__ import annotations

import io
import warnings
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from obmen.flows.ports.pictures import BadPicture

NOT_A_PICTURE: Final = "picture.not_a_picture"
TOO_LARGE: Final = "picture.too_large"
BROKEN: Final = "picture.broken"

KINDS: Final = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "GIF": "gif", "BMP": "bmp", "WEBP": "webp"}
"""Formats that are taken, and how their files are called. MPO: several in one .jpg."""
READ: Final = ("JPEG", "PNG", "GIF", "BMP", "WEBP")
SENT_AS: Final = {"jpg": "JPEG", "png": "PNG", "gif": "GIF", "bmp": "PNG", "webp": "WEBP"}
MOST_PIXELS: Final = 60_000_000  # some 180 MB in memory; a camera of 50 megapixels stays below
JPEG_QUALITY: Final = 88
ORIENTATION: Final = 0x0112  # of EXIF
UPRIGHT: Final = 1
JPEG_MODES: Final = frozenset({"RGB", "L", "CMYK"})


def kind_of(data: bytes) -> str:
    """Tell what a file is by its content (`jpg`), reading it to its end.

    Raises: BadPicture — it is no picture, it would fill the memory, or it breaks off.
    """
    with _opened(data) as image:
        kind = KINDS[str(image.format)]
        image.draft("RGB", (64, 64))  # a JPEG is read whole, and an eighth of it is decoded
        _load(image)
    return kind


def scaled(data: bytes, *, max_px: int) -> bytes:
    """Return a picture as it is sent; one that is upright, small and in a good format is left as it is.

    Raises: BadPicture.
    """
    with _opened(data) as image:
        kind = KINDS[str(image.format)]
        turned = image.getexif().get(ORIENTATION, UPRIGHT) != UPRIGHT
        if max(image.size) <= max_px and not turned and kind != "bmp":
            return data
        _draft(image, max_px)
        _load(image)
        return _written(_shrunk(image, max_px), SENT_AS[kind])


def _opened(data: bytes) -> Image.Image:
    """Read the head of a picture; nothing is decoded yet."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower
            image = Image.open(io.BytesIO(data), formats=READ)
    except Image.DecompressionBombError as bomb:
        raise BadPicture(TOO_LARGE, str(bomb)) from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as unknown:
        raise BadPicture(NOT_A_PICTURE, type(unknown).__name__) from None
    width, height = image.size
    if width * height > MOST_PIXELS:
        image.close()
        raise BadPicture(TOO_LARGE, f"{width} x {height}")
    return image


def _load(image: Image.Image) -> None:
    try:
        image.load()
    except Image.DecompressionBombError as bomb:
        raise BadPicture(TOO_LARGE, str(bomb)) from None
    except (OSError, ValueError, SyntaxError, EOFError, IndexError) as broken:
        raise BadPicture(BROKEN, str(broken)) from None


def _draft(image: Image.Image, max_px: int) -> None:
    """Let a JPEG be decoded at an even fraction of its size that is still large enough."""
    if max(image.size) > 2 * max_px:
        image.draft(None, (max_px, max_px))


def _shrunk(image: Image.Image, max_px: int) -> Image.Image:
    upright = ImageOps.exif_transpose(image)
    if upright.mode == "P":
        upright = upright.convert("RGBA" if "transparency" in upright.info else "RGB")
    upright.thumbnail((max_px, max_px), Image.Resampling.LANCZOS)
    return upright


def _written(image: Image.Image, form: str) -> bytes:
    """Write a picture with its colours, and without what a camera tells of place and owner."""
    if form == "JPEG" and image.mode not in JPEG_MODES:
        image = image.convert("RGB")
    written = io.BytesIO()
    colours = image.info.get("icc_profile")
    quality = {"quality": JPEG_QUALITY, "exif": b""} if form in {"JPEG", "WEBP"} else {}
    image.save(written, form, optimize=True, **({"icc_profile": colours} if colours else {}), **quality)
    return written.getvalue()
