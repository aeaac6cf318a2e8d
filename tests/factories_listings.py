"""A base whose cases have a row in every list, for tests of workbooks; and reading a workbook back."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from tests.factories_accounts import make_user
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_seat,
    written,
)
from tests.factories_money import (
    make_accounts,
    make_contract,
    make_grant,
    make_instalment,
    make_period,
    make_project,
    make_report,
    make_value,
)
from tests.factories_registry import VALUES
from tests.factories_reviewing import make_determination, make_ranking, make_review
from tests.factories_staffing import hold_certificate, make_member
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.incubator import models as m
from trainingapp.incubator.registers import REGISTERS
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage, Track
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN = {"Accept-Language": "en"}
EVIL = '=HYPERLINK("http://bad.example","点我")'
D = Decimal


@dataclass(frozen=True, slots=True)
class World:
    """Two bases; the first has a full case, and one that is closed. Everything by its number."""

    base_id: int
    case_id: int
    agency_id: int
    closed_agency_id: int
    intake_id: int
    place: Place
    people: dict[str, User]

    def make_draft(self, name: str) -> None:
        """A case that nobody has handed in."""
        agency = make_agency(name)
        case = make_case(self.place, agency, stage=Stage.DRAFT, applicant_id=make_user("申").id)
        add(m.PlanItem, case_id=case.id, code="a", template="t", title="x", owner="agency",
            state="todo", entered_at=NOON)  # fmt: skip
        make_contract(agency)

    def bias(self, who: str) -> None:
        """Somebody of the base declares a conflict on the full case."""
        case = db.session.get_one(m.Case, self.case_id)
        make_seat(case, self.people[who], state=SeatState.CONFLICT)

    def write_order(self, text: str) -> None:
        """A list of what has to be put right, that the head has not ordered yet; the other one is closed."""
        with writing():
            for order in db.session.scalars(db.select(m.Rectification)):
                order.closed_at = NOON
            db.session.commit()
        order = add(m.Rectification, case_id=self.case_id, origin="officer", written_at=NOON)
        add(m.RectificationItem, rectification_id=order.id, text=text, state="todo")


def make_world() -> World:
    """Who could come to a list, and a case with a row in each of them."""
    place, other = make_place(), make_place()
    call = make_intake(place.base, name="2026年第一批")
    agency = make_agency("春晖社会工作服务中心", fields=["elder_care"])
    case = make_case(place, agency, intake_id=call.id)
    left = make_case(place, make_agency("秋实社会工作服务社"), stage=Stage.ALUMNI)
    foreign = make_case(other, make_agency("别处社会工作服务中心"))
    people = {
        **place.people,
        "other_officer": other.people["officer"],
        "other_authority": other.people["authority"],
        "manager": make_manager(agency),
        "other_manager": make_manager(foreign.agency, "周洁"),
        "mentor": make_expert("严老师"),
        "reviewer": make_expert("秦教授"),
        "conflicted": make_expert("郑教授"),
        "expert": make_expert("无席位"),
        "candidate": make_user("考生"),
        "auditor": make_user("审计", roles=[Role.AUDITOR]),
    }
    fill(place, case, people)
    make_seat(case, people["conflicted"], state=SeatState.CONFLICT)
    return World(place.base.id, case.id, agency.id, left.agency_id, call.id, place, people)


def fill(place: Place, case: m.Case, people: dict[str, User]) -> None:
    """A row in every list of a case and of its agency."""
    fill_stay(case, people["officer"].id)
    fill_judged(case)
    fill_choosing(place, case, people)
    fill_money(case, people)
    fill_agency(case.agency, place)


def fill_stay(case: m.Case, officer: int) -> None:
    """What happens in a stay."""
    own = {"case_id": case.id}
    add(
        m.PlanItem,
        code="a",
        template="t",
        title="拜访街道",
        owner="agency",
        domain="mission",
        due_on=TODAY - timedelta(days=1),
        weight=2,
        state="todo",
        entered_at=NOON,
        **own,
    )
    add(
        m.Task,
        key=f"manual:{case.id}",
        agency_id=case.agency_id,
        source="manual",
        owner="officer",
        message=EVIL,
        is_typed=True,
        due_on=TODAY,
        opened_at=NOON,
        **own,
    )
    add(
        m.Encounter,
        kind="visit",
        happened_on=TODAY,
        minutes=90,
        host_id=officer,
        purpose="看场地",
        content="谈了安全",
        entered_at=NOON,
        **own,
    )
    add(
        m.RiskFlag,
        kind="people",
        origin="officer",
        text="总干事要走",
        severity=5,
        likelihood=4,
        plan="找接替",
        owner_id=officer,
        due_on=TODAY,
        opened_at=NOON,
        **own,
    )
    add(
        m.Incident,
        agency_id=case.agency_id,
        kind="accident",
        happened_on=TODAY,
        persons_harmed=1,
        summary="摔倒",
        measures="送医",
        entered_at=NOON,
        **own,
    )


def fill_judged(case: m.Case) -> None:
    """How a stay is judged, put right and followed."""
    own = {"case_id": case.id}
    add(
        m.Assessment,
        kind="baseline",
        side="base",
        instrument="maturity-1",
        levels={},
        evidence={},
        index=D("37.50"),
        saved_at=NOON,
        submitted_at=NOON,
        **own,
    )
    add(
        m.Evaluation,
        kind="midterm",
        side="base",
        sheet="midterm-1",
        points={},
        notes={},
        feedback="账目清楚",
        total=D("81.00"),
        saved_at=NOON,
        submitted_at=NOON,
        **own,
    )
    order = add(m.Rectification, origin="midterm", written_at=NOON, ordered_at=NOON, **own)
    add(m.RectificationItem, rectification_id=order.id, text="补签合同", due_on=TODAY, state="todo")
    add(m.FollowUp, month=6, due_on=TODAY, done_on=TODAY, survival="active", staff=7, projects=2,
        needs="缺督导", **own)  # fmt: skip


def fill_choosing(place: Place, case: m.Case, people: dict[str, User]) -> None:
    """How the case was chosen."""
    make_review(make_seat(case, people["reviewer"]), comment="值得支持")
    make_seat(case, people["mentor"], duty=Duty.MENTOR)
    make_ranking(case)
    make_determination(case, place)


def fill_money(case: m.Case, people: dict[str, User]) -> None:
    """What was reported, bought, paid and held."""
    finance, head = people["finance"].id, people["head"].id
    make_report(case)
    period = make_period("A21.people", case_id=case.id, target=D(40))
    make_value(period, "36")
    make_grant(case)
    payment = add(m.Payment, case_id=case.id, kind="trust_in", amount=D("800.00"), moved_on=TODAY,
                  purpose="代管款", counterparty="街道办", proposed_by_id=finance, proposed_at=NOON,
                  settled_by_id=head, settled_at=NOON, is_released=True)  # fmt: skip
    add(m.TrustEntry, case_id=case.id, number=1, payment_id=payment.id, moved_on=TODAY,
        direction="in", amount=D("800.00"), balance=D("800.00"), entered_at=NOON)  # fmt: skip
    contract = make_contract(case.agency, number="HT-7")
    make_instalment(contract, paid_on=TODAY, paid_amount=D("99000.50"))
    add(m.Deliverable, contract_id=contract.id, title="中期报告", due_on=TODAY)
    make_project(case.agency, contract)
    make_accounts(case.agency)


def fill_agency(agency: m.Agency, place: Place) -> None:
    """Its registers, a paper, a check, somebody who works there."""
    for register, values in VALUES.items():
        more = {"organisation_id": place.authority.id}
        extra = more if register is Register.AUTHORITIES else {}
        add(REGISTERS[register].model, agency_id=agency.id, entered_as=Actor.AGENCY,
            entered_at=NOON, note=f"注 {register}", **values, **extra)  # fmt: skip
    add(m.IncubatorDocument, agency_id=agency.id, category="charter", audience="parties",
        title="章程（2026年修订）", issued_on=date(2026, 3, 1), ends_on=date(2027, 3, 1),
        entered_at=NOON)  # fmt: skip
    add(m.ComplianceResult, agency_id=agency.id, code="R09", status="breach", severity="red",
        reason="not_registered", parameters={}, terms={}, due_on=TODAY, since=date(2026, 11, 1),
        found_at=NOON)  # fmt: skip
    hold_certificate(make_member(agency, make_user("社工甲")))


def add(model: Any, **values: Any) -> Any:
    """A row, committed."""
    return written(model(**values))


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook read back: headings, codes, and each row by code."""

    heads: list[str]
    codes: list[str]
    rows: list[dict[str, Any]]
    about: dict[str, str]

    def column(self, code: str) -> list[Any]:
        return [row[code] for row in self.rows]


