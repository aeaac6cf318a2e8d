"""Readers on the pages of a stay, and things of a stay that many tests need, each in one word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import Stay
from trainingapp.extensions import db
from trainingapp.incubator.actions import handing_over, leaving, meeting, planning, residing
from trainingapp.incubator.actions.tasks import Todo, open_task
from trainingapp.incubator.models import Case, Equipment, FollowUp, PlanItem, Task
from trainingapp.incubator.queries import leaving as leaving_queries
from trainingapp.rules.incubation.residence_words import (
    Cause,
    EncounterKind,
    IncidentKind,
    ItemState,
    Origin,
    RiskKind,
    TaskSource,
)
from trainingapp.rules.incubation.words import Actor, Stage


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody with a browser on the pages of one case."""

    client: FlaskClient
    stay: Stay

    def by(self, who: str) -> Visit:
        """Signed in as one of the people around the case."""
        sign_in(self.client, self.stay.people[who])
        return self

    def open(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(self.stay.url + path, headers=headers)

    def read(self, path: str) -> str:
        answer = self.open(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def post(self, path: str, **data: Any) -> TestResponse:
        return self.client.post(self.stay.url + path, data=data)

    def send(self, path: str, **data: Any) -> int:
        return self.post(path, **data).status_code


def make_piece(stay: Stay, code: str = "P-1", **changes: Any) -> int:
    """A piece of equipment of the base."""

    def doing(case: Case) -> int:
        values = {"name": "打印机", "entered_at": NOON, **changes}
        row = Equipment(base_id=case.base_id, code=code, **values)
        db.session.add(row)
        db.session.flush()
        return row.id

    return stay.act(doing)


def make_item(stay: Stay, **changes: Any) -> int:
    """An item of the plan that somebody typed."""
    values: dict[str, Any] = {"title": "拜访街道", "owner": Actor.AGENCY, **changes}
    state = values.pop("state", ItemState.TODO)

    def doing(case: Case) -> int:
        row = planning.add_item(case, planning.Planned(**values), now=NOON)
        row.state = state
        db.session.flush()
        return row.id

    return stay.act(doing)


def item_of(stay: Stay, item_id: int) -> PlanItem:
    stay.case()
    return db.session.get_one(PlanItem, item_id)


def make_task(stay: Stay, key: str = "manual:one", **changes: Any) -> int:
    """A task of the case, written down by hand unless said otherwise."""
    values: dict[str, Any] = {
        "message": "打电话",
        "owner": Actor.OFFICER,
        "source": TaskSource.MANUAL,
        "is_typed": True,
        **changes,
    }

    def doing(case: Case) -> int:
        row = open_task(key, Todo(**values), agency=case.agency, case=case, now=NOON)
        db.session.flush()
        return row.id

    return stay.act(doing)


def task_of(stay: Stay, task_id: int) -> Task:
    stay.case()
    return db.session.get_one(Task, task_id)


def make_minutes(stay: Stay, *agreed: meeting.Agreed, by: str = "officer", **changes: Any) -> int:
    """Minutes of a visit with what was agreed."""
    values: dict[str, Any] = {
        "kind": EncounterKind.VISIT,
        "happened_on": TODAY,
        "minutes": 60,
        "purpose": "走访",
        "content": "看了服务档案",
        **changes,
    }
    by_id = stay.id_of(by)
    return stay.act(
        lambda case: (
            meeting.keep_minutes(case, meeting.Minutes(**values), agreed, by_id=by_id, now=NOON).id
        )
    )


def make_risk(stay: Stay, **changes: Any) -> int:
    """A risk that the officer flagged."""
    values: dict[str, Any] = {
        "kind": RiskKind.FINANCE,
        "origin": Origin.OFFICER,
        "text": "单一资助方",
        "severity": 3,
        "likelihood": 3,
        **changes,
    }
    by_id = stay.id_of("officer")
    return stay.act(
        lambda case: meeting.open_risk(case, meeting.Risk(**values), by_id=by_id, now=NOON).id
    )


def make_incident(stay: Stay, by: str = "officer", **changes: Any) -> int:
    """An incident that was reported."""
    values: dict[str, Any] = {
        "kind": IncidentKind.FIRE,
        "happened_on": TODAY,
        "summary": "厨房小火",
        **changes,
    }
    by_id = stay.id_of(by)
    what = meeting.Happening(**values)
    return stay.act(lambda case: meeting.report_incident(case, what, by_id=by_id, now=NOON).id)


def ask_longer(stay: Stay, months: int = 3, by: str = "officer") -> int:
    """A longer stay is asked for."""
    by_id = stay.id_of(by)
    return stay.act(
        lambda case: (
            residing.ask_extension(
                case, months, reason="项目未结", plan="完成评估", by_id=by_id, now=NOON
            ).id
        )
    )


def consider(stay: Stay, *, now: datetime = NOON, cause: Cause = Cause.BREACH) -> date:
    """A dismissal is considered; the last day on which the agency may answer."""
    by_id = stay.id_of("head")
    return stay.act(
        lambda case: leaving.consider_dismissal(case, cause, "事实", by_id=by_id, now=now).answer_by
    )


def notify_leaving(stay: Stay, leaves_on: date, *, now: datetime = NOON) -> None:
    """The agency gives notice."""
    by_id = stay.id_of("officer")
    stay.act(
        lambda case: (
            leaving.give_notice(case, leaves_on=leaves_on, reason="迁址", by_id=by_id, now=now)
            and None
        )
    )


def begin_handing_over(stay: Stay, *, now: datetime = NOON) -> list[int]:
    """The hand-over has begun; the numbers of its items."""
    return stay.act(
        lambda case: [one.id for one in handing_over.begin_handover(case, now=now).items]
    )


def attempt(stay: Stay, number: int, *, is_reached: bool, on: date = TODAY) -> None:
    """An attempt to reach the graduate, noted at one of the follow-ups."""
    by_id = stay.id_of("officer")

    def doing(case: Case) -> None:
        row = leaving_queries.list_follow_ups(case)[number]
        leaving.note_contact(row, on=on, is_reached=is_reached, note="", by_id=by_id, now=NOON)

    stay.act(doing)


def follow_ups_of(stay: Stay) -> list[FollowUp]:
    return list(leaving_queries.list_follow_ups(stay.case()))


def make_second(stay: Stay, stage: Stage = Stage.INCUBATING) -> Stay:
    """Another case of the same agency in the same base."""

    def doing(case: Case) -> int:
        values = {name: getattr(case, name) for name in ("base_id", "agency_id", "applicants")}
        values |= {name: getattr(case, name) for name in ("track", "mode", "workflow_version_id")}
        row = Case(
            number=f"{case.number}-2", stage=stage, stage_since=NOON, opened_at=NOON, **values
        )
        db.session.add(row)
        db.session.flush()
        return row.id

    return replace(stay, case_id=stay.act(doing))
