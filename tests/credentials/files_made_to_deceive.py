"""Pictures and PDFs made to break the verifier or to deceive it; and why each is refused."""

from __future__ import annotations

import gzip
import json
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from asn1crypto import pem, x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic, writer
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tests.factories_courses import NOON
from trainingapp.credentials.models.verifiable import KeyKind
from trainingapp.credentials.signing.jwks import make_private
from trainingapp.credentials.signing.keys import Issuer
from trainingapp.credentials.signing.making import make_certificate

PNG = b"\x89PNG\r\n\x1a\n"
KEYWORD = b"openbadgecredential"
SPACE = "https://purl.imsglobal.org/ob/v3p0"
NONE = "eyJhbGciOiJub25lIn0.e30."
MEGABYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Files:
    """A true credential as text and in each kind of file."""

    text: str
    png: bytes
    svg: bytes
    pdf: bytes
    other_pdf: bytes  # of somebody else
    bare_pdf: bytes  # not signed


Attack = Callable[[Files], bytes]


def chunk(kind: bytes, data: bytes) -> bytes:
    """A chunk of a PNG with its sum."""
    return struct.pack(">I", len(data)) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def head(width: int = 1, height: int = 1) -> bytes:
    return PNG + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0))


def text_chunk(text: bytes, *, packed: int = 0, keyword: bytes = KEYWORD) -> bytes:
    return chunk(b"iTXt", keyword + b"\0" + bytes([packed]) + b"\0\0\0" + text)


def png(*chunks: bytes) -> Attack:
    """A picture of these chunks."""
    return lambda _files: head() + b"".join(chunks) + chunk(b"IEND", b"")


END = chunk(b"IEND", b"")
BOMB = zlib.compress(bytes(64 * MEGABYTES), 9)


def svg(inside: str, *, before: str = "", attributes: str = "") -> Attack:
    """A drawing with this inside."""
    text = (
        f'{before}<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{SPACE}" {attributes}>'
        f"{inside}</svg>"
    )
    return lambda _files: text.encode()


def carried(text: str) -> str:
    return f'<openbadges:credential verify="{text}"/>'


LAUGHS = "<!DOCTYPE svg [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)
)

