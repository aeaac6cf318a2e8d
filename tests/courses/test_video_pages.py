"""The pages of a video: what an author writes is checked line by line, what a learner sees works without script."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.courses.boxes import fragmented
from tests.courses.films import EN, FIELDS, VTT, Film, find_film, make_film, send_video, watch
from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import lessons_of, make_course, make_instructor, newest
from tests.statements import count_statements
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.courses.actions.authoring import update_lesson
from trainingapp.courses.models import LessonNote, Recording
from trainingapp.courses.plans import LessonPlan
from trainingapp.courses.queries.authoring import get_lesson
from trainingapp.extensions import db
from trainingapp.web.transactions import writing

CHAPTERS = "00:00 开场\n02:30 接案<b>要做</b>的事\n1:02:30 小结"


@pytest.fixture
def wu(app: Flask) -> User:
    return make_instructor()


@pytest.fixture
def desk(client: FlaskClient, wu: User) -> FlaskClient:
    return sign_in(client, wu)


@pytest.fixture
def film(app: Flask, wu: User) -> Film:
    return make_film(app, wu, chapters=CHAPTERS, vtt=VTT)


@pytest.fixture
def learner(app: Flask, film: Film) -> FlaskClient:
    return watch(app, film, make_user("林美华"))


def field_error(page: str, name: str) -> str:
    found = re.search(rf'id="{name}-error".*?<span>(.*?)</p>', page, re.S)
    assert found is not None, page
    return found[1]


@pytest.mark.parametrize(
    ("chapters", "said"),
    [
        ("开场", "Line 1 does not begin with a time"),
        ("00:00 开场\n\n02:30", "Line 3 has no title"),
        ("05:00 甲\n04:00 乙", "Line 2 is not later"),
        ("00:00 " + "长" * 81, "Line 1 is longer than 80"),
        ("\n".join(f"{n:02}:00 段" for n in range(101)), "Line 101 is one too many"),
    ],
)
def test_a_wrong_line_of_chapters_is_named_beside_the_field_and_nothing_is_lost(
    desk: FlaskClient, wu: User, chapters: str, said: str
) -> None:
    answer = send_video(desk, make_course(wu), chapters=chapters)
    assert answer.status_code == 422
    assert said in field_error(answer.text, "chapters")
    assert chapters in answer.text


def test_several_wrong_lines_are_all_named(desk: FlaskClient, wu: User) -> None:
    said = field_error(send_video(desk, make_course(wu), chapters="甲\n乙").text, "chapters")
    assert "Line 1" in said
    assert "Line 2" in said


@pytest.mark.parametrize(
    ("vtt", "said"),
    [
        (b"WEBVTT\n\n00:04.000 --> 00:01.000\na\n", "line 3 is not WebVTT"),
        (b"WEBVTT\n\n00:01,000 --> 00:04,000\na\n", "line 3 is not WebVTT"),
        (b"WEBVTT\n\nNOTE nothing here\n", "holds no subtitles"),
    ],
)
def test_subtitles_that_cannot_be_shown_are_refused_with_the_line(
    desk: FlaskClient, wu: User, vtt: bytes, said: str
) -> None:
    course = make_course(wu)
    answer = send_video(desk, course, vtt=vtt)
    assert answer.status_code == 422
    assert said in field_error(answer.text, "subtitles")
    assert lessons_of(course) == []


def test_subtitles_reach_a_player_without_markup(learner: FlaskClient, film: Film) -> None:
    address = f"{film.page}/files/subtitles"
    got = learner.get(address)
    assert got.text == "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n先接案\n"
    assert got.mimetype == "text/vtt"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    again = learner.get(address, headers={"If-None-Match": got.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_chapters_jump_without_script_and_their_titles_stay_text(
    learner: FlaskClient, film: Film
) -> None:
    page = learner.get(film.page).text
    media = f"{film.page}/files/media"
    assert f'<a href="{media}#t=150" data-seek="150">' in page
    assert f'<a href="{media}#t=3750" data-seek="3750">' in page
    assert "接案&lt;b&gt;要做&lt;/b&gt;的事" in page
    assert "1:02:30" in page


@pytest.mark.parametrize(
    ("query", "begins"),
    [
        ("?t=150", "#t=150"),
        ("?at=90", "#t=90"),
        ("?t=-5", ""),
        ("?t=x", ""),
        ("?t=999999", ""),
        ("", ""),
    ],
)
def test_an_address_opens_the_film_at_its_minute(
    learner: FlaskClient, film: Film, query: str, begins: str
) -> None:
    page = learner.get(film.page + query).text
    assert f'<source src="{film.page}/files/media{begins}">' in page


def test_what_was_written_comes_back_in_the_form_and_in_the_next_version(
    desk: FlaskClient, wu: User
) -> None:
    course = make_course(wu)
    assert send_video(desk, course, chapters=CHAPTERS, asks_presence="y").status_code == 303
    film = find_film(course)
    page = desk.get(f"{film.draft}/edit").text
    assert "02:30 接案&lt;b&gt;要做&lt;/b&gt;的事" in page
    assert re.search(r'<input[^>]*checked[^>]*name="asks_presence"', page)
    assert desk.post(f"{film.draft}/edit", data={**FIELDS, "chapters": ""}).status_code == 303
    lesson = lessons_of(course)[0]
    assert lesson.content == {"chapters": [], "asks_presence": False}


def test_the_time_of_a_point_is_kept_from_version_to_version(
    app: Flask, desk: FlaskClient, wu: User, film: Film
) -> None:
    desk.post(f"/teaching/{film.course}/versions")
    number = lessons_of(film.course)[0].id
    db.session.remove()
    plan = LessonPlan("video", {"zh": "接案"}, 10, {}, ["JP01.1.02"], starts={"JP01.1.02": 750})
    with writing():
        update_lesson(get_lesson(newest(film.course), number), plan)
        db.session.commit()
        db.session.remove()
    assert 'value="12:30"' in desk.get(f"/teaching/{film.course}/lessons/{number}/edit").text
    found = [(point.code, point.seconds) for point in lessons_of(film.course)[0].points]
    assert found == [("JP01.1.02", 750)]


def test_a_time_that_is_none_is_refused_beside_its_field(desk: FlaskClient, wu: User) -> None:
    answer = send_video(desk, make_course(wu), start_1="一刻钟")
    assert answer.status_code == 422
    assert "minutes and seconds" in field_error(answer.text, "start_1")


def test_the_author_reads_how_long_the_file_is(desk: FlaskClient, film: Film) -> None:
    page = desk.get(film.draft, headers=EN).text
    assert "Length: 10:00, as the file says" in page
    assert 'data-player="{}"' in page  # nothing is reported from here


def test_the_author_is_told_when_the_file_does_not_say(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    send_video(desk, course, media=fragmented(None), asks_presence="y")
    page = desk.get(find_film(course).draft, headers=EN).text
    assert "does not say how long it is" in page
    assert "nobody is asked" in page


def test_another_file_has_its_own_length(desk: FlaskClient, wu: User) -> None:
    course = make_course(wu)
    send_video(desk, course)
    send_video(desk, course, media=fragmented(90))
    lengths = set(db.session.scalars(select(Recording.length)))
    assert lengths == {600_000, 90_000}


def test_a_note_carries_the_time_and_leads_back_to_it(learner: FlaskClient, film: Film) -> None:
    sent = {"text": "三件事：关系、信息、约定", "at": "2:30"}
    assert learner.post(f"{film.page}/notes", data=sent).status_code == 303
    assert learner.post(f"{film.page}/notes", data={"text": "没有时间"}).status_code == 303
    page = learner.get(film.page).text
    assert f'<a href="{film.page}?t=150" data-seek="150">02:30</a>' in page
    notes = db.session.scalars(select(LessonNote).order_by(LessonNote.id)).all()
    assert [note.at_seconds for note in notes] == [150, None]
    exported = collect_data(notes[0].user_id)["lesson_notes"]
    assert exported[0]["at_seconds"] == 150


def test_a_note_at_no_time_is_refused_and_stays_typed(learner: FlaskClient, film: Film) -> None:
    answer = learner.post(f"{film.page}/notes", data={"text": "别丢了", "at": "半路"}, headers=EN)
    assert answer.status_code == 422
    assert "minutes and seconds" in field_error(answer.text, "at")
    assert "别丢了" in answer.text
    assert db.session.scalars(select(LessonNote)).all() == []


def test_keys_are_explained_and_the_choices_have_names(learner: FlaskClient, film: Film) -> None:
    page = learner.get(film.page, headers=EN).text
    for key in ("space", "j", "l", "&lt;", "&gt;", "f", "m", "c"):
        assert f"<kbd>{key}</kbd>" in page
    assert "<span>Speed</span>" in page
    assert 'role="alertdialog"' in page


def test_a_film_with_a_hundred_chapters_takes_as_many_statements_as_one_with_none(
    app: Flask, wu: User
) -> None:
    taken = []
    for chapters in ("", "\n".join(f"{n:02}:00 第{n}段" for n in range(100))):
        film = make_film(app, wu, chapters=chapters)
        taken.append(count_statements(watch(app, film, make_user()), film.page))
    assert taken[0] == taken[1]
