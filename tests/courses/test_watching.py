"""Watching: never more than the file's own length, the newest place of all devices, and answers in time."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.courses.boxes import fragmented, mp4, webm
from tests.courses.films import (
    EN,
    FIELDS,
    MINUTE,
    Film,
    facts_of,
    find_film,
    make_film,
    report,
    watch,
)
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import (
    NOON,
    enrolment_of,
    make_enrolment,
    make_instructor,
    publish,
)
from trainingapp.accounts.actions.privacy import anonymise
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.courses.models import Course, LessonProgress, PresenceCheck
from trainingapp.extensions import db, milliseconds
from trainingapp.rules.permissions import Role
from trainingapp.rules.presence import LINE, TIME_TO_ANSWER
from trainingapp.web.transactions import writing

LATE = TIME_TO_ANSWER + LINE + timedelta(seconds=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Coordinates]:
    """Noon, until a test moves it."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def film(app: Flask) -> Film:
    return make_film(app)


@pytest.fixture
def learner(app: Flask, film: Film, lin: User) -> FlaskClient:
    return watch(app, film, lin)


@pytest.fixture
def asking(app: Flask) -> Film:
    """A film of ten minutes that asks twice whether somebody is there."""
    return make_film(app, asks_presence="y")


@pytest.fixture
def asked(app: Flask, asking: Film, lin: User) -> FlaskClient:
    return watch(app, asking, lin)


def progress_of(user: User, film: Film) -> LessonProgress:
    found = db.session.get_one(LessonProgress, (user.id, film.course, film.key))
    db.session.rollback()
    return found


def test_nothing_counts_beyond_the_length_that_the_file_says(
    learner: FlaskClient, film: Film, lin: User
) -> None:
    said = report(learner, film, [0, 60 * MINUTE], duration=60 * MINUTE).get_json()
    assert (said["counted"], said["length"], said["completed"]) == (10 * MINUTE, 10 * MINUTE, True)
    assert progress_of(lin, film).covered == [[0, 10 * MINUTE]]


def test_a_player_that_says_a_shorter_length_completes_nothing(
    learner: FlaskClient, film: Film, lin: User
) -> None:
    said = report(learner, film, [0, MINUTE], duration=MINUTE).get_json()
    assert (said["length"], said["completed"]) == (10 * MINUTE, False)
    assert enrolment_of(lin, film.course).completed_at is None


@pytest.mark.parametrize("media", [fragmented(None), webm(None)])
def test_where_the_file_does_not_say_the_player_is_believed_and_the_author_told(
    app: Flask, lin: User, media: bytes
) -> None:
    film = make_film(app, media=media)
    said = report(watch(app, film, lin), film, [0, 5 * MINUTE], duration=5 * MINUTE).get_json()
    assert (said["counted"], said["length"], said["completed"]) == (5 * MINUTE, 5 * MINUTE, True)


def test_the_newest_place_wins_however_late_an_older_one_arrives(
    learner: FlaskClient, film: Film, lin: User, clock: time_machine.Coordinates
) -> None:
    report(learner, film, position=8 * MINUTE, at=milliseconds(NOON))
    old = milliseconds(NOON - timedelta(hours=1))
    report(learner, film, [0, 1000], position=2 * MINUTE, at=old)
    row = progress_of(lin, film)
    assert (row.position, row.covered) == (8 * MINUTE, [[0, 1000]])  # what it watched counts
    ahead = milliseconds(NOON + timedelta(days=9))
    report(learner, film, position=3 * MINUTE, at=ahead)  # a clock that is wrong
    assert progress_of(lin, film).position_at == NOON
    clock.shift(timedelta(seconds=1))
    report(learner, film, position=4 * MINUTE)
    assert progress_of(lin, film).position == 4 * MINUTE


@pytest.mark.parametrize("at", [0, -1, "1795000000000", 1.5, True, 10**18])
def test_what_is_no_time_is_refused(learner: FlaskClient, film: Film, at: Any) -> None:
    assert report(learner, film, [0, 1000], at=at).status_code == 422


def test_the_page_tells_the_player_where_to_go_on(learner: FlaskClient, film: Film) -> None:
    before = facts_of(learner, film)
    assert (before["positionAt"], before["counted"], before["length"]) == (None, 0, 10 * MINUTE)
    report(learner, film, [0, 4 * MINUTE], position=4 * MINUTE)
    facts = facts_of(learner, film)
    assert facts["position"] == facts["counted"] == 4 * MINUTE
    assert facts["positionAt"] <= facts["now"]
    assert "Watched so far: 04:00 of 10:00" in learner.get(film.page, headers=EN).text


