"""How graduates answer, told of a university only together, and only of enough people."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_registrar, make_university, make_user, sign_in
from tests.factories_courses import make_published
from tests.factories_exams import make_sitting
from tests.factories_itembank import make_form, make_item
from tests.factories_maps import load_syllabus, make_map
from tests.factories_teaching import make_attempt, respond
from tests.statements import count_statements
from trainingapp.accounts.models import Organisation, User
from trainingapp.credentials.models import DegreeRecord
from trainingapp.credentials.queries import graduates
from trainingapp.credentials.queries.graduates import Answers, list_results
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
SUBJECT = "junior-comprehensive"
DEGREE: dict[str, Any] = {
    "institution_name": "滨江大学",
    "major_as_printed": "社会工作",
    "kind": "degree",
    "level": "bachelor",
    "mode": "full_time",
    "enrolled_on": date(2020, 9, 1),
    "awarded_on": date(2024, 6, 30),
    "status": "verified",
}


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three are enough here; that it is thirty outside is a test of its own."""
    monkeypatch.setattr(graduates, "FEWEST", 3)
    monkeypatch.setattr(graduates, "TENS", 1)
    monkeypatch.setattr(graduates, "STEP", 1)


@pytest.fixture
def place(app: Flask) -> Organisation:
    load_syllabus()
    return make_university()


def add(row: Any) -> None:
    with writing():
        db.session.add(row)
        db.session.commit()
        db.session.remove()


def make_graduate(place: Organisation, **changes: Any) -> User:
    """Somebody with a verified degree of the university."""
    user = make_user()
    values = {**DEGREE, "organisation_id": place.id, "entered_at": user.created_at, **changes}
    add(DegreeRecord(user_id=user.id, **values))
    return user


def make_exercise(chapter: str = "JC01", **changes: Any) -> tuple[int, int]:
    """The numbers of an item and its revision, and a course to answer it in."""
    with writing():
        item = make_item("A", chapter=chapter, **changes)
        found = item.id, item.revisions[0].id
        db.session.commit()
        db.session.remove()
    return found


def answer(users: list[User], item: tuple[int, int], right: int, course: int) -> None:
    """Everybody answers; so many of them rightly."""
    for place, user in enumerate(users):
        respond(user, course, item, is_right=place < right)


def test_outside_tests_thirty_people_are_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert (graduates.FEWEST, graduates.TENS, graduates.STEP) == (30, 10, 5)


@pytest.mark.both_databases
def test_exercises_count_by_chapter_and_point(place: Organisation) -> None:
    users = [make_graduate(place) for _ in range(4)]
    course = make_published()
    answer(users, make_exercise("JC01"), 3, course)
    answer(users[:3], make_exercise("JC02"), 1, course)
    found = list_results(place.id, SUBJECT)
    assert found.is_enough
    assert found.chapters == {"JC01": Answers(4, 75), "JC02": Answers(3, 33)}
    assert found.points == {"JC01.1.01": Answers(4, 75), "JC02.1.01": Answers(3, 33)}


def test_of_too_few_people_nothing_is_told_however_much_they_answered(
    place: Organisation,
) -> None:
    users = [make_graduate(place) for _ in range(2)]
    course = make_published()
    for _ in range(5):
        answer(users, make_exercise(), 1, course)
    assert list_results(place.id, SUBJECT) == (False, {}, {})


def test_a_chapter_with_enough_people_does_not_tell_of_a_point_with_too_few(
    place: Organisation,
) -> None:
    users = [make_graduate(place) for _ in range(3)]
    course = make_published()
    answer(users, make_exercise(knowledge=["JC01.1.01"]), 3, course)
    answer(users[:2], make_exercise(knowledge=["JC01.1.02"]), 0, course)
    found = list_results(place.id, SUBJECT)
    assert found.chapters == {"JC01": Answers(3, 67)}  # everybody weighs the same
    assert set(found.points) == {"JC01.1.01"}


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "claimed"},
        {"status": "document"},
        {"status": "rejected"},
        {"status": "expired"},
        {"organisation_id": None},
        {"awarded_on": None, "expected_on": date(2027, 6, 30)},
    ],
)
def test_only_a_verified_and_awarded_degree_of_the_university_makes_a_graduate(
    place: Organisation, changes: dict[str, Any]
) -> None:
    users = [make_graduate(place, **changes) for _ in range(3)]
    answer(users, make_exercise(), 3, make_published())
    assert not list_results(place.id, SUBJECT).is_enough


def test_the_graduates_of_another_university_and_another_subject_are_apart(
    place: Organisation,
) -> None:
    elsewhere = make_university("江南大学")
    users = [make_graduate(elsewhere) for _ in range(3)]
    answer(users, make_exercise(), 3, make_published())
    assert not list_results(place.id, SUBJECT).is_enough
    assert list_results(elsewhere.id, SUBJECT).is_enough
    assert not list_results(elsewhere.id, "middle-law").is_enough


def test_a_diploma_and_a_degree_of_one_person_are_one_person(place: Organisation) -> None:
    users = [make_graduate(place) for _ in range(2)]
    values = {**DEGREE, "organisation_id": place.id, "entered_at": users[0].created_at}
    for _ in range(2):
        add(DegreeRecord(user_id=users[0].id, **values, major_code="030302"))
    answer(users, make_exercise(), 2, make_published())
    assert not list_results(place.id, SUBJECT).is_enough


# mock exams


def make_paper() -> int:
    """A sitting of a paper of two items of chapter 1: A, then B."""
    with writing():
        form = make_form(("A", "B"))
        number = form.id
        db.session.commit()
        db.session.remove()
    return make_sitting(number)


