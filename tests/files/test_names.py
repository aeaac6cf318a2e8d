"""File names that attack: paths, control and direction characters, too long, reserved."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from hypothesis import given, strategies as st

from tests.files.sending import begin, head, id_of, send, some_pdf, told
from trainingapp.extensions import db
from trainingapp.files.models import NAME_LENGTH, Upload
from trainingapp.files.names import clean_name, fitting_name, suffix_of
from trainingapp.files.staging import Staging

ATTACKS = [
    ("../../../etc/passwd", "passwd"),
    ("..\\..\\windows\\win.ini", "win.ini"),
    ("/etc/shadow", "shadow"),
    ("C:\\boot.ini", "boot.ini"),
    ("....//....//x.pdf", "x.pdf"),
    ("a/b\\c/d.pdf", "d.pdf"),
    ("..", "file"),
    (".", "file"),
    ("", "file"),
    ("   ", "file"),
    ("/", "file"),
    (".htaccess", "htaccess"),
    ("a\x00.pdf", "a.pdf"),
    ("a\r\nX-Evil: 1.pdf", "aX-Evil 1.pdf"),
    ("\x1b[31mred.pdf", "[31mred.pdf"),
    ("invoice\u202efdp.doc", "invoicefdp.doc"),  # shown as invoicecod.pdf without this
    ("a\u200b\u2066b\u2069\ufeff.pdf", "ab.pdf"),
    ("a\u2028b.pdf", "ab.pdf"),
    ('<img src=x onerror="alert(1)">.pdf', "img src=x onerror=alert(1).pdf"),
    ("a:b|c?d*.pdf", "abcd.pdf"),
    ("cafe\u0301.pdf", "café.pdf"),
    ("讲义（第一章）.pdf", "讲义（第一章）.pdf"),
    ("name .  . .", "name"),
    ("a\ud800.pdf", "a.pdf"),
]


@pytest.mark.parametrize(("name", "clean"), ATTACKS)
def test_an_attacking_name_becomes_harmless(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@given(st.text(max_size=400))
def test_no_name_escapes_its_folder_or_its_column(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= NAME_LENGTH
    assert not set(clean) & set('/\\\0\r\n"<>')
    assert clean not in {".", ".."}
    assert clean == clean_name(clean)


def test_a_long_name_keeps_its_suffix() -> None:
    clean = clean_name("课" * 500 + ".pdf")
    assert len(clean) == NAME_LENGTH
    assert clean.endswith("课.pdf")


@pytest.mark.parametrize(
    ("name", "media_type", "fitting"),
    [
        ("a.pdf", "application/pdf", "a.pdf"),
        ("a.PDF", "application/pdf", "a.PDF"),
        ("a.jpg", "application/pdf", "a.jpg.pdf"),
        ("notes", "text/plain", "notes.txt"),
        ("notes.md", "text/plain", "notes.md"),
        ("x.bin", "application/unheard-of", "x.bin"),
        ("y" * 196 + ".doc", "application/pdf", "y" * 192 + ".pdf"),
    ],
)
def test_a_name_is_made_to_fit_the_content(name: str, media_type: str, fitting: str) -> None:
    assert fitting_name(name, media_type) == fitting


def test_the_suffix_is_what_follows_the_last_dot() -> None:
    assert [suffix_of(name) for name in ("a.PDF", "a", "a.b.c", "a.")] == ["pdf", "", "c", ""]


@pytest.mark.parametrize("name", [name for name, _clean in ATTACKS if "\ud800" not in name])
def test_no_name_reaches_the_disk(sender: FlaskClient, staging: Staging, name: str) -> None:
    place = begin(sender, 9000, name=name).headers["Location"]
    sender.patch(
        place,
        headers={"Tus-Resumable": "1.0.0", "Upload-Offset": "0"},
        data=some_pdf(5000),
        content_type="application/offset+octet-stream",
    )
    names = {path.name for path in staging.list_files()}
    assert names <= {f"{id_of(place)}.part", f"{id_of(place)}.lock"}
    assert db.session.get_one(Upload, id_of(place)).file_name == clean_name(name)


@pytest.mark.parametrize(
    "upload_id", ["../uploads", "..%2f..%2fconfig", "%00", "x" * 500, "%E2%80%AE", "a.part"]
)
def test_an_invented_id_is_no_path(sender: FlaskClient, upload_id: str) -> None:
    assert head(sender, f"/files/uploads/{upload_id}").status_code in {404, 405}


def test_a_hostile_name_is_told_as_plain_text(sender: FlaskClient) -> None:
    place = send(sender, some_pdf(5000), name="<script>alert(1)</script>.pdf")
    answer = sender.get(place, headers={"Accept": "application/json"})
    assert answer.content_type == "application/json"
    assert "<" not in str(told(sender, place)["name"])
