"""Every form of a stay with what cannot be: it is said beside its field, nothing typed is lost, nothing kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_incubator import NOON
from tests.factories_residence import make_stay
from tests.factories_stay_forms import FORMS, prepare
from tests.factories_stays import (
    Visit,
    ask_longer,
    consider,
    follow_ups_of,
)
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Agreement,
    DeskAssignment,
    Dismissal,
    EarlyConsent,
    Encounter,
    EquipmentLoan,
    Extension,
    FollowUpContact,
    Incident,
    LeaveNotice,
    PlanItem,
    Pledge,
    RectificationItem,
    RiskFlag,
    Task,
)
from trainingapp.incubator.queries import residence

LONG = "长" * 4001
FAR, PAST, AHEAD = "2066-01-01", "2026-11-22", "2026-11-24"

# form, what is changed in it, the field that is blamed
WRONG: list[tuple[str, dict[str, str], str]] = [
    ("agreement", {"kind": "marriage"}, "kind"),
    ("agreement", {"number": "9" * 41}, "number"),
    ("agreement", {"starts_on": ""}, "starts_on"),
    ("agreement", {"starts_on": "2026-02-30"}, "starts_on"),
    ("agreement", {"starts_on": "明天"}, "starts_on"),
    ("agreement", {"last_day": ""}, "last_day"),
    ("agreement", {"last_day": "2026-11-30"}, "last_day"),
    ("agreement", {"last_day": "2037-11-30"}, "last_day"),
    ("agreement", {"last_day": "9999-12-31"}, "last_day"),
    ("agreement", {"desks": ""}, "desks"),
    ("agreement", {"desks": "-1"}, "desks"),
    ("agreement", {"desks": "501"}, "desks"),
    ("agreement", {"desks": "两个"}, "desks"),
    ("agreement", {"desks": "99999999999999999999"}, "desks"),
    ("agreement", {"rent": ""}, "rent"),
    ("agreement", {"rent": "-0.01"}, "rent"),
    ("agreement", {"rent": "1000000001"}, "rent"),
    ("agreement", {"deposit": "五百"}, "deposit"),
    ("agreement", {"deposit": "-1"}, "deposit"),
    ("agreement", {"terms": LONG}, "terms"),
    ("agreement", {"document": "999999"}, "document"),
    ("briefing", {"on": ""}, "on"),
    ("briefing", {"on": AHEAD}, "on"),
    ("briefing", {"on": "2026-13-01"}, "on"),
    ("desk", {"chosen": ""}, "chosen"),
    ("desk", {"chosen": "0"}, "chosen"),
    ("desk", {"chosen": "21"}, "chosen"),
    ("desk", {"chosen": "-1"}, "chosen"),
    ("desk", {"chosen": "1 OR 1=1"}, "chosen"),
    ("desk", {"chosen": "１"}, "chosen"),
    ("equipment", {"chosen": ""}, "chosen"),
    ("equipment", {"chosen": "999999"}, "chosen"),
    ("return", {"state": ""}, "state"),
    ("return", {"state": "stolen"}, "state"),
    ("return", {"note": LONG}, "note"),
    ("item", {"title": ""}, "title"),
    ("item", {"title": "　 "}, "title"),
    ("item", {"title": "题" * 201}, "title"),
    ("item", {"owner": "mentor"}, "owner"),
    ("item", {"due_on": PAST}, "due_on"),
    ("item", {"due_on": FAR}, "due_on"),
    ("item", {"domain": "weather"}, "domain"),
    ("evidence", {"note": LONG}, "note"),
    ("evidence", {"document": "999999"}, "document"),
    ("verdict", {"verdict": ""}, "verdict"),
    ("verdict", {"verdict": "maybe"}, "verdict"),
    ("verdict", {"answer": ""}, "answer"),
    ("verdict", {"answer": LONG}, "answer"),
    ("waiver", {"text": ""}, "text"),
    ("waiver", {"text": LONG}, "text"),
    ("task", {"text": ""}, "text"),
    ("task", {"text": "字" * 301}, "text"),
    ("task", {"owner": "applicant"}, "owner"),
    ("task", {"due_on": PAST}, "due_on"),
    ("task", {"due_on": FAR}, "due_on"),
    ("minutes", {"kind": "dinner"}, "kind"),
    ("minutes", {"happened_on": AHEAD}, "happened_on"),
    ("minutes", {"happened_on": ""}, "happened_on"),
    ("minutes", {"minutes": "0"}, "minutes"),
    ("minutes", {"minutes": "1441"}, "minutes"),
    ("minutes", {"minutes": "一小时"}, "minutes"),
    ("minutes", {"place": "地" * 121}, "place"),
    ("minutes", {"attendees": LONG}, "attendees"),
    ("minutes", {"purpose": ""}, "purpose"),
    ("minutes", {"purpose": "目" * 201}, "purpose"),
    ("minutes", {"content": ""}, "content"),
    ("minutes", {"findings": LONG}, "findings"),
    ("minutes", {"action_1": "事" * 301}, "action_1"),
    ("minutes", {"action_1": ""}, "action_1"),  # its day stands alone
    ("minutes", {"due_2": AHEAD}, "action_2"),
    ("minutes", {"owner_3": "head"}, "owner_3"),
    ("minutes", {"due_1": FAR}, "due_1"),
    ("minutes", {"document": "999999"}, "document"),
    ("confirmation", {"text": LONG}, "text"),
    ("put_right", {"origin": "dream"}, "origin"),
    ("put_right", {"text": ""}, "text"),
    ("put_right", {"due_on": ""}, "due_on"),
    ("put_right", {"due_on": PAST}, "due_on"),
    ("put_right", {"due_on": FAR}, "due_on"),
    ("shown", {"note": ""}, "note"),
    ("shown", {"note": LONG}, "note"),
    ("shown", {"document": "999999"}, "document"),
    ("longer", {"months": "0"}, "months"),
    ("longer", {"months": "25"}, "months"),
    ("longer", {"months": "-3"}, "months"),
    ("longer", {"months": "2.5"}, "months"),
    ("longer", {"reason": ""}, "reason"),
    ("longer", {"plan": ""}, "plan"),
    ("longer", {"plan": LONG}, "plan"),
    ("early", {"text": ""}, "text"),
    ("notice", {"leaves_on": ""}, "leaves_on"),
    ("notice", {"leaves_on": PAST}, "leaves_on"),
    ("notice", {"leaves_on": FAR}, "leaves_on"),
    ("notice", {"reason": ""}, "reason"),
    ("dismissal", {"cause": ""}, "cause"),
    ("dismissal", {"cause": "mood"}, "cause"),
    ("dismissal", {"facts": ""}, "facts"),
    ("dismissal", {"facts": LONG}, "facts"),
    ("dismissal", {"document": "999999"}, "document"),
    ("handed_over", {"on": AHEAD}, "on"),
    ("handed_over", {"on": "yesterday"}, "on"),
    ("handed_over", {"note": LONG}, "note"),
    ("contact", {"on": ""}, "on"),
    ("contact", {"on": AHEAD}, "on"),
    ("contact", {"reached": ""}, "reached"),
    ("contact", {"reached": "perhaps"}, "reached"),
    ("contact", {"note": LONG}, "note"),
    ("answer", {"survival": ""}, "survival"),
    ("answer", {"survival": "happy"}, "survival"),
    ("answer", {"staff": ""}, "staff"),  # of an agency that is active
    ("answer", {"staff": "-1"}, "staff"),
    ("answer", {"staff": "10001"}, "staff"),
    ("answer", {"projects": "-1"}, "projects"),
    ("answer", {"projects": "多"}, "projects"),
    ("answer", {"needs": LONG}, "needs"),
    ("risk", {"kind": "weather"}, "kind"),
    ("risk", {"origin": "dream"}, "origin"),
    ("risk", {"text": ""}, "text"),
    ("risk", {"severity": "0"}, "severity"),
    ("risk", {"severity": "6"}, "severity"),
    ("risk", {"likelihood": ""}, "likelihood"),
    ("risk", {"likelihood": "high"}, "likelihood"),
    ("risk", {"owner": "999999"}, "owner"),
    ("risk", {"due_on": PAST}, "due_on"),
    ("risk_again", {"text": ""}, "text"),
    ("risk_again", {"severity": "5.5"}, "severity"),
    ("risk_end", {"text": ""}, "text"),
    ("incident", {"kind": "rain"}, "kind"),
    ("incident", {"happened_on": AHEAD}, "happened_on"),
    ("incident", {"happened_on": ""}, "happened_on"),
    ("incident", {"persons_harmed": ""}, "persons_harmed"),
    ("incident", {"persons_harmed": "-1"}, "persons_harmed"),
    ("incident", {"persons_harmed": "10001"}, "persons_harmed"),
    ("incident", {"summary": ""}, "summary"),
    ("incident", {"summary": LONG}, "summary"),
    ("incident", {"measures": LONG}, "measures"),
    ("incident", {"told_whom": "谁" * 201}, "told_whom"),
    ("incident", {"told_on": AHEAD}, "told_on"),
    ("incident_end", {"text": ""}, "text"),
]


WRITTEN = (
    *(Agreement, DeskAssignment, Dismissal, EarlyConsent, Encounter, EquipmentLoan, Extension),
    *(FollowUpContact, Incident, LeaveNotice, PlanItem, Pledge, RectificationItem, RiskFlag, Task),
)


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def snapshot() -> dict[str, int]:
    """How many rows stand in each table of a stay, and how many of them are settled in a word."""
    db.session.rollback()
    rows = {one: db.select(db.func.count()).select_from(one) for one in WRITTEN}
    return {one.__name__: db.session.scalar(query) or 0 for one, query in rows.items()}


@pytest.mark.parametrize("name", FORMS)
def test_a_form_opens_and_takes_what_is_sound(app: Flask, client: FlaskClient, name: str) -> None:
    stay = make_stay()
    numbers = prepare(stay, name)
    who, path, data = FORMS[name]
    visit = Visit(client, stay).by(who)
    page = visit.read(path.format(**numbers))
    assert page.count("<form") >= 1
    assert "-error" not in page
    sound = {key: value.format(**numbers) for key, value in data.items()}
    assert visit.send(path.format(**numbers), **sound) == 303


@pytest.mark.parametrize("name", dict.fromkeys(name for name, *_wrong in WRONG))
def test_what_cannot_be_is_said_beside_its_field_and_nothing_is_kept(
    app: Flask, client: FlaskClient, name: str
) -> None:
    stay = make_stay()
    numbers = prepare(stay, name)
    who, path, data = FORMS[name]
    visit = Visit(client, stay).by(who)
    sound = {key: value.format(**numbers) for key, value in data.items()}
    before = snapshot()
    for change, field in ((change, field) for one, change, field in WRONG if one == name):
        answer = visit.post(path.format(**numbers), **sound | change)
        assert answer.status_code == 422, (change, answer.status_code)
        assert f"{field}-error" in answer.text, change
        kept = [value for key, value in sound.items() if key not in change and not value.isascii()]
        assert [one for one in kept if one not in answer.text] == [], change
    assert snapshot() == before


@pytest.mark.parametrize(
    ("survival", "staff", "status"),
    [
        ("active", "0", 303),  # nobody full-time is an answer
        ("active", "", 422),
        ("dormant", "", 303),
        ("merged", "", 303),
        ("deregistered", "", 303),
        ("unknown", "", 303),
    ],
)
def test_the_staff_of_a_graduate_is_asked_only_while_it_is_active(
    app: Flask, client: FlaskClient, survival: str, staff: str, status: int
) -> None:
    stay = make_stay()
    numbers = prepare(stay, "answer")
    visit = Visit(client, stay).by("officer")
    path = FORMS["answer"][1].format(**numbers)
    assert visit.send(path, survival=survival, staff=staff) == status
    row = follow_ups_of(stay)[0]
    assert row.survival == (survival if status == 303 else None)
    assert row.staff == (0 if staff else None)


@pytest.mark.parametrize("who", ["manager", "head"])
def test_the_wish_for_a_longer_stay_is_refused_with_a_word(
    app: Flask, client: FlaskClient, who: str
) -> None:
    stay = make_stay()
    ask_longer(stay)
    visit = Visit(client, stay).by(who)
    path = "/leaving/extension/refusal"
    answer = visit.post(path, text=" ")
    assert (answer.status_code, "text-error" in answer.text) == (422, True)
    assert residence.find_extension(stay.case()) is not None
    assert visit.send(path, text="已另行安排") == 303
    (row,) = residence.list_extensions(stay.case())
    assert (row.is_granted, row.answer, row.settled_at) == (False, "已另行安排", NOON)


def test_an_answer_to_a_dismissal_has_words(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    visit = Visit(client, stay).by("manager")
    path = "/leaving/dismissal/answer"
    assert visit.open(path).status_code == 404  # nothing to answer
    consider(stay)
    assert "事实" in visit.read(path)
    for wrong in ("", "　", LONG):
        answer = visit.post(path, statement=wrong)
        assert (answer.status_code, "statement-error" in answer.text) == (422, True)
    assert visit.send(path, statement="情况已改变") == 303
