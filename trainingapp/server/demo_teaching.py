"""What the demonstration's teacher sees of the running class: who came, who falls behind, whom they wrote to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from trainingapp.accounts.actions import accept_notice, create_user
from trainingapp.accounts.passwords import hash_password
from trainingapp.classes.actions import joining, messages
from trainingapp.classes.actions.attendance import mark_members
from trainingapp.classes.models import Attendance, Cohort, Meeting, Membership
from trainingapp.classes.queries.cohorts import member_ids
from trainingapp.courses.models import Enrolment
from trainingapp.extensions import db
from trainingapp.rules.attendance import Word
from trainingapp.rules.cohorts import AttendanceWay, JoinWay
from trainingapp.server.demo_mock_results import make_lessons, make_results
from trainingapp.server.demo_people import PASSWORD

MESSAGE = "这两周没有看到您学习。是工作忙，还是内容太难？回我一句，我们一起排一下时间。"
TOKEN = "d" * 32


@dataclass(frozen=True, slots=True)
class Learner:
    """A made-up member: how long away, when present, lessons done, and how many of ten items are answered rightly."""

    name: str
    days_away: int
    meetings: tuple[bool, ...]
    lessons: int
    right: int | None  # None: has not sat the mock exam


LEARNERS = (
    Learner("陈晓燕", 1, (True, True, True), 2, 8),
    Learner("刘洋", 2, (True, True, True), 2, 7),
    Learner("张秀兰", 3, (True, False, True), 1, 6),
    Learner("黄志强", 17, (False, False, False), 0, None),
    Learner("李敏", 5, (True, True, False), 2, 5),
    Learner("周建华", 9, (False, True, False), 0, 4),
    Learner("吴倩", 1, (True, True, True), 2, 9),
    Learner("何俊", 15, (True, False, False), 1, None),
)


def make_teaching(*, leader_id: int, now: datetime) -> None:
    """Fill the class that runs, unless attendance was ever taken in it."""
    query = select(Cohort).join(Cohort.teachers).where(Cohort.state == "open")
    cohort = db.session.scalars(query.where(Cohort.teachers.any(user_id=leader_id))).first()
    if cohort is None or db.session.scalar(select(exists().where(Attendance.user_id > 0))):
        return
    begun = now - timedelta(days=20)
    hashed = hash_password(PASSWORD)
    people = {_join(cohort, one, hashed=hashed, now=now): one for one in LEARNERS}
    of_class = Membership.cohort_id == cohort.id
    db.session.execute(update(Membership).where(of_class).values(since=begun))
    _take_attendance(cohort, people, leader_id, now=now)
    make_lessons(cohort, {user: one.lessons for user, one in people.items()}, now=now)
    make_results(cohort, {user: one.right for user, one in people.items()}, now=now)
    away = [user for user, one in people.items() if one.days_away > 14]
    messages.send_message(cohort, MESSAGE, to=away, token=TOKEN, author_id=leader_id, now=now)


def _join(cohort: Cohort, learner: Learner, *, hashed: str, now: datetime) -> int:
    address = f"class{LEARNERS.index(learner) + 1}@demo.example"
    user = create_user(learner.name, password_hash=hashed, email=address, now=now)
    accept_notice(user, purposes=[], now=now)
    joining.join(cohort.id, user.id, joining.Entry(JoinWay.CODE, user.id), now=now)
    seen = now - timedelta(days=learner.days_away)
    mine = Enrolment.user_id == user.id
    db.session.execute(update(Enrolment).where(mine).values(last_seen_at=seen))
    return user.id


def _take_attendance(
    cohort: Cohort, people: dict[int, Learner], leader_id: int, *, now: datetime
) -> None:
    held = select(Meeting).where(Meeting.cohort_id == cohort.id, Meeting.ends_at <= now)
    for place, meeting in enumerate(db.session.scalars(held.order_by(Meeting.starts_at))):
        others = [user for user in member_ids(cohort.id) if user not in people]
        came = [user for user, one in people.items() if place < 3 and one.meetings[place]]
        db.session.add_all(
            Attendance(
                meeting_id=meeting.id,
                user_id=user,
                way=AttendanceWay.CODE,
                is_present=True,
                noted_at=meeting.starts_at,
            )
            for user in [*others, *came]
        )
        excused = next(user for user, one in people.items() if one.name == "黄志强")
        words = {excused: Word(False, "值夜班，已请假")}
        mark_members(meeting, words, actor_id=leader_id, now=meeting.ends_at)
