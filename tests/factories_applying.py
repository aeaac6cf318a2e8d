"""Applications in any state of writing, for tests: filled forms, papers, submissions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, Place, make_intake, make_workflow
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator.actions import applications as actions
from trainingapp.incubator.actions.documents import MadeFile, Paper, keep_document
from trainingapp.incubator.actions.passing import pass_on
from trainingapp.incubator.models import Agency, ApplicationPaper, Case, Intake
from trainingapp.incubator.queries import applications as queries
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.rules.incubation.words import Applicants
from trainingapp.web.transactions import writing

TEAM: dict[str, dict[str, Any]] = {
    "basics": {
        "name": "向阳花社工团队",
        "legal_representative": "林小满",
        "address": "石家庄市长安区青园街 8 号",
        "phone": "0311-86012345",
        "fields": ["elder_care", "community"],
        "register_by": "2027-05-31",
    },
    "service": {"need": "独居老人 320 户", "model": "个案与小组", "area": "长安区"},
    "team": {"full_time": "3", "qualified": "2", "team_text": "三位社工"},
    "plan": {
        "track": "m6",
        "mode": "virtual",
        "goals": "半年内登记",
        "budget": "120000.50",
        "sources": "自筹、公益创投",
        "gaps": "登记辅导",
    },
    "precheck": {
        "on_lists": "no",
        "penalty": "no",
        "false_papers": "no",
        "disputes": "no",
        "barred": "no",
        "purpose": "no",
    },
}
REGISTERED: dict[str, dict[str, Any]] = {
    **TEAM,
    "basics": {
        "name": "春晖社会工作服务中心",
        "agency_kind": "service",
        "credit_code": "52130000MJ0000001A",
        "registered_on": "2023-11-01",
        "legal_representative": "林小满",
        "address": "石家庄市长安区青园街 8 号",
        "phone": "0311-86012345",
        "fields": ["elder_care"],
    },
    "precheck": {
        **TEAM["precheck"],
        "inspection": "no",
        "branch": "no",
        "account": "no",
        "rules": "no",
        "remarks": "代码以登记证书为准",
    },
}
FORMS = {Applicants.TEAM: TEAM, Applicants.REGISTERED: REGISTERED}


def make_applicant(name: str = "林小满") -> User:
    """Somebody with an account and nothing more."""
    return make_user(name)


def begin(
    place: Place,
    person: User,
    *,
    applicants: Applicants = Applicants.TEAM,
    agency: Agency | None = None,
    call: Intake | None = None,
    now: datetime = NOON,
) -> Case:
    """An application that was begun and has no word in it yet."""
    make_workflow()
    call = call or make_intake(place.base)
    with writing():
        case = actions.begin(call, person, applicants=applicants, agency=agency, now=now)
        db.session.commit()
    return case


def fill(case: Case, person: User, *, now: datetime = NOON, **changes: dict[str, Any]) -> None:
    """Write every page of the form; `changes` are put into a page over what it holds."""
    pages = FORMS[Applicants(case.applicants)]
    with writing():
        for part, answers in pages.items():
            row = queries.find_part(queries.get_application(case), part)
            actions.save_part(
                case,
                part,
                {**answers, **changes.get(part, {})},
                person=person,
                edition=row.edition if row else 0,
                now=now,
            )
        db.session.commit()


def give_papers(case: Case, person: User, *, now: datetime = NOON) -> list[ApplicationPaper]:
    """One file for every required paper."""
    application = queries.get_application(case)
    known = {one.paper for one in queries.list_papers(application)}
    wanted = queries.spec_for(application).papers_for(Applicants(case.applicants))
    with writing():
        for paper in wanted:
            if not paper.is_required or paper.key in known:
                continue
            document = keep_document(
                case,
                Paper(
                    category=DocumentCategory(paper.category),
                    title=paper.label.zh,
                    audience=Audience.EXPERTS,
                ),
                MadeFile(b"%PDF-1.4\n%%EOF\n", "application/pdf", f"{paper.key}.pdf"),
                person_id=person.id,
                settings=current_app.config["SETTINGS"],
                now=now,
            )
            db.session.add(
                ApplicationPaper(
                    application_id=application.id,
                    paper=paper.key,
                    document_id=document.id,
                    added_at=now,
                )
            )
        db.session.commit()
    return list(queries.list_papers(application))


def take(case: Case, act: str, person: User, *, reason: str = "", now: datetime = NOON) -> Any:
    """Take a case through an act, committed."""
    with writing():
        done = pass_on(case, act, person=person, reason=reason, now=now)
        db.session.commit()
    return done


def make_complete(place: Place, person: User, **options: Any) -> Case:
    """An application with every page, paper and the pledge, not submitted."""
    now = options.get("now", NOON)
    changes = options.pop("changes", {})
    case = begin(place, person, **options)
    fill(case, person, now=now, **changes)
    give_papers(case, person, now=now)
    with writing():
        actions.pledge(case, person=person, now=now)
        db.session.commit()
    return case


def make_submitted(place: Place, person: User | None = None, **options: Any) -> Case:
    """An application that was submitted and waits for its first check."""
    person = person or make_applicant()
    case = make_complete(place, person, **options)
    take(case, "submit", person, now=options.get("now", NOON))
    return case
