"""The home page shows each role what is due now, from real rows, and nothing of anybody else's."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.audit.writing import write_entries
from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_exams import change, make_organised, make_seat, make_sitting, make_test_form
from tests.factories_itembank import make_item
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.exams.models import Attempt, Sitting
from trainingapp.extensions import db
from trainingapp.jobs.actions import enqueue, give_sign_of_life
from trainingapp.jobs.models import Job, JobState
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def home(client: FlaskClient, language: str = "en") -> str:
    answer = client.get("/home", headers={"Accept-Language": language})
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text.split("<main", 1)[1].split("</main>", 1)[0])


def stat_of(page: str, label: str) -> str:
    """The figure that stands with a label."""
    text = re.sub(r"<[^>]+>", "|", page)
    words = [word.strip() for word in text.split("|") if word.strip()]
    return words[words.index(label) + 1]


def make_attempt(sitting: int, candidate: int, state: str, **changes: object) -> int:
    """A committed attempt in any state, without the exam room."""
    db.session.rollback()
    with writing():
        row = db.session.get_one(Sitting, sitting)
        ordinal = (
            db.session.query(Attempt).filter_by(sitting_id=sitting, candidate_id=candidate).count()
        )
        attempt = Attempt(
            sitting_id=sitting,
            candidate_id=candidate,
            ordinal=ordinal + 1,
            test_form_id=row.test_form_id,
            state=state,
            minutes=120,
            **{"started_at": now() - HOUR, "deadline_at": now() + HOUR, **changes},
        )
        db.session.add(attempt)
        db.session.commit()
        number = attempt.id
        db.session.rollback()
    return number


@pytest.fixture
def lin(app: Flask) -> User:
    return make_user("林美华")


@pytest.fixture
def browser(client: FlaskClient, lin: User) -> FlaskClient:
    return sign_in(client, lin)


def test_a_new_candidate_is_led_to_a_first_mock_exam(browser: FlaskClient) -> None:
    page = home(browser)
    assert 'href="/exams/sittings"' in page
    assert "Choose a mock exam" in page
    assert "No results yet" in page
    assert "You have a seat" not in page
    assert "林美华" in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("running", "Time runs until"), ("paused", "Your time stands still")],
)
def test_an_open_attempt_comes_first_with_the_way_back(
    browser: FlaskClient, lin: User, state: str, words: str
) -> None:
    attempt = make_attempt(make_sitting(), lin.id, state)
    page = home(browser)
    assert words in page
    assert f'href="/exams/attempts/{attempt}"' in page
    assert "Choose a mock exam" not in page
    assert "Junior comprehensive, mock exam" in page


@pytest.mark.parametrize("state", ["created", "voided"])
def test_an_attempt_that_is_not_open_is_not_offered_to_go_on(
    browser: FlaskClient, lin: User, state: str
) -> None:
    attempt = make_attempt(make_sitting(), lin.id, state)
    page = home(browser)
    assert f"/exams/attempts/{attempt}" not in page
    assert "Choose a mock exam" in page


def test_the_three_latest_results_are_shown_newest_first(browser: FlaskClient, lin: User) -> None:
    sitting = make_sitting()
    numbers = [
        make_attempt(sitting, lin.id, "submitted", submitted_at=now() - day * DAY)
        for day in (4, 1, 3, 2)
    ]
    shown = re.findall(r'href="/exams/attempts/(\d+)"', home(browser))
    assert [int(number) for number in shown] == [numbers[1], numbers[3], numbers[2]]
    assert "No results yet" not in home(browser)


@pytest.mark.parametrize(
    ("changes", "is_shown"),
    [
        ({}, True),
        ({"opens_at": None, "closes_at": None}, True),
        ({"opens_at": now() + 5 * DAY, "closes_at": now() + 6 * DAY}, True),
        ({"opens_at": now() - 2 * DAY, "closes_at": now() - DAY}, False),
        ({"closed_at": now() - HOUR}, False),
    ],
    ids=["open", "without a window", "to come", "over", "closed by an officer"],
)
def test_a_seat_is_shown_until_its_sitting_is_over(
    browser: FlaskClient, lin: User, changes: dict[str, object], is_shown: bool
) -> None:
    sitting = make_organised(**changes)
    make_seat(sitting, lin.id)
    assert (f'href="/exams/sittings/{sitting}"' in home(browser)) is is_shown


def test_seats_and_attempts_of_others_are_not_shown(browser: FlaskClient, app: Flask) -> None:
    wang = make_user("王强")
    sitting = make_organised()
    make_seat(sitting, wang.id)
    attempt = make_attempt(sitting, wang.id, "running")
    done = make_attempt(sitting, wang.id, "submitted", submitted_at=now())
    page = home(browser)
    for address in (f"sittings/{sitting}", f"attempts/{attempt}", f"attempts/{done}"):
        assert address not in page


def test_the_title_of_a_sitting_is_in_the_readers_language(browser: FlaskClient, lin: User) -> None:
    make_seat(make_organised(title={"zh": "春季模考", "en": "Spring mock exam"}), lin.id)
    assert "Spring mock exam" in home(browser)
    assert "春季模考" not in home(browser)
    assert "春季模考" in home(browser, "zh")


def test_a_title_without_english_is_shown_in_chinese(browser: FlaskClient, lin: User) -> None:
    make_seat(make_organised(title={"zh": "春季模考"}), lin.id)
    assert "春季模考" in home(browser)


def test_a_script_in_a_title_or_name_stays_text(app: Flask, client: FlaskClient) -> None:
    evil = "<script>alert(1)</script>"
    user = make_user(evil)
    test_form = make_test_form().id
    make_seat(make_organised(test_form, title={"zh": evil, "en": evil}), user.id)
    make_attempt(make_sitting(test_form, title={"zh": evil, "en": evil}), user.id, "running")
    page = sign_in(client, user).get("/home", headers=EN).text
    assert evil not in page
    assert page.count("&lt;script&gt;alert(1)") >= 3


# The exam office


@pytest.fixture
def office(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("周敏", roles=[Role.EXAM_OFFICER]))


def test_the_office_sees_seats_and_who_is_sitting_now(office: FlaskClient, lin: User) -> None:
    sitting = make_organised(title={"zh": "春季", "en": "Spring"})
    for number, person in enumerate((lin, make_user(), make_user()), 1):
        make_seat(sitting, person.id, number=number)
    make_attempt(sitting, lin.id, "running")
    make_attempt(sitting, make_user().id, "submitted", submitted_at=now())
    row = home(office).split("Spring", 1)[1].split("</tr>", 1)[0]
    assert re.findall(r"<td[^>]*>(\d+)</td>", row) == ["3", "1"]


@pytest.mark.parametrize(
    ("changes", "is_shown"),
    [
        ({}, True),
        ({"opens_at": None, "closes_at": None}, True),
        ({"opens_at": now() + 13 * DAY, "closes_at": now() + 15 * DAY}, True),
        ({"opens_at": now() + 15 * DAY, "closes_at": now() + 16 * DAY}, False),
        ({"opens_at": now() - 3 * DAY, "closes_at": now() - DAY}, False),
        ({"closed_at": now() - HOUR}, False),
    ],
    ids=["open", "without a window", "soon", "later than two weeks", "over", "closed"],
)
def test_the_office_sees_what_is_open_or_opens_within_two_weeks(
    office: FlaskClient, changes: dict[str, object], is_shown: bool
) -> None:
    sitting = make_organised(**changes)
    page = home(office)
    assert (f"/exams/office/{sitting}" in page) is is_shown
    assert ("Nothing is planned" in page) is not is_shown


def test_a_mock_exam_that_one_starts_alone_is_not_the_offices_work(office: FlaskClient) -> None:
    make_sitting()
    assert "Nothing is planned" in home(office)


def test_an_officer_of_an_organisation_sees_only_its_sittings(
    app: Flask, client: FlaskClient
) -> None:
    here, there = make_organisation(), make_organisation()
    test_form = make_test_form().id
    ours = make_organised(test_form, organisation_id=here.id)
    theirs = make_organised(test_form, organisation_id=there.id)
    of_the_site = make_organised(test_form)
    officer = make_user("周敏", roles=[Role.EXAM_OFFICER], organisation=here)
    page = home(sign_in(client, officer))
    assert f'/exams/office/{ours}"' in page
    assert f'/exams/office/{theirs}"' not in page
    assert f'/exams/office/{of_the_site}"' not in page
    shown = sign_in(client, make_user("孙立", roles=[Role.EXAM_OFFICER]))
    assert all(f'/exams/office/{n}"' in home(shown) for n in (ours, theirs, of_the_site))


# The item bank


@pytest.mark.parametrize(
    "roles", [[Role.ITEM_EDITOR], [Role.ITEM_REVIEWER], [Role.ITEM_EDITOR, Role.ITEM_REVIEWER]]
)
def test_the_bank_is_counted_once_by_status(
    app: Flask, client: FlaskClient, roles: list[Role]
) -> None:
    with writing():
        for status in ("ready", "ready", "draft", "retired"):
            make_item(status=status)
        db.session.commit()
    page = home(sign_in(client, make_user("陈晨", roles=roles)))
    assert page.count("Open the item bank") == 1
    assert [stat_of(page, word) for word in ("Ready", "Draft", "Retired")] == ["2", "1", "1"]
    assert 'href="/bank/items?status=ready"' in page


@pytest.mark.parametrize("role", [Role.ITEM_EDITOR, Role.ITEM_REVIEWER])
def test_no_item_waits_for_the_staff_of_one_organisation(
    app: Flask, client: FlaskClient, role: Role
) -> None:
    with writing():
        make_item(status="needs-review")
        db.session.commit()
    page = home(sign_in(client, make_user(roles=[role], organisation=make_organisation())))
    assert "Open the item bank" in page
    assert "/bank/reviews" not in page
    assert "waiting=" not in page


def test_an_empty_bank_says_where_items_come_from(app: Flask, client: FlaskClient) -> None:
    page = home(sign_in(client, make_user(roles=[Role.ITEM_EDITOR])))
    assert "The bank is empty" in page


# Administration and audit


@pytest.fixture
def admin(app: Flask, client: FlaskClient) -> FlaskClient:
    return sign_in(client, make_user("韩立", roles=[Role.ADMINISTRATOR]))


def test_the_administrator_sees_how_many_people_there_are_and_who_is_locked(
    admin: FlaskClient,
) -> None:
    make_user(locked_until=now() + HOUR)
    make_user(locked_until=now() - HOUR)
    make_user(anonymised_at=now(), locked_until=now() + HOUR)
    page = home(admin)
    assert stat_of(page, "Accounts") == "3"
    assert stat_of(page, "Locked accounts") == "1"
    assert stat_of(page, "Signed in within a day") == "1"


def test_a_person_signed_in_on_two_devices_counts_once(
    app: Flask, admin: FlaskClient, lin: User
) -> None:
    for _ in range(3):
        sign_in(app.test_client(), lin)
    assert stat_of(home(admin), "Signed in within a day") == "2"


@pytest.mark.parametrize(
    ("seconds", "is_dead"), [(0, False), (100, False), (200, True), (None, True)]
)
def test_the_administrator_is_told_when_no_worker_runs(
    admin: FlaskClient, seconds: int | None, is_dead: bool
) -> None:
    if seconds is not None:
        with writing():
            give_sign_of_life("host:1", now=now() - timedelta(seconds=seconds))
            db.session.commit()
    assert ("No worker is running" in home(admin)) is is_dead


def test_the_administrator_is_told_of_jobs_that_failed_for_good(admin: FlaskClient) -> None:
    assert "failed for good" not in home(admin)
    with writing():
        enqueue("test.waiting")
        enqueue("test.dead")
        db.session.flush()
        job = db.session.query(Job).filter_by(name="test.dead").one()
        job.state, job.finished_at = JobState.DEAD, now()
        db.session.commit()
    page = home(admin)
    assert "failed for good" in page
    assert stat_of(page, "Failed jobs") == "1"
    assert 'href="/jobs?state=dead"' in page


def test_the_auditor_sees_how_much_was_written_within_a_day(
    app: Flask, client: FlaskClient
) -> None:
    write_entries(3, at=now() - 3 * DAY)
    write_entries(2, at=now() - HOUR)
    browser = sign_in(client, make_user("许诚", roles=[Role.AUDITOR]))
    # Two, and the sign-in itself.
    assert stat_of(home(browser), "Entries within a day") == "3"


# Roles whose pages are still to come


@pytest.mark.parametrize(
    "role",
    [Role.MARKER],
)
@pytest.mark.parametrize("is_within", [True, False])
def test_who_has_no_pages_yet_is_told_so(
    app: Flask, client: FlaskClient, role: Role, is_within: bool
) -> None:
    organisation = make_organisation("滨江社工站")
    place = organisation if is_within else None
    page = home(sign_in(client, make_user(roles=[role], organisation=place)))
    assert ("滨江社工站" in page) is is_within
    assert ("You hold a role for the whole site" in page) is not is_within


def test_every_role_together_makes_one_page_of_one_panel_each(
    app: Flask, client: FlaskClient
) -> None:
    page = home(sign_in(client, make_user(roles=list(Role))))
    for words in ("Open the exam office", "Open the item bank", "Look after people"):
        assert page.count(words) == 1
    assert page.count("Read the audit log") == 1
    assert page.count("Your organisation") == 1


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize(
    ("language", "greeting"), [("en", "Good to see you, 赵"), ("zh", "赵，您好")]
)
def test_each_role_has_a_home_in_both_languages(
    app: Flask, client: FlaskClient, role: Role, language: str, greeting: str
) -> None:
    page = home(sign_in(client, make_user("赵", roles=[role])), language)
    assert greeting in page
    assert ("模考" in page) is (language == "zh")


def fill_for_candidate(lin: User) -> None:
    test_form = make_test_form().id
    for _ in range(3):
        sitting = make_organised(test_form)
        make_seat(sitting, lin.id)
        make_attempt(sitting, lin.id, "running")
        make_attempt(sitting, lin.id, "submitted", submitted_at=now())


def fill_for_office(lin: User) -> None:
    test_form = make_test_form().id
    for _ in range(4):
        make_seat(make_organised(test_form), lin.id)


def fill_bank(_lin: User) -> None:
    with writing():
        for status in ("ready", "draft", "retired", "needs-review") * 3:
            make_item(status=status)
        db.session.commit()


def fill_people(_lin: User) -> None:
    for _ in range(5):
        make_user(locked_until=now() + HOUR)


@pytest.mark.parametrize(
    ("roles", "fill"),
    [
        ([], fill_for_candidate),
        ([Role.EXAM_OFFICER], fill_for_office),
        ([Role.ITEM_EDITOR], fill_bank),
        ([Role.ADMINISTRATOR], fill_people),
    ],
    ids=["candidate", "officer", "editor", "administrator"],
)
def test_more_rows_take_no_more_statements(
    app: Flask, client: FlaskClient, roles: list[Role], fill: Callable[[User], None]
) -> None:
    lin = make_user(roles=roles)
    sign_in(client, lin)
    before = count_statements(client, "/home")
    fill(lin)
    assert count_statements(client, "/home") == before


def test_the_panels_end_after_five_rows(browser: FlaskClient, lin: User) -> None:
    test_form = make_test_form().id
    for _ in range(7):
        make_seat(make_organised(test_form), lin.id)
    assert len(re.findall(r'href="/exams/sittings/\d+"', home(browser))) == 5


def test_a_sitting_that_changes_is_shown_as_it_is_now(browser: FlaskClient, lin: User) -> None:
    sitting = make_organised()
    make_seat(sitting, lin.id)
    assert f'href="/exams/sittings/{sitting}"' in home(browser)
    change(Sitting, sitting, closed_at=now())
    assert f'href="/exams/sittings/{sitting}"' not in home(browser)


def test_editors_and_reviewers_see_what_of_the_item_bank_waits_for_them(
    app: Flask, client: FlaskClient
) -> None:
    with writing():
        chen = make_user("陈晨", roles=[Role.ITEM_EDITOR])
        zhao = make_user("赵明", roles=[Role.ITEM_REVIEWER])
        make_item("A", status="draft", author_id=chen.id, author="陈晨")
        make_item("A", status="needs-review", author_id=chen.id, author="陈晨")
        make_item("A", status="needs-review", attention={"reason": "law-changed"})
        db.session.commit()
    page = home(sign_in(client, chen))
    assert stat_of(page, "My drafts") == "1"
    assert stat_of(page, "Law has changed") == "1"
    assert "Waits for my review" not in page
    page = home(sign_in(client, zhao))
    assert stat_of(page, "Waits for my review") == "2"
    assert 'href="/bank/reviews"' in page
    assert "My drafts" not in page
