"""From the first word of an application to its submission, return and answer."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from tests.factories_applying import (
    TEAM,
    begin,
    fill,
    give_papers,
    make_applicant,
    make_complete,
    make_submitted,
    take,
)
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_intake,
    make_manager,
    make_place,
    make_workflow,
)
from trainingapp.extensions import db
from trainingapp.incubator.actions import applications as actions, screening as checking
from trainingapp.incubator.models import (
    Agency,
    ApplicationRevision,
    Case,
    PaperAsked,
    Screening,
    Task,
)
from trainingapp.incubator.queries import applications as queries
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.words import Applicants, Mode, Stage, Track
from trainingapp.web.transactions import writing


def missing_of(error: StillMissing) -> list[str]:
    return sorted(one.code for one in error.missing)


@pytest.mark.both_databases
def test_a_complete_application_is_submitted_with_everything_it_rests_on(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_complete(place, person)
    take(case, "submit", person)
    assert case.stage == Stage.SUBMITTED
    application = queries.get_application(case)
    revision = queries.latest_revision(application)
    assert revision is not None
    assert (revision.number, application.revision) == (1, 1)
    assert revision.answers["need"] == TEAM["service"]["need"]
    assert {row["paper"] for row in revision.papers} == {"roster", "project_plan"}
    assert revision.submitted_by_id == person.id


def test_what_the_application_says_becomes_the_team_and_the_stay(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    assert (case.track, case.mode) == (Track.M6, Mode.VIRTUAL)
    assert case.agency.name == "向阳花社工团队"
    assert case.agency.phone == "0311-86012345"
    assert case.agency.fields == ["elder_care", "community"]


def test_an_agency_with_an_organisation_keeps_its_registered_facts(app: Flask) -> None:
    place = make_place()
    agency = make_agency("晨光社会工作服务中心", address="老地址")
    sun = make_manager(agency)
    case = make_submitted(place, sun, applicants=Applicants.REGISTERED, agency=agency)
    assert (case.agency.name, case.agency.address) == ("晨光社会工作服务中心", "老地址")


def test_a_newly_registered_applicant_brings_its_code(app: Flask) -> None:
    case = make_submitted(make_place(), applicants=Applicants.REGISTERED)
    assert case.agency.credit_code == "52130000MJ0000001A"
    assert case.agency.registered_on == date(2023, 11, 1)


def test_a_code_of_another_agency_is_left_to_it(app: Flask) -> None:
    make_agency("原机构", credit_code="52130000MJ0000001A")
    case = make_submitted(make_place(), applicants=Applicants.REGISTERED)
    assert case.agency.credit_code is None


def test_the_first_check_is_due_after_five_working_days(app: Flask) -> None:
    case = make_submitted(make_place())  # a Monday
    screening = queries.get_screening(case)
    assert screening.due_on == date(2026, 11, 30)
    task = db.session.scalars(select(Task).filter_by(case_id=case.id)).one()
    assert (task.due_on, task.closed_at) == (date(2026, 11, 30), None)


def test_the_applicant_gets_a_receipt_and_the_base_hears_of_it(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    told = {row.user_id: row.kind for row in db.session.scalars(select(Notice))}
    assert told[person.id] == "incubation.application_received"
    for name in ("officer", "second", "head"):
        assert told[place.people[name].id] == "incubation.application_new"
    assert place.people["finance"].id not in told
    assert [one.kind for one in queries.list_letters(case)] == ["received"]


def test_an_empty_application_is_refused_with_every_place_it_lacks(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    with writing():
        actions.pledge(case, person=person, now=NOON)
        db.session.commit()
    with pytest.raises(StillMissing) as refused:
        take(case, "submit", person)
    codes = missing_of(refused.value)
    assert "application.name" in codes
    assert "application.roster" in codes
    assert "pledge" not in codes
    pages = {(one.endpoint, one.arguments.get("part")) for one in refused.value.missing}
    assert ("incubator.edit_application_part", "basics") in pages
    assert ("incubator.list_papers", None) in pages


def test_without_the_pledge_nothing_is_submitted(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    fill(case, person)
    give_papers(case, person)
    with pytest.raises(StillMissing) as refused:
        take(case, "submit", person)
    assert missing_of(refused.value) == ["pledge"]


@pytest.mark.parametrize(
    ("days", "is_open"), [(-8, False), (-7, True), (14, True), (15, False)], ids=str
)
def test_a_call_is_open_from_its_first_to_its_last_day(
    app: Flask, days: int, is_open: bool
) -> None:
    place, person = make_place(), make_applicant()
    case = make_complete(place, person)
    then = NOON + timedelta(days=days)
    if is_open:
        take(case, "submit", person, now=then)
        assert case.stage == Stage.SUBMITTED
    else:
        with pytest.raises(StillMissing) as refused:
            take(case, "submit", person, now=then)
        assert missing_of(refused.value) == ["call_closed"]


def test_the_last_day_ends_at_midnight_in_shanghai(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_complete(place, person)
    last = datetime(2026, 12, 7, 15, 59, tzinfo=UTC)
    with pytest.raises(StillMissing):
        take(case, "submit", person, now=last + timedelta(minutes=1))
    take(case, "submit", person, now=last)
    assert case.stage == Stage.SUBMITTED


def test_a_declared_ground_stops_it_and_an_explained_doubt_does_not(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    doubt = {"disputes": "unsure", "disputes_why": "房租押金仍在协商"}
    case = make_complete(place, person, changes={"precheck": {"penalty": "yes"}})
    with pytest.raises(StillMissing) as refused:
        take(case, "submit", person)
    assert missing_of(refused.value) == ["precheck.penalty"]
    fill(case, person, precheck=doubt)
    take(case, "submit", person)
    revision = queries.latest_revision(queries.get_application(case))
    assert revision is not None
    assert [(one["key"], one["colour"]) for one in revision.precheck] == [("disputes", "amber")]


def test_who_begins_twice_is_given_the_same_application(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    call = make_intake(place.base)
    first = begin(place, person, call=call)
    assert begin(place, person, call=call).id == first.id
    other = begin(place, person, call=call, applicants=Applicants.REGISTERED)
    assert other.id != first.id
    assert begin(place, make_applicant("王芳"), call=call).id != first.id


def test_an_agency_has_one_open_application_in_a_call_whoever_began_it(app: Flask) -> None:
    place = make_place()
    agency, call = make_agency(), make_intake(place.base)
    sun, second = make_manager(agency), make_manager(agency, "周洁")
    first = begin(place, sun, applicants=Applicants.REGISTERED, agency=agency, call=call)
    again = begin(place, second, applicants=Applicants.REGISTERED, agency=agency, call=call)
    assert again.id == first.id
    elsewhere = begin(place, sun, applicants=Applicants.REGISTERED, agency=agency)
    assert elsewhere.id != first.id


def test_who_withdrew_may_begin_anew(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    call = make_intake(place.base)
    first = begin(place, person, call=call)
    take(first, "withdraw", person)
    assert begin(place, person, call=call).id != first.id


def test_numbers_count_up_within_the_base_and_the_year(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    cases = [begin(place, person) for _each in range(3)]
    assert [one.number.rsplit("-", 1)[1] for one in cases] == ["0001", "0002", "0003"]
    later = begin(
        place,
        person,
        call=make_intake(place.base, closes_on=date(2027, 2, 1)),
        now=datetime(2027, 1, 5, tzinfo=UTC),
    )
    assert later.number == f"{place.base.code}-2027-0001"


@pytest.mark.parametrize("opens", [TODAY + timedelta(days=1), TODAY - timedelta(days=60)])
def test_nobody_begins_outside_the_days_of_a_call(app: Flask, opens: date) -> None:
    place = make_place()
    call = make_intake(place.base, opens_on=opens, closes_on=opens + timedelta(days=5))
    with pytest.raises(actions.CallClosed):
        begin(place, make_applicant(), call=call)
    db.session.rollback()
    assert db.session.scalars(select(Case)).all() == []


def test_before_a_workflow_is_published_nobody_begins(app: Flask) -> None:
    place = make_place()
    call = make_intake(place.base)
    person = make_applicant()
    with writing(), pytest.raises(actions.NotSetUp):
        actions.begin(call, person, applicants=Applicants.TEAM, agency=None, now=NOON)
    make_workflow()
    assert db.session.scalars(select(Agency)).all() == []


def test_a_page_is_kept_as_it_was_typed_right_or_wrong(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)
    typed = {"budget": "十二万", "track": "m24", "risks": "风" * 3000}
    with writing():
        row = actions.save_part(case, "plan", typed, person=person, edition=0, now=NOON)
        db.session.commit()
    assert row.answers == typed
    faults = {one.field for one in queries.list_faults(queries.get_application(case))}
    assert {"budget", "track", "risks"} <= faults


def test_two_devices_do_not_write_over_each_other(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = begin(place, person)

    def save(text: str, edition: int) -> int:
        with writing():
            row = actions.save_part(
                case, "service", {"need": text}, person=person, edition=edition, now=NOON
            )
            db.session.commit()
        return row.edition

    assert save("甲", 0) == 1
    assert save("甲", 0) == 1, "the same words again are no conflict"
    with pytest.raises(actions.EditedElsewhere):
        save("乙", 0)
    db.session.rollback()
    assert save("乙", 1) == 2


def test_what_is_with_the_base_is_not_changed(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    case = make_submitted(place, person)
    with pytest.raises(actions.ApplicationSent):
        actions.save_part(case, "plan", {}, person=person, edition=1, now=NOON)
    with pytest.raises(actions.ApplicationSent):
        actions.pledge(case, person=person, now=NOON)


def ask(case: Case, text: str, officer_id: int, place: str = "papers") -> PaperAsked:
    with writing():
        asked = checking.name_missing(case, text, place=place, person_id=officer_id, now=NOON)
        db.session.commit()
    return asked


def test_an_application_is_returned_answered_and_submitted_again(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)
    with pytest.raises(StillMissing) as refused:
        take(case, "return", officer, reason="材料不全")
    assert missing_of(refused.value) == ["asked"]
    asked = ask(case, "请补充团队证书", officer.id)
    take(case, "return", officer, reason="材料不全")
    assert case.stage == Stage.RETURNED
    assert queries.get_asked(case, asked.id).sent_at == NOON
    with pytest.raises(StillMissing) as refused:
        take(case, "resubmit", person)
    assert missing_of(refused.value) == ["asked"]
    with writing():
        actions.answer_asked(case, asked, "已补充", person=person, now=NOON)
        db.session.commit()
    fill(case, person, service={"need": "独居老人 350 户"})
    take(case, "resubmit", person)
    revisions = queries.list_revisions(queries.get_application(case))
    assert [one.number for one in revisions] == [2, 1]
    assert queries.changed_fields(revisions[0], revisions[1]) == ["need"]
    assert [one.kind for one in queries.list_letters(case)] == ["received", "returned", "received"]
    states = [row.result for row in db.session.scalars(select(Screening).order_by(Screening.id))]
    assert states == ["more", None]


def test_tasks_follow_whose_turn_it_is(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)

    def open_keys() -> list[str]:
        rows = db.session.scalars(select(Task).where(Task.closed_at.is_(None)))
        return [row.key.split(":")[0] for row in rows]

    assert open_keys() == ["screening"]
    ask(case, "请补充", officer.id)
    take(case, "return", officer, reason="材料不全")
    assert open_keys() == ["answering"]
    take(case, "withdraw", person)
    assert open_keys() == []


@pytest.mark.parametrize(
    ("days", "is_in_time"),
    [(0, True), (24, True), (25, False)],  # the call closes in 14 days; 10 days of grace
)
def test_answers_come_until_the_grace_after_the_close(
    app: Flask, days: int, is_in_time: bool
) -> None:
    place, person = make_place(), make_applicant()
    officer = place.people["officer"]
    case = make_submitted(place, person)
    asked = ask(case, "请补充", officer.id)
    take(case, "return", officer, reason="材料不全")
    with writing():
        actions.answer_asked(case, asked, "已补充", person=person, now=NOON)
        db.session.commit()
    then = NOON + timedelta(days=days)
    if is_in_time:
        take(case, "resubmit", person, now=then)
        assert case.stage == Stage.SUBMITTED
    else:
        with pytest.raises(StillMissing) as refused:
            take(case, "resubmit", person, now=then)
        assert missing_of(refused.value) == ["late"]


def test_a_withdrawal_is_confirmed_and_the_base_hears_only_of_what_it_saw(app: Flask) -> None:
    place, person = make_place(), make_applicant()
    draft = begin(place, person)
    take(draft, "withdraw", person)
    assert [row.kind for row in db.session.scalars(select(Notice))] == [
        "incubation.application_withdrawn"
    ]
    sent = make_submitted(place, person)
    take(sent, "withdraw", person, reason="另有安排")
    kinds = [row.kind for row in db.session.scalars(select(Notice))]
    assert kinds.count("incubation.application_taken_back") == 3
    assert queries.list_letters(sent)[0].kind == "withdrawn"


@pytest.mark.both_databases
def test_revisions_and_letters_are_only_added(app: Flask) -> None:
    case = make_submitted(make_place())
    revision = queries.latest_revision(queries.get_application(case))
    assert isinstance(revision, ApplicationRevision)
    for row, change in ((revision, "number"), (queries.list_letters(case)[0], "case_id")):
        with writing():
            setattr(row, change, 99)
            with pytest.raises(DatabaseError, match="only added"):
                db.session.flush()
            db.session.rollback()