@pytest.mark.both_databases
def test_first_attempts_at_mock_exams_count_and_blanks_do_not(place: Organisation) -> None:
    sitting = make_paper()
    for answers in (("A", "B"), ("A", "C"), ("A", "")):
        make_attempt(sitting, make_graduate(place), selected=answers, is_first=True)
    found = list_results(place.id, SUBJECT)
    assert found.chapters == {"JC01": Answers(3, 83)}


@pytest.mark.parametrize("changes", [{"is_first": False}, {"state": "voided", "is_first": True}])
def test_later_and_voided_attempts_count_nowhere(
    place: Organisation, changes: dict[str, Any]
) -> None:
    sitting = make_paper()
    for _ in range(3):
        make_attempt(sitting, make_graduate(place), selected=("A", "B"), **changes)
    assert not list_results(place.id, SUBJECT).is_enough


def test_a_person_who_did_both_is_counted_once(place: Organisation) -> None:
    sitting, course, item = make_paper(), make_published(), make_exercise()
    users = [make_graduate(place) for _ in range(2)]
    answer(users, item, 2, course)
    for user in users:
        make_attempt(sitting, user, selected=("A", "B"), is_first=True)
    assert not list_results(place.id, SUBJECT).is_enough
    third = make_graduate(place)
    answer([third], item, 0, course)
    assert list_results(place.id, SUBJECT).chapters == {"JC01": Answers(3, 67)}


# the pages


def test_the_page_says_plainly_why_it_shows_nothing(
    client: FlaskClient, place: Organisation
) -> None:
    zhou = make_registrar(place)
    number = make_map(place, zhou)
    sign_in(client, zhou)
    for page in ("", "/chapters/JC01"):
        text = client.get(f"/programme-maps/{number}{page}", headers=EN).text
        assert "Fewer could be told apart." in text
        assert "Right answers of graduates" not in text
    assert "30 of them" in client.get(f"/programme-maps/{number}", headers=EN).text


def test_the_page_shows_what_enough_people_answered_and_says_where_they_are_too_few(
    client: FlaskClient, place: Organisation
) -> None:
    users = [make_graduate(place) for _ in range(3)]
    course = make_published()
    answer(users, make_exercise("JC01"), 2, course)
    answer(users[:2], make_exercise("JC02"), 2, course)
    zhou = make_registrar(place)
    number = make_map(place, zhou)
    sign_in(client, zhou)
    page = client.get(f"/programme-maps/{number}", headers=EN).text
    assert "67%" in page
    assert "3 people or more" in page
    assert "too few people" in page
    assert "100%" not in page
    assert users[0].display_name not in page
    chapter = client.get(f"/programme-maps/{number}/chapters/JC01", headers=EN).text
    assert "Graduates: about 67% of answers right, 3 people or more." in chapter


def test_many_graduates_cost_no_more_statements(client: FlaskClient, place: Organisation) -> None:
    zhou = make_registrar(place)
    number = make_map(place, zhou)
    course, item = make_published(), make_exercise()
    answer([make_graduate(place) for _ in range(3)], item, 2, course)
    sign_in(client, zhou)
    before = count_statements(client, f"/programme-maps/{number}")
    answer([make_graduate(place) for _ in range(6)], item, 2, course)
    assert count_statements(client, f"/programme-maps/{number}") == before


# nobody is singled out


@pytest.fixture
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures as they are outside of tests."""
    for name, value in (("FEWEST", 30), ("TENS", 10), ("STEP", 5)):
        monkeypatch.setattr(graduates, name, value)


@pytest.mark.both_databases
def test_of_29_nothing_is_told_and_of_30_something(place: Organisation, coarse: None) -> None:
    course, item = make_published(), make_exercise()
    users = [make_graduate(place) for _ in range(29)]
    answer(users, item, 15, course)
    assert list_results(place.id, SUBJECT) == (False, {}, {})
    answer([make_graduate(place)], item, 1, course)
    assert list_results(place.id, SUBJECT).chapters == {"JC01": Answers(30, 55)}


@pytest.mark.parametrize("is_right", [0, 1])
def test_one_more_graduate_changes_no_figure_whatever_they_answered(
    place: Organisation, coarse: None, is_right: int
) -> None:
    course, item = make_published(), make_exercise()
    answer([make_graduate(place) for _ in range(30)], item, 15, course)
    before = list_results(place.id, SUBJECT)
    late = make_graduate(place)
    for _ in range(5):
        answer([late], make_exercise(), is_right, course)
    assert list_results(place.id, SUBJECT) == before


def test_who_answered_most_does_not_stand_for_the_others(place: Organisation, coarse: None) -> None:
    course, item = make_published(), make_exercise()
    users = [make_graduate(place) for _ in range(30)]
    answer(users, item, 30, course)
    for _ in range(10):
        answer(users[:1], make_exercise(), 0, course)
    assert list_results(place.id, SUBJECT).chapters["JC01"].percent == 95


def test_a_chapter_less_its_points_tells_nothing_of_the_one_who_is_left(
    place: Organisation, coarse: None
) -> None:
    users = [make_graduate(place) for _ in range(31)]
    course = make_published()
    answer(users[:30], make_exercise(knowledge=["JC01.1.01"]), 18, course)
    before = list_results(place.id, SUBJECT)
    answer(users[30:], make_exercise(knowledge=["JC01.1.02"]), 0, course)
    found = list_results(place.id, SUBJECT)
    assert found == before
    assert found.points == {"JC01.1.01": found.chapters["JC01"]}
