"""What somebody takes along of stays, and what is left when they go."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.committing import written
from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import Stay, hand_over, make_stay, pledge, score, sign
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.extensions import db
from trainingapp.incubator.actions import leaving, meeting, planning, residing
from trainingapp.incubator.actions.tasks import Todo, open_task
from trainingapp.incubator.models import Case, RiskFlag, Task
from trainingapp.incubator.residence_export import EXPORTERS
from trainingapp.rules.incubation.residence_words import (
    EncounterKind,
    EvaluationKind,
    IncidentKind,
    Origin,
    RiskKind,
    TaskSource,
)
from trainingapp.rules.incubation.words import Actor


def fill(stay: Stay, case: Case) -> None:
    """The officer has a hand in everything."""
    by_id = stay.id_of("officer")
    (item, *_others) = planning.make_items(case, now=NOON)
    planning.submit_item(item, note="done", document_id=None, by_id=by_id, now=NOON)
    residing.ask_extension(case, 3, reason="r", plan="p", by_id=by_id, now=NOON)
    leaving.give_notice(case, leaves_on=TODAY, reason="r", by_id=by_id, now=NOON)
    minutes = meeting.Minutes(EncounterKind.VISIT, TODAY, 60, "visit", "talked")
    meeting.keep_minutes(case, minutes, [], by_id=by_id, now=NOON)
    risk = meeting.Risk(RiskKind.LEGAL, Origin.MEDIA, "r", 1, 1, owner_id=by_id)
    meeting.open_risk(case, risk, by_id=by_id, now=NOON)
    what = meeting.Happening(IncidentKind.DATA, TODAY, "list lost")
    meeting.report_incident(case, what, by_id=by_id, now=NOON)
    todo = Todo("call", Actor.OFFICER, TaskSource.MANUAL, is_typed=True, assignee_id=by_id)
    open_task("manual:export", todo, agency=case.agency, case=case, now=NOON)


@pytest.mark.both_databases
def test_a_person_takes_along_what_they_wrote_and_nobody_elses(app: Flask) -> None:
    stay = make_stay()
    sign(stay)
    pledge(stay)
    hand_over(stay)
    stay.act(lambda case: fill(stay, case))
    score(stay, EvaluationKind.MIDTERM)
    mine = collect_data(stay.id_of("officer"))
    for name in (
        "incubation_tasks",
        "incubation_plan_items",
        "incubation_extensions",
        "incubation_notices",
        "incubation_encounters",
        "incubation_risks",
        "incubation_incidents",
        "incubation_evaluations",
    ):
        assert mine[name], name
    assert [row["content"] for row in mine["incubation_encounters"]] == ["talked"]
    head = collect_data(stay.id_of("head"))
    assert {row["as"] for row in head["incubation_agreements"]} == {
        "signed_agency_by",
        "signed_base_by",
    }
    stranger = collect_data(stay.id_of("finance"))
    assert all(stranger[name] == [] for name in EXPORTERS)


def test_the_open_work_of_somebody_who_leaves_is_nobodys(app: Flask) -> None:
    stay = make_stay()
    stay.act(lambda case: fill(stay, case))
    by_id = stay.id_of("officer")
    written(lambda: erase(by_id))
    task = db.session.scalars(db.select(Task).filter_by(key="manual:export")).one()
    assert task.assignee_id is None
    assert db.session.scalars(db.select(RiskFlag)).one().owner_id is None
    assert collect_data(by_id)["incubation_encounters"]  # the record of the agency stays
