"""Bases, calls and versions of the form, as their acts keep them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError

from tests.factories_accounts import make_organisation
from tests.factories_applying import begin, make_applicant
from tests.factories_incubator import NOON, TODAY, make_intake, make_place
from trainingapp.accounts.models import OrganisationKind
from trainingapp.extensions import db
from trainingapp.incubator.actions import application_forms as forms, calls as actions
from trainingapp.incubator.form_files import ShippedForm, read_form, shipped_form
from trainingapp.incubator.models import ApplicationForm
from trainingapp.incubator.queries import application_forms as form_queries, calls as queries
from trainingapp.rules.incubation.application_reading import read_spec
from trainingapp.rules.incubation.words import Track
from trainingapp.web.transactions import writing

SHIPPED = Path(__file__).parents[2] / "question_bank" / "incubation"


def plan(**changes: object) -> actions.CallPlan:
    known = {
        "name": "2027年第一批",
        "text": "",
        "opens_on": TODAY,
        "closes_on": TODAY,
        "places": 5,
        "track": Track.M6,
        "has_trial": True,
    }
    return actions.CallPlan(**(known | changes))  # type: ignore[arg-type]


def test_a_call_is_hidden_until_it_is_published(app: Flask) -> None:
    place = make_place()
    head = place.people["head"]
    with writing():
        call = actions.keep_call(place.base, None, plan(), person_id=head.id, now=NOON)
        db.session.commit()
    published = queries.select_published(today=TODAY)
    assert db.session.scalars(published).all() == []
    with writing():
        actions.publish_call(call, is_published=True, person_id=head.id, now=NOON)
        db.session.commit()
    assert [one.id for one in db.session.scalars(published)] == [call.id]


def test_two_calls_of_a_base_have_two_names(app: Flask) -> None:
    place = make_place()
    head = place.people["head"]
    call = make_intake(place.base, name="同名")
    with writing(), pytest.raises(actions.NameTaken):
        actions.keep_call(place.base, None, plan(name="同名"), person_id=head.id, now=NOON)
    with writing():
        actions.keep_call(place.base, call, plan(name="同名"), person_id=head.id, now=NOON)
        db.session.commit()
    assert (call.places, call.has_trial) == (5, True)


def test_a_call_of_another_base_may_have_the_same_name(app: Flask) -> None:
    place, other = make_place(), make_place()
    make_intake(other.base, name="同名")
    with writing():
        head = place.people["head"]
        call = actions.keep_call(place.base, None, plan(name="同名"), person_id=head.id, now=NOON)
        db.session.commit()
    assert call.base_id == place.base.id


def test_a_call_is_hidden_again_only_while_nobody_has_begun(app: Flask) -> None:
    place = make_place()
    head = place.people["head"]
    call = make_intake(place.base)
    with writing():
        actions.publish_call(call, is_published=False, person_id=head.id, now=NOON)
        actions.publish_call(call, is_published=True, person_id=head.id, now=NOON)
        db.session.commit()
    begin(place, make_applicant(), call=call)
    with writing(), pytest.raises(actions.HasApplications):
        actions.publish_call(call, is_published=False, person_id=head.id, now=NOON)


def test_drafts_are_not_counted_for_the_people_of_the_base(app: Flask) -> None:
    place = make_place()
    call = make_intake(place.base)
    begin(place, make_applicant(), call=call)
    assert queries.count_applications(place.base) == {}
    assert actions.count_cases(call) == 1


def test_an_organisation_becomes_a_base_once_with_a_code_of_its_own(app: Flask) -> None:
    known = make_place()
    place = make_organisation(kind=OrganisationKind.INCUBATION_BASE, name="新基地")
    person = known.people["head"].id

    def enter(code: str) -> None:
        actions.enter_base(
            place, code=code, area_code="130102", authority_id=None, person_id=person, now=NOON
        )

    with writing():
        with pytest.raises(actions.CodeTaken):
            enter(known.base.code)
        enter("NEW1")
        with pytest.raises(actions.BaseThere):
            enter("NEW2")
        db.session.commit()
    assert [one.code for one in queries.list_all_bases()] == [known.base.code, "NEW1"]


def test_the_shipped_form_is_published_once_by_the_first_application(app: Flask) -> None:
    place = make_place()
    begin(place, make_applicant())
    begin(place, make_applicant("王芳"))
    assert db.session.scalar(select(func.count()).select_from(ApplicationForm)) == 1
    (form,) = form_queries.list_forms()
    assert form_queries.count_applications() == {form.id: 2}
    assert form_queries.spec_of(form) == shipped_form().spec


def changed_form(version: int, zh: str) -> ShippedForm:
    definition = dict(shipped_form().definition) | {
        "version": version,
        "title": {"zh": zh, "en": "Form"},
    }
    return ShippedForm(read_spec(definition), definition, f"{version}{zh}".ljust(64, "0"))


def test_an_application_stays_with_the_version_it_was_begun_on(app: Flask) -> None:
    place = make_place()
    first = begin(place, make_applicant())
    with writing():
        forms.publish_form(changed_form(2, "新表"), person_id=None, now=NOON)
        db.session.commit()
    second = begin(place, make_applicant("王芳"))
    titles = {
        case.id: form_queries.spec_of(form).title.zh
        for case, form in db.session.execute(
            select(actions.Case, ApplicationForm)
            .join_from(actions.Case, form_queries.Application)
            .join(ApplicationForm)
        )
    }
    assert titles == {first.id: "入驻申请表", second.id: "新表"}


def test_a_version_stands_for_one_form_only(app: Flask) -> None:
    with writing():
        form = forms.publish_form(shipped_form(), person_id=None, now=NOON)
        assert forms.publish_form(shipped_form(), person_id=None, now=NOON) is form
        with pytest.raises(forms.VersionTaken):
            forms.publish_form(changed_form(1, "另一张"), person_id=None, now=NOON)
        db.session.commit()


@pytest.mark.both_databases
def test_a_published_form_never_changes(app: Flask) -> None:
    with writing():
        form = forms.publish_form(shipped_form(), person_id=None, now=NOON)
        db.session.commit()
    with writing():
        form.version = 9
        with pytest.raises(DatabaseError, match="never changes"):
            db.session.flush()
        db.session.rollback()


def test_the_shipped_file_has_no_fault() -> None:
    form, faults = read_form(SHIPPED)
    assert faults == []
    assert form is not None
    assert len(form.sha256) == 64


@pytest.mark.parametrize("text", ["- a\n- b\n", "code: [", "code: application\n", "\x00"])
def test_a_broken_file_is_told_and_not_read(tmp_path: Path, text: str) -> None:
    (tmp_path / "forms.yaml").write_text(text, encoding="utf-8")
    form, faults = read_form(tmp_path)
    assert form is None
    assert len(faults) == 1


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert read_form(tmp_path)[1][0].file == "forms.yaml"