PICTURES: dict[str, tuple[Attack, str]] = {
    "PNG cut off": (lambda f: f.png[:-40], "picture"),
    "PNG with a changed byte": (
        lambda f: f.png.replace(KEYWORD, b"openbadgecredentiaL"),
        "picture",
    ),
    "PNG whose chunk is longer than the file": (
        lambda f: head() + struct.pack(">I", 2**31 - 1) + b"iTXt" + b"x",
        "picture",
    ),
    "PNG of nothing else than its mark": (lambda f: PNG, "picture"),
    "PNG without an end": (lambda f: f.png[:-12], "picture"),
    "PNG of a hundred thousand chunks": (png(chunk(b"tEXt", b"") * 80_000), "picture"),
    "PNG of a million by a million": (lambda f: head(10**6, 10**6) + END, "picture-empty"),
    "PNG whose pixels unpack to 64 MB": (png(chunk(b"IDAT", BOMB)), "picture-empty"),
    "PNG whose text unpacks to 64 MB": (png(text_chunk(BOMB, packed=1)), "picture-packed"),
    "PNG with text that claims to be packed": (
        lambda f: head() + text_chunk(f.text.encode(), packed=7) + END,
        "picture-packed",
    ),
    "PNG with zTXt": (png(chunk(b"zTXt", KEYWORD + b"\0\0" + BOMB)), "picture-empty"),
    "PNG with iCCP": (png(chunk(b"iCCP", b"x\0\0" + BOMB)), "picture-empty"),
    "PNG with tEXt": (
        lambda f: head() + chunk(b"tEXt", KEYWORD + b"\0" + f.text.encode()) + END,
        "picture-empty",
    ),
    "PNG of the old keyword": (png(text_chunk(b"{}", keyword=b"openbadges")), "picture-empty"),
    "PNG with two credentials": (
        lambda f: head() + text_chunk(f.text.encode()) * 2 + END,
        "picture-several",
    ),
    "PNG with a credential too long": (png(text_chunk(b" " * 140_000)), "picture"),
    "PNG with broken UTF-8": (png(text_chunk(b"\xff\xfe")), "picture"),
    "PNG with a chunk of the keyword alone": (png(chunk(b"iTXt", KEYWORD)), "picture-packed"),
    "PNG without the last two marks": (png(chunk(b"iTXt", KEYWORD + b"\0\0\0x")), "picture"),
    "PNG with a PNG inside": (lambda f: head() + text_chunk(b"PNG") + END, "json"),
    "PNG with alg none": (png(text_chunk(NONE.encode())), "token-header"),
    "PNG of two megabytes": (png(chunk(b"IDAT", bytes(2 * MEGABYTES))), "size-file"),
    "PNG with a picture behind its end": (lambda f: head() + END + f.png, "picture-empty"),
    "SVG that reads a file": (
        svg(carried("&e;"), before='<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/passwd">]>'),
        "picture-entities",
    ),
    "SVG that reads an address": (
        svg("", before='<!DOCTYPE svg SYSTEM "http://169.254.169.254/x.dtd">'),
        "picture-entities",
    ),
    "SVG with a billion laughs": (svg("&a9;", before=LAUGHS + "]>"), "picture-entities"),
    "SVG with a parameter entity": (
        svg("", before='<!DOCTYPE svg [<!ENTITY % p SYSTEM "http://127.0.0.1/">%p;]>'),
        "picture-entities",
    ),
    "SVG of entities in UTF-16": (
        lambda f: "<!DOCTYPE svg [<!ENTITY e 'x'>]><svg>&e;</svg>".encode("utf-16"),
        "json",
    ),
    "SVG in UTF-16 without its mark": (
        lambda f: "<!DOCTYPE svg [<!ENTITY e 'x'>]><svg/>".encode("utf-16-le"),
        "picture-entities",
    ),
    "SVG that says it is UTF-7": (
        svg("", before='<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE'),
        "picture",
    ),
    "SVG with an entity of nobody": (svg(carried("&nobody;")), "picture"),
    "SVG that includes a file": (
        svg(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
        ),
        "picture-empty",
    ),
    "SVG with a style sheet": (
        svg("", before='<?xml-stylesheet href="http://127.0.0.1/x.xsl" type="text/xsl"?>'),
        "picture-empty",
    ),
    "SVG with a script": (svg("<script>fetch('http://127.0.0.1')</script>"), "picture-empty"),
    "SVG with a picture of another host": (
        svg('<image href="http://169.254.169.254/x"/>'),
        "picture-empty",
    ),
    "SVG with two credentials": (svg(carried(NONE) * 2), "picture-several"),
    "SVG with alg none": (svg(carried(NONE)), "token-header"),
    "SVG of another namespace": (
        svg('<c:credential xmlns:c="urn:x" verify="x"/>'),
        "picture-empty",
    ),
    "SVG with an empty credential": (svg("<openbadges:credential/>"), "json"),
    "SVG with a packed credential": (svg(carried("H4sIAAAAAAAA")), "json"),
    "SVG nested deeply": (svg("<g>" * 30_000 + "</g>" * 30_000), "picture"),
    "SVG of a hundred thousand parts": (svg("<g/>" * 100_000), "picture-empty"),
    "SVG of thirty thousand attributes": (
        svg("", attributes=" ".join(f'a{n}="1"' for n in range(30_000))),
        "picture-empty",
    ),
    "SVG of ten thousand namespaces": (
        svg("", attributes=" ".join(f'xmlns:n{n}="urn:{n}"' for n in range(10_000))),
        "picture-empty",
    ),
    "SVG with a long text": (svg(f"<text>{'x' * 900_000}</text>"), "picture-empty"),
    "SVG with a credential too long": (
        svg(f"<openbadges:credential>{' ' * 5}{'x' * 140_000}</openbadges:credential>"),
        "size",
    ),
    "SVG that is not closed": (lambda f: f.svg[:-6], "picture"),
    "SVG in gzip": (lambda f: gzip.compress(f.svg), "json"),
    "SVG of two megabytes": (svg(" " * 2 * MEGABYTES), "size-file"),
    "HTML": (lambda f: b"<html><body>" + f.text.encode(), "picture"),
}


def moved(first: bytes, second: bytes) -> Attack:
    """The true PDF with one text in place of another of the same length."""

    def change(files: Files) -> bytes:
        assert first in files.pdf
        return files.pdf.replace(first, second, 1)

    return change


def stranger_signed(files: Files) -> bytes:
    """Our sheet, signed by a key that calls itself ours."""
    private = make_private(KeyKind.PAPER)
    issuer = Issuer("http://localhost", "did:web:localhost", "localhost")
    _, _, der = pem.unarmor(make_certificate(private, issuer, now=NOON).encode())
    raw = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(der),
        signing_key=PrivateKeyInfo.load(raw),
        cert_registry=SimpleCertificateStore(),
    )
    said = PdfSignatureMetadata(field_name="Signature", md_algorithm="sha256")
    made = PdfSigner(said, signer).sign_pdf(IncrementalPdfFileWriter(BytesIO(files.bare_pdf)))
    return bytes(made.getvalue())


def grown(files: Files) -> bytes:
    """The true PDF with a harmless change behind its signature, as editors save."""
    later = IncrementalPdfFileWriter(BytesIO(files.pdf))
    later.root["/Lang"] = generic.TextStringObject("en")
    later.update_root()
    out = BytesIO()
    later.write(out)
    return out.getvalue()


def encrypted(files: Files) -> bytes:
    """The sheet behind a password."""
    out = BytesIO()
    made = writer.copy_into_new_writer(PdfFileReader(BytesIO(files.bare_pdf)))
    made.encrypt(owner_pass="x")
    made.write(out)
    return out.getvalue()


