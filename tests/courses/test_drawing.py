"""Drawing: what becomes of the pages of a PDF and of pictures, and what is refused before it costs anything."""

from __future__ import annotations

import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.courses.papers import (
    A4,
    ENCRYPTED,
    SLIDE,
    make_pdf,
    make_photo,
    make_picture,
    make_slides,
)
from trainingapp.courses import drawing
from trainingapp.courses.documents import BATCH, DRAWING
from trainingapp.courses.drawing import MOST_PAGES, Problem, draw_image, size_of, tidy
from trainingapp.courses.queries import documents as queries


def draw(tmp_path: Path, content: bytes, *, first: int = 1, count: int = BATCH) -> list[Any]:
    """What the drawing program says of a document."""
    source = tmp_path / "source.pdf"
    source.write_bytes(content)
    return run("pages", str(source), str(tmp_path), str(first), str(count))


def run(*arguments: str) -> list[Any]:
    done = subprocess.run(
        [sys.executable, "-I", str(DRAWING), *arguments], capture_output=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def image(tmp_path: Path, content: bytes) -> Image.Image:
    """The picture drawn anew."""
    source = tmp_path / "source"
    source.write_bytes(content)
    said = draw_image(source, tmp_path)
    drawn = Image.open(tmp_path / "image.webp")
    drawn.load()
    assert drawn.size == (said["width"], said["height"])
    return drawn


def refusal(tmp_path: Path, content: bytes) -> str:
    source = tmp_path / "source"
    source.write_bytes(content)
    with pytest.raises(Problem) as told:
        draw_image(source, tmp_path)
    assert not (tmp_path / "image.webp").exists()
    return told.value.name


def test_a_page_becomes_two_pictures_and_its_text(tmp_path: Path) -> None:
    told = draw(tmp_path, make_slides(2))
    assert told[0] == {"pages": 2}
    assert [line["number"] for line in told[1:]] == [1, 2]
    assert told[1]["text"] == "Slide 1 of the general process"
    assert (told[1]["width"], told[1]["height"], told[1]["small_width"]) == (1600, 900, 800)
    with Image.open(tmp_path / "1-large.webp") as large, Image.open(tmp_path / "1-small.webp") as s:
        assert (large.format, large.size, s.size) == ("WEBP", (1600, 900), (800, 450))
        assert large.getpixel((10, 10)) == (255, 255, 255)


def test_pages_are_drawn_in_batches_and_the_last_one_is_short(tmp_path: Path) -> None:
    told = draw(tmp_path, make_slides(5), first=4, count=10)
    assert told[0] == {"pages": 5}
    assert [line["number"] for line in told[1:]] == [4, 5]
    assert draw(tmp_path, make_slides(5), first=6) == [{"pages": 5}]


@pytest.mark.parametrize(
    ("content", "problem", "page"),
    [
        (ENCRYPTED, "encrypted", None),
        (b"%PDF-1.7\nnothing follows", "broken", None),
        (b"", "broken", None),
        (make_slides(3)[:400], "broken", None),
        (make_pdf("a", "b", size=(20_000, 540)), "giant_page", 1),
        (make_pdf("a", size=(100, 14_000)), "giant_page", 1),
        (make_pdf(*[""] * (MOST_PAGES + 1)), "too_many_pages", None),
    ],
)
def test_what_cannot_be_drawn_is_named(
    tmp_path: Path, content: bytes, problem: str, page: int | None
) -> None:
    assert draw(tmp_path, content)[-1] == {"problem": problem, "page": page}
    assert list(tmp_path.glob("*.webp")) == []


def test_five_hundred_pages_are_not_too_many(tmp_path: Path) -> None:
    told = draw(tmp_path, make_pdf(*[""] * MOST_PAGES), first=MOST_PAGES, count=1)
    assert told[0] == {"pages": 500}
    assert told[1]["number"] == 500
    assert queries.MOST_PAGES == MOST_PAGES


@pytest.mark.parametrize(
    ("points", "pixels"),
    [
        (SLIDE, (1600, 900)),
        (A4, (1600, 2264)),
        ((10, 10), (1600, 1600)),  # a page like a stamp is drawn large
        ((14_400, 14_400), (1600, 1600)),  # an advertisement of five metres is drawn small
        ((200, 2000), (1000, 10_000)),  # a long strip keeps to ten million pixels
    ],
)
def test_a_page_has_a_bounded_number_of_pixels(
    points: tuple[float, float], pixels: tuple[int, int]
) -> None:
    assert size_of(*points, across=1600) == pixels


@pytest.mark.parametrize("points", [(0, 100), (100, -1), (14_401, 100), (100, float("inf"))])
def test_a_page_without_a_sensible_size_is_none(points: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="no size"):
        size_of(*points, across=1600)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("社会\r\n\r\n  工作 \t方法", "社会\n工作 方法"),
        ("⼀、⼯作", "一、工作"),  # radicals of a font
        ("inter\ufffe\nview", "interview"),
        ("a\x00b\x1b\u202ec", "abc"),
        ("“引号”，。", "“引号”，。"),  # punctuation stays wide
    ],
)
def test_the_text_of_a_page_is_tidied(said: str, kept: str) -> None:
    assert tidy(said) == kept


