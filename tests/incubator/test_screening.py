"""The first check: what it needs, who is like whom, refusing with a ground."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories_applying import fill, make_applicant, make_complete, make_submitted, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_manager,
    make_place,
)
from trainingapp.accounts.export import collect_data
from trainingapp.extensions import db
from trainingapp.incubator.actions import screening as actions
from trainingapp.incubator.actions.passing import confirm
from trainingapp.incubator.applying_export import forget_drafts
from trainingapp.incubator.models import AgencyTrait, ApplicationPart, Case, Proposal
from trainingapp.incubator.models.standing import CreditEvent
from trainingapp.incubator.queries import applications as queries, guards_applying as guards
from trainingapp.incubator.queries.prechecking import known_facts, list_duplicates
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.precheck import Colour
from trainingapp.rules.incubation.registry_words import CreditKind
from trainingapp.rules.incubation.words import Applicants, Stage
from trainingapp.web.transactions import writing

CHECKS = {"eligible": {"state": "ok", "note": ""}}


def settle(case: Case, place: Place, **changes: object) -> None:
    known = {"checks": CHECKS, "is_passed": True, "credit_checked_on": TODAY}
    checked = actions.Checked(**(known | changes))  # type: ignore[arg-type]
    with writing():
        screening = queries.get_screening(case, lock=True)
        officer = place.people["officer"]
        actions.settle(case, screening, checked, person_id=officer.id, now=NOON)
        db.session.commit()


def codes(found: object) -> list[str]:
    return [one.code for one in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", sorted(guards.GUARDS))
def test_every_guard_speaks_of_a_case_without_an_application(app: Flask, name: str) -> None:
    case = make_case(make_place(), stage=Stage.SUBMITTED)
    missing = guards.GUARDS[name](case, NOON)
    silent = {"call_open", "missing_items_answered", "resubmission_in_time", "duplicates_cleared"}
    assert bool(missing) is (name not in silent)


def test_a_base_that_is_closed_takes_nobody_without_a_call_either(app: Flask) -> None:
    case = make_case(make_place(is_open=False), stage=Stage.DRAFT)
    assert codes(guards.call_open(case, NOON)) == ["call_closed"]


def test_the_first_check_needs_its_result_and_a_fresh_look_at_the_lists(app: Flask) -> None:
    place = make_place()
    case = make_submitted(place)
    assert codes(guards.screening_passed(case, NOON)) == ["screening"]
    assert codes(guards.credit_lists_checked(case, NOON)) == ["credit"]
    settle(case, place)
    assert guards.screening_passed(case, NOON) == []
    assert guards.credit_lists_checked(case, NOON) == []
    assert guards.credit_lists_checked(case, NOON + timedelta(days=7)) == []
    assert codes(guards.credit_lists_checked(case, NOON + timedelta(days=8))) == ["credit"]


def test_a_check_that_is_taken_back_is_open_again(app: Flask) -> None:
    place = make_place()
    case = make_submitted(place)
    settle(case, place)
    settle(case, place, is_passed=False)
    screening = queries.get_screening(case)
    assert (screening.result, screening.settled_at) == (None, None)


def test_a_new_submission_is_checked_anew(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)
    settle(case, place)
    with writing():
        asked = actions.name_missing(case, "请补充", place="", person_id=officer.id, now=NOON)
        db.session.commit()
    take(case, "return", officer, reason="材料不全")
    with writing():
        asked.answered_at = NOON
        db.session.commit()
    take(case, "resubmit", person)
    assert codes(guards.screening_passed(case, NOON)) == ["screening"]


def test_applicants_are_known_again_by_what_they_have_in_common(app: Flask) -> None:
    place = make_place()
    first = make_submitted(place, make_applicant())
    change = {"name": "另一个团队", "phone": "0311-99999999", "address": "别处 1 号"}
    second = make_submitted(place, make_applicant("王芳"), changes={"basics": change})
    (found,) = list_duplicates(second)
    assert found.agency.id == first.agency_id
    assert [str(one) for one in found.traits] == ["legal_representative"]
    assert codes(guards.duplicates_cleared(second, NOON)) == ["duplicate"]
    third = {**change, "legal_representative": "赵六", "name": "第三个"}
    apart = make_submitted(
        place,
        make_applicant("赵六"),
        changes={"basics": {**third, "phone": "0311-88888888", "address": "远处 2 号"}},
    )
    assert list_duplicates(apart) == []


def test_the_same_written_differently_is_found(app: Flask) -> None:
    place = make_place()
    make_submitted(place, make_applicant())
    change = {"name": "另一队", "legal_representative": "甲", "address": "青园街"}
    phone = {"phone": "０３１１ 86012345"}
    fill_in = {"basics": change | {"phone": "0311 8601 2345"}}
    assert phone["phone"] != fill_in["basics"]["phone"]
    second = make_submitted(place, make_applicant("王芳"), changes=fill_in)
    assert [str(one) for one in list_duplicates(second)[0].traits] == ["phone"]


def test_a_cleared_duplicate_opens_again_when_more_is_alike(app: Flask) -> None:
    place = make_place()
    officer = place.people["officer"]
    make_submitted(place, make_applicant())
    change = {"name": "另一个团队", "phone": "0311-99999999", "address": "别处 1 号"}
    case = make_submitted(place, make_applicant("王芳"), changes={"basics": change})
    (found,) = list_duplicates(case)
    with writing():
        actions.clear_duplicate(case, found, "同名不同人", person_id=officer.id, now=NOON)
        db.session.commit()
    assert guards.duplicates_cleared(case, NOON) == []
    with writing():
        other = db.session.scalars(
            select(AgencyTrait).filter_by(agency_id=found.agency.id, kind="address")
        ).one()
        row = AgencyTrait(agency_id=case.agency_id, kind="address", value=other.value, seen_at=NOON)
        db.session.add(row)
        db.session.commit()
    assert codes(guards.duplicates_cleared(case, NOON)) == ["duplicate"]
    (again,) = list_duplicates(case)
    with writing():
        actions.clear_duplicate(case, again, "同楼办公", person_id=officer.id, now=NOON)
        db.session.commit()
    assert guards.duplicates_cleared(case, NOON) == []


def test_traits_tell_nothing_of_the_person(app: Flask) -> None:
    make_submitted(make_place())
    rows = db.session.scalars(select(AgencyTrait)).all()
    assert {row.kind for row in rows} == {"name", "legal_representative", "address", "phone"}
    assert all(len(row.value) == 64 for row in rows)


def test_a_refusal_needs_a_ground_and_the_head_and_tells_both(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    officer, head = place.people["officer"], place.people["head"]
    case = make_submitted(place, person)
    with pytest.raises(StillMissing) as refused:
        take(case, "refuse", officer, reason="近两年有处罚")
    assert codes(refused.value.missing) == ["ground"]
    settle(case, place, is_passed=False, ground="penalty")
    proposal = take(case, "refuse", officer, reason="近两年有处罚")
    assert isinstance(proposal, Proposal)
    with writing():
        confirm(proposal, person=head, now=NOON)
        db.session.commit()
    assert case.stage == Stage.REJECTED
    letter = queries.list_letters(case)[0]
    assert letter.kind == "refused"
    assert letter.details["ground_zh"] == "近两年受过行政处罚"
    assert letter.details["reason"] == "近两年有处罚"
    assert queries.get_screening(case).result == "refuse"


def test_the_check_is_not_changed_once_the_case_moved_on(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    take(case, "withdraw", person)
    with pytest.raises(actions.NotBeingChecked):
        settle(case, place)
    db.session.rollback()
    with pytest.raises(actions.NotBeingChecked):
        actions.name_missing(case, "请补充", place="", person_id=person.id, now=NOON)


def test_what_was_sent_is_not_taken_back_and_the_list_has_an_end(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)
    with writing():
        for _each in range(actions.MOST_ASKED):
            asked = actions.name_missing(case, "补", place="", person_id=officer.id, now=NOON)
        with pytest.raises(actions.TooMuchAsked):
            actions.name_missing(case, "再补", place="", person_id=officer.id, now=NOON)
        db.session.commit()
    take(case, "return", officer, reason="材料不全")
    with pytest.raises(actions.AskedAlready):
        actions.drop_missing(asked)


@pytest.mark.parametrize(
    ("kind", "days", "is_listed"),
    [
        (CreditKind.ABNORMAL, (-30, None), True),
        (CreditKind.SERIOUS, (-30, 1), True),
        (CreditKind.SERIOUS, (-30, 0), False),  # the first day off the list
        (CreditKind.ABNORMAL, (1, None), False),
        (CreditKind.PRAISE, (-30, None), False),
    ],
)
def test_the_site_knows_the_lists_that_an_agency_is_on(
    app: Flask, kind: CreditKind, days: tuple[int, int | None], is_listed: bool
) -> None:
    case = make_case(make_place(), stage=Stage.DRAFT)
    starts, ends = days
    with writing():
        row = CreditEvent(
            agency_id=case.agency_id,
            kind=kind,
            cause="未按时报送年报",
            starts_on=TODAY + timedelta(days=starts),
            ends_on=None if ends is None else TODAY + timedelta(days=ends),
            entered_as="officer",
            entered_at=NOON,
        )
        db.session.add(row)
        db.session.commit()
    facts = known_facts(case, {}, today=TODAY)
    assert list(facts.on_lists) == (["未按时报送年报"] if is_listed else [])
    assert facts.share == (1, 3)


@pytest.mark.parametrize(
    ("code", "has_fault"),
    [
        ("", False),
        ("12345678-9", True),
        ("52130000MJ0000001A", True),
        ("五二", True),
    ],
)
def test_a_doubtful_code_is_amber(app: Flask, code: str, has_fault: bool) -> None:
    case = make_case(make_place(), stage=Stage.DRAFT)
    answers = {"credit_code": code, "agency_kind": "service"}
    fault = known_facts(case, answers, today=TODAY).code_fault
    assert (fault is not None) is has_fault
    assert fault is None or fault[0] is Colour.AMBER


def test_what_one_wrote_is_in_ones_export_and_not_in_anybody_elses(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    make_submitted(place, person)
    other = make_applicant("王芳")
    mine, theirs = collect_data(person.id), collect_data(other.id)
    assert any("独居老人" in str(row) for row in mine["incubation_answers"])
    assert [row["number"] for row in mine["incubation_submissions"]] == [1]
    assert theirs["incubation_answers"] == theirs["incubation_submissions"] == []


def test_an_officers_export_holds_their_checks_without_the_applicants_words(app: Flask) -> None:
    place = make_place()
    case = make_submitted(place)
    settle(case, place, note="材料清楚")
    data = collect_data(place.people["officer"].id)
    assert [row["note"] for row in data["incubation_checks"]] == ["材料清楚"]
    assert data["incubation_answers"] == []


def test_drafts_go_with_who_leaves_and_what_was_submitted_stays(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    draft = make_complete(place, person)
    sent = make_submitted(place, person, applicants=Applicants.REGISTERED)
    with writing():
        forget_drafts(person.id)
        db.session.commit()
    left = db.session.scalars(select(ApplicationPart.application_id).distinct()).all()
    assert left == [queries.get_application(sent).id]
    assert queries.get_application(draft).revision == 0


def test_a_fill_of_an_agency_belongs_to_all_of_its_managers(app: Flask) -> None:
    place, agency = make_place(), make_agency()
    sun, second = make_manager(agency), make_manager(agency, "周洁")
    case = make_complete(place, sun, applicants=Applicants.REGISTERED, agency=agency)
    fill(case, second, service={"area": "桥西区"})
    take(case, "submit", second)
    assert case.stage == Stage.SUBMITTED
    assert queries.select_own(second) is not None
    own = db.session.scalars(queries.select_own(second)).all()
    assert [one.id for one in own] == [case.id]


def test_due_days_skip_the_days_off_of_the_new_year(app: Flask) -> None:
    case = make_submitted(make_place(), now=NOON)
    assert queries.answer_ends_on(case, returned_on=date(2026, 12, 20)) == date(2026, 12, 30)
