"""Contracts, projects, grants, meetings and risks of the demonstration's residents."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from trainingapp.education.days import day_of
from trainingapp.incubator.actions import contracting, meeting, paying, planning, scheduling
from trainingapp.incubator.models import Contract
from trainingapp.incubator.queries.residence import list_items
from trainingapp.rules.incubation.accounting_words import (
    ContractKind,
    ContractState,
    EvaluationKind,
    EvaluationLevel,
    Payer,
    Precondition,
)
from trainingapp.rules.incubation.residence_words import (
    EncounterKind,
    IncidentKind,
    Origin,
    RiskKind,
)
from trainingapp.rules.incubation.words import Actor, Field
from trainingapp.rules.registration import add_months
from trainingapp.server.demo_incubation_base import AREA
from trainingapp.server.demo_incubation_walk import Walk

AMOUNT = Decimal(240000)
GRANT = Decimal(5000)


def contract(walk: Walk) -> None:
    """A contract of government for a year with its project, which has begun."""
    _contract(walk, begun=walk.today)


def contract_done(walk: Walk) -> None:
    """A contract that is over, with a project that passed its final evaluation."""
    _contract(walk, begun=add_months(walk.today, -13), is_done=True)


def _contract(walk: Walk, *, begun: date, is_done: bool = False) -> None:
    agency, leader = walk.case.agency, walk.leader.id
    ends_on = add_months(begun, 12)
    values = _terms(walk, begun, ends_on, is_done=is_done)
    signed = contracting.keep_contract(agency, None, values, actor_id=leader, now=walk.at)
    for precondition, due_on in ((Precondition.SIGNING, begun), (Precondition.FINAL, ends_on)):
        contracting.add_instalment(
            signed, amount=AMOUNT / 2, precondition=precondition, due_on=due_on, now=walk.at
        )
    first = signed.instalments[0]
    contracting.receive_instalment(
        agency, first, amount=AMOUNT / 2, paid_on=begun, actor_id=leader, now=walk.at
    )
    contracting.add_deliverable(signed, title="个案 20 例", due_on=ends_on)
    _project(walk, signed, finished_on=ends_on if is_done else None)
    scheduling.assign_indicators(walk.case, now=walk.at)


def _terms(walk: Walk, begun: date, ends_on: date, *, is_done: bool) -> dict[str, Any]:
    fields = walk.case.agency.fields
    values: dict[str, Any] = {
        "kind": ContractKind.GOV_PURCHASE,
        "field": Field(fields[0]) if fields else Field.COMMUNITY,
        "title": "社区社会工作服务（演示）",
        "buyer": "和平街道办事处（演示）",
        "number": f"FW-{walk.number:03}",
        "awarded_on": begun - timedelta(days=30),
        "signed_on": begun - timedelta(days=20),
        "published_on": begun - timedelta(days=19),
        "starts_on": begun,
        "ends_on": ends_on,
        "amount": AMOUNT,
        "staff_cost": AMOUNT * Decimal("0.6"),
        "payer": Payer.BUYER,
        "state": ContractState.FINISHED if is_done else ContractState.RUNNING,
    }
    if is_done:
        values |= {"spent": AMOUNT, "spent_on_staff": AMOUNT * Decimal("0.61")}
    return values


def _project(walk: Walk, signed: Contract, *, finished_on: date | None) -> None:
    """The project of a contract; one that is finished passed its final evaluation."""
    values = {
        "contract_id": signed.id,
        "name": "社区友邻计划（演示）",
        "field": signed.field,
        "starts_on": signed.starts_on,
        "ends_on": signed.ends_on,
        "finished_on": finished_on,
    }
    agency, places = walk.case.agency, [f"{AREA}001001", f"{AREA}001002"]
    project = contracting.keep_project(agency, None, values, places, now=walk.at)
    if finished_on:
        evaluation = {
            "kind": EvaluationKind.FINAL,
            "level": EvaluationLevel.GOOD,
            "score": Decimal("86.50"),
            "body": "第三方评估机构（演示）",
            "done_on": finished_on,
        }
        contracting.evaluate_project(
            agency, project, evaluation, actor_id=walk.leader.id, now=walk.at
        )


def base_contract(walk: Walk) -> None:
    """The base pays for a project with money of its own; its instalment waits to be paid by two of its people."""
    values: dict[str, Any] = {
        "case_id": walk.case.id,
        "kind": ContractKind.GRANT,
        "field": Field.COMMUNITY,
        "title": "公益创投资助（演示）",
        "buyer": walk.cast.base.name,
        "signed_on": walk.today,
        "starts_on": walk.today,
        "ends_on": add_months(walk.today, 12),
        "amount": GRANT * 4,
        "payer": Payer.BASE,
        "state": ContractState.RUNNING,
    }
    signed = contracting.keep_contract(
        walk.case.agency, None, values, actor_id=walk.cast.officer.id, now=walk.at
    )
    contracting.add_instalment(
        signed,
        amount=GRANT * 2,
        precondition=Precondition.SIGNING,
        due_on=walk.today,
        now=walk.at,
    )


def grant(walk: Walk, *, is_settled: bool = True) -> None:
    """A small grant: paid by two people of the base, accounted for and settled."""
    cast = walk.cast
    row = paying.ask_grant(
        walk.case, purpose="购买评估量表", amount=GRANT, actor_id=walk.leader.id, now=walk.at
    )
    movement = paying.Movement(GRANT, walk.today, "小额资助", walk.case.agency.name)
    payment = paying.propose_grant(walk.case, row, movement, actor_id=cast.officer.id, now=walk.at)
    paying.release_payment(walk.case, payment, actor_id=cast.finance.id, now=walk.at)
    if is_settled:
        paying.account_for_grant(row, spent=GRANT, returned=Decimal(0), now=walk.at)
        paying.settle_grant(row, actor_id=cast.finance.id, now=walk.at)


def grant_waiting(walk: Walk) -> None:
    """One grant is paid and not accounted for, the payment of another waits to be released."""
    grant(walk, is_settled=False)
    row = paying.ask_grant(
        walk.case, purpose="印制服务手册", amount=GRANT, actor_id=walk.leader.id, now=walk.at
    )
    movement = paying.Movement(GRANT, walk.today, "小额资助", walk.case.agency.name)
    paying.propose_grant(walk.case, row, movement, actor_id=walk.cast.officer.id, now=walk.at)


def visit(walk: Walk) -> None:
    """A visit with what was agreed, confirmed by the agency."""
    row = _meet(walk, EncounterKind.VISIT, "季度走访")
    meeting.confirm_minutes(row, remark="", by_id=walk.leader.id, now=walk.at)


def advise(walk: Walk) -> None:
    """A talk of advice whose minutes wait for the agency."""
    _meet(walk, EncounterKind.MENTORING, "项目书写辅导")


def _meet(walk: Walk, kind: EncounterKind, purpose: str) -> Any:
    minutes = meeting.Minutes(
        kind=kind,
        happened_on=walk.today,
        minutes=90,
        purpose=purpose,
        content="看了台账和两份个案记录，和负责人谈了下季度安排。",
        place="机构办公室",
        attendees="何平、机构负责人",
        findings="台账完整，个案结案记录偏少。",
    )
    due_on = walk.today + timedelta(days=30)
    agreed = (meeting.Agreed("补写三份个案结案记录", Actor.AGENCY, due_on),)
    return meeting.keep_minutes(walk.case, minutes, agreed, by_id=walk.cast.officer.id, now=walk.at)


def risk(walk: Walk) -> None:
    """A risk that somebody looks after."""
    what = meeting.Risk(
        kind=RiskKind.PEOPLE,
        origin=Origin.OFFICER,
        text="一名持证社工的登记即将到期，比例会低于三分之一。",
        severity=4,
        likelihood=4,
        plan="督促再登记，同时报考一名。",
        due_on=walk.today + timedelta(days=35),
        owner_id=walk.cast.officer.id,
    )
    meeting.open_risk(walk.case, what, by_id=walk.cast.officer.id, now=walk.at)


def incident(walk: Walk) -> None:
    """Something happened, and was dealt with."""
    what = meeting.Happening(
        kind=IncidentKind.ACCIDENT,
        happened_on=walk.today - timedelta(days=1),
        summary="活动中一位老人滑倒，送医检查无骨折。",
        persons_harmed=1,
        measures="已陪同就医，联系家属，增加防滑垫。",
        told_whom="街道",
        told_on=walk.today,
    )
    meeting.report_incident(walk.case, what, by_id=walk.leader.id, now=walk.at)


def work_off(walk: Walk) -> None:
    """What the plan asks for by now is done; the last of it waits for the base."""
    due = [one for one in list_items(walk.case) if one.due_on and one.due_on < day_of(walk.at)]
    for item in due:
        note = "已完成，资料存机构档案。"
        planning.submit_item(item, note=note, document_id=None, by_id=walk.leader.id, now=walk.at)
    for item in due[:-1]:
        planning.settle_item(
            item, is_accepted=True, answer="", by_id=walk.cast.officer.id, now=walk.at
        )
