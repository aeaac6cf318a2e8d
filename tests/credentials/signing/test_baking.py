"""Pictures carry a credential unchanged, as the standard asks: readers that we did not write find it too."""

from __future__ import annotations

import json
import struct
import zlib

import pytest
from hypothesis import given, settings, strategies as st
from lxml import etree
from openbadgeslib.ob3.verifier import OB3Verifier

from trainingapp.credentials.signing.baking import (
    PNG,
    bake_png,
    bake_svg,
    read_png,
    read_svg,
)
from trainingapp.credentials.signing.screen import Screened

TOKEN = "eyJhbGciOiJSUzI1NiJ9.e30.c2ln"
TEXT = json.dumps({"name": "欧阳𠮷镕䶮", "told": "<b>]]&amp;\"'"}, ensure_ascii=False)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>a</title><path d="M0 0"/></svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + zlib.crc32(kind + data).to_bytes(4)


EMPTY = PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
EMPTY += chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("text", [TEXT, TOKEN])
def test_what_is_baked_is_read_back_byte_for_byte(text: str) -> None:
    assert read_png(bake_png(EMPTY, text)) == text
    assert read_svg(bake_svg(SVG, text)) == text


@pytest.mark.parametrize("text", [TEXT, TOKEN])
def test_an_independent_reader_finds_it(text: str) -> None:
    assert OB3Verifier.extract_token_from_png(bake_png(EMPTY, text)) == text
    assert OB3Verifier.extract_token_from_svg(bake_svg(SVG, text)) == text


@settings(max_examples=30)
@given(st.dictionaries(st.text(max_size=20), st.text(max_size=200), max_size=5))
def test_whatever_a_document_says_survives_a_picture(said: dict[str, str]) -> None:
    text = json.dumps(said)
    assert read_png(bake_png(EMPTY, text)) == text
    assert json.loads(read_svg(bake_svg(SVG, text))) == said


def test_a_baked_picture_is_the_picture_that_it_was() -> None:
    baked = bake_png(EMPTY, TEXT)
    assert baked.startswith(EMPTY[:-12])
    assert baked.endswith(EMPTY[-12:])
    root = etree.fromstring(bake_svg(SVG, TEXT))
    assert [etree.QName(child).localname for child in root] == ["credential", "title", "path"]
    assert root.get("viewBox") == "0 0 9 9"


def test_a_token_stands_in_an_attribute_and_a_document_inside() -> None:
    token, document = (etree.fromstring(bake_svg(SVG, text))[0] for text in (TOKEN, TEXT))
    assert (token.get("verify"), token.text) == (TOKEN, None)
    assert (document.get("verify"), document.text) == (None, TEXT)


def test_several_chunks_of_other_kinds_are_passed_over() -> None:
    more = chunk(b"iTXt", b"Comment\0\0\0\0\0x") + chunk(b"tEXt", b"Title\0y")
    baked = bake_png(EMPTY, TEXT)
    assert read_png(baked[:33] + more + baked[33:]) == TEXT


@pytest.mark.parametrize(
    ("picture", "word"),
    [
        (EMPTY, "picture-empty"),
        (PNG, "picture"),
        (EMPTY[:-12], "picture"),
        (EMPTY[:-1], "picture"),
        (EMPTY[:20] + b"\x07" + EMPTY[21:], "picture"),
        (bake_png(bake_png(EMPTY, TEXT), TEXT), "picture-several"),
    ],
)
def test_a_damaged_or_empty_picture_is_refused(picture: bytes, word: str) -> None:
    with pytest.raises(Screened) as refused:
        read_png(picture)
    assert refused.value.word == word


@pytest.mark.parametrize(
    ("picture", "word"),
    [
        (SVG, "picture-empty"),
        (SVG[:-3], "picture"),
        (bake_svg(bake_svg(SVG, TEXT), TOKEN), "picture-several"),
        (b"<!DOCTYPE svg>" + SVG, "picture-entities"),
        (SVG.replace(b"<title>", b"<title>\0"), "picture-entities"),
    ],
)
def test_a_drawing_that_is_none_or_declares_things_is_refused(picture: bytes, word: str) -> None:
    with pytest.raises(Screened) as refused:
        read_svg(picture)
    assert refused.value.word == word
