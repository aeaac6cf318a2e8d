"""What stands on a sheet can be read and selected, with rare characters, long texts and nothing of an official look."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from tests.credentials.victims import download
from tests.factories_accounts import make_user
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, credential_of, make_credential
from tests.factories_kinds import KINDS, make_kind
from trainingapp.credentials.kinds import CourseFacts
from trainingapp.credentials.papers import setting

RARE = "欧阳𠮷镕䶮"
OFFICIAL = ("中华人民共和国", "职业水平证书", "人力资源和社会保障部", "民政部", "准考证", "印章")


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def text_of(pdf: bytes) -> str:
    """What can be selected in a PDF, without the ends of its lines."""
    document = pdfium.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return "".join("".join(pages).split())


def pages_of(pdf: bytes) -> int:
    document = pdfium.PdfDocument(pdf)
    number = len(document)
    document.close()
    return number


def inked(picture: Image.Image) -> float:
    """How much of a picture is dark."""
    grey = picture.convert("L").point(lambda value: 255 * (value < 128))
    return grey.histogram()[255] / (grey.width * grey.height)


def test_rare_characters_can_be_selected_and_are_drawn(client: FlaskClient) -> None:
    pdf = download(client, make_credential(make_user(RARE), is_open=True), "pdf")
    assert RARE in text_of(pdf)
    document = pdfium.PdfDocument(pdf)
    page = document[0]
    found = page.get_textpage()
    letters = {found.get_text_range(n, 1): n for n in range(found.count_chars())}
    places = [letters["阳"] + 1, letters["镕"], letters["䶮"]]  # 𠮷 counts as two behind 阳
    boxes = [found.get_charbox(place) for place in places]
    scale, height = 6, page.get_height()
    drawn = page.render(scale=scale).to_pil()
    for left, bottom, right, top in boxes:
        edges = (left, height - top, right, height - bottom)
        glyph = drawn.crop(tuple(int(edge * scale) for edge in edges))
        assert 0.05 < inked(glyph) < 0.6
    found.close()
    page.close()
    document.close()


def test_no_font_of_the_machine_is_used(client: FlaskClient) -> None:
    pdf = download(client, make_credential(make_user(RARE), is_open=True), "pdf")
    assert b"NotoSansSC" in pdf
    assert b"NotoSansJP" in pdf
    for other in (b"DejaVu", b"Libertinus", b"Liberation", b"NewCM"):
        assert other not in pdf


def test_the_fonts_know_what_they_have_and_the_rest_is_written_as_its_code(
    client: FlaskClient,
) -> None:
    text = text_of(download(client, make_credential(make_user("王𪚥"), is_open=True), "pdf"))
    assert "王〔U+2A6A5〕" in text
    assert "字体中缺少的字以编码代替：〔U+2A6A5〕" in text


def test_a_name_that_the_fonts_have_brings_no_remark(client: FlaskClient) -> None:
    assert "字体中缺少" not in text_of(download(client, make_credential(is_open=True), "pdf"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_says_whose_word_it_is_and_looks_like_nothing_official(
    client: FlaskClient, kind: str
) -> None:
    public_id = make_kind(kind, make_user(), is_open=True)
    text = text_of(download(client, public_id, "pdf"))
    row = credential_of(public_id)
    assert "".join(row.title["zh"].split()) in text
    assert "国家职业资格证书" in text
    assert "没有其他机构担保" in text
    assert row.short_code in text
    expected = "由本平台核验" if row.claim == "verified_by_us" else "由本平台出具"
    assert expected in text
    for word in OFFICIAL:
        assert word not in text


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        ("course", "学习记录"),
        ("mock", "练习记录"),
        ("degree", "核验说明"),
        ("certificate", "核验说明"),
        ("eligibility", "资格衔接说明"),
        ("bundle", "记录汇编"),
    ],
)
def test_a_sheet_begins_with_what_it_is(client: FlaskClient, kind: str, word: str) -> None:
    pdf = download(client, make_kind(kind, make_user(), is_open=True), "pdf")
    assert text_of(pdf).startswith(word)


def test_nothing_on_a_sheet_or_a_picture_is_red(client: FlaskClient) -> None:
    public_id = make_kind("certificate", make_user(), is_open=True)
    document = pdfium.PdfDocument(download(client, public_id, "pdf"))
    sheet = document[0].render(scale=1).to_pil().convert("RGB")
    document.close()
    picture = Image.open(BytesIO(download(client, public_id, "png"))).convert("RGB")
    for drawn in (sheet, picture):
        pixels = drawn.get_flattened_data()
        assert not [p for p in pixels if p[0] > p[1] + 60 and p[0] > p[2] + 60]


def test_the_last_day_of_a_statement_is_named_not_the_first_after_it(client: FlaskClient) -> None:
    text = text_of(download(client, make_kind("eligibility", make_user(), is_open=True), "pdf"))
    assert "有效至Validuntil2027-12-31" in text


def test_very_long_texts_fill_more_sheets_but_one_picture(client: FlaskClient) -> None:
    facts = CourseFacts(3, "很长的课程名称" * 28, FACTS.completed_on)
    public_id = make_credential(make_user("买买提·阿卜杜热西提·" * 4), facts, is_open=True)
    assert pages_of(download(client, public_id, "pdf")) == 2
    picture = Image.open(BytesIO(download(client, public_id, "png")))
    assert picture.size == (850, 850)
    assert download(client, public_id, "svg").startswith(b"<svg")


def test_markup_in_a_name_stays_text(client: FlaskClient) -> None:
    facts = CourseFacts(3, '#panic() $x$ <b> "; *a* _b_', date(2026, 11, 20))
    text = text_of(download(client, make_credential(facts=facts, is_open=True), "pdf"))
    assert '#panic()$x$<b>";*a*_b_' in text


def test_a_credential_of_any_moment_has_a_sheet_of_the_whole_second(client: FlaskClient) -> None:
    moment = NOON + timedelta(milliseconds=137)
    pdf = download(client, make_credential(is_open=True, now=moment), "pdf")
    assert b"2026-11-22T" in pdf


def test_two_sheets_of_the_same_credential_say_the_same(client: FlaskClient) -> None:
    public_id = make_credential(is_open=True)
    assert text_of(download(client, public_id, "pdf")) == text_of(
        download(client, public_id, "pdf")
    )
    assert download(client, public_id, "svg") == download(client, public_id, "svg")
    assert download(client, public_id, "png") == download(client, public_id, "png")


def test_a_site_without_its_fonts_says_so(
    app: Flask, client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_id = make_credential(is_open=True)
    monkeypatch.setattr(app, "_static_folder", str(tmp_path))
    for ending in ("pdf", "png", "svg"):
        answer = client.get(f"/credentials/{public_id}.{ending}", headers={"Accept-Language": "en"})
        assert answer.status_code == 409
        assert "without its fonts" in answer.text


def test_the_build_brings_the_fonts_their_licence_and_what_they_cover(app: Flask) -> None:
    folder = Path(app.static_folder or "") / "fonts"
    names = {file.name for file in folder.iterdir()}
    assert names >= {
        "NotoSansSC-Regular.ttf",
        "NotoSansJP-rare.ttf",
        "LICENSE.txt",
        "coverage.json",
    }
    assert "SIL OPEN FONT LICENSE" in (folder / "LICENSE.txt").read_text()
    assert sum(file.stat().st_size for file in folder.iterdir()) < 12 * 1024 * 1024
    spans = [tuple(span) for span in json.loads((folder / "coverage.json").read_bytes())]
    assert spans == sorted(spans)


@pytest.mark.parametrize(
    ("character", "has"),
    [("一", True), ("𠮷", True), ("镕", True), ("䶮", True), ("𪚥", False), ("\U0010ffff", False)],
)
def test_what_the_fonts_cover_is_known(app: Flask, character: str, *, has: bool) -> None:
    folder = str(Path(app.static_folder or "") / "fonts")
    assert setting.has_glyph(setting.read_coverage(folder), character) is has
