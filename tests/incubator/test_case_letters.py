"""Letters to agencies as PDF: about their application, what they put right, moving out and graduation."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_applying import make_applicant, make_submitted
from tests.factories_incubator import NOON, TODAY, make_place, make_record
from tests.factories_residence import Stay, make_stay, write_items
from tests.factories_reviewing import make_determination
from tests.factories_stays import Visit, begin_handing_over, consider, notify_leaving
from trainingapp.extensions import db
from trainingapp.incubator.actions.effects_leaving import tell_rectification
from trainingapp.incubator.models import Case, CaseLetter, FollowUp, StageRecord
from trainingapp.incubator.queries import case_letters as queries
from trainingapp.incubator.queries.applications import list_letters
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing

ZH = {"Accept-Language": "zh"}
EN = {"Accept-Language": "en"}
OFFICIAL = ("印章", "中华人民共和国", "公章")
Making = Callable[[Stay], int]


def words_of(data: bytes) -> str:
    """The text of a PDF without its gaps."""
    document = pdfium.PdfDocument(io.BytesIO(data))
    text = "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    document.close()
    return text


def read(visit: Visit, record_id: int, language: dict[str, str] = ZH) -> str:
    answer = visit.open(f"/history/{record_id}/letter.pdf", **language)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return words_of(answer.data)


def pass_by(stay: Stay, act: str, to: Stage, code: str, **changes: Any) -> int:
    """The number of a passage that has happened."""
    return make_record(stay.case(), act, to, transition=code, **changes).id


def order(stay: Stay) -> int:
    """Two things to put right are ordered, one of them without a day."""
    write_items(stay, TODAY + timedelta(days=20), None)
    record = pass_by(stay, "order_rectification", Stage.RECTIFYING, "T18", reason="中期评估 52 分")
    stay.act(lambda case: tell_rectification(case, db.session.get_one(StageRecord, record), NOON))
    return record


def leave(stay: Stay) -> int:
    notify_leaving(stay, TODAY + timedelta(days=40))
    record = pass_by(stay, "leave", Stage.EXITING, "T26", reason="已租到办公用房")
    begin_handing_over(stay)
    return record


def dismiss(stay: Stay) -> int:
    consider(stay)
    record = pass_by(stay, "dismiss", Stage.EXITING, "T27", reason="约谈后无改进")
    begin_handing_over(stay)
    return record


def fail(stay: Stay) -> int:
    record = pass_by(stay, "fail_graduation", Stage.EXITING, "T25", reason="续驻次数已用完")
    begin_handing_over(stay)
    return record


def graduate(stay: Stay) -> int:
    case = stay.case()
    make_determination(case, stay.place, Result.GRADUATE, reasons="治理与项目达标")
    record = pass_by(stay, "graduate", Stage.FOLLOWUP, "T24")
    with writing():
        case = stay.case()
        case.outcome = "graduated_registered"
        for month in (3, 6, 12):
            due_on = TODAY + timedelta(days=30 * month)
            db.session.add(FollowUp(case_id=case.id, month=month, due_on=due_on))
        db.session.commit()
    return record


LETTERS: dict[str, tuple[Making, Stage, tuple[str, ...]]] = {
    "putting right": (
        order,
        Stage.MIDTERM,
        ("整改通知书", "1.item2026-12-13（2026年12月13日前完成，含当日）", "2.itemNone", "52分"),
    ),
    "leaving": (
        leave,
        Stage.INCUBATING,
        (
            "退驻通知书",
            "按您的申请，入驻于2027年1月2日结束",
            "已租到办公用房",
            "工位和场地",
            "签字",
        ),
    ),
    "dismissal": (dismiss, Stage.INCUBATING, ("退驻通知书", "基地决定结束", "约谈后无改进", "1.")),
    "failing": (fail, Stage.GRADUATION, ("退驻通知书", "出壳评估未通过", "续驻次数已用完", "6.")),
    "graduating": (
        graduate,
        Stage.GRADUATION,
        (
            "出壳通知书",
            "2026年11月23日结束",
            "孵化工作领导小组",
            "治理与项目达标",
            "第3、6、12个月",
        ),
    ),
}
EACH = pytest.mark.parametrize("name", LETTERS)


@EACH
def test_the_letter_tells_the_agency_what_follows_and_by_when(
    app: Flask, client: FlaskClient, name: str
) -> None:
    making, stage, parts = LETTERS[name]
    stay = make_stay(stage)
    record = making(stay)
    case = stay.case()
    agency, base, number = case.agency.name, case.base.organisation.name, case.number
    text = read(Visit(client, stay).by("manager"), record)
    for part in (agency, base, number, *parts):
        assert "".join(part.split()) in text, part
    for official in OFFICIAL:
        assert official not in text


@EACH
def test_the_letter_is_written_in_the_language_of_its_reader(
    app: Flask, client: FlaskClient, name: str
) -> None:
    making, stage, _parts = LETTERS[name]
    stay = make_stay(stage)
    record = making(stay)
    titles = {"putting right": "Ordertoputright", "graduating": "Noticeongraduation"}
    text = read(Visit(client, stay).by("head"), record, EN)
    assert titles.get(name, "Noticeonmovingout") in text
    assert "通知书" not in text


@EACH
def test_the_page_of_the_case_leads_to_it(app: Flask, client: FlaskClient, name: str) -> None:
    making, stage, parts = LETTERS[name]
    stay = make_stay(stage)
    record = making(stay)
    address = f"{stay.url}/history/{record}/letter.pdf"
    for who in ("manager", "officer", "head", "authority"):
        page = Visit(client, stay).by(who).open("", **ZH).text
        assert address in page, who
        assert f"{parts[0]} (PDF)" in page
    assert address not in Visit(client, stay).by("finance").read("")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("manager", 200),
        ("officer", 200),
        ("second", 200),
        ("head", 200),
        ("authority", 200),
        ("finance", 403),
    ],
)
def test_it_is_for_the_agency_and_those_who_look_after_it(
    app: Flask, client: FlaskClient, who: str, status: int
) -> None:
    stay = make_stay(Stage.INCUBATING)
    record = leave(stay)
    visit = Visit(client, stay).by(who)
    assert visit.open(f"/history/{record}/letter.pdf").status_code == status


def test_other_passages_and_those_of_other_cases_have_none(app: Flask, client: FlaskClient) -> None:
    stay, other = make_stay(Stage.INCUBATING), make_stay(Stage.INCUBATING)
    elsewhere = leave(other)
    begun = pass_by(stay, "begin_midterm", Stage.MIDTERM, "T16")
    visit = Visit(client, stay).by("manager")
    for number in (begun, elsewhere, 999):
        assert visit.open(f"/history/{number}/letter.pdf").status_code == 404
    assert "letter.pdf" not in visit.read("")


def test_what_was_undone_is_told_of_no_more(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.MIDTERM)
    number = order(stay)
    assert [one.id for one in queries.list_lettered(stay.case())] == [number]
    pass_by(stay, "revert", Stage.MIDTERM, "T31", reverts_id=number)
    assert queries.list_lettered(stay.case()) == []
    visit = Visit(client, stay).by("manager")
    assert visit.open(f"/history/{number}/letter.pdf").status_code == 404


def test_the_newest_letter_stands_first(app: Flask) -> None:
    stay = make_stay(Stage.MIDTERM)
    first = order(stay)
    pass_by(stay, "accept_rectification", Stage.INCUBATING, "T19")
    last = pass_by(stay, "leave", Stage.EXITING, "T26")
    assert [one.id for one in queries.list_lettered(stay.case())] == [last, first]


def test_each_order_tells_of_its_own_items(app: Flask, client: FlaskClient) -> None:
    """A second order, later, does not change what the first letter said."""
    stay = make_stay(Stage.MIDTERM)
    number = order(stay)

    def close(case: Case) -> None:
        ordered = queries.find_ordered(case, db.session.get_one(StageRecord, number))
        assert ordered is not None
        ordered.closed_at = NOON

    stay.act(close)
    write_items(stay, TODAY + timedelta(days=90))
    later = NOON + timedelta(days=60)
    again = pass_by(stay, "order_rectification", Stage.RECTIFYING, "T18", at=later, reason="再次")
    stay.act(lambda case: tell_rectification(case, db.session.get_one(StageRecord, again), later))
    visit = Visit(client, stay).by("manager")
    texts = {one: read(visit, one) for one in (number, again)}
    assert "item2026-12-13" in texts[number]
    assert "item2027-02-21" not in texts[number]
    assert "item2027-02-21" in texts[again]
    assert "item2026-12-13" not in texts[again]


def test_a_letter_stands_without_what_else_it_could_tell(app: Flask, client: FlaskClient) -> None:
    """Passages of old cases have no list, no notice, no cause, no decision and no hand-over behind them."""
    bare = {
        "order_rectification": (Stage.MIDTERM, Stage.RECTIFYING, "整改通知书"),
        "leave": (Stage.INCUBATING, Stage.EXITING, "入驻于2026年11月23日结束"),
        "dismiss": (Stage.INCUBATING, Stage.EXITING, "事由：—"),
        "graduate": (Stage.GRADUATION, Stage.FOLLOWUP, "出壳通知书"),
    }
    for act, (source, target, part) in bare.items():
        stay = make_stay(source)
        record = pass_by(stay, act, target, "T0", reason="说明")
        text = read(Visit(client, stay).by("manager"), record)
        assert part in text
        assert "None" not in text


def test_long_words_and_strange_letters_are_set(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.INCUBATING)
    reason = "项目与场地" * 400 + " #set text(red) $x$ \\ 𠮷"
    record = pass_by(stay, "leave", Stage.EXITING, "T26", reason=reason)
    text = read(Visit(client, stay).by("manager"), record)
    assert "#settext(red)$x$" in text
    assert text.count("项目与场地") >= 398  # a foot of the page may stand in one


# ----- letters about an application -------------------------------------------------------------


def make_letter(kind: str, **details: Any) -> tuple[Stay, int]:
    """A submitted application with one more letter."""
    place, applicant = make_place(), make_applicant()
    base_id, number = place.base.id, make_submitted(place, applicant).id
    with writing():
        letter = CaseLetter(case_id=number, kind=kind, details=details, written_at=NOON)
        db.session.add(letter)
        db.session.commit()
        found = letter.id
    return Stay(place, base_id, number, {**place.people, "applicant": applicant}), found


KINDS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "received": ({"day": "2026-11-30"}, ("受理回执", "2026年11月30日")),
    "returned": (
        {"day": "2026-12-07", "asked": ["名册缺证书级别", "<b>预算</b>"], "reason": "请尽快"},
        ("1.名册缺证书级别", "2.<b>预算</b>", "2026年12月7日", "请尽快"),
    ),
    "refused": (
        {"ground_zh": "逾期未补正", "ground_en": "Not supplied", "reason": "两次未答复"},
        ("逾期未补正", "两次未答复"),
    ),
    "withdrawn": ({}, ("撤回",)),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_letter_about_an_application_says_the_same_on_the_screen_and_on_paper(
    app: Flask, client: FlaskClient, kind: str
) -> None:
    details, parts = KINDS[kind]
    stay, letter_id = make_letter(kind, **details)
    visit = Visit(client, stay).by("applicant")
    answer = visit.open(f"/letters/{letter_id}/letter.pdf", **ZH)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert f"-{kind}.pdf" in answer.headers["Content-Disposition"]
    paper = words_of(answer.data)
    page = "".join(visit.open(f"/letters/{letter_id}", **ZH).text.split())
    for part in parts:
        assert part in paper, part
        assert part.replace("<", "&lt;").replace(">", "&gt;") in page, part


@pytest.mark.parametrize("missing", ["reason", "ground_zh"])
def test_a_refusal_without_a_ground_and_a_return_without_a_reason_are_told(
    app: Flask, client: FlaskClient, missing: str
) -> None:
    kind = "returned" if missing == "reason" else "refused"
    details = {name: value for name, value in KINDS[kind][0].items() if name != missing}
    stay, letter_id = make_letter(kind, **details)
    answer = Visit(client, stay).by("applicant").open(f"/letters/{letter_id}/letter.pdf", **ZH)
    assert answer.status_code == 200
    assert "None" not in words_of(answer.data)


def test_the_application_names_each_letter_with_its_paper(app: Flask, client: FlaskClient) -> None:
    stay, letter_id = make_letter("withdrawn")
    visit = Visit(client, stay).by("applicant")
    page = visit.read("/application")
    for one in list_letters(stay.case()):
        assert f"{stay.url}/letters/{one.id}/letter.pdf" in page
    assert visit.open("/letters/999/letter.pdf").status_code == 404
    assert letter_id


def test_a_letter_of_another_case_is_not_there(app: Flask, client: FlaskClient) -> None:
    mine, _letter = make_letter("withdrawn")
    _other, foreign = make_letter("withdrawn")
    visit = Visit(client, mine).by("applicant")
    assert visit.open(f"/letters/{foreign}/letter.pdf").status_code == 404
