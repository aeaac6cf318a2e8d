"""Two who act on one watch at the same moment: one of them comes second, and is told so or tells nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from tests.committing import written
from tests.education.test_at_once import run_at_once
from tests.factories_accounts import make_organisation, make_user
from tests.factories_courses import NOON
from tests.factories_credentials import end_credential, make_credential
from tests.factories_sharing import LAST, agree, ask, make_manager, tell
from trainingapp.accounts.erasure import erase
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.credentials.actions import alerting, watching
from trainingapp.credentials.actions.watching import WatchNotStanding, WatchNotWaiting
from trainingapp.credentials.models.sharing import Watch, WatchAlert, WatchedCredential
from trainingapp.credentials.queries import watching as queries
from trainingapp.extensions import db
from trainingapp.notices.models import Mail, Notice

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


class Scene:
    """Lin, her credential, and an agency that has asked."""

    def __init__(self) -> None:
        agency = make_organisation("春晖社会工作服务中心")
        self.lin, self.manager = make_user("林美华"), make_manager(agency)
        self.credential = make_credential(self.lin, now=NOON - 3 * HOUR)
        self.agency_id, self.lin_id, self.manager_id = agency.id, self.lin.id, self.manager.id
        self.watch_id = ask(self.lin, self.manager, agency, now=NOON - 2 * HOUR)
        db.session.remove()

    def agreed(self) -> Scene:
        agree(self.watch_id, [self.credential], now=NOON - HOUR)
        return self

    def watch(self) -> Watch:
        return queries.get_of_person(self.lin_id, self.watch_id)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


def meeting(database: str, number: int = 2) -> Callable[[], object]:
    """Where those meet who have both read; SQLite lets only one writer read at a time."""
    return Barrier(number).wait if database == "postgresql" else lambda: None


def count(model: type) -> int:
    db.session.remove()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def answer() -> watching.Answer:
    return watching.Answer(LAST, (), covers_registration=True)


@pytest.mark.both_databases
def test_a_consent_of_two_clicks_is_given_once(app: Flask, scene: Scene, database: str) -> None:
    meet, chosen = meeting(database), watching.Answer(LAST, [scene.credential])

    def consent() -> None:
        watch = scene.watch()
        meet()
        watching.consent(watch, chosen, now=NOON)

    (wrong,) = run_at_once(app, consent, consent)
    assert isinstance(wrong, WatchNotWaiting)
    assert count(WatchedCredential) == 1


@pytest.mark.both_databases
def test_of_a_yes_and_a_no_in_two_tabs_one_counts(app: Flask, scene: Scene, database: str) -> None:
    meet = meeting(database)

    def consent() -> None:
        watch = scene.watch()
        meet()
        watching.consent(watch, answer(), now=NOON)

    def decline() -> None:
        watch = scene.watch()
        meet()
        watching.decline(watch, now=NOON)

    (wrong,) = run_at_once(app, consent, decline)
    assert isinstance(wrong, WatchNotWaiting)
    watch = scene.watch()
    assert watch.covers_registration is (watch.step == "consented")


@pytest.mark.both_databases
def test_a_request_taken_back_is_not_brought_to_life_by_a_yes(
    app: Flask, scene: Scene, database: str
) -> None:
    meet = meeting(database)

    def end() -> None:
        watch = queries.get_of_employer([scene.agency_id], scene.watch_id)
        meet()
        watching.end_watch(watch, actor_id=scene.manager_id, now=NOON)

    def consent() -> None:
        watch = scene.watch()
        meet()
        watching.consent(watch, answer(), now=NOON)

    wrong = run_at_once(app, end, consent)
    assert [type(one) for one in wrong] in ([], [WatchNotWaiting])
    assert scene.watch().step == "ended", "whichever came first, the agency needs it no more"


@pytest.mark.both_databases
def test_two_workers_tell_of_one_event_once(app: Flask, scene: Scene, database: str) -> None:
    scene.agreed()
    end_credential(scene.credential)
    before = count(Notice), count(Mail)
    meet = meeting(database)

    def work() -> None:
        queries.list_news(today=NOON.date(), most=9)
        meet()
        alerting.tell_events(now=NOON)

    assert run_at_once(app, work, work) == []
    assert count(WatchAlert) == 1
    assert (count(Notice) - before[0], count(Mail) - before[1]) == (1, 1)


@pytest.mark.both_databases
def test_a_withdrawal_at_the_moment_of_an_alert_lets_nothing_out(
    app: Flask, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker has read its list; before it tells, the person withdraws."""
    scene.agreed()
    end_credential(scene.credential)
    with app.app_context():
        news = queries.list_news(today=NOON.date(), most=9)
        assert [watch.id for watch, _event in news] == [scene.watch_id]
        db.session.execute(
            Watch.__table__.update().values(step="withdrawn", ended_at=NOON)  # type: ignore[attr-defined]
        )
        monkeypatch.setattr(queries, "list_news", lambda **_options: news)
        alerting.tell_events(now=NOON)
        assert db.session.scalar(select(func.count()).select_from(WatchAlert)) == 0
        db.session.rollback()


@pytest.mark.both_databases
def test_who_withdraws_twice_is_told_once_and_so_is_the_agency(
    app: Flask, scene: Scene, database: str
) -> None:
    scene.agreed()
    before, meet = count(Notice), meeting(database)

    def withdraw() -> None:
        watch = scene.watch()
        meet()
        watching.withdraw(watch, now=NOON)

    (wrong,) = run_at_once(app, withdraw, withdraw)
    assert isinstance(wrong, WatchNotStanding)
    assert count(Notice) == before + 1


# what was consented to ends on its own


@pytest.mark.parametrize(
    ("happened", "told_at", "number"),
    [
        ("2026-12-31T15:59:58", "2026-12-31T15:59:59", 1),
        ("2026-12-31T15:59:58", "2026-12-31T16:00:00", 0),  # 2027 has begun in Shanghai
        ("2026-12-31T16:00:00", "2026-12-31T16:00:01", 0),
    ],
)
def test_a_consent_that_ended_a_second_ago_tells_nothing(
    scene: Scene, happened: str, told_at: str, number: int
) -> None:
    scene.agreed()
    end_credential(scene.credential, now=datetime.fromisoformat(happened).replace(tzinfo=UTC))
    tell(now=datetime.fromisoformat(told_at).replace(tzinfo=UTC))
    assert count(WatchAlert) == number


def test_who_left_the_site_is_told_of_no_more(scene: Scene) -> None:
    scene.agreed()
    end_credential(scene.credential)
    written(lambda: erase(scene.lin_id))
    tell()
    assert count(WatchAlert) == 0
    assert count(WatchedCredential) == 0


def test_a_manager_who_lost_the_role_is_told_nothing(scene: Scene) -> None:
    scene.agreed()
    end_credential(scene.credential)

    def lose() -> None:
        grant = db.session.scalars(
            select(RoleGrant).where(RoleGrant.user_id == scene.manager_id)
        ).one()
        grant.revoked_at = NOON

    written(lose)
    before = count(Notice), count(Mail)
    tell()
    assert (count(Notice), count(Mail)) == before
    assert count(WatchAlert) == 1, "whoever manages the agency next reads it there"
    assert queries.list_employers(db.session.get_one(User, scene.manager_id)) == []
