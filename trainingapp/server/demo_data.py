"""Makes the people of the demonstration and what they work with; nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
from sqlalchemy import exists, select

from trainingapp.accounts import actions, queries
from trainingapp.accounts.models import Organisation, OrganisationKind, User
from trainingapp.accounts.passwords import hash_password
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
from trainingapp.server.demo_incubation_cast import Cast
from trainingapp.server.demo_people import (
    ACCESS_CODE,
    AGENCY,
    AUTHORITY,
    BASE,
    LIVES,
    PASSWORD,
    PEOPLE,
    UNIVERSITY,
    DemoPerson,
)

ORGANISATIONS = {
    UNIVERSITY: OrganisationKind.UNIVERSITY,
    AGENCY: OrganisationKind.AGENCY,
    BASE: OrganisationKind.INCUBATION_BASE,
    AUTHORITY: OrganisationKind.AUTHORITY,
}


def make_demonstration(*, now: datetime) -> None:
    """Make what is missing of people, self-service exams and one organised mock exam."""
    make_people(now=now)
    demo_items.make_items(_get(Role.ITEM_EDITOR), _get(Role.ITEM_REVIEWER), now=now)
    sittings.open_self_service(now=now)
    make_organised_sitting(now=now)
    author = _get(Role.INSTRUCTOR)
    university = _find_or_make(UNIVERSITY, now=now)
    demo_courses.make_courses(
        author=author,
        organisation_id=university.id,
        reviewer=_get(Role.ITEM_REVIEWER),
        now=now,
    )
    demo_documents.make_documents(
        author=author,
        organisation_id=university.id,
        reviewer=_get(Role.ITEM_REVIEWER),
        now=now,
    )
    demo_packages.make_packages(
        author=author,
        organisation_id=university.id,
        reviewer=_get(Role.ITEM_REVIEWER),
        now=now,
    )
    demo_links.make_map(university.id, _get(Role.REGISTRAR), now=now)
    candidates = [person for person in PEOPLE if person.role is Role.CANDIDATE]
    lin, wang = (_get_person(person) for person in candidates[:2])
    demo_sheets.make_sheets(university, _get(Role.REGISTRAR), wang, now=now)
    demo_video.make_video_course(
        author=author, reviewer=_get(Role.ITEM_REVIEWER), learner=lin, now=now
    )
    demo_assignments.make_assignments(
        demo_assignments.Cast(
            author=author,
            colleague=_get_person([one for one in PEOPLE if one.role is Role.INSTRUCTOR][1]),
            reviewer=_get(Role.ITEM_REVIEWER),
            learners=(lin, wang),
        ),
        organisation_id=university.id,
        now=now,
    )
    make_company(author, learners=(lin, wang), now=now)
    demo_incubation.make_incubation(incubation_cast(), now=now)


def incubation_cast() -> Cast:
    """Who works in the incubation base, over it, and in its agencies."""
    first, second, third = (_get_person(one) for one in PEOPLE if one.role is Role.EXPERT)
    organisations = {name: _find(name) for name in (BASE, AUTHORITY, AGENCY)}
    return Cast(
        officer=_get(Role.INCUBATOR_STAFF),
        head=_get(Role.INCUBATOR_HEAD),
        finance=_get(Role.INCUBATOR_FINANCE),
        authority=_get(Role.AUTHORITY_STAFF),
        experts=(first, second, third),
        manager=_get(Role.AGENCY_MANAGER),
        administrator=_get(Role.ADMINISTRATOR),
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
                _get(Role.AGENCY_MANAGER),
                _get(Role.INCUBATOR_STAFF),
                _get(Role.EXAM_OFFICER),
            ),
            reviewer=_get(Role.ITEM_REVIEWER),
        ),
        now=now,
    )
    demo_classes.make_classes(
        leader=author,
        members=[lin],
        staff=[wang],
        agency=_find_or_make(AGENCY, now=now),
        now=now,
    )
    demo_teaching.make_teaching(leader_id=author.id, now=now)
    demo_education.make_education(
        author=author,
        officer=_get(Role.ADMINISTRATOR),
        learner=lin,
        now=now,
    )
    make_lives(lin, now=now)
    demo_issuing.make_run(author, now=now)


def make_lives(lin: User, *, now: datetime) -> None:
    """Make what Lin and four others hold, and what of it they show."""
    demo_credentials.make_credentials(lin, now=now)
    graduate, junior, middle, senior = (_get_person(person) for person in LIVES)
    demo_careers.make_careers(
        demo_life.Cast(
            graduate=graduate,
            junior=junior,
            middle=middle,
            senior=senior,
            verifier=_get(Role.ADMINISTRATOR),
            manager=_get(Role.AGENCY_MANAGER),
            agency=_find_or_make(AGENCY, now=now),
        ),
        now=now,
    )
    demo_sharing.make_sharing(
        demo_sharing.Cast(
            learner=lin,
            watched=middle,
            listed=senior,
            manager=_get(Role.AGENCY_MANAGER),
            agency=_find_or_make(AGENCY, now=now),
        ),
        now=now,
    )


def make_organised_sitting(*, now: datetime) -> None:
    """A mock exam with seats and an access code for the first form, unless one was ever arranged."""
    forms = [form for form in list_forms() if form.policy_id is not None]
    officer = _get(Role.EXAM_OFFICER)
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


def _get(role: Role) -> User:
    return _get_person(next(person for person in PEOPLE if person.role is role))


def _get_person(person: DemoPerson) -> User:
    user = queries.find_user_by_login(person.email)
    assert user
    return user


def make_people(*, now: datetime) -> None:
    """Make every organisation and person that is not there yet."""
    organisations = {name: _find_or_make(name, now=now) for name in ORGANISATIONS}
    for person in (*PEOPLE, *LIVES):
        if queries.find_user_by_login(person.email) is None:
            organisation = organisations.get(person.organisation or "")
            _make_person(person, organisation, now=now)


def _find(name: str) -> Organisation:
    found = queries.find_organisation(ORGANISATIONS[name], name)
    assert found
    return found


def _find_or_make(name: str, *, now: datetime) -> Organisation:
    kind = ORGANISATIONS[name]
    found = queries.find_organisation(kind, name)
    return found or actions.create_organisation(kind, name, now=now)


def _make_person(person: DemoPerson, organisation: Organisation | None, *, now: datetime) -> None:
    user = actions.create_user(
        person.name, password_hash=hash_password(PASSWORD), email=person.email, now=now
    )
    actions.accept_notice(user, purposes=[], now=now)
    if person.role is not Role.CANDIDATE:
        organisation_id = organisation.id if organisation else None
        actions.grant_role(user, person.role, organisation_id=organisation_id, now=now)
        _set_second_factor(user, person, now=now)


def _set_second_factor(user: User, person: DemoPerson, *, now: datetime) -> None:
    secret = person.totp_secret
    assert secret
    # The code is of an earlier step, so that the present one is still good for signing in.
    earlier = pyotp.TOTP(secret)
    code = earlier.generate_otp(earlier.timecode(now) - 1)
    actions.confirm_second_factor(user, secret, code, now=now)