def test_a_recording_that_was_watched_in_shreds_does_not_fill_the_disk(
    learner: FlaskClient, film: Film, lin: User
) -> None:
    for start in (0, 1, 2):
        report(
            learner,
            film,
            *([n * 10 + start * 100_000, n * 10 + 1 + start * 100_000] for n in range(2000)),
        )
    assert len(progress_of(lin, film).covered) == 4000


def test_a_shorter_file_in_a_new_version_makes_nobody_watch_more_than_it_is_long(
    app: Flask, lin: User
) -> None:
    owner = make_instructor()
    film = make_film(app, owner)
    learner = watch(app, film, lin)
    report(learner, film, [0, 2 * MINUTE], [6 * MINUTE, 8 * MINUTE])
    desk = sign_in(app.test_client(), owner)
    desk.post(f"/teaching/{film.course}/versions")
    draft = find_film(film.course).draft
    sent = {**FIELDS, "chapters": "", "media": (io.BytesIO(mp4(300)), "kurz.mp4")}
    desk.post(f"{draft}/edit", data=sent, content_type="multipart/form-data")
    with writing():
        publish(db.session.get_one(Course, film.course), make_user(roles=[Role.ITEM_REVIEWER]))
        db.session.commit()
        db.session.remove()
    facts = facts_of(learner, film)
    assert (facts["counted"], facts["length"]) == (2 * MINUTE, 5 * MINUTE)
    said = report(learner, film, [4 * MINUTE, 9 * MINUTE]).get_json()
    assert (said["counted"], said["completed"]) == (3 * MINUTE, False)
    assert report(learner, film, [0, 5 * MINUTE]).get_json()["completed"] is True


def say(client: FlaskClient, film: Film, state: object, place: object) -> Any:
    return client.post(f"{film.page}/presence", json={"state": state, "place": place})


def test_questions_stand_at_the_same_places_after_every_reload_and_for_others_elsewhere(
    app: Flask, asked: FlaskClient, asking: Film, lin: User
) -> None:
    places = facts_of(asked, asking)["allPlaces"]
    assert len(places) == 2
    assert facts_of(asked, asking)["allPlaces"] == places
    phone = sign_in(app.test_client(), lin)
    assert facts_of(phone, asking)["allPlaces"] == places
    wang = watch(app, asking, make_user("王建国"))
    assert facts_of(wang, asking)["allPlaces"] != places


def test_what_nobody_confirmed_does_not_count(asked: FlaskClient, asking: Film) -> None:
    places = facts_of(asked, asking)["allPlaces"]
    said = report(asked, asking, [0, 10 * MINUTE]).get_json()
    assert said["counted"] == 10 * MINUTE - places[1]  # what comes after the last question
    assert (said["completed"], said["places"]) == (False, places)


def test_whoever_answers_every_question_completes_the_film(
    asked: FlaskClient, asking: Film, lin: User
) -> None:
    places, start = facts_of(asked, asking)["allPlaces"], 0
    for place in places:
        report(asked, asking, [start, place])
        assert say(asked, asking, "asked", place).get_json()["confirmed"] is False
        assert say(asked, asking, "here", place).get_json()["confirmed"] is True
        start = place
    said = report(asked, asking, [start, 10 * MINUTE]).get_json()
    assert (said["counted"], said["completed"], said["places"]) == (10 * MINUTE, True, [])
    assert facts_of(asked, asking)["places"] == []


def test_a_late_answer_takes_back_what_was_watched_and_watching_again_heals_it(
    asked: FlaskClient, asking: Film, lin: User, clock: time_machine.Coordinates
) -> None:
    first, second = facts_of(asked, asking)["allPlaces"]
    report(asked, asking, [0, second])
    say(asked, asking, "asked", first)
    clock.shift(LATE)
    said = say(asked, asking, "here", first).get_json()
    assert (said["confirmed"], said["counted"]) == (False, 0)
    assert progress_of(lin, asking).covered == [[first, second]]
    report(asked, asking, [0, first])
    say(asked, asking, "asked", first)
    said = say(asked, asking, "here", first).get_json()
    assert (said["confirmed"], said["counted"], said["places"]) == (True, first, [second])


