"""The mail of a week: what it says, to whom it goes, that it can be switched off, and that it comes once."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.committing import written
from tests.factories_accounts import sign_in
from tests.factories_dues import (
    DAY,
    Scene,
    make_due,
    make_item,
    make_period_report,
    make_scene,
    make_task,
)
from tests.factories_incubator import NOON, TODAY
from tests.statements import counted
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import Consent, Purpose, User
from trainingapp.accounts.queries import NOTICE_VERSION
from trainingapp.extensions import db
from trainingapp.incubator import due_jobs
from trainingapp.incubator.actions.due_notices import SOURCES
from trainingapp.incubator.due_jobs import mail_the_week
from trainingapp.incubator.models import DueNotice, WeeklyMail
from trainingapp.incubator.queries.dues import DueKind
from trainingapp.incubator.queries.weekly import LINES, Summary, list_receivers, summarise
from trainingapp.incubator.weekly_mails import mail_week
from trainingapp.jobs.registry import TIMETABLE
from trainingapp.notices.models import Mail
from trainingapp.rules.incubation.words import Actor, Stage

pytestmark = pytest.mark.usefixtures("app")

MONDAY = TODAY


def agree(scene: Scene, *names: str, purpose: Purpose = Purpose.REMINDERS) -> None:
    """These people have agreed to reminders."""
    for name in names:
        consent = Consent(
            user_id=scene.ids[name], purpose=purpose, notice_version=NOTICE_VERSION, given_at=NOON
        )
        written(lambda consent=consent: db.session.add(consent))  # type: ignore[misc]


def change(scene: Scene, name: str, **values: object) -> None:
    """Write something into the account of somebody."""

    def write() -> None:
        user = db.session.get_one(User, scene.ids[name])
        for key, value in values.items():
            setattr(user, key, value)

    written(write)


def run(now: datetime = NOON) -> None:
    db.session.rollback()
    mail_the_week(now=now)


def mails(scene: Scene) -> dict[str, list[str]]:
    """The texts of the mails by who gets them."""
    db.session.rollback()
    addresses = {db.session.get_one(User, one).email: name for name, one in scene.ids.items()}
    found: dict[str, list[str]] = {}
    for row in db.session.query(Mail).order_by(Mail.id):
        found.setdefault(addresses[row.recipient], []).append(row.text)
    return found


def text_for(scene: Scene, name: str = "manager") -> str:
    (text,) = mails(scene)[name]
    return text


# ----- to whom ----------------------------------------------------------------------------------


def test_who_has_agreed_and_has_something_to_do_is_mailed() -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    agree(scene, "manager", "officer", "head", "other_manager", "finance")
    run()
    assert set(mails(scene)) == {"manager"}


@pytest.mark.parametrize(
    ("days", "people"),
    [
        (-8, set()),
        (-7, {"manager"}),
        (0, {"manager"}),
        (1, {"manager", "officer"}),
        (7, {"manager", "officer", "head"}),
    ],
)
def test_the_mail_names_to_each_what_the_notices_do(days: int, people: set[str]) -> None:
    scene = make_scene()
    make_due(scene, DueKind.TASK, TODAY - DAY * days)
    agree(scene, *scene.ids)
    run()
    assert set(mails(scene)) == people


def test_without_consent_nobody_is_mailed() -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    agree(scene, "manager", purpose=Purpose.RESEARCH)
    run()
    assert mails(scene) == {}


def test_the_switch_in_my_data_is_really_off(client: FlaskClient) -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    agree(scene, "manager")
    sign_in(client, db.session.get_one(User, scene.ids["manager"]))
    assert client.post("/accounts/consents/reminders/withdrawal").status_code == 303
    run()
    assert mails(scene) == {}
    assert client.post("/accounts/consents/reminders").status_code == 303
    run(NOON + DAY * 7)
    assert set(mails(scene)) == {"manager"}


@pytest.mark.parametrize(
    "values",
    [{"email": None, "mobile_index": "x"}, {"deletion_due_at": NOON}, {"anonymised_at": NOON}],
    ids=["no address", "is leaving", "has left"],
)
def test_whoever_cannot_be_mailed_is_not(values: dict[str, object]) -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    agree(scene, "manager")
    change(scene, "manager", **values)
    run()
    assert db.session.query(Mail).count() == 0


def test_a_closed_case_is_in_no_mail() -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    agree(scene, "manager")
    scene.change(stage=Stage.ALUMNI)
    run()
    assert mails(scene) == {}


# ----- when, and once ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "is_mailed"),
    [
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 0, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 24, 4, 0, tzinfo=UTC), True),
        (datetime(2026, 11, 25, 4, 0, tzinfo=UTC), False),
        (datetime(2026, 11, 22, 4, 0, tzinfo=UTC), False),
    ],
    ids=["midnight", "before eight", "eight", "evening", "tuesday", "wednesday", "sunday"],
)
def test_it_leaves_on_monday_morning_in_shanghai(moment: datetime, is_mailed: bool) -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    agree(scene, "manager")
    run(moment)
    assert (mails(scene) != {}) is is_mailed


def test_it_comes_once_a_week_however_often_the_worker_runs() -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    agree(scene, "manager")
    for moment in (NOON, NOON + timedelta(hours=1), NOON + DAY, NOON + DAY * 7):
        run(moment)
    assert len(mails(scene)["manager"]) == 2
    weeks = db.session.scalars(db.select(WeeklyMail.week).order_by(WeeklyMail.week)).all()
    assert weeks == [MONDAY, MONDAY + DAY * 7]


def test_once_all_are_mailed_the_week_is_not_looked_at_again() -> None:
    scene = make_scene()
    make_due(scene, DueKind.ITEM)
    run()
    agree(scene, "manager")
    run(NOON + timedelta(hours=1))
    assert mails(scene) == {}


@pytest.mark.both_databases
@pytest.mark.parametrize("most", [1, 2])
def test_killed_in_the_middle_and_run_again_nobody_is_mailed_twice(
    monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    scene = make_scene()
    make_due(scene, DueKind.AGREEMENT, TODAY - DAY * 7)
    agree(scene, "manager", "officer", "head")
    monkeypatch.setattr("trainingapp.incubator.actions.weekly_mails.BATCH", most)
    written_so_far: list[int] = []
    send = mail_week

    def fail_at_the_third(person: User, summary: Summary, *, now: datetime) -> None:
        written_so_far.append(person.id)
        if len(written_so_far) == 3:
            raise RuntimeError("the power is out")
        send(person, summary, now=now)

    monkeypatch.setattr(due_jobs, "mail_week", fail_at_the_third)
    with pytest.raises(RuntimeError):
        run()
    assert len(mails(scene)) == 2
    run()
    assert {name: len(texts) for name, texts in mails(scene).items()} == {
        "manager": 1,
        "officer": 1,
        "head": 1,
    }


def test_the_worker_has_it_on_its_timetable() -> None:
    assert TIMETABLE["incubator.mail_the_week"].interval <= timedelta(hours=1)
    assert TIMETABLE["incubator.tell_of_dues"].interval <= timedelta(hours=1)


# ----- what it says -----------------------------------------------------------------------------


def test_it_names_what_is_overdue_and_what_comes_with_the_way_there_and_the_way_out() -> None:
    scene = make_scene()
    item = make_item(scene, TODAY - DAY).id
    task = make_task(scene, TODAY + DAY * 7).id
    report = make_period_report(scene, TODAY).id
    agree(scene, "manager")
    run()
    text, agency = text_for(scene), scene.agency.name
    (mail,) = db.session.query(Mail).all()
    assert mail.subject == "本周孵化事项：1 项逾期，2 项待办"
    first, second = text.index("已逾期（1 项）："), text.index("近日待办（2 项）：")
    assert first < text.index("召开理事会") < second < text.index("电话联系")
    assert f"/incubation/cases/{scene.case_id}/plan#item-{item}" in text
    assert f"/incubation/tasks#task-{task}" in text
    assert f"/incubation/cases/{scene.case_id}/reports/{report}" in text
    assert text.count(agency) == 3
    assert "/accounts/my-data" in text
    assert "None" not in text


def test_every_way_out_of_the_mail_opens(client: FlaskClient) -> None:
    scene = make_scene()
    for kind in (DueKind.TASK, DueKind.ITEM, DueKind.REPORT, DueKind.AGREEMENT, DueKind.CHECK):
        make_due(scene, kind)
    agree(scene, "manager")
    run()
    links = re.findall(r"http://localhost(/\S+)", text_for(scene))
    sign_in(client, db.session.get_one(User, scene.ids["manager"]))
    assert len(links) == 7
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_it_is_written_in_the_language_of_who_reads_it() -> None:
    scene = make_scene()
    make_item(scene, TODAY - DAY)
    make_task(
        scene, TODAY, message="Put right: %(text)s", is_typed=False, parameters={"text": "印章"}
    )
    agree(scene, "manager", "officer")
    change(scene, "manager", language="en")
    run()
    text = text_for(scene)
    assert "Overdue (1):" in text
    assert "Hold a council meeting" in text
    assert "Put right: 印章" in text
    assert "switch it off here" in text
    assert "召开理事会" in text_for(scene, "officer")


def test_words_that_somebody_typed_are_no_places_to_fill() -> None:
    scene = make_scene()
    make_task(scene, TODAY, message="完成率 100%(s) %d {x}")
    make_item(scene, TODAY, title="达到 50% 的 %(agency)s", title_en="")
    agree(scene, "manager")
    run()
    assert "完成率 100%(s) %d {x}" in text_for(scene)
    assert "达到 50% 的 %(agency)s" in text_for(scene)


def test_a_long_list_is_cut_with_the_most_urgent_first_and_the_rest_counted() -> None:
    scene = make_scene()
    for number in range(LINES + 5):
        make_task(scene, TODAY - DAY * number, message=f"事项{number:02}。", key=f"k{number}")
    agree(scene, "manager")
    run()
    text = text_for(scene)
    assert text.count("：事项") == LINES
    assert "事项19。" in text
    assert "事项04。" not in text
    assert "另有 5 项" in text


def test_a_wish_to_stay_longer_is_in_the_mail_of_the_head_at_once() -> None:
    scene = make_scene()
    make_due(scene, DueKind.EXTENSION)
    agree(scene, "head", "officer")
    run()
    assert set(mails(scene)) == {"head"}
    assert "申请续驻" in text_for(scene, "head")


@pytest.mark.parametrize("kind", DueKind)
def test_every_kind_has_a_sentence_without_gaps(kind: DueKind) -> None:
    scene = make_scene()
    waits = kind in {DueKind.ITEM_WAITS, DueKind.REPORT_WAITS, DueKind.SEAT, DueKind.PROPOSAL}
    make_due(scene, kind, TODAY - DAY * (8 if waits else 0))
    agree(scene, *scene.ids)
    run()
    found = mails(scene)
    assert found
    for texts in found.values():
        assert "%(" not in texts[0]
        assert "有新消息" not in texts[0]
        assert "{title}" not in texts[0]


# ----- how it is read ---------------------------------------------------------------------------


def test_the_statements_do_not_grow_with_matters_and_people() -> None:
    counts: list[int] = []
    for _time in range(2):
        for _one in range(4 if counts else 1):
            scene = make_scene()
            make_due(scene, DueKind.ITEM)
            make_due(scene, DueKind.RED)
            make_due(scene, DueKind.REPORT)
        db.session.remove()
        with counted() as statements:
            summarise(SOURCES.values(), TODAY)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_receivers_are_chosen_by_one_statement(app: Flask) -> None:
    scene = make_scene()
    agree(scene, *scene.ids)
    db.session.remove()
    with counted() as statements:
        found = list_receivers([scene.ids["head"], scene.ids["manager"]], MONDAY)
    assert sorted(one.id for one in found) == sorted([scene.ids["head"], scene.ids["manager"]])
    assert len(statements) == 1


def test_the_same_matter_is_counted_once_for_somebody_who_is_two_things() -> None:
    scene = make_scene()
    make_due(scene, DueKind.AGREEMENT, TODAY - DAY * 8)
    scene.change(officer_id=scene.ids["head"])
    found = summarise(SOURCES.values(), TODAY)
    assert (found[scene.ids["head"]].late, len(found[scene.ids["head"]].lines)) == (1, 1)


def test_a_task_of_a_person_is_in_their_mail_alone() -> None:
    scene = make_scene()
    make_task(scene, TODAY, owner=Actor.OFFICER, assignee_id=scene.ids["second"])
    agree(scene, "officer", "second")
    run()
    assert set(mails(scene)) == {"second"}


# ----- one's own data ---------------------------------------------------------------------------


def test_the_mails_are_in_ones_own_copy_and_go_with_the_account() -> None:
    scene = make_scene()
    make_due(scene, DueKind.AGREEMENT)
    agree(scene, "manager", "officer")
    run()
    number = scene.ids["manager"]
    assert [row["week"] for row in collect_data(number)["incubation_weekly_mails"]] == [MONDAY]
    written(lambda: erase(number))
    assert db.session.query(WeeklyMail).count() == 1
    assert db.session.query(DueNotice).count() == 1
