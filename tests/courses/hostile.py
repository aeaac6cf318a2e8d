"""What the table of hostile uploads tries: each function is one attempt, to be refused or to come to nothing."""

from __future__ import annotations

import io
import re
import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.courses.package_files import contents, manifest, pack, some_package
from trainingapp.courses import drawing
from trainingapp.courses.articles import render_article
from trainingapp.courses.packages import archives
from trainingapp.courses.packages.contents import UNKNOWN, is_program, type_of
from trainingapp.courses.packages.manifests import read_manifest
from trainingapp.courses.packages.reading import read_package
from trainingapp.courses.subtitles import clean_subtitles
from trainingapp.files.judging import judge, judge_beginning
from trainingapp.files.names import check_name, clean_name
from trainingapp.files.purposes import Purpose, find_purpose
from trainingapp.files.serving import disposition
from trainingapp.files.violations import Executable, UploadRefused, WrongType

Try = Callable[..., None]
ACTIVE = set(
    [
        "script",
        "iframe",
        "object",
        "embed",
        "svg",
        "math",
        "style",
        "link",
        "base",
        "form",
        "meta",
        "img",
    ]
)
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
IGNORED = re.compile(r"[\x00-\x20]")  # what a browser passes over in an address


class Active(HTMLParser):
    """Whatever in a page could act: elements, handlers, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ACTIVE:
            self.found.append(tag)
        for name, value in attrs:
            scheme = SCHEME.match(IGNORED.sub("", value or "").lower())
            is_bad = scheme is not None and scheme[1] not in {"https", "http", "mailto"}
            if name.startswith("on") or name in {"style", "srcdoc"} or is_bad:
                self.found.append(f"{tag} {name}")


def article(markdown: str) -> Try:
    """The text of an article has nothing active in it."""

    def try_it() -> None:
        assert Active(render_article(markdown)).found == []

    return try_it


def name(sent: str, *absent: str) -> Try:
    """A file's name is harmless in a list, in a header and on a disk."""

    def try_it() -> None:
        kept = clean_name(sent)
        header = disposition(sent, is_shown=False)
        assert kept
        for part in ("/", "\\", "\0", "\r", "\n", "\u202e", *absent):
            assert part not in kept
            assert part not in header
        assert header.isascii()
        assert header.count('"') == 2

    return try_it


def program(sent: str) -> Try:
    """A name that a computer would run is refused."""

    def try_it() -> None:
        with pytest.raises(Executable):
            check_name(clean_name(sent))

    return try_it


def subtitles(cue: str, *absent: str) -> Try:
    """Subtitles keep words and times only."""

    def try_it() -> None:
        made = clean_subtitles(f"WEBVTT\n\n00:00.000 --> 00:02.000\n{cue}\n".encode()).decode()
        assert "-->" in made or made.strip() == "WEBVTT"
        for part in ("<", "{", *absent):
            assert part not in made

    return try_it


def upload(
    purpose: str, content: bytes, file_name: str, refusal: type[UploadRefused] = WrongType
) -> Try:
    """An upload for this purpose is refused by its bytes, whatever its name says."""

    def try_it(tmp_path: Path) -> None:
        taken = find_purpose(purpose)
        assert taken is not None
        path = tmp_path / "upload"
        path.write_bytes(content)
        with pytest.raises(refusal):
            _judge(path, file_name, taken)

    return try_it


def _judge(path: Path, file_name: str, purpose: Purpose) -> None:
    judge_beginning(path.read_bytes()[:4096], name=file_name, purpose=purpose)
    judge(path, name=file_name, purpose=purpose, wanted_sha256=None, clamd="")


def picture(content: bytes, problem: str) -> Try:
    """A picture is not drawn."""

    def try_it(tmp_path: Path) -> None:
        file = tmp_path / "picture"
        file.write_bytes(content)
        with pytest.raises(drawing.Problem) as caught:
            drawing.draw_image(file, tmp_path)
        assert caught.value.name == problem

    return try_it


