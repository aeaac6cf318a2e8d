"""Who may do what: one table. Ownership is decided by queries that take the user; roles are decided here.

The item bank and its laws belong to the site: every organisation sits the same papers. So items are written, reviewed
and laws are kept by those who hold the role for the site; who holds it in one organisation reads the bank, to teach.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is on this site; granted within an organisation or for the whole site."""

    CANDIDATE = "candidate"
    INSTRUCTOR = "instructor"
    ITEM_EDITOR = "item-editor"
    ITEM_REVIEWER = "item-reviewer"
    MARKER = "marker"
    REGISTRAR = "registrar"
    INCUBATOR_STAFF = "incubator-staff"
    INCUBATOR_HEAD = "incubator-head"
    INCUBATOR_FINANCE = "incubator-finance"
    EXPERT = "expert"
    AUTHORITY_STAFF = "authority-staff"
    AGENCY_MANAGER = "agency-manager"
    EXAM_OFFICER = "exam-officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """An act on a subject, named '<subject>:<verb>'."""

    ACCOUNT_OWN = "account:own"
    ACCOUNT_MANAGE = "account:manage"
    ACCOUNT_REVEAL = "account:reveal"
    ORGANISATION_MANAGE = "organisation:manage"
    AUDIT_READ = "audit:read"
    JOB_MANAGE = "job:manage"
    MAIL_READ = "mail:read"
    NOTICE_OWN = "notice:own"
    ITEM_READ = "item:read"
    ITEM_WRITE = "item:write"
    ITEM_REVIEW = "item:review"
    LAW_MANAGE = "law:manage"
    EXAM_SIT = "exam:sit"
    SITTING_MANAGE = "sitting:manage"
    COURSE_LEARN = "course:learn"
    COURSE_WRITE = "course:write"
    COURSE_REVIEW = "course:review"
    CLASS_JOIN = "class:join"
    CLASS_TEACH = "class:teach"
    CLASS_SEND = "class:send"
    EDUCATION_OWN = "education:own"
    EDUCATION_MANAGE = "education:manage"
    CREDENTIAL_OWN = "credential:own"
    CREDENTIAL_MANAGE = "credential:manage"
    CREDENTIAL_ISSUE = "credential:issue"
    DEGREE_LOAD = "degree:load"
    CREDENTIAL_WATCH = "credential:watch"
    EMPLOYMENT_CONFIRM = "employment:confirm"
    DEGREE_VERIFY = "degree:verify"
    RULESET_MANAGE = "ruleset:manage"
    PROGRAMME_MAP = "programme:map"
    INCUBATION_APPLY = "incubation:apply"
    CASE_OPEN = "case:open"
    INCUBATOR_WORK = "incubator:work"
    INCUBATOR_LEAD = "incubator:lead"
    INCUBATOR_OVERSEE = "incubator:oversee"
    SEAT_TAKE = "seat:take"
    AGENCY_RUN = "agency:run"
    INCUBATOR_MANAGE = "incubator:manage"
    FILE_UPLOAD = "file:upload"
    SITE_DESIGN = "site:design"


STAFF: frozenset[Role] = frozenset(Role) - {Role.CANDIDATE}
EVERYONE: frozenset[Role] = frozenset(Role)

PERMISSIONS: Mapping[Permission, frozenset[Role]] = {
    Permission.ACCOUNT_OWN: EVERYONE,
    Permission.ACCOUNT_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.ACCOUNT_REVEAL: frozenset({Role.ADMINISTRATOR}),
    Permission.ORGANISATION_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.AUDIT_READ: frozenset({Role.AUDITOR}),
    Permission.JOB_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.MAIL_READ: frozenset({Role.ADMINISTRATOR}),
    Permission.NOTICE_OWN: EVERYONE,
    Permission.ITEM_READ: frozenset(
        {Role.ITEM_EDITOR, Role.ITEM_REVIEWER, Role.INSTRUCTOR, Role.EXAM_OFFICER}
    ),
    Permission.ITEM_WRITE: frozenset({Role.ITEM_EDITOR}),
    Permission.ITEM_REVIEW: frozenset({Role.ITEM_REVIEWER}),
    Permission.LAW_MANAGE: frozenset({Role.ITEM_EDITOR}),
    Permission.EXAM_SIT: frozenset({Role.CANDIDATE}),
    Permission.SITTING_MANAGE: frozenset({Role.EXAM_OFFICER}),
    Permission.COURSE_LEARN: EVERYONE,
    Permission.COURSE_WRITE: frozenset({Role.INSTRUCTOR}),
    Permission.COURSE_REVIEW: frozenset({Role.ITEM_REVIEWER, Role.ADMINISTRATOR}),
    Permission.CLASS_JOIN: EVERYONE,
    Permission.CLASS_TEACH: frozenset({Role.INSTRUCTOR}),
    Permission.CLASS_SEND: frozenset({Role.AGENCY_MANAGER}),  # an agency enters its own staff
    Permission.EDUCATION_OWN: EVERYONE,
    Permission.EDUCATION_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.CREDENTIAL_OWN: EVERYONE,
    Permission.CREDENTIAL_MANAGE: frozenset({Role.ADMINISTRATOR}),  # keys and revocation
    # to a class they teach, to a sitting they run
    Permission.CREDENTIAL_ISSUE: frozenset({Role.INSTRUCTOR, Role.EXAM_OFFICER}),
    Permission.DEGREE_LOAD: frozenset({Role.REGISTRAR}),  # of the graduates of their own university
    Permission.CREDENTIAL_WATCH: frozenset({Role.AGENCY_MANAGER}),  # with the person's consent
    Permission.EMPLOYMENT_CONFIRM: frozenset({Role.AGENCY_MANAGER}),  # of their own staff
    # a registrar the graduates of the own university, an administrator everything (`queries.desk.reach_of`)
    Permission.DEGREE_VERIFY: frozenset({Role.REGISTRAR, Role.ADMINISTRATOR}),
    Permission.RULESET_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.PROGRAMME_MAP: frozenset({Role.REGISTRAR, Role.INSTRUCTOR}),  # of their university
    Permission.INCUBATION_APPLY: EVERYONE,
    # a case, an agency or a document of them: who reaches which is decided by `incubator.queries.reach`
    Permission.CASE_OPEN: EVERYONE,
    Permission.INCUBATOR_WORK: frozenset(
        {Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD, Role.INCUBATOR_FINANCE}
    ),
    Permission.INCUBATOR_LEAD: frozenset({Role.INCUBATOR_HEAD}),
    Permission.INCUBATOR_OVERSEE: frozenset(
        {Role.INCUBATOR_STAFF, Role.INCUBATOR_HEAD, Role.INCUBATOR_FINANCE, Role.AUTHORITY_STAFF}
        | {Role.AUDITOR}
    ),
    Permission.SEAT_TAKE: frozenset({Role.EXPERT}),
    Permission.AGENCY_RUN: frozenset({Role.AGENCY_MANAGER}),
    # workflows, checks, rules of places, catalogues: data of the whole site
    Permission.INCUBATOR_MANAGE: frozenset({Role.ADMINISTRATOR}),
    Permission.FILE_UPLOAD: EVERYONE,  # each purpose asks for a permission of its own
    Permission.SITE_DESIGN: frozenset({Role.ADMINISTRATOR}),
}


# Acts on the site as a whole: a role held within an organisation carries none of them.
SITE_WIDE: frozenset[Permission] = frozenset(
    {
        Permission.ACCOUNT_MANAGE,
        Permission.ACCOUNT_REVEAL,
        Permission.ORGANISATION_MANAGE,
        Permission.AUDIT_READ,
        Permission.JOB_MANAGE,
        Permission.MAIL_READ,
        Permission.ITEM_WRITE,
        Permission.ITEM_REVIEW,
        Permission.LAW_MANAGE,
        Permission.EDUCATION_MANAGE,
        Permission.CREDENTIAL_MANAGE,
        Permission.RULESET_MANAGE,
        Permission.INCUBATOR_MANAGE,
        Permission.SITE_DESIGN,
    }
)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held in one organisation, or on the whole site when there is none."""

    role: Role
    organisation_id: int | None = None


def may(grants: Iterable[Grant], permission: Permission, *, within: int | None = None) -> bool:
    """Allow the act when a grant carries it for the whole site or for the organisation it happens in.

    Without `within` any grant of a fitting role is enough: such a view then shows only what its queries allow.
    What is SITE_WIDE needs a grant for the whole site.
    """
    roles = PERMISSIONS[permission]
    is_anywhere = within is None and permission not in SITE_WIDE
    return any(
        grant.role in roles
        and (is_anywhere or grant.organisation_id in _places(permission, within))
        for grant in grants
    )


def _places(permission: Permission, within: int | None) -> tuple[int | None, ...]:
    return (None,) if permission in SITE_WIDE else (None, within)


def is_staff(grants: Iterable[Grant]) -> bool:
    """Whether somebody holds any role beyond candidate: such accounts need a second factor."""
    return any(grant.role in STAFF for grant in grants)
