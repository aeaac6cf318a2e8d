"""A credential inside a picture, as Open Badges 3.0 §5.3 asks: an iTXt chunk of a PNG, an element of an SVG.

Reading never decodes the picture: pixels, styles and addresses in it are nobody's business here.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from lxml import etree

from trainingapp.credentials.signing.screen import MOST_BYTES, Screened

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
SPACE = "https://purl.imsglobal.org/ob/v3p0"
ELEMENT = f"{{{SPACE}}}credential"
MOST_CHUNKS = 2000


def bake_png(picture: bytes, text: str) -> bytes:
    """A PNG of our own with the credential before its end."""
    said = (
        KEYWORD + b"\0\0\0\0\0" + text.encode()
    )  # not compressed, no language, no translated keyword
    body, end = picture[:-12], picture[-12:]
    return body + _chunk(b"iTXt", said) + end


def read_png(picture: bytes) -> str:
    """The credential in a PNG. :raises Screened: there is none, several, or one that is packed."""
    found = [data for kind, data in _chunks(picture) if _is_ours(kind, data)]
    if len(found) != 1:
        raise Screened("picture-several" if found else "picture-empty")
    rest = found[0][len(KEYWORD) + 1 :]
    if rest[:1] != b"\0":
        raise Screened("picture-packed")
    text = rest[2:].split(b"\0", 2)
    if len(text) != 3 or len(text[2]) > MOST_BYTES:
        raise Screened("picture")
    return _decode(text[2])


def bake_svg(picture: bytes, text: str) -> bytes:
    """An SVG of our own with the credential as its first element: JSON as text, a token as an attribute."""
    root = etree.fromstring(picture, _parser())
    named = etree.Element(root.tag, root.attrib, nsmap={**root.nsmap, "openbadges": SPACE})
    child = etree.SubElement(named, ELEMENT)
    if text.startswith("{"):
        child.text = etree.CDATA(text)
    else:
        child.set("verify", text)
    named.extend(list(root))
    return bytes(etree.tostring(named, encoding="utf-8"))


def read_svg(picture: bytes) -> str:
    """The credential in an SVG. Entities and document types are refused unread. :raises Screened: it holds none."""
    if b"<!DOCTYPE" in picture or b"<!ENTITY" in picture or b"\0" in picture:
        raise Screened("picture-entities")
    try:
        root = etree.fromstring(picture, _parser())
    except etree.XMLSyntaxError:
        raise Screened("picture") from None
    found = list(root.iter(ELEMENT))
    if len(found) != 1:
        raise Screened("picture-several" if found else "picture-empty")
    return str(found[0].get("verify") or "".join(found[0].itertext())).strip()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        strip_cdata=False,
    )


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks up to IEND, with their sums checked."""
    place = len(PNG)
    for _ in range(MOST_CHUNKS):
        head = picture[place : place + 8]
        if len(head) < 8:
            raise Screened("picture")
        length, kind = struct.unpack(">I4s", head)
        end = place + 8 + length
        data, told = picture[place + 8 : end], picture[end : end + 4]
        if len(told) < 4 or zlib.crc32(kind + data) != int.from_bytes(told):
            raise Screened("picture")
        yield kind, data
        if kind == b"IEND":
            return
        place = end + 4
    raise Screened("picture")


def _is_ours(kind: bytes, data: bytes) -> bool:
    return kind == b"iTXt" and data.partition(b"\0")[0] == KEYWORD


def _decode(text: bytes) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError:
        raise Screened("picture") from None


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + zlib.crc32(kind + data).to_bytes(4)
