"""What waits for whose word: each kind, each capacity, why it waits no longer; oldest first, all counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_day import (
    make_appeal,
    make_item,
    make_meeting,
    make_objection,
    make_payment,
    make_proposal,
    make_rectified,
    reader_of,
)
from tests.factories_incubator import (
    NOON,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_manager,
    make_place,
    make_seat,
    make_workflow,
)
from tests.factories_money import make_report
from tests.factories_reviewing import make_notice
from tests.factories_staffing import change, make_request
from tests.statements import counted
from trainingapp.accounts.models import User
from trainingapp.incubator.models import Case
from trainingapp.incubator.queries.waiting import MOST, Waiting, Word, count_waiting, list_waiting
from trainingapp.rules.incubation.words import CLOSED, Duty, SeatState, Stage

DAY = timedelta(days=1)
EVERYBODY = ("officer", "second", "head", "finance", "authority", "manager", "applicant")
OTHERS = ("other_officer", "other_head", "other_manager", "other_authority", "mentor", "stranger")


@dataclass
class Scene:
    """A case with everybody around it, and people of another base and another agency."""

    place: Place
    case: Case
    people: dict[str, User]

    def words_of(self, who: str) -> list[Word]:
        """What waits for somebody, the oldest first."""
        return [one.word for one in list_waiting(reader_of(self.people[who])).oldest]

    def who_has(self, word: Word) -> set[str]:
        """For whom something of this kind waits."""
        return {who for who in self.people if word in self.words_of(who)}


def make_scene(stage: Stage = Stage.INCUBATING, **changes: Any) -> Scene:
    place = make_place(**changes)
    other = make_place()
    agency, other_agency = make_agency(), make_agency()
    applicant, mentor = make_user("林小满"), make_expert()
    case = make_case(place, agency, stage=stage, applicant_id=applicant.id)
    make_case(other, other_agency, stage=stage)
    make_seat(case, mentor, duty=Duty.MENTOR)
    people = {
        **place.people,
        "manager": make_manager(agency),
        "applicant": applicant,
        "other_officer": other.people["officer"],
        "other_head": other.people["head"],
        "other_authority": other.people["authority"],
        "other_manager": make_manager(other_agency),
        "mentor": mentor,
        "stranger": make_user("路人"),
    }
    return Scene(place, case, people)


def test_nothing_waits_where_nothing_is(app: Flask) -> None:
    scene = make_scene()
    assert {who: scene.words_of(who) for who in scene.people} == {who: [] for who in scene.people}
    assert count_waiting(reader_of(scene.people["head"])) == 0


OFFICE = {"officer", "second", "head"}
Make = Callable[[Scene], object]
KINDS: tuple[tuple[Word, Make, set[str]], ...] = (
    (
        Word.REPORT,
        lambda s: make_report(s.case, state="submitted", submitted_at=NOON - DAY),
        OFFICE,
    ),
    (Word.ITEM, lambda s: make_item(s.case), OFFICE),
    (Word.RECTIFIED, lambda s: make_rectified(s.case), OFFICE),
    (Word.PAYMENT, lambda s: make_payment(s.case, s.people["officer"]), {"head", "finance"}),
    (Word.MINUTES, lambda s: make_meeting(s.case), {"manager"}),
    (
        Word.OBJECTION,
        lambda s: make_objection(make_notice(s.case), s.people["stranger"]),
        {"head"},
    ),
    (Word.APPEAL, lambda s: make_appeal(s.case, s.people["applicant"]), {"head", "authority"}),
)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("word", "make", "whom"), KINDS, ids=[str(word) for word, _make, _whom in KINDS]
)
def test_a_word_waits_for_those_who_can_say_it_and_for_nobody_else(
    app: Flask, word: Word, make: Make, whom: set[str]
) -> None:
    scene = make_scene()
    make(scene)
    assert scene.who_has(word) == whom


def settled_objection(scene: Scene) -> object:
    return make_objection(
        make_notice(scene.case),
        scene.people["stranger"],
        settled_at=NOON,
        settled_by_id=scene.people["head"].id,
        is_upheld=False,
        settlement="材料属实",
    )


def answered_appeal(scene: Scene) -> object:
    return make_appeal(
        scene.case,
        scene.people["applicant"],
        answered_at=NOON,
        answered_by_id=scene.people["authority"].id,
        is_upheld=False,
        answer="维持原决定",
    )


SETTLED: tuple[tuple[str, Make], ...] = (
    ("report-pending", lambda s: make_report(s.case, state="pending")),
    ("report-returned", lambda s: make_report(s.case, state="returned")),
    ("report-approved", lambda s: make_report(s.case, state="approved")),
    ("item-todo", lambda s: make_item(s.case, state="todo")),
    ("item-accepted", lambda s: make_item(s.case, state="accepted")),
    ("item-waived", lambda s: make_item(s.case, state="waived")),
    ("rectified-todo", lambda s: make_rectified(s.case, state="todo")),
    ("rectified-accepted", lambda s: make_rectified(s.case, state="accepted")),
    (
        "payment-released",
        lambda s: make_payment(
            s.case,
            s.people["officer"],
            settled_at=NOON,
            is_released=True,
            settled_by_id=s.people["head"].id,
        ),
    ),
    ("minutes-confirmed", lambda s: make_meeting(s.case, confirmed_at=NOON)),
    (
        "objection-settled",
        settled_objection,
    ),
    (
        "appeal-answered",
        answered_appeal,
    ),
)


@pytest.mark.parametrize("make", [make for _name, make in SETTLED], ids=[n for n, _m in SETTLED])
def test_what_is_settled_or_not_handed_in_waits_for_nobody(app: Flask, make: Make) -> None:
    scene = make_scene()
    make(scene)
    assert {who for who in EVERYBODY if scene.words_of(who)} == set()


@pytest.mark.parametrize("stage", sorted(CLOSED))
@pytest.mark.parametrize(
    ("make", "is_left"),
    [
        (lambda s: make_item(s.case), False),
        (lambda s: make_rectified(s.case), False),
        (lambda s: make_meeting(s.case), False),
        (lambda s: make_payment(s.case, s.people["officer"]), True),
        (lambda s: make_report(s.case, state="submitted", submitted_at=NOON), True),
    ],
    ids=["item", "rectified", "minutes", "payment", "report"],
)
def test_on_a_closed_case_only_money_and_reports_still_wait(
    app: Flask, stage: Stage, make: Make, is_left: bool
) -> None:
    scene = make_scene(stage)
    make(scene)
    assert any(scene.words_of(who) for who in EVERYBODY) is is_left


def test_one_proposer_releases_no_payment_of_their_own(app: Flask) -> None:
    scene = make_scene()
    make_payment(scene.case, scene.people["head"])
    assert scene.who_has(Word.PAYMENT) == {"finance"}


# Proposals


PROPOSALS = (
    ("T5", "refuse", "officer", {"head"}),
    ("T8", "admit", "head", {"authority"}),
    ("T15", "end_trial", "officer", {"head"}),
    ("T26", "leave", "manager", {"officer", "second", "head"}),
    ("T28", "close_exit", "officer", {"finance"}),
    ("T31", "revert", "head", {"officer", "second"}),
)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("code", "act", "by", "whom"), PROPOSALS, ids=[code for code, *_rest in PROPOSALS]
)
def test_a_proposal_waits_for_those_whom_its_workflow_names(
    app: Flask, code: str, act: str, by: str, whom: set[str]
) -> None:
    scene = make_scene()
    make_proposal(scene.case, scene.people[by], code, act)
    assert scene.who_has(Word.PROPOSAL) == whom


@pytest.mark.parametrize(
    ("code", "act"), [("T8", "admit"), ("T20", "extend"), ("T24", "graduate"), ("T27", "dismiss")]
)
def test_without_an_authority_a_second_person_of_the_base_is_asked(
    app: Flask, code: str, act: str
) -> None:
    scene = make_scene(authority_id=None)
    make_proposal(scene.case, scene.people["head"], code, act)
    assert scene.who_has(Word.PROPOSAL) == {"officer", "second"}


def test_who_proposed_confirms_nothing(app: Flask) -> None:
    scene = make_scene()
    make_proposal(scene.case, scene.people["second"], "T31", "revert")
    assert scene.who_has(Word.PROPOSAL) == {"officer", "head"}


def test_a_proposal_that_is_settled_waits_no_longer(app: Flask) -> None:
    scene = make_scene()
    head = scene.people["head"]
    make_proposal(
        scene.case, head, "T8", "admit", settled_at=NOON, is_confirmed=False, settled_by_id=head.id
    )
    assert scene.who_has(Word.PROPOSAL) == set()


def test_a_proposal_is_read_by_the_workflow_of_its_own_case(app: Flask) -> None:
    """Under the second version the head confirms what the authority confirmed under the first."""
    scene = make_scene()
    newer = make_workflow(version=2, transitions=confirmed_by_head())
    make_proposal(scene.case, scene.people["officer"], "T8", "admit")
    assert scene.who_has(Word.PROPOSAL) == {"authority"}
    change(scene.case, workflow_version_id=newer.id)
    assert scene.who_has(Word.PROPOSAL) == {"head"}


def confirmed_by_head() -> dict[str, dict[str, Any]]:
    definition = make_workflow().definition
    admit = {**definition["transitions"]["T8"], "confirm": "head"}
    return {**definition["transitions"], "T8": admit}


# Seats and agencies that ask


@pytest.mark.both_databases
@pytest.mark.parametrize("state", list(SeatState))
def test_a_seat_waits_while_it_is_asked(app: Flask, state: SeatState) -> None:
    case, expert = make_case(make_place(), stage=Stage.REVIEW), make_expert()
    make_seat(case, expert, state=state)
    found = list_waiting(reader_of(expert)).oldest
    assert [one.word for one in found] == ([Word.SEAT] if state is SeatState.ASKED else [])


def test_after_a_conflict_no_other_seat_of_the_case_waits(app: Flask) -> None:
    case, expert = make_case(make_place(), stage=Stage.REVIEW), make_expert()
    make_seat(case, expert, duty=Duty.ASSESSOR, state=SeatState.ASKED)
    make_seat(case, expert, state=SeatState.CONFLICT)
    assert list_waiting(reader_of(expert)).total == 0


def test_whoever_declared_a_conflict_hears_nothing_of_the_case_in_their_base(app: Flask) -> None:
    scene = make_scene()
    make_item(scene.case)
    make_seat(scene.case, scene.people["officer"], state=SeatState.CONFLICT)
    assert scene.who_has(Word.ITEM) == {"second", "head"}


@pytest.mark.both_databases
@pytest.mark.parametrize("answer", [None, "confirmed", "denied"])
def test_an_agency_asks_until_it_is_answered(app: Flask, answer: str | None) -> None:
    agency, person = make_agency(), make_user("周敏")
    answered = {"answer": answer, "answered_at": NOON} if answer else {}
    make_request(agency, person, make_manager(agency), **answered)
    found = list_waiting(reader_of(person)).oldest
    expected = [] if answer else [(Word.REQUEST, None, agency.name)]
    assert [(one.word, one.case_id, one.agency) for one in found] == expected
    assert list_waiting(reader_of(make_user("旁人"))).total == 0


# Order, number, drafts


@pytest.mark.both_databases
def test_the_oldest_come_first_and_all_are_counted(app: Flask) -> None:
    scene = make_scene()
    for days in range(MOST + 3):
        make_item(scene.case, submitted_at=NOON - days * DAY)
    make_report(scene.case, state="submitted", submitted_at=NOON - 99 * DAY)
    waits = list_waiting(reader_of(scene.people["officer"]))
    moments = [one.since for one in waits.oldest]
    assert waits.total == count_waiting(reader_of(scene.people["officer"])) == MOST + 4
    assert len(waits.oldest) == MOST
    assert moments == sorted(moments, key=lambda one: one or NOON)
    assert waits.oldest[0].word is Word.REPORT
    assert all(isinstance(one, Waiting) and one.agency for one in waits.oldest)


def test_each_row_names_its_case_and_its_agency(app: Flask) -> None:
    scene = make_scene()
    item = make_item(scene.case)
    found = list_waiting(reader_of(scene.people["head"])).oldest[0]
    assert (found.ref_id, found.case_id) == (item.id, scene.case.id)
    assert found.agency == scene.case.agency.name
    assert found.since == NOON - DAY


def test_a_draft_waits_for_nobody_in_the_base(app: Flask) -> None:
    scene = make_scene(Stage.DRAFT)
    make_item(scene.case)
    make_meeting(scene.case)
    assert {who for who in scene.people if scene.words_of(who)} == {"manager", "applicant"}


def test_much_takes_as_many_statements_as_little(app: Flask) -> None:
    scene = make_scene()
    make_item(scene.case)
    list_waiting(reader_of(scene.people["head"]))  # the workflow is read once
    sizes = []
    for _ in range(2):
        reader = reader_of(scene.people["head"])
        assert reader.grants
        with counted() as statements:
            list_waiting(reader)
        sizes.append(len(statements))
        for _more in range(30):
            make_item(scene.case)
    assert sizes[0] == sizes[1] <= 3


def test_whoever_lost_their_role_hears_nothing(app: Flask) -> None:
    scene = make_scene()
    make_item(scene.case)
    head = scene.people["head"]
    assert scene.words_of("head") == [Word.ITEM]
    for grant in reader_of(head).role_grants:
        change(grant, revoked_at=NOON)
    assert scene.words_of("head") == []
