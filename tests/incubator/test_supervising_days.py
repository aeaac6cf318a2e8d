"""Supervision that begins, ends and begins again: what stays, what counts, who is told, and what the log holds."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.committing import written as act
from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, TODAY, make_agency, make_manager
from tests.factories_staffing import (
    enter_as,
    make_job,
    make_member,
    make_supervision,
    make_talk,
    settle,
)
from tests.statements import count_statements
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.incubator.actions import supervising
from trainingapp.incubator.actions.supervising import (
    SupervisesOneself,
    SupervisionKnown,
    TalkPlan,
    TalkSettled,
)
from trainingapp.incubator.models import Agency, Supervision, SupervisionTalk
from trainingapp.incubator.queries import supervision as queries

OWN = "/incubation/my-agency"


def fresh() -> None:
    db.session.rollback()
    db.session.expire_all()


def begin(agency_id: int, supervisor: int, supervised: int, on: date = TODAY) -> int:
    return act(
        lambda: (
            supervising.begin_supervision(
                db.session.get_one(Agency, agency_id),
                supervisor,
                supervised,
                on=on,
                actor_id=supervisor,
                now=NOON,
            ).id
        )
    )


def end(number: int, on: date) -> None:
    act(
        lambda: supervising.end_supervision(
            db.session.get_one(Supervision, number), on=on, actor_id=1, now=NOON
        )
    )


def talk(number: int, actor: int, held_on: date = TODAY) -> int:
    return act(
        lambda: (
            supervising.enter_talk(
                db.session.get_one(Supervision, number),
                TalkPlan(held_on, 60, "single"),
                actor_id=actor,
                now=NOON,
            ).id
        )
    )


def answer(talk_id: int, actor: int, *, was_held: bool = True) -> None:
    act(
        lambda: supervising.answer_talk(
            queries.get_own_talk(actor, talk_id), was_held=was_held, actor_id=actor, now=NOON
        )
    )


Pair = tuple[int, int, int]


@pytest.fixture
def pair(app: Flask) -> Pair:
    """The numbers of an agency, a supervisor and a member."""
    agency, supervisor = make_agency(), make_user("督导")
    found = (agency.id, supervisor.id, make_member(agency).id)
    settle()
    return found


def test_nobody_supervises_themselves(pair: Pair) -> None:
    with pytest.raises(SupervisesOneself):
        begin(pair[0], pair[1], pair[1])


def test_the_same_two_are_entered_once_and_again_after_it_has_ended(pair: Pair) -> None:
    first = begin(*pair, on=TODAY - timedelta(days=10))
    with pytest.raises(SupervisionKnown):
        begin(*pair)
    end(first, TODAY)
    assert begin(*pair) != first


def test_the_other_way_round_is_another_supervision(pair: Pair) -> None:
    agency, one, other = pair
    assert begin(agency, one, other) != begin(agency, other, one)


def test_what_began_today_without_a_talk_leaves_nothing_when_it_ends_today(pair: Pair) -> None:
    end(begin(*pair), TODAY)
    fresh()
    assert db.session.query(Supervision).count() == 0


@pytest.mark.both_databases
def test_talks_keep_counting_when_it_ends_on_the_day_it_began(pair: Pair) -> None:
    number = begin(*pair)
    talk_id = talk(number, pair[1])
    answer(talk_id, pair[2])
    end(number, TODAY)
    fresh()
    kept = db.session.get_one(SupervisionTalk, talk_id)
    assert kept.supervised_said_at == NOON
    assert kept.supervision.ends_on == TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("began", "on", "ends_on"),
    [
        (TODAY - timedelta(days=1), TODAY, TODAY),
        (date(2028, 2, 28), date(2028, 2, 29), date(2028, 2, 29)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_it_ends_with_the_day_that_is_said(
    pair: Pair, began: date, on: date, ends_on: date
) -> None:
    number = begin(*pair, on=began)
    end(number, on)
    fresh()
    assert db.session.get_one(Supervision, number).ends_on == ends_on


def test_an_end_is_not_moved_by_a_second_click(pair: Pair) -> None:
    number = begin(*pair, on=TODAY - timedelta(days=5))
    end(number, TODAY)
    end(number, TODAY + timedelta(days=3))
    fresh()
    assert db.session.get_one(Supervision, number).ends_on == TODAY


@pytest.mark.parametrize(
    ("who", "expected"), [(1, (True, False)), (2, (False, True)), (None, (False, False))]
)
def test_whoever_enters_a_talk_has_confirmed_it_by_that(
    pair: Pair, who: int | None, expected: tuple[bool, bool]
) -> None:
    actor = make_user("经理").id if who is None else pair[who]
    number = begin(*pair)
    talk_id = talk(number, actor)
    fresh()
    row = db.session.get_one(SupervisionTalk, talk_id)
    assert (row.supervisor_said_at is not None, row.supervised_said_at is not None) == expected


@pytest.mark.parametrize("was_held", [True, False])
def test_each_side_answers_once(pair: Pair, was_held: bool) -> None:
    talk_id = talk(begin(*pair), pair[1])
    answer(talk_id, pair[2], was_held=was_held)
    for said in (True, False):
        with pytest.raises(TalkSettled):
            answer(talk_id, pair[2], was_held=said)


def test_a_no_leaves_nothing_to_say_for_the_other_side(pair: Pair) -> None:
    talk_id = talk(begin(*pair), make_user("经理").id)
    answer(talk_id, pair[2], was_held=False)
    with pytest.raises(TalkSettled):
        answer(talk_id, pair[1])
    assert list(queries.list_own_waiting(pair[1])) == []


def test_a_talk_waits_for_whoever_has_not_spoken(pair: Pair) -> None:
    talk_id = talk(begin(*pair), pair[1])
    assert [row.id for row in queries.list_own_waiting(pair[2])] == [talk_id]
    assert list(queries.list_own_waiting(pair[1])) == []


def test_a_talk_is_still_answered_after_the_supervision_has_ended(pair: Pair) -> None:
    number = begin(*pair, on=TODAY - timedelta(days=9))
    talk_id = talk(number, pair[1], TODAY - timedelta(days=2))
    end(number, TODAY)
    answer(talk_id, pair[2])
    fresh()
    assert db.session.get_one(SupervisionTalk, talk_id).supervised_said_at == NOON


def test_every_act_of_supervision_is_in_the_log_about_the_supervised(pair: Pair) -> None:
    number = begin(*pair, on=TODAY - timedelta(days=9))
    answer(talk(number, pair[1]), pair[2])
    end(number, TODAY)
    fresh()
    rows = db.session.query(AuditEntry).order_by(AuditEntry.number)
    found = [(row.action, row.subject_id) for row in rows if row.action.startswith("staffing.")]
    assert found == [
        (f"staffing.{name}", pair[2])
        for name in ("begin_supervision", "enter_talk", "answer_talk", "end_supervision")
    ]


@pytest.mark.both_databases
def test_of_two_clicks_one_begins_a_supervision(app: Flask, pair: Pair) -> None:
    db.session.remove()

    def click() -> object:
        return supervising.begin_supervision(
            db.session.get_one(Agency, pair[0]),
            pair[1],
            pair[2],
            on=TODAY,
            actor_id=pair[1],
            now=NOON,
        )

    wrong = run_at_once(app, click, click, click)
    assert [type(one).__name__ for one in wrong] == ["SupervisionKnown"] * 2
    assert db.session.query(Supervision).count() == 1


@pytest.mark.both_databases
def test_of_two_answers_at_once_one_is_taken(app: Flask, pair: Pair) -> None:
    talk_id = talk(begin(*pair), pair[1])
    db.session.remove()

    def say(was_held: bool) -> Callable[[], object]:
        return lambda: supervising.answer_talk(
            queries.get_own_talk(pair[2], talk_id),
            was_held=was_held,
            actor_id=pair[2],
            now=NOON,
        )

    wrong = run_at_once(app, say(True), say(False))
    assert [type(one).__name__ for one in wrong] == ["TalkSettled"]
    row = db.session.get_one(SupervisionTalk, talk_id)
    assert (row.denied_at is None) is not (row.supervised_said_at is None)


# ----- pages --------------------------------------------------------------------------------------

TALK = {"held_on": "2026-11-20", "minutes": "60", "kind": "single"}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes": "0"}, ""),
        ({"minutes": "601"}, ""),
        ({"minutes": "abc"}, ""),
        ({"minutes": ""}, "请"),
        ({"held_on": ""}, "请"),
        ({"held_on": "2026-11-24"}, "一年"),
        ({"held_on": "2025-11-01"}, "一年"),
        ({"held_on": "2026-02-29"}, ""),
        ({"kind": "party"}, ""),
        ({"supervision": "987654"}, ""),
        ({"supervision": "x"}, ""),
    ],
)
def test_a_talk_that_is_wrong_comes_back_as_typed(
    client: FlaskClient, changes: dict[str, str], sentence: str
) -> None:
    agency = make_agency()
    row = make_supervision(agency, make_user("督导"), make_member(agency))
    enter_as(client, make_manager(agency))
    typed = {"supervision": str(row.id), **TALK, **changes}
    page = client.post(f"/incubation/agencies/{agency.id}/supervision/talks", data=typed)
    assert page.status_code == 422
    assert sentence in page.text
    assert 'class="field-error' in page.text or "invalid" in page.text
    if changes.get("minutes") not in ("", "abc"):
        assert f'value="{typed["minutes"]}"' in page.text
    assert db.session.query(SupervisionTalk).count() == 0


@pytest.mark.parametrize(
    "typed", [{}, {"supervisor": "x"}, {"supervisor": "0", "supervised": "0"}, {"supervised": ""}]
)
def test_a_pair_that_is_no_choice_is_refused(client: FlaskClient, typed: dict[str, str]) -> None:
    agency = make_agency()
    make_member(agency)
    enter_as(client, make_manager(agency))
    page = client.post(f"/incubation/agencies/{agency.id}/supervision", data=typed)
    assert page.status_code == 422
    assert db.session.query(Supervision).count() == 0


def test_who_has_left_can_neither_supervise_nor_be_supervised(client: FlaskClient) -> None:
    agency, gone = make_agency(), make_user("离职员工")
    make_job(agency, gone, ends_on=TODAY)
    member = make_member(agency)
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/supervision"
    assert gone.display_name not in client.get(address).text
    for one, other in ((gone.id, member.id), (member.id, gone.id)):
        typed = {"supervisor": str(one), "supervised": str(other)}
        assert client.post(address, data=typed).status_code == 422


def test_a_supervision_of_another_agency_cannot_be_ended_or_given_talks(
    client: FlaskClient,
) -> None:
    agency, other = make_agency(), make_agency()
    row = make_supervision(other, make_user("督导"), make_member(other))
    enter_as(client, make_manager(agency))
    base = f"/incubation/agencies/{agency.id}/supervision"
    assert client.post(f"{base}/{row.id}/end").status_code == 404
    typed = {"supervision": str(row.id), **TALK}
    assert client.post(f"{base}/talks", data=typed).status_code == 422
    fresh()
    assert db.session.get_one(Supervision, row.id).ends_on is None


def test_the_list_of_talks_is_cut_at_fifty(client: FlaskClient) -> None:
    agency = make_agency()
    row = make_supervision(agency, make_user("督导"), make_member(agency))
    for number in range(51):
        make_talk(row, 100 + number, held_on=TODAY - timedelta(days=number))
    enter_as(client, make_manager(agency))
    address = f"/incubation/agencies/{agency.id}/supervision"
    first, second = client.get(address).text, client.get(f"{address}?page=2").text
    assert ">149<" in first
    assert ">150<" not in first
    assert ">150<" in second


def test_the_own_page_takes_the_same_number_of_statements_for_any_number_of_talks(
    client: FlaskClient,
) -> None:
    counts = []
    for number in (1, 5):
        agency = make_agency()
        user = make_member(agency)
        for _one in range(number):
            pair = make_supervision(agency, make_user("督导"), user)
            make_talk(pair, supervised_said_at=None)
        enter_as(client, user)
        counts.append(count_statements(client, OWN))
    assert counts[0] == counts[1]