def objects(*bodies: bytes) -> bytes:
    """A PDF of these objects; the table at its end is left to whoever repairs it."""
    parts = [b"%d 0 obj\n%s\nendobj\n" % (n, body) for n, body in enumerate(bodies, 1)]
    return b"%PDF-1.7\n" + b"".join(parts) + b"trailer\n<</Root 1 0 R>>\n%%EOF"


def stream(data: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), more, data)


CATALOG = b"<</Type /Catalog /Pages 2 0 R>>"
PAGES = b"<</Type /Pages /Kids [] /Count 0>>"
ATTACHED = stream(b"{}", b"/Type /EmbeddedFile")
RANGE = b"/ByteRange [0 9 20 9]"

PDFS: dict[str, Attack] = {
    "not signed": lambda f: f.bare_pdf,
    "signed by a stranger of our name": stranger_signed,
    "one byte changed": lambda f: f.pdf[:2000] + bytes([f.pdf[2000] ^ 1]) + f.pdf[2001:],
    "the last byte gone": lambda f: f.pdf[:-1],
    "a byte behind the end": lambda f: f.pdf + b"\n",
    "changed behind the signature": grown,
    "two signed ranges": lambda f: f.pdf + RANGE,
    "the range of another length": moved(b"/ByteRange [0 ", b"/ByteRange [1 "),
    "the range without its name": moved(b"/ByteRange", b"/ByteRangX"),
    "the signature of another PDF": lambda f: _swapped(f.pdf, f.other_pdf),
    "the signature of zeros": lambda f: _swapped(f.pdf, b""),
    "the signature not in hexadecimal": lambda f: _refilled(f.pdf, b"x"),
    "the signature nested deeply": lambda f: _refilled(f.pdf, b"3080"),
    "the signature of an endless set": lambda f: _refilled(f.pdf, b"3180a080"),
    "encrypted": encrypted,
    "three hundred attachments": lambda f: objects(
        b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles <</Names ["
        + b"".join(b"(credential.json) %d 0 R " % n for n in range(3, 303))
        + b"]>>>>>>",
        PAGES,
        *[ATTACHED] * 300,
    ),
    "an object stream of 64 MB": lambda f: objects(
        CATALOG, PAGES, stream(BOMB, b"/Type /ObjStm /N 1000000 /First 10 /Filter /FlateDecode")
    ),
    "an attachment of 64 MB": lambda f: objects(
        CATALOG, PAGES, stream(BOMB, b"/Type /EmbeddedFile /Filter /FlateDecode")
    ),
    "filters in filters": lambda f: objects(
        CATALOG, PAGES, stream(BOMB, b"/Filter [" + b"/FlateDecode " * 500 + b"]")
    ),
    "pages that are their own parents": lambda f: objects(
        CATALOG, b"<</Type /Pages /Kids [2 0 R] /Count 1000000>>"
    ),
    "a table that leads to itself": lambda f: (
        b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF"
    ),
    "brackets nested deeply": lambda f: objects(b"[" * 300_000),
    "a script at its opening": lambda f: objects(
        b"<</Type /Catalog /Pages 2 0 R /OpenAction <</S /JavaScript /JS (app.launchURL('http://127.0.0.1'))>>>>",
        PAGES,
    ),
    "ranges beyond the file": lambda f: objects(
        b"<</ByteRange [0 999999999 999999999 999999999]>>"
    ),
    "a range that covers all but itself": lambda f: b"%PDF-1.7\n/ByteRange [0 9 9 9]<>",
    "a thousand ranges": lambda f: b"%PDF-1.7\n" + RANGE * 1000,
    "a megabyte of almost ranges": lambda f: b"%PDF-1.7\n" + b"/ByteRange [0 1 2 " * 50_000,
    "its mark alone": lambda f: b"%PDF-1.7\n",
    "the credential as text": lambda f: b"%PDF-1.7\n" + f.text.encode(),
    "a picture behind its mark": lambda f: b"%PDF-1.7\n" + f.png,
}
LARGE = b"%PDF-1.7\n" + bytes(2 * MEGABYTES)


def _contents(pdf: bytes) -> tuple[int, int]:
    """Where the letters of the signature stand."""
    start = pdf.index(b"/Contents <") + len(b"/Contents <")
    return start, pdf.index(b">", start)


def _swapped(pdf: bytes, other: bytes) -> bytes:
    """The PDF with the signature of another, or with none, in the same room."""
    start, end = _contents(pdf)
    first, last = _contents(other) if other else (0, 0)
    return pdf[:start] + other[first:last].ljust(end - start, b"0")[: end - start] + pdf[end:]


def _refilled(pdf: bytes, letters: bytes) -> bytes:
    start, end = _contents(pdf)
    return pdf[:start] + (letters * (end - start))[: end - start] + pdf[end:]


def text_of(document: dict[str, object]) -> str:
    """The document as it is baked."""
    return json.dumps(document, ensure_ascii=False)
