"""A base with many cases, their passages, follow-ups, findings and ratios, written in bulk as they would stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import insert

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY, Place, make_case, make_place, make_workflow
from trainingapp.accounts.models import User
from trainingapp.extensions import Base, db
from trainingapp.incubator.models import (
    Agency,
    Case,
    ComplianceResult,
    FollowUp,
    StageRecord,
    TeamDay,
)
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing

ZH = {"Accept-Language": "zh"}
EN = {"Accept-Language": "en"}
WAY = (
    ("submit", "draft", "submitted", 0),
    ("pass_check", "submitted", "review", 5),
    ("close_review", "review", "decision", 20),
    ("admit", "decision", "notice", 26),
    ("close_notice", "notice", "onboarding", 33),
    ("move_in", "onboarding", "incubating", 40),
    ("ask_graduation", "incubating", "graduation", 380),
    ("graduate", "graduation", "followup", 400),
)


@dataclass(frozen=True, slots=True)
class World:
    """A base by its number, and its people."""

    base_id: int
    people: dict[str, User]

    @property
    def url(self) -> str:
        return f"/incubation/bases/{self.base_id}"


def make_world(**changes: Any) -> tuple[World, Place]:
    place = make_place(**changes)
    return World(place.base.id, place.people), place


def put(table: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows in one go."""
    if rows:
        with writing():
            db.session.execute(insert(table), list(rows))
            db.session.commit()


def moment(day: date) -> datetime:
    """Noon of a day."""
    return datetime.combine(day, time(4), UTC)


def make_graduate(
    place: Place,
    left_on: date = date(2024, 11, 1),
    looks: Iterable[tuple[date, str | None]] = (),
    **changes: Any,
) -> Case:
    """A case that graduated on a day, with follow-ups done on days; None: nothing was noted."""
    values = {"entered_on": left_on - timedelta(days=365), "exit_on": left_on, **changes}
    case = make_case(place, stage=values.pop("stage", Stage.ALUMNI), **values)
    put(
        FollowUp,
        [
            {
                "case_id": case.id,
                "month": number,
                "due_on": day,
                "done_on": day if found else None,
                "survival": found,
                "needs": "",
            }
            for number, (day, found) in enumerate(looks, 1)
        ],
    )
    return case


def walk(case: Case, began: date, steps: int = len(WAY)) -> None:
    """The first so many passages of a case that was handed in on a day."""
    put(StageRecord, list(_passages(case.id, began, steps)))


def _passages(case_id: int, began: date, steps: int) -> Iterable[dict[str, Any]]:
    for turn, (act, from_stage, to_stage, day) in enumerate(WAY[:steps], 1):
        yield {
            "case_id": case_id,
            "turn": turn,
            "transition": f"T{turn}",
            "act": act,
            "from_stage": from_stage,
            "to_stage": to_stage,
            "capacity": "head",
            "at": moment(began + timedelta(days=day)),
        }


def find_result(agency_id: int, code: str = "R12", **changes: Any) -> dict[str, Any]:
    """A finding of a check, as a row: a red breach since 1 October that is open."""
    since = changes.pop("since", date(2026, 10, 1))
    return {
        "agency_id": agency_id,
        "code": code,
        "status": "breach",
        "severity": "red",
        "reason": "late",
        "since": since,
        "found_at": moment(since),
        "replaced_at": None,
        **changes,
    }


def keep_ratio(agency_id: int, day: date, qualified: int, full_time: int) -> dict[str, Any]:
    """The ratio of a night, as a row."""
    return {
        "agency_id": agency_id,
        "day": day,
        "qualified": qualified,
        "full_time": full_time,
        "is_met": 3 * qualified >= full_time if full_time else None,
    }


def put_many(base_id: int, count: int, *, first: int = 10_000) -> None:
    """So many cases of a base in every stage, with agencies, passages, follow-ups, findings and ratios."""
    numbers = range(first, first + count)
    workflow_id = make_workflow().id
    stages = list(Stage)
    put(Agency, [_agency(number) for number in numbers])
    put(Case, [_case(number, base_id, workflow_id, stages[number % 20]) for number in numbers])
    put(
        StageRecord,
        [
            row
            for number in numbers[::7]
            for row in _passages(number, date(2024, 1, 5), 1 + number % 8)
        ],
    )
    put(
        FollowUp,
        [
            {
                "case_id": number,
                "month": 12,
                "due_on": TODAY,
                "done_on": TODAY,
                "survival": "active",
            }
            for number in numbers
            if stages[number % 20] in {Stage.FOLLOWUP, Stage.ALUMNI}
        ],
    )
    put(ComplianceResult, [find_result(number) for number in numbers])
    put(TeamDay, [keep_ratio(number, date(2026, 10, 31), number % 4, 3) for number in numbers])


def _agency(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"晨光社会工作服务中心{number}",
        "kind": "service",
        "status": "registered",
        "area_code": "130102",
        "entered_at": NOON,
        "fields": [],
    }


def _case(number: int, base_id: int, workflow_id: int, stage: Stage) -> dict[str, Any]:
    has_moved_in = stage not in {Stage.DRAFT, Stage.SUBMITTED, Stage.RETURNED, Stage.REVIEW}
    has_left = stage in {Stage.FOLLOWUP, Stage.ALUMNI, Stage.TERMINATED}
    return {
        "id": number,
        "number": f"M-{number}",
        "base_id": base_id,
        "agency_id": number,
        "workflow_version_id": workflow_id,
        "applicants": "registered" if number % 3 else "team",
        "track": "m12",
        "mode": "physical",
        "stage": stage,
        "stage_since": NOON,
        "opened_at": NOON,
        "entered_on": date(2024, 2, 14) if has_moved_in else None,
        "exit_on": date(2025, 2, 20) if has_left else None,
    }


def read(client: FlaskClient, address: str, headers: dict[str, str] = EN, status: int = 200) -> str:
    """A page, its spaces in one."""
    answer = client.get(address, headers=headers)
    assert answer.status_code == status, address
    return " ".join(answer.get_data(as_text=True).split())


def enter(client: FlaskClient, world: World, who: str = "head") -> None:
    """Sign in as somebody of the base."""
    sign_in(client, world.people[who])