def png(width: int, height: int) -> bytes:
    """A picture that says it is so large; there is nothing in it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def package(content: bytes | Callable[[], bytes], refusal: type[Exception]) -> Try:
    """A package is refused with this sentence before a byte of it is kept."""

    def try_it() -> None:
        made = content() if callable(content) else content
        with pytest.raises(refusal) as caught, archives.open_archive(io.BytesIO(made)) as archive:
            read_package(archive)
        said = str(caught.value)
        assert said.isprintable()
        assert len(said) < 250

    return try_it


def sent_as(path: str, content: bytes) -> Try:
    """A file in a package is no program and is sent as nothing that a browser would run or show."""

    def try_it() -> None:
        assert is_program(path, content) or type_of(path, content) == UNKNOWN

    return try_it


def at_once(act: Callable[[], object]) -> Try:
    """Looking at it takes no longer than looking at anything of its size."""

    def try_it() -> None:
        begun = time.process_time()
        act()
        assert time.process_time() - begun < 1

    return try_it


def titled(text: str, title: str) -> Try:
    """A package is called so, whatever its manifest tries."""

    def try_it() -> None:
        assert read_manifest(text.encode()).title == title

    return try_it


def with_manifest(text: str | bytes) -> bytes:
    return some_package(**{"imsmanifest.xml": text})


def with_entry(change: Callable[[zipfile.ZipInfo], None], content: bytes = b"x") -> bytes:
    """A package with one more entry, whose description was tampered with."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in contents().items():
            archive.writestr(path, text)
        info = zipfile.ZipInfo("extra.html")
        change(info)
        archive.writestr(info, content)
    return out.getvalue()


def mode(bits: int) -> bytes:
    """An entry of another kind: a link, a device, a pipe."""

    def change(info: zipfile.ZipInfo) -> None:
        info.create_system, info.external_attr = 3, bits << 16

    return with_entry(change, b"/etc/passwd")


def flagged(bits: int, method: int | None = None) -> bytes:
    """An entry whose flags or method were overwritten, in the list and at its place."""
    made = bytearray(with_entry(lambda info: None))
    for signature, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = made.rfind(signature)
        struct.pack_into("<H", made, place + flags, bits)
        if method is not None:
            struct.pack_into("<H", made, place + flags + 2, method)
    return bytes(made)


def renamed(raw: bytes) -> bytes:
    """A package with an entry of this raw name."""
    placeholder = b"Q" * len(raw)
    return some_package(**{placeholder.decode(): "x"}).replace(placeholder, raw)


def bomb() -> bytes:
    return some_package(**{"zeros.bin": b"\0" * (archives.FOLDED_FREELY + 1)})


def lying() -> bytes:
    """The manifest says that it is shorter than it is."""
    made = bytearray(some_package())
    for signature, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        struct.pack_into("<I", made, made.find(signature) + place, 40)
    return bytes(made)


def crowd(count: int = 100_000, *, is_hidden: bool = False) -> bytes:
    """An archive of empty files; when hidden, its end speaks of one file and a second end of all of them."""
    place = b"PK\x03\x04" + bytes(26)
    entry = struct.pack("<4s4B4HL2L5H2L", b"PK\x01\x02", 20, 3, 20, *[0] * 8, 1, *[0] * 6) + b"a"
    length = len(entry) * count
    second = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, len(place)
    )
    second += struct.pack("<4sLQL", b"PK\x06\x07", 0, len(place) + length, 1)
    said = (1, 1, len(entry), 0) if is_hidden else (0xFFFF, 0xFFFF, length, len(place))
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, *said, 0)
    return place + entry * count + (second if is_hidden else b"") + end


XXE = '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
LAUGHS = "<!DOCTYPE m [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY a{n} '&a{n - 1 or ''};&a{n - 1 or ''};'>" for n in range(1, 30)
)
SPRITE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
)
PAGE = b"<html><script>alert(document.cookie)</script></html>"
EXE = b"MZ\x90\x00" + b"\0" * 500
JAVA = pack({"a.class": b"\xca\xfe\xba\xbe", "META-INF/MANIFEST.MF": "Main-Class: a"})
MACROS = pack(
    {"[Content_Types].xml": "<x/>", "word/document.xml": "<x/>", "word/vbaProject.bin": "x"}
)
PNG_PAGE = b"\x89PNG\r\n\x1a\n" + PAGE
INCLUDED = manifest().replace(
    "<title>个案工作</title>",
    '<title><x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text"'
    f' href="{Path(__file__).as_uri()}"/></title>',
)
NAMESPACES = (
    manifest(edition="")
    .replace("<manifest ", "<manifest " + "".join(f'xmlns:a{n}="{n}" ' for n in range(2_000)))
    .replace("</manifest>", "<a/>" * 50_000 + "</manifest>")
)