def test_reloading_gives_no_more_time(
    asked: FlaskClient, asking: Film, clock: time_machine.Coordinates
) -> None:
    place = facts_of(asked, asking)["allPlaces"][0]
    report(asked, asking, [0, place])
    say(asked, asking, "asked", place)
    clock.shift(TIME_TO_ANSWER)
    say(asked, asking, "asked", place)  # the page was loaded anew
    clock.shift(LINE + timedelta(seconds=1))
    assert say(asked, asking, "here", place).get_json()["confirmed"] is False


def test_a_question_left_open_is_missed_with_the_next_report(
    asked: FlaskClient, asking: Film, lin: User, clock: time_machine.Coordinates
) -> None:
    place = facts_of(asked, asking)["allPlaces"][0]
    report(asked, asking, [0, place])
    say(asked, asking, "asked", place)
    clock.shift(LATE)
    report(asked, asking, [place, place + 5000], [1000, 2000])
    assert progress_of(lin, asking).covered == [[1000, 2000], [place, place + 5000]]


def test_a_page_that_waited_in_vain_says_so_at_once(
    asked: FlaskClient, asking: Film, lin: User
) -> None:
    place = facts_of(asked, asking)["allPlaces"][0]
    report(asked, asking, [0, place])
    assert say(asked, asking, "away", place).status_code == 200  # nothing was asked
    assert progress_of(lin, asking).covered == [[0, place]]
    say(asked, asking, "asked", place)
    say(asked, asking, "away", place)
    assert progress_of(lin, asking).covered == []
    assert say(asked, asking, "here", place).status_code == 409


def test_nobody_confirms_what_was_not_asked_or_not_watched(
    asked: FlaskClient, asking: Film, learner: FlaskClient, film: Film
) -> None:
    place = facts_of(asked, asking)["allPlaces"][0]
    assert say(asked, asking, "here", place).status_code == 409
    assert say(asked, asking, "asked", place).status_code == 409  # jumped over
    report(asked, asking, [0, place])
    assert say(asked, asking, "asked", place + 1).status_code == 409
    assert say(learner, film, "asked", place).status_code == 409  # this film asks nobody
    db.session.rollback()
    assert [row.confirmed for row in db.session.scalars(select(PresenceCheck))] == []


@pytest.mark.parametrize(
    ("state", "place"),
    [("asked", "1"), ("asked", None), ("gone", 1), (None, 1), ([], 1), ("here", True)],
)
def test_a_malformed_answer_is_refused(
    asked: FlaskClient, asking: Film, state: object, place: object
) -> None:
    assert say(asked, asking, state, place).status_code == 422
    assert asked.post(f"{asking.page}/presence", data="x").status_code == 422


def test_only_learners_report_and_answer(app: Flask, asking: Film, lin: User) -> None:
    stranger = sign_in(app.test_client(), make_user("王建国"))
    for client, status in ((stranger, 404), (app.test_client(), 401)):
        assert report(client, asking, [0, 1000]).status_code == status
        assert say(client, asking, "asked", 1).status_code == status
    forged = Film(asking.course + 999, asking.lesson, asking.key)
    make_enrolment(lin, asking.course)
    reader = sign_in(app.test_client(), lin)
    assert report(reader, forged, [0, 1000]).status_code == 404
    assert report(reader, Film(asking.course, 1, "0" * 12), [0, 1]).status_code == 404


def test_without_a_known_length_nobody_is_asked(app: Flask, lin: User) -> None:
    film = make_film(app, media=fragmented(None), asks_presence="y")
    facts = facts_of(watch(app, film, lin), film)
    assert (facts["presence"], facts["allPlaces"]) == (None, [])


def test_a_short_film_asks_nobody(app: Flask, lin: User) -> None:
    film = make_film(app, media=mp4(59), asks_presence="y")
    assert facts_of(watch(app, film, lin), film)["presence"] is None


def test_answers_are_in_ones_own_export_and_go_when_one_leaves(
    app: Flask, asked: FlaskClient, asking: Film, lin: User
) -> None:
    place = facts_of(asked, asking)["allPlaces"][0]
    report(asked, asking, [0, place])
    say(asked, asking, "asked", place)
    say(asked, asking, "here", place)
    assert collect_data(lin.id)["presence_checks"][0]["confirmed"] == [[0, place]]
    db.session.rollback()
    with writing():
        anonymise(db.session.get_one(User, lin.id), now=NOON)
        db.session.commit()
    assert db.session.scalars(select(PresenceCheck)).all() == []
