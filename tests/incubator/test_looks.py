"""How the pages of the part are written: days, amounts and lists as readers write them, cells that phones can show."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace

import pytest
from flask import Flask, render_template
from flask_babel import force_locale

from trainingapp.incubator.applying_telling import signal_sentence
from trainingapp.incubator.models import StageRecord
from trainingapp.incubator.queries.waiting import Waiting, Word
from trainingapp.incubator.showing import _by
from trainingapp.incubator.today_wording import address_of
from trainingapp.incubator.wording import answer, sentence
from trainingapp.rules.incubation.application_forms import FieldKind, Wording
from trainingapp.rules.incubation.findings import Missing

TEMPLATES = Path(__file__).parents[2] / "trainingapp" / "templates" / "incubator"
CELL = re.compile(r"<td(?:\s[^>]*)?>(.*?)</td>", re.DOTALL)
PAPER = "evidence_index.html"  # of a folder of files, not a page of the site
FIELDS = {"elder_care": Wording("养老服务", "Elder care"), "youth": Wording("青少年", "Youth")}
DATE, MONEY, LINE = FieldKind.DATE, FieldKind.MONEY, FieldKind.LINE


@pytest.mark.parametrize(
    "template", sorted(TEMPLATES.glob("*.html")), ids=lambda path: str(path.stem)
)
def test_cells_of_several_lines_are_blocks_which_phones_do_not_lay_side_by_side(
    template: Path,
) -> None:
    if template.name == PAPER:
        return
    cells = [one.strip() for one in CELL.findall(template.read_text("utf-8")) if "<br>" in one]
    assert [one for one in cells if not one.startswith(("<div", "<span"))] == []


@pytest.mark.parametrize(
    ("kind", "text", "zh", "en"),
    [
        (DATE, "2027-05-21", "2027年5月21日", "May 21, 2027"),
        (DATE, "next spring", "next spring", "next spring"),
        (MONEY, "180000.00", "180,000.00", "180,000.00"),
        (MONEY, "180000", "180,000.00", "180,000.00"),
        (MONEY, "0.5", "0.50", "0.50"),
        (MONEY, "about ten", "about ten", "about ten"),
        (FieldKind.NUMBER, "12", "12", "12"),
        (LINE, "2027-05-21", "2027-05-21", "2027-05-21"),
        (FieldKind.PHONE, "0311-80100020", "0311-80100020", "0311-80100020"),
    ],
)
def test_an_answer_is_written_as_its_reader_writes_it(
    app: Flask, kind: FieldKind, text: str, zh: str, en: str
) -> None:
    with force_locale("zh"):
        assert answer(kind, text) == zh
    with force_locale("en"):
        assert answer(kind, text) == en


def shown(value: object, kind: str, language: str) -> str:
    """An answer as the page of a submission has it."""
    one = SimpleNamespace(
        key="fields", kind=kind, options=FIELDS if kind == FieldKind.CHOICES else None
    )
    revision = SimpleNamespace(answers={"fields_why": "long ago"})
    values = {"one": one, "value": value, "language": language, "revision": revision}
    with force_locale(language):
        return " ".join(render_template("incubator/_answer.html", **values).split())


@pytest.mark.parametrize(
    ("value", "kind", "zh", "en"),
    [
        (["elder_care", "youth"], "choices", "养老服务、青少年", "Elder care, Youth"),
        (["youth"], "choices", "青少年", "Youth"),
        (["of an older form"], "choices", "of an older form", "of an older form"),
        ("2027-05-21", "date", "2027年5月21日", "May 21, 2027"),
        ("180000.00", "money", "180,000.00", "180,000.00"),
        ("<b>", "line", "&lt;b&gt;", "&lt;b&gt;"),
        ("", "line", "—", "—"),
        ("unsure", "declaration", "long ago", "Not sure, I explain it: long ago"),
    ],
)
def test_the_page_of_a_submission_writes_answers_out(
    app: Flask, value: object, kind: str, zh: str, en: str
) -> None:
    with app.test_request_context():
        assert zh in shown(value, kind, "zh")
        assert en in shown(value, kind, "en")


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        ("2026-11-27", "2026年11月27日", "Nov 27, 2026"),
        ("soon", "soon", "soon"),
        ("2026-11-31", "2026-11-31", "2026-11-31"),
        ("before 2026-11-27", "before 2026-11-27", "before 2026-11-27"),
    ],
)
def test_days_that_were_kept_with_a_finding_are_written_out(
    app: Flask, day: str, zh: str, en: str
) -> None:
    kept = {"key": "late", "message": "%(day)s", "parameters": {"day": day}}
    with force_locale("zh"):
        assert signal_sentence(kept) == zh
    with force_locale("en"):
        assert sentence(Missing("late", "%(day)s", {"day": day})) == en


@pytest.mark.parametrize(
    ("capacity", "zh", "en"),
    [
        ("applicant", "何国栋（申请人）", "何国栋 (Applicant)"),
        ("nobody of today", "何国栋", "何国栋"),
    ],
)
def test_the_history_names_people_with_what_they_were(
    app: Flask, capacity: str, zh: str, en: str
) -> None:
    person = SimpleNamespace(display_name="何国栋")
    record: StageRecord = SimpleNamespace(  # type: ignore[assignment]
        actor_id=1, actor=person, capacity=capacity, proposed_by=None
    )
    with force_locale("zh"):
        assert _by(record) == zh
    with force_locale("en"):
        assert _by(record) == en


@pytest.mark.parametrize(
    ("word", "address"),
    [
        (Word.ITEM, "/incubation/cases/3/plan#item-7"),
        (Word.RECTIFIED, "/incubation/cases/3/putting-right"),
        (Word.PAYMENT, "/incubation/cases/3/money"),
        (Word.REPORT, "/incubation/cases/3/reports/7"),
        (Word.MINUTES, "/incubation/cases/3/encounters/7"),
    ],
)
def test_what_waits_leads_to_its_own_row(app: Flask, word: Word, address: str) -> None:
    with app.test_request_context():
        assert address_of(Waiting(word, 7, 3, "春晖", None)) == address
