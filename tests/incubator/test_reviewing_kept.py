"""Files of scoring sheets, and what one's own export and erasure do with reviews, objections and appeals."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
import yaml
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, Place, make_expert, make_place, make_seat, written
from tests.factories_reviewing import (
    committed,
    make_called_case,
    make_determination,
    make_notice,
    make_ranking,
    make_review,
)
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.extensions import db
from trainingapp.incubator.models import Appeal, CaseSeat, Objection, Review
from trainingapp.incubator.rubric_files import FILE, list_shipped, name_of, read_rubrics
from trainingapp.rules.incubation.words import SeatState, Stage

SHEET = yaml.safe_load(
    (Path(__file__).parents[2] / "question_bank" / "incubation" / FILE).read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(app: Flask) -> Place:
    return make_place()


def folder(tmp_path: Path, *documents: object) -> Path:
    text = yaml.safe_dump_all(documents, allow_unicode=True)
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    return tmp_path


def test_the_shipped_sheets_are_read_without_a_fault() -> None:
    assert [name_of(one) for one in list_shipped()] == ["admission-1"]


def test_a_folder_without_the_file_says_so(tmp_path: Path) -> None:
    found, faults = read_rubrics(tmp_path)
    assert found == []
    assert [fault.text for fault in faults] == ["this file is missing"]


def test_a_file_that_is_no_yaml_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("a: [", encoding="utf-8")
    found, faults = read_rubrics(tmp_path)
    assert found == []
    assert "cannot be read" in faults[0].text


def test_a_faulty_sheet_is_left_out_and_named_and_the_others_stand(tmp_path: Path) -> None:
    wrong = {**SHEET, "version": 2, "passes_at": 0}
    found, faults = read_rubrics(folder(tmp_path, SHEET, wrong))
    assert [name_of(one) for one in found] == ["admission-1"]
    assert [(one.place, one.text) for one in faults] == [
        ("sheet 2", "passes_at lies between 1 and 100")
    ]


def test_a_version_that_stands_twice_is_refused(tmp_path: Path) -> None:
    found, faults = read_rubrics(folder(tmp_path, SHEET, SHEET))
    assert len(found) == 1
    assert [one.text for one in faults] == ["this sheet stands twice"]


def test_an_expert_takes_their_reviews_and_decisions_along(place: Place) -> None:
    case, expert = make_called_case(place, Stage.DECISION), make_expert()
    make_review(make_seat(case, expert), comment="团队可靠")
    make_ranking(case)
    judge = make_user("李红")
    make_determination(case, place, deciders=[judge])
    (review,) = collect_data(expert.id)["incubation_reviews"]
    assert (review["case"], review["comment"]) == (case.number, "团队可靠")
    (decision,) = collect_data(judge.id)["incubation_decisions"]
    assert decision["result"] == "admit"
    assert collect_data(judge.id)["incubation_reviews"] == []


def test_objections_and_appeals_are_taken_along_by_who_made_them_alone(place: Place) -> None:
    lin, zhao = make_user("林美华"), make_user("赵某")
    make_words(place, lin.id, zhao.id)
    (objection,) = collect_data(zhao.id)["incubation_objections"]
    assert objection["text"] == "有异议"
    (appeal,) = collect_data(lin.id)["incubation_appeals"]
    assert appeal["text"] == "请复核"
    assert collect_data(lin.id)["incubation_objections"] == []
    assert collect_data(zhao.id)["incubation_appeals"] == []


def make_words(place: Place, applicant_id: int, objector_id: int) -> None:
    case = make_called_case(place, Stage.NOTICE, applicant_id=applicant_id)
    notice = make_notice(case)
    written(
        Objection(
            notice_id=notice.id,
            by_id=objector_id,
            text="有异议",
            made_at=NOON,
            is_upheld=False,
            settlement="查无此事",
            settled_at=NOON,
        )
    )
    written(Appeal(case_id=case.id, by_id=applicant_id, text="请复核", made_at=NOON))


@pytest.mark.both_databases
def test_who_leaves_leaves_no_words_of_their_own_and_the_record_stays(app: Flask) -> None:
    place = make_place()
    lin, zhao, expert = make_user("林美华"), make_user("赵某"), make_expert()
    make_words(place, lin.id, zhao.id)
    case = make_called_case(place)
    make_seat(case, expert, state=SeatState.CONFLICT, note="是我的学生")
    other = make_called_case(place)
    make_review(make_seat(other, expert))
    ids = [lin.id, zhao.id, expert.id]
    committed(lambda: [erase(one) for one in ids])
    assert db.session.scalars(db.select(Objection)).one().text == ""
    assert db.session.scalars(db.select(Objection)).one().settlement == "查无此事"
    assert db.session.scalars(db.select(Appeal)).one().text == ""
    notes = db.session.scalars(db.select(CaseSeat.note).where(CaseSeat.user_id == expert.id))
    assert set(notes) == {""}
    assert db.session.scalars(db.select(Review)).one().total == 80
