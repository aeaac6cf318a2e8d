"""One row of every kind that has an address of its own, for tests of walls."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import current_app
from sqlalchemy import select, update

from tests.factories_applying import make_submitted
from tests.factories_checks import make_waiver
from tests.factories_incubator import NOON, TODAY, Place, make_case, make_record, written
from tests.factories_money import (
    begin_reporting,
    make_contract,
    make_evaluation,
    make_grant,
    make_instalment,
    make_project,
)
from tests.factories_residence import Stay
from tests.factories_reviewing import (
    make_determination,
    make_interview,
    make_notice,
    make_ranking,
    make_rubric,
)
from tests.factories_staffing import (
    hold_certificate,
    make_consent,
    make_job,
    make_post,
    make_request,
    make_supervision,
    make_talk,
    make_terms,
    register,
)
from tests.factories_stays import (
    ask_longer,
    begin_handing_over,
    consider,
    make_incident,
    make_item,
    make_minutes,
    make_piece,
    make_risk,
    make_task,
)
from trainingapp.accounts.models import User
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.incubator.actions.documents import MadeFile, Paper, keep_document
from trainingapp.rules.incubation.accounting_words import PaymentKind
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing

if TYPE_CHECKING:
    from tests.factories_walls import Side

Ids = dict[str, int]
Around = Mapping[str, User]


def fill_agency(agency_id: int, mark: str, around: Around) -> Ids:
    """What belongs to the agency whichever case it has: its people, registers, papers, contracts."""
    head, staff, manager = around["head"], around["staff"], around["manager"]
    agency = db.session.get_one(m.Agency, agency_id)
    job = make_job(agency, staff, post=f"{mark}社工")
    terms = make_terms(agency, job, answer=None)
    make_consent(agency, staff)
    certificate = hold_certificate(staff) if not _certificate_of(staff) else None
    cycle = register(certificate) if certificate else None
    supervision = make_supervision(agency, manager, staff)
    talk = make_talk(supervision, supervised_said_at=None)
    asked = make_request(agency, staff, manager, post=mark[:20])
    contract = make_contract(agency, title=mark, buyer=mark)
    instalment = make_instalment(contract, opened_at=None, precondition="report")
    deliverable = written(m.Deliverable(contract_id=contract.id, title=mark, due_on=TODAY))
    project = make_project(agency, contract, name=mark)
    make_evaluation(project, body=mark)
    written(
        m.FinancePeriod(
            agency_id=agency_id, starts_on=date(2026, 1, 1), ends_on=TODAY, entered_at=NOON
        )
    )
    organ = written(
        m.OrganMember(
            agency_id=agency_id,
            organ="council",
            name=mark,
            starts_on=date(2025, 1, 1),
            entered_as="agency",
            entered_at=NOON,
        )
    )
    found = {
        "employment": job.id,
        "terms": terms.id,
        "supervision": supervision.id,
        "talk": talk.id,
        "request": asked.id,
        "post": make_post(agency, mark[:30]).id,
        "contract": contract.id,
        "instalment": instalment.id,
        "deliverable": deliverable.id,
        "project": project.id,
        "entry_row": organ.id,
        "waiver": make_waiver(agency, head, reason=mark).id,
        "paper": _paper(agency, mark, manager),
    }
    return found | ({"cycle": cycle.id} if cycle else {})


def fill_entry(place: Place, mark: str, around: Around) -> Ids:
    """A team that applies: what was asked of it, said by reviewers, decided, made public, objected and appealed."""
    applicant, officer = around["applicant"], around["officer"]
    case = make_submitted(place, applicant, changes={"basics": {"name": mark}})
    case_id, agency_id, intake_id = case.id, case.agency_id, case.intake_id
    assert intake_id is not None
    asked = written(
        m.PaperAsked(
            case_id=case_id, text=mark, entered_by_id=officer.id, entered_at=NOON, sent_at=NOON
        )
    )
    unsent = written(
        m.PaperAsked(case_id=case_id, text=mark, entered_by_id=officer.id, entered_at=NOON)
    )
    paper = db.session.scalars(
        select(m.ApplicationPaper)
        .join(m.Application, m.Application.id == m.ApplicationPaper.application_id)
        .where(m.Application.case_id == case_id)
    ).first()
    assert paper is not None
    found = {
        "entry": case_id,
        "team": agency_id,
        "intake": intake_id,
        "asked": asked.id,
        "unsent": unsent.id,
        "application_paper": paper.id,
        "application_document": paper.document_id,
    }
    letter = db.session.scalars(select(m.CaseLetter).where(m.CaseLetter.case_id == case_id)).first()
    assert letter is not None
    found["letter"] = letter.id
    _move(case_id, Stage.REVIEW)
    case = db.session.get_one(m.Case, case_id)
    make_rubric()
    make_interview(case, place, people=mark, findings=mark)
    make_ranking(case)
    make_determination(case, place, reasons=mark, body=mark)
    written(m.Appeal(case_id=case_id, by_id=applicant.id, text=mark, made_at=NOON))
    return found | _made_public(place, agency_id, mark, around)


def _made_public(place: Place, agency_id: int, mark: str, around: Around) -> Ids:
    """Another passage of the team, admitted: its notice runs, and somebody objects."""
    team = db.session.get_one(m.Agency, agency_id)
    case = make_case(place, team, stage=Stage.NOTICE, applicant_id=around["applicant"].id)
    make_determination(case, place, reasons=mark, body=mark)
    make_record(case, "admit", Stage.NOTICE, transition="T8")
    notice = make_notice(case)
    objector = around.get("candidate", around["staff"])
    objection = m.Objection(notice_id=notice.id, by_id=objector.id, text=mark, made_at=NOON)
    return {"public": case.id, "notice": notice.id, "objection": written(objection).id}


def fill_stay(place: Place, base_id: int, side: Side, around: Around) -> Ids:
    """A resident with everything that base and agency write down together."""
    mark, case_id = side.mark, side.ids["stay"]
    stay = Stay(place, base_id, case_id, dict(around))
    begin_reporting(db.session.get_one(m.Case, case_id))
    found = _shared(stay, mark)
    found |= _signed(stay, mark, side.ids["contract"])
    found |= _money(case_id, mark, around["finance"].id)
    for name, model in (("report", m.Report), ("assignment", m.IndicatorAssignment)):
        row = db.session.scalars(
            select(model).where(model.case_id == case_id).order_by(model.id)
        ).first()
        found[name] = row.id  # type: ignore[union-attr]
    period = db.session.scalars(
        select(m.IndicatorPeriod).where(m.IndicatorPeriod.assignment_id == found["assignment"])
    ).first()
    assert period is not None
    value = m.IndicatorValue(
        period_id=period.id,
        value=Decimal(3),
        kind="entry",
        source="reported",
        state="approved",
        entered_at=NOON,
    )
    found["value"] = written(value).id
    found["case_paper"] = _paper(db.session.get_one(m.Case, case_id), mark, around["officer"])
    return found


def _shared(stay: Stay, mark: str) -> Ids:
    consider(stay)
    extension = ask_longer(stay)
    visit = make_minutes(stay, purpose=mark, content=mark, attendees=mark)
    return {
        "plan_item": make_item(stay, title=mark),
        "task": make_task(stay, f"manual:{stay.case_id}", message=mark),
        "encounter": visit,
        "risk": make_risk(stay, text=mark),
        "incident": make_incident(stay, summary=mark),
        "extension": extension,
        "handover_item": begin_handing_over(stay)[0],
        "piece": make_piece(stay, f"P-{stay.case_id}", name=mark),
    }


def _signed(stay: Stay, mark: str, contract_id: int) -> Ids:
    case_id, head_id = stay.case_id, stay.id_of("head")
    agreement = m.Agreement(
        case_id=case_id,
        kind="entry",
        starts_on=date(2026, 5, 25),
        ends_on=date(2027, 5, 25),
        terms=mark,
        entered_at=NOON,
    )
    piece = db.session.scalars(select(m.Equipment).where(m.Equipment.code == f"P-{case_id}")).one()
    desk = 1 + case_id % 19
    rows: dict[str, Any] = {
        "agreement": agreement,
        "loan": m.EquipmentLoan(equipment_id=piece.id, case_id=case_id, lent_on=TODAY),
        "desk_row": m.DeskAssignment(
            base_id=stay.base_id, case_id=case_id, desk=desk, starts_on=TODAY
        ),
        "order": m.Rectification(case_id=case_id, origin="officer", written_at=NOON),
        "follow_up": m.FollowUp(case_id=case_id, month=3, due_on=TODAY + timedelta(days=90)),
        "proposal": m.Proposal(
            case_id=case_id,
            transition="T20",
            act="extend",
            reason=mark,
            proposed_by_id=head_id,
            proposed_at=NOON,
        ),
        "leave": m.LeaveNotice(
            case_id=case_id,
            given_on=TODAY,
            leaves_on=TODAY + timedelta(days=40),
            reason=mark,
            given_at=NOON,
        ),
    }
    for row in rows.values():
        written(row)
    found = {name: row.id for name, row in rows.items()}
    item = m.RectificationItem(rectification_id=found["order"], text=mark, due_on=TODAY)
    return found | {"item": written(item).id, "desk": desk}


def _money(case_id: int, mark: str, finance_id: int) -> Ids:
    case = db.session.get_one(m.Case, case_id)
    grant = make_grant(case, purpose=mark)
    contract = make_contract(case.agency, title=mark, case_id=case_id, payer="base")
    instalment = make_instalment(contract)
    payment = m.Payment(
        case_id=case_id,
        kind=PaymentKind.TRUST_IN,
        amount=Decimal(100),
        moved_on=TODAY,
        counterparty=mark,
        purpose=mark,
        proposed_by_id=finance_id,
        proposed_at=NOON,
    )
    return {"grant": grant.id, "case_instalment": instalment.id, "payment": written(payment).id}


def _paper(owner: m.Agency | m.Case, mark: str, person: User) -> int:
    with writing():
        row = keep_document(
            db.session.merge(owner),
            Paper(category=DocumentCategory.CHARTER, title=mark, audience=Audience.PARTIES),
            MadeFile(b"%PDF-1.4\n%%EOF\n", "application/pdf", "章程.pdf"),
            person_id=person.id,
            settings=current_app.config["SETTINGS"],
            now=NOON,
        )
        number = int(row.id)
        db.session.commit()
    return number


def _certificate_of(user: User) -> object | None:
    return db.session.scalars(
        select(NationalCertificate).where(NationalCertificate.user_id == user.id)
    ).first()


def _move(case_id: int, stage: Stage) -> None:
    with writing():
        db.session.execute(update(m.Case).where(m.Case.id == case_id).values(stage=stage))
        db.session.commit()
        db.session.remove()