def test_a_photo_is_upright_and_tells_nothing_of_its_making(tmp_path: Path) -> None:
    drawn = image(tmp_path, make_photo())
    assert (drawn.format, drawn.size) == ("WEBP", (400, 600))
    upper, lower = drawn.convert("RGB").getpixel((200, 100)), drawn.getpixel((200, 500))
    assert isinstance(upper, tuple)
    assert isinstance(lower, tuple)
    assert (upper[1] < 60, lower[1] > 200) == (True, True)  # red above white
    assert not drawn.getexif()
    content = (tmp_path / "image.webp").read_bytes()
    assert not [word for word in (b"EXIF", b"XMP ", b"SecretPhone", b"at home") if word in content]


@pytest.mark.parametrize(
    ("content", "size", "mode"),
    [
        (make_picture("PNG", mode="RGBA", colour=(0, 0, 255, 60)), (640, 360), "RGBA"),
        (make_picture("PNG", mode="P", colour=3), (640, 360), "RGB"),
        (make_picture("WEBP"), (640, 360), "RGB"),
        (make_picture("GIF", mode="L", colour=9), (640, 360), "RGB"),
        (make_picture("JPEG", mode="CMYK", colour=(9, 9, 9, 9)), (640, 360), "RGB"),
        (make_picture("PNG", size=(3000, 20)), (1600, 11), "RGB"),
        (make_picture("PNG", size=(20, 3000)), (11, 1600), "RGB"),
        (make_picture("PNG", size=(1, 1)), (1, 1), "RGB"),
    ],
)
def test_every_kind_of_picture_becomes_webp(
    tmp_path: Path, content: bytes, size: tuple[int, int], mode: str
) -> None:
    drawn = image(tmp_path, content)
    assert (drawn.format, drawn.size, drawn.mode) == ("WEBP", size, mode)


def bomb(width: int, height: int) -> bytes:
    """A small PNG that says it is huge."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 100_000, 9)

    def chunk(name: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + checksum

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("default::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (bomb(60_000, 60_000), "too_many_pixels"),
        (bomb(10_000, 5_001), "too_many_pixels"),
        (make_picture("PNG")[:200], "broken"),
        (make_picture("TIFF"), "broken"),  # no kind that is taken, whatever its name was
        (make_picture("BMP"), "broken"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "broken"),
        (b"GIF89a" + b"\xff" * 40, "broken"),
        (b"", "broken"),
    ],
)
def test_bombs_and_wrecks_are_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    assert refusal(tmp_path, content) == problem


def test_fifty_million_pixels_are_the_most(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_IMAGE_PIXELS", 640 * 360)
    assert image(tmp_path, make_picture()).size == (640, 360)
    (tmp_path / "image.webp").unlink()
    monkeypatch.setattr(drawing, "MOST_IMAGE_PIXELS", 640 * 360 - 1)
    assert refusal(tmp_path, make_picture()) == "too_many_pixels"


def test_the_program_is_given_little_memory(tmp_path: Path) -> None:
    told = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import runpy, resource, sys\n"
            f"made = runpy.run_path({str(DRAWING)!r})\n"
            "made['_limit']()\n"
            "try:\n    x = bytearray(3 * 1024**3)\nexcept MemoryError:\n    print('refused')",
        ],
        capture_output=True,
        check=True,
        text=True,
    )
    assert told.stdout == "refused\n"