def read_book(body: bytes) -> Book:
    """The rows of every sheet but the last, which says what the workbook is."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(body))
    *lists, about = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    heads, codes = lists[0][:2]
    rows = [dict(zip(codes, line, strict=True)) for sheet in lists for line in sheet[2:]]
    return Book(heads, codes, rows, {line[0]: line[1] for line in about})


def fetch_book(client: FlaskClient, address: str, **headers: str) -> Book:
    """The workbook at an address."""
    answer = client.get(address, headers={**EN, **headers})
    assert answer.status_code == 200, (address, answer.status_code)
    return read_book(answer.data)


def again() -> None:
    """Rows as the database has them."""
    db.session.remove()


def make_many(world: World, count: int) -> None:
    """So many more residents of the base, each with meetings, findings, a kept ratio and a report; in bulk."""
    place = db.session.get_one(m.IncubationBase, world.base_id)
    workflow = db.session.get_one(m.Case, world.case_id).workflow_version_id
    agencies = [
        m.Agency(name=f"机构{n:04}", kind="service", status="registered", area_code="130102",
                 entered_at=NOON)
        for n in range(count)
    ]  # fmt: skip
    with writing():
        db.session.add_all(agencies)
        db.session.flush()
        cases = [
            m.Case(number=f"{place.code}-2026-9{n:04}", base_id=place.id, agency_id=agency.id,
                   workflow_version_id=workflow, applicants="registered", track=Track.M12,
                   mode="physical", stage="incubating", stage_since=NOON, opened_at=NOON,
                   entered_on=date(2026, 3, 1), planned_exit_on=date(2027, 3, 1))
            for n, agency in enumerate(agencies)
        ]  # fmt: skip
        db.session.add_all(cases)
        db.session.flush()
        for n, case in enumerate(cases):
            db.session.add_all(_told_of(case, n))
        db.session.commit()
    db.session.remove()


def _told_of(case: m.Case, n: int) -> list[Any]:
    found: list[Any] = [
        m.Encounter(case_id=case.id, kind="visit", happened_on=date(2026, month, 5), minutes=60,
                    purpose="走访", content="看了场地", entered_at=NOON)
        for month in range(4, 10)
    ]  # fmt: skip
    found += [
        m.ComplianceResult(agency_id=case.agency_id, code=f"R{code:02}", status="breach",
                           severity="red" if code % 2 else "amber", reason="no_record",
                           parameters={}, terms={}, since=date(2026, 6, 1), found_at=NOON)
        for code in range(1, 30)
    ]  # fmt: skip
    found.append(
        m.TeamDay(
            agency_id=case.agency_id, day=date(2026, 10, 31), qualified=n % 3, full_time=5,
            is_met=n % 3 == 2,
        )
    )  # fmt: skip
    return found
