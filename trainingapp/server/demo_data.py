"""Makes the people of the demonstration and what they work with; nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.exams.actions import sittings
from trainingapp.exams.models import Sitting
from trainingapp.exams.plans import Plan
from trainingapp.extensions import db
from trainingapp.itembank.queries import list_forms
from trainingapp.rules.permissions import Role
from trainingapp.rules.sittings import Feedback, SittingKind
from trainingapp.server import (
    demo_assignments,
    demo_careers,
    demo_classes,
    demo_courses,
    demo_credentials,
    demo_documents,
    demo_education,
    demo_incubation,
    demo_issuing,
    demo_items,
    demo_life,
    demo_links,
    demo_packages,
    demo_sharing,
    demo_sheets,
    demo_talk,
    demo_teaching,
    demo_video,
)
from trainingapp.server.demo_accounts import find, find_or_make, get, get_person, make_people
from trainingapp.server.demo_incubation_cast import Cast
from trainingapp.server.demo_people import (
    ACCESS_CODE,
    AGENCY,
    AUTHORITY,
    BASE,
    LIVES,
    PEOPLE,
    UNIVERSITY,
)


def make_demonstration(*, now: datetime) -> None:
    """Make what is missing of people, self-service exams and one organised mock exam."""
    make_people(now=now)
    demo_items.make_items(get(Role.ITEM_EDITOR), get(Role.ITEM_REVIEWER), now=now)
    sittings.open_self_service(now=now)
    make_organised_sitting(now=now)
    author = get(Role.INSTRUCTOR)
    university = find_or_make(UNIVERSITY, now=now)
    demo_courses.make_courses(
        author=author,
        organisation_id=university.id,
        reviewer=get(Role.ITEM_REVIEWER),
        now=now,
    )
    demo_documents.make_documents(
        author=author,
        organisation_id=university.id,
        reviewer=get(Role.ITEM_REVIEWER),
        now=now,
    )
    demo_packages.make_packages(
        author=author,
        organisation_id=university.id,
        reviewer=get(Role.ITEM_REVIEWER),
        now=now,
    )
    demo_links.make_map(university.id, get(Role.REGISTRAR), now=now)
    candidates = [person for person in PEOPLE if person.role is Role.CANDIDATE]
    lin, wang = (get_person(person) for person in candidates[:2])
    demo_sheets.make_sheets(university, get(Role.REGISTRAR), wang, now=now)
    demo_video.make_video_course(
        author=author, reviewer=get(Role.ITEM_REVIEWER), learner=lin, now=now
    )
    demo_assignments.make_assignments(
        demo_assignments.Cast(
            author=author,
            colleague=get_person([one for one in PEOPLE if one.role is Role.INSTRUCTOR][1]),
            reviewer=get(Role.ITEM_REVIEWER),
            learners=(lin, wang),
        ),
        organisation_id=university.id,
        now=now,
    )
    make_company(author, learners=(lin, wang), now=now)
    demo_incubation.make_incubation(incubation_cast(), now=now)


def incubation_cast() -> Cast:
    """Who works in the incubation base, over it, and in its agencies."""
    first, second, third = (get_person(one) for one in PEOPLE if one.role is Role.EXPERT)
    organisations = {name: find(name) for name in (BASE, AUTHORITY, AGENCY)}
    return Cast(
        officer=get(Role.INCUBATOR_STAFF),
        head=get(Role.INCUBATOR_HEAD),
        finance=get(Role.INCUBATOR_FINANCE),
        authority=get(Role.AUTHORITY_STAFF),
        experts=(first, second, third),
        manager=get(Role.AGENCY_MANAGER),
        administrator=get(Role.ADMINISTRATOR),
        base=organisations[BASE],
        office=organisations[AUTHORITY],
        agency=organisations[AGENCY],
    )


def make_company(author: User, *, learners: tuple[User, User], now: datetime) -> None:
    """Make what people do together: talk, classes, continuing education, credentials."""
    lin, wang = learners
    demo_talk.make_talk(
        demo_talk.Cast(
            instructor=author,
            learners=(lin, wang),
            graduates=(
                get(Role.AGENCY_MANAGER),
                get(Role.INCUBATOR_STAFF),
                get(Role.EXAM_OFFICER),
            ),
            reviewer=get(Role.ITEM_REVIEWER),
        ),
        now=now,
    )
    demo_classes.make_classes(
        leader=author,
        members=[lin],
        staff=[wang],
        agency=find_or_make(AGENCY, now=now),
        now=now,
    )
    demo_teaching.make_teaching(leader_id=author.id, now=now)
    demo_education.make_education(
        author=author,
        officer=get(Role.ADMINISTRATOR),
        learner=lin,
        now=now,
    )
    make_lives(lin, now=now)
    demo_issuing.make_run(author, now=now)


def make_lives(lin: User, *, now: datetime) -> None:
    """Make what Lin and four others hold, and what of it they show."""
    demo_credentials.make_credentials(lin, now=now)
    graduate, junior, middle, senior = (get_person(person) for person in LIVES)
    demo_careers.make_careers(
        demo_life.Cast(
            graduate=graduate,
            junior=junior,
            middle=middle,
            senior=senior,
            verifier=get(Role.ADMINISTRATOR),
            manager=get(Role.AGENCY_MANAGER),
            agency=find_or_make(AGENCY, now=now),
        ),
        now=now,
    )
    demo_sharing.make_sharing(
        demo_sharing.Cast(
            learner=lin,
            watched=middle,
            listed=senior,
            manager=get(Role.AGENCY_MANAGER),
            agency=find_or_make(AGENCY, now=now),
        ),
        now=now,
    )


def make_organised_sitting(*, now: datetime) -> None:
    """A mock exam with seats and an access code for the first form, unless one was ever arranged."""
    forms = [form for form in list_forms() if form.policy_id is not None]
    officer = get(Role.EXAM_OFFICER)
    if not forms or db.session.scalar(
        select(exists().where(Sitting.kind == SittingKind.ORGANISED))
    ):
        return
    plan = Plan(
        title={"zh": "全国模拟考试（演示）", "en": "National mock exam (demonstration)"},
        test_form_id=forms[0].id,
        organisation_id=None,
        opens_at=now,
        last_start_at=None,
        closes_at=now + timedelta(days=90),
        grace_seconds=30,
        needs_seat=True,
        access_code=ACCESS_CODE,
        is_shuffled=True,
        earliest_hand_in_minutes=0,
        feedback_after_hand_in=Feedback.SCORE,
        feedback_after_close=Feedback.REVIEW,
    )
    sitting = sittings.create_sitting(plan, officer_id=officer.id, now=now)
    logins = [person.email for person in PEOPLE if person.role is Role.CANDIDATE]
    sittings.add_seats(sitting, logins, extra_minutes=0, officer_id=officer.id, now=now)
