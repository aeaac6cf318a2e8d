"""What a file is, is told by its bytes: a table of real beginnings, disguises and programs."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.courses.hostile import crowd
from tests.files.sending import PURPOSE, begin, patch, send, some_pdf, some_zip, told
from trainingapp.files.purposes import EXCEL, POWERPOINT, WORD
from trainingapp.files.sniffing import UNKNOWN, media_type_of
from trainingapp.files.staging import Staging
from trainingapp.files.violations import Executable, WithMacros

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def old_office(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(64)


KINDS = [
    ("application/pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + bytes(100)),
    ("application/pdf", b"%PDF-1.4\nonly letters here\n"),
    ("image/png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(50)),
    ("image/jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01" + bytes(50)),
    ("image/jpeg", b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*" + bytes(50)),
    ("image/gif", b"GIF89a\x01\x00\x01\x00" + bytes(50)),
    ("image/webp", b"RIFF\x24\x00\x00\x00WEBPVP8 " + bytes(50)),
    ("audio/wav", b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(50)),
    ("audio/mpeg", b"ID3\x03\x00\x00\x00\x00\x00\x00" + bytes(50)),
    ("audio/mpeg", b"\xff\xfb\x90\x64" + bytes(50)),
    ("audio/flac", b"fLaC\x00\x00\x00\x22" + bytes(50)),
    ("audio/ogg", b"OggS\x00\x02" + bytes(22) + b"\x01\x1eOpusHead" + bytes(50)),
    ("audio/mp4", b"\x00\x00\x00\x1cftypM4A \x00\x00\x00\x00" + bytes(50)),
    ("video/mp4", b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00" + bytes(50)),
    ("video/mp4", b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00" + bytes(50)),
    ("video/mp4", b"\x00\x00\x00\x1cftypMSNV\x01\x29\x00\x46" + bytes(50)),
    ("video/quicktime", b"\x00\x00\x00\x14ftypqt  \x20\x05\x03\x00" + bytes(50)),
    ("video/quicktime", b"\x00\x00\x00\x08wide\x00\x01\x00\x00mdat" + bytes(50)),
    ("video/webm", b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm" + bytes(50)),
    ("video/x-matroska", b"\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\x82\x88matroska" + bytes(50)),
    (WORD, some_zip("[Content_Types].xml", "word/document.xml")),
    (EXCEL, some_zip("[Content_Types].xml", "xl/workbook.xml")),
    (POWERPOINT, some_zip("[Content_Types].xml", "ppt/presentation.xml")),
    ("application/zip", some_zip("imsmanifest.xml", "index.html")),
    ("application/msword", old_office("WordDocument")),
    ("application/vnd.ms-excel", old_office("Workbook")),
    ("application/vnd.ms-powerpoint", old_office("PowerPoint Document")),
    ("text/vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\nhello\n"),
    ("text/vtt", b"\xef\xbb\xbfWEBVTT - \xe8\xaf\xbe\n\n"),
    ("text/plain", b"WEBVTTX is no subtitle"),
    ("text/plain", "个案工作的基本原则\n".encode()),
    ("text/plain", "个案工作的基本原则\n".encode("gb18030")),
    ("text/plain", b"# A heading\n\n<script>alert(1)</script> inside of Markdown\n"),
    ("text/html", b"<!-- hello -->\n<!DOCTYPE HTML><title>x</title>"),
    ("text/html", b"\xef\xbb\xbf  <ScRiPt>alert(1)</ScRiPt>"),
    ("image/svg+xml", b"<?xml version='1.0'?>\n<!DOCTYPE svg><svg/>"),
    ("application/xml", b"<?xml version='1.0'?><manifest/>"),
    (UNKNOWN, bytes(500)),
    (UNKNOWN, b"\x01\x02\x03\x04" * 100),
    (UNKNOWN, OLE),
    (UNKNOWN, b"PK\x03\x04 but no archive"),
    (UNKNOWN, b"text first, then \x00 a byte of none"),
    (UNKNOWN, b"letters " * 1000 + b"\x00\x01"),
]


@pytest.mark.parametrize(("kind", "content"), KINDS)
def test_content_says_what_it_is(tmp_path: Path, kind: str, content: bytes) -> None:
    path = tmp_path / "anything.bin"
    path.write_bytes(content)
    assert media_type_of(path, path.name) == kind


PROGRAMS = [
    b"MZ\x90\x00" + bytes(100),
    b"\x7fELF\x02\x01\x01" + bytes(100),
    b"\xcf\xfa\xed\xfe" + bytes(100),
    b"\xca\xfe\xba\xbe" + bytes(100),
    b"dex\n035\x00" + bytes(100),
    b"\x00asm\x01\x00\x00\x00",
    b"L\x00\x00\x00\x01\x14\x02\x00" + bytes(100),
    b"#!/bin/sh\nrm -rf ~\n",
    b"\xef\xbb\xbf#!/usr/bin/env python3\n",
    b"<?php system($_GET['c']);",
    some_zip("AndroidManifest.xml", "classes.dex"),
    some_zip("META-INF/MANIFEST.MF", "Main.class"),
]


@pytest.mark.parametrize("content", PROGRAMS)
def test_a_program_is_seen_under_any_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(content)
    with pytest.raises(Executable):
        media_type_of(path, path.name)


@pytest.mark.parametrize(
    "content",
    [
        some_zip("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
        old_office("WordDocument") + "_VBA_PROJECT".encode("utf-16-le"),
    ],
)
def test_a_document_with_macros_is_seen(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "plan.docx"
    path.write_bytes(content)
    with pytest.raises(WithMacros):
        media_type_of(path, path.name)


def test_a_renamed_program_is_refused_by_its_first_bytes(
    sender: FlaskClient, staging: Staging
) -> None:
    program = b"MZ\x90\x00" + bytes(2_000_000)
    place = begin(sender, len(program), name="讲义.pdf").headers["Location"]
    answer = patch(sender, place, 0, program[:8192])
    assert (answer.status_code, answer.get_json()["error"]) == (415, "Executable")
    assert "讲义.pdf" in answer.get_json()["detail"]
    state = told(sender, place)
    assert (state["state"], state["detail"]) == ("refused", answer.get_json()["detail"])
    assert patch(sender, place, 8192, program[8192:]).status_code == 410
    assert staging.list_files() == []


def test_a_program_in_pieces_of_one_byte_is_refused_too(sender: FlaskClient) -> None:
    place = begin(sender, 5000, name="a.pdf").headers["Location"]
    assert patch(sender, place, 0, b"M").status_code == 204
    assert patch(sender, place, 1, b"Z").status_code == 204
    assert patch(sender, place, 2, bytes(4998)).status_code == 415


@pytest.mark.parametrize("name", ["setup.EXE", "a.pdf.bat", "run.ps1", "x.lnk", "app.apk", "a.js"])
def test_a_name_that_systems_run_is_refused_before_any_byte(sender: FlaskClient, name: str) -> None:
    answer = begin(sender, 5000, name=name)
    assert (answer.status_code, answer.get_json()["error"]) == (415, "Executable")


def test_a_type_that_the_purpose_does_not_take_is_named(sender: FlaskClient) -> None:
    place = begin(sender, 5000, name="page.pdf").headers["Location"]
    answer = patch(sender, place, 0, b"<html>" + b"x" * 4994)
    assert (answer.status_code, answer.get_json()["error"]) == (415, "WrongType")
    assert "text/html" in answer.get_json()["detail"]


def test_a_document_that_turns_out_an_archive_of_programs_is_refused_at_the_end(
    sender: FlaskClient,
) -> None:
    content = some_zip("AndroidManifest.xml", *(f"res/{n}" for n in range(200)))
    place = begin(sender, len(content), name="slides.pptx").headers["Location"]
    answer = patch(sender, place, 0, content)
    assert answer.status_code == 415
    assert told(sender, place)["state"] == "refused"


def test_an_archive_with_a_list_longer_than_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "课件.zip"
    path.write_bytes(crowd(is_hidden=True))
    monkeypatch.setattr(zipfile, "ZipInfo", None)  # it would be called for each entry
    assert media_type_of(path, path.name) == UNKNOWN


def test_a_program_is_seen_however_many_files_stand_before_it(tmp_path: Path) -> None:
    path = tmp_path / "课件.zip"
    path.write_bytes(some_zip(*(f"{n}.txt" for n in range(20_001)), "Main.class"))
    with pytest.raises(Executable):
        media_type_of(path, path.name)


def test_a_name_that_hides_what_it_is_gets_the_true_suffix(sender: FlaskClient) -> None:
    place = send(sender, some_pdf(5000), name="photo.jpg", purpose=PURPOSE)
    assert told(sender, place)["name"] == "photo.jpg.pdf"
    assert told(sender, place)["media_type"] == "application/pdf"
