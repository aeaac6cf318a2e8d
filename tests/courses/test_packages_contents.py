"""What each file of a package is sent as, and what the author is told after it was unpacked."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.courses.package_files import PAGE, contents, manifest, pack, some_package
from tests.factories_courses import NOON
from tests.files.sending import some_pdf
from trainingapp.config import Settings
from trainingapp.courses.actions import packages as actions
from trainingapp.courses.models import Package, PackageFile, PackageState
from trainingapp.courses.package_jobs import forget_packages, unpack_package
from trainingapp.courses.packages import reading, violations
from trainingapp.courses.packages.contents import UNKNOWN, is_program, type_of
from trainingapp.courses.packages.unpacking import Unpacked, unpack
from trainingapp.extensions import db
from trainingapp.files.actions import keep_made
from trainingapp.files.making import put_made
from trainingapp.files.models import StoredFile
from trainingapp.jobs.models import Job
from trainingapp.web.transactions import writing

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
MP3 = b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x64" * 20


@pytest.mark.parametrize(
    ("path", "head", "media_type"),
    [
        ("index.html", b"<html>", "text/html"),
        ("INDEX.HTM", b"<html>", "text/html"),
        ("wide.html", "<html>".encode("utf-16"), "text/html"),
        ("a/b.js", b"let a = 1", "text/javascript"),
        ("a/b.css", b"p{}", "text/css"),
        ("data.json", b"{}", "application/json"),
        ("x.svg", b"<svg/>", "image/svg+xml"),
        ("x.png", PNG, "image/png"),
        ("x.mp3", MP3, "audio/mpeg"),
        ("x.woff2", b"wOF2....", "font/woff2"),
        ("x.wasm", b"\x00asm\x01", "application/wasm"),
        ("x.pdf", some_pdf()[:100], "application/pdf"),
        ("x.js", PNG, UNKNOWN),  # a picture that calls itself script
        ("x.html", b"\x00\x01\x02", UNKNOWN),
        ("x.png", b"<html><script>alert(1)</script>", UNKNOWN),
        ("x.jpg", PNG, UNKNOWN),
        ("x.woff", PNG, UNKNOWN),
        ("x.swf", b"CWS\x09", UNKNOWN),
        ("x.zip", b"PK\x03\x04", UNKNOWN),
        ("x.html.exe2", b"<html>", UNKNOWN),
        ("nosuffix", b"<html>", UNKNOWN),
        ("folder.js/nosuffix", b"<html>", UNKNOWN),
    ],
)
def test_the_suffix_names_the_type_and_the_bytes_may_object(
    path: str, head: bytes, media_type: str
) -> None:
    assert type_of(path, head) == media_type


@pytest.mark.parametrize(
    ("path", "head", "expected"),
    [
        ("setup.exe", b"x", True),
        ("run.bat", b"@echo off", True),
        ("page.hta", b"<html>", True),
        ("shell.php", b"<?php", True),
        ("photo.png", b"MZ\x90\0", True),
        ("script.js", b"MZ\x90\0", True),
        ("script.js", b"#!/usr/bin/env node", False),
        ("script.js", b"var a", False),
        ("module.wasm", b"\x00asm", False),
        ("photo.png", PNG, False),
    ],
)
def test_programs_are_known_by_bytes_and_by_name(path: str, head: bytes, expected: bool) -> None:
    assert is_program(path, head) is expected


def store(app: Flask, tmp_path: Path, content: bytes) -> StoredFile:
    """An archive in the store, committed."""
    settings: Settings = app.config["SETTINGS"]
    path = tmp_path / "package.zip"
    path.write_bytes(content)
    made = put_made(path, "application/zip", settings=settings)
    path.unlink()  # the store has it by the same name of the disk: writing here again would change it there
    with writing():
        stored_file_id = keep_made(made, now=NOON)
        db.session.commit()
    return db.session.get_one(StoredFile, stored_file_id)


def look(app: Flask, tmp_path: Path, content: bytes) -> Unpacked:
    return unpack(store(app, tmp_path, content), settings=app.config["SETTINGS"])


def names(unpacked: Unpacked) -> list[str]:
    return [finding[0] for finding in unpacked.findings]


def test_every_file_lands_in_the_store_under_its_hash(app: Flask, tmp_path: Path) -> None:
    found = look(app, tmp_path, some_package(**{"img/a.png": PNG, "空.txt": ""}))
    types = {file.path: file.media_type for file in found.files}
    assert types["img/a.png"] == "image/png"
    assert types["空.txt"] == "text/plain"
    assert len(found.files) == 7
    assert found.unpacked_bytes == sum(file.made.size for file in found.files)
    assert found.findings == []
    assert list((app.config["SETTINGS"].data / "unpacking").iterdir()) == []


def test_the_author_is_told_what_will_not_work(app: Flask, tmp_path: Path) -> None:
    files = contents(
        **{
            "index.html": PAGE.replace("<h1>", '<iframe src="inner.html"></iframe><h1>'),
            "js/scorm.js": "var nothing",
            "film.swf": b"CWS\x09",
            "setup.exe": b"MZ\x90\0",
        }
    )
    found = look(app, tmp_path, pack({f"top/{name}": text for name, text in files.items()}))
    assert names(found) == ["silent", "frames", "flash", "programs", "wrapper"]
    assert found.findings[3][1] == {"count": 1, "name": "setup.exe"}
    assert "setup.exe" not in [file.path for file in found.files]


def test_an_asset_needs_not_speak(app: Flask, tmp_path: Path) -> None:
    quiet = {"imsmanifest.xml": manifest(kind="asset"), "js/scorm.js": "var nothing"}
    assert names(look(app, tmp_path, some_package(**quiet))) == []


def test_what_is_opened_must_be_there_and_be_no_program(app: Flask, tmp_path: Path) -> None:
    lost = manifest(units=[("s1", "课", "other.html")])
    with pytest.raises(violations.FileMissing):
        look(app, tmp_path, some_package(**{"imsmanifest.xml": lost}))
    run = manifest(units=[("s1", "课", "run.bat")])
    with pytest.raises(violations.FileMissing):
        look(app, tmp_path, some_package(**{"imsmanifest.xml": run, "run.bat": "@echo off"}))


def test_a_manifest_may_name_files_in_other_capitals(app: Flask, tmp_path: Path) -> None:
    found = look(
        app, tmp_path, some_package(**{"imsmanifest.xml": manifest().replace("index", "Index")})
    )
    assert found.manifest.units[0].href == "Index.html"


def test_a_package_may_be_read_piece_by_piece(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BUFFER", 64)
    assert len(look(app, tmp_path, some_package()).files) == 5


def test_the_job_notes_what_it_found(app: Flask, tmp_path: Path) -> None:
    package = run(app, tmp_path, some_package("2004"))
    assert (package.state, package.standard) == (PackageState.READY, "2004")
    assert (package.edition, package.title) == ("2004 4th Edition", "个案工作")
    assert (package.file_count, len(package.units)) == (5, 1)
    assert len(db.session.scalars(select(PackageFile)).all()) == 5
    unpack_package(package_id=package.id, now=NOON)  # a second run changes nothing
    assert len(db.session.scalars(select(PackageFile)).all()) == 5


def test_the_job_notes_why_it_was_refused_and_looks_once_more(app: Flask, tmp_path: Path) -> None:
    lost = manifest(units=[("s1", "课", "other.html")])
    package = run(app, tmp_path, some_package(**{"imsmanifest.xml": lost}))
    assert package.state == PackageState.REFUSED
    assert package.refusal == ["FileMissing", {"name": "other.html"}]
    first = package.id
    again = run(app, tmp_path, some_package(**{"imsmanifest.xml": lost}))
    assert again.id == first
    unpack_package(package_id=10**6, now=NOON)  # gone meanwhile: nothing happens


def run(app: Flask, tmp_path: Path, content: bytes) -> Package:
    """The package after its job has run."""
    archive = store(app, tmp_path, content)
    with writing():
        actions.ask_for_unpacking(archive, now=NOON)
        db.session.commit()
    jobs = db.session.scalars(select(Job).where(Job.name == actions.UNPACK)).all()
    assert len(jobs) == 1  # asked twice, done once
    package_id = db.session.scalars(select(Package.id)).one()
    db.session.remove()
    with writing():
        unpack_package(package_id=package_id, now=NOON)
    return db.session.get_one(Package, package_id)


@pytest.mark.both_databases
def test_a_package_goes_with_its_archive(app: Flask, tmp_path: Path) -> None:
    package = run(app, tmp_path, some_package())
    with writing():
        forget_packages(now=NOON)
        db.session.commit()
    assert db.session.scalars(select(Package)).all() == [package]
    with writing():
        gone = db.session.scalars(
            select(StoredFile).where(StoredFile.sha256 == package.sha256)
        ).one()
        db.session.delete(gone)
        db.session.flush()
        forget_packages(now=NOON)
        db.session.commit()
    assert db.session.scalars(select(Package)).all() == []
    assert db.session.scalars(select(PackageFile)).all() == []
