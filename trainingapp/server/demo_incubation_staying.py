"""From moving in to mid-term, putting right and pausing, each step as its people take it."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from trainingapp.education.days import day_of
from trainingapp.extensions import db
from trainingapp.incubator.actions import assessing, case_people, leaving, residing
from trainingapp.incubator.actions.suspensions import plan_suspension
from trainingapp.incubator.plan_files import newest_maturity, newest_sheet
from trainingapp.incubator.queries.leaving import find_last_ordered
from trainingapp.incubator.queries.residence import list_free_desks, select_equipment
from trainingapp.rules.incubation.residence_words import (
    AgreementKind,
    AssessmentKind,
    EvaluationKind,
    Origin,
    PledgeKind,
    Side,
)
from trainingapp.rules.registration import add_months
from trainingapp.server.demo_incubation_reports import settle_reports
from trainingapp.server.demo_incubation_walk import Walk

EVIDENCE = "有会议记录和台账"
YEAR = 12


def sign(walk: Walk, *, is_whole: bool = True) -> None:
    """The agreement is written and signed, the pledge made, the briefing held, a desk given."""
    case, head, leader = walk.case, walk.cast.head.id, walk.leader.id
    terms = residing.Terms(
        kind=AgreementKind.ENTRY,
        starts_on=walk.today,
        ends_on=add_months(walk.today, 2 * YEAR),
        number=f"XY-{case.number}",
        desks=2,
        deposit=Decimal(500),
        text="按《入驻协议（演示）》执行：免收工位费，每季度报告，参加中期和出壳评估。",
    )
    agreement = residing.write_agreement(case, terms, by_id=head, now=walk.at)
    residing.sign_agreement(agreement, as_agency=False, by_id=head, now=walk.at)
    case_people.assign_officer(case, walk.cast.officer, by_id=head, now=walk.at)
    residing.hold_briefing(case, on=walk.today, by_id=walk.cast.officer.id)
    if is_whole:
        residing.sign_agreement(agreement, as_agency=True, by_id=leader, now=walk.at)
        residing.agree(case, PledgeKind.CONDUCT, by_id=leader, now=walk.at)
        residing.agree(case, PledgeKind.SAFETY, by_id=leader, now=walk.at)
        desk = list_free_desks(case.base)[0]
        residing.assign_desk(case, desk, by_id=walk.cast.officer.id, now=walk.at)


def move_in(walk: Walk) -> None:
    """Everything is signed, and the agency moves in."""
    sign(walk)
    walk.step("move_in", walk.cast.head)


def assess(walk: Walk, kind: AssessmentKind, level: int) -> None:
    """Both sides look at the maturity; the agency sees itself a little better than the base does."""
    model = newest_maturity()
    codes = [code for codes in model.statements.values() for code in codes]
    evidence = {domain.code: EVIDENCE for domain in model.domains}
    sides = ((Side.SELF, walk.leader, level), (Side.BASE, walk.cast.officer, level))
    for side, person, most in sides:
        first = codes[walk.number % len(codes)]
        levels = dict.fromkeys(codes, most) | {first: max(most - (side is Side.BASE), 0)}
        row = assessing.save_assessment(
            walk.case,
            kind,
            side,
            levels=levels,
            evidence=evidence,
            by_id=person.id,
            now=walk.at,
        )
        assessing.submit_assessment(row, now=walk.at)


def baseline(walk: Walk) -> None:
    """Where the agency stands when it comes."""
    assess(walk, AssessmentKind.BASELINE, 1 + walk.number % 2)


def score(walk: Walk, kind: EvaluationKind, side: Side, percent: int) -> None:
    """A sheet with that share of the points of every criterion."""
    points = {
        one.code: Decimal(one.weight * percent) / 100
        for one in newest_sheet(kind).criteria
        if not one.computed
    }
    by = walk.leader if side is Side.SELF else walk.cast.officer
    row = assessing.save_evaluation(
        walk.case,
        kind,
        side,
        points=points,
        feedback="项目有起色，财务制度还要补。" if side is Side.BASE else "",
        by_id=by.id,
        now=walk.at,
    )
    assessing.submit_evaluation(row, now=walk.at)


def lend(walk: Walk) -> None:
    """A piece of equipment goes to the agency."""
    piece = db.session.scalars(select_equipment(walk.case.base).limit(1)).one()
    residing.lend(walk.case, piece, now=walk.at)


def begin_midterm(walk: Walk) -> None:
    """Reports are in, and mid-term begins."""
    settle_reports(walk)
    walk.step("begin_midterm", walk.cast.officer)


def pass_midterm(walk: Walk) -> None:
    """Mid-term is evaluated and passed."""
    score(walk, EvaluationKind.MIDTERM, Side.BASE, 78)
    walk.step("pass_midterm", walk.cast.head)


def order(walk: Walk) -> None:
    """Mid-term is not passed; three things are to be put right, of which one is by now."""
    score(walk, EvaluationKind.MIDTERM, Side.BASE, 52)
    texts = ("补签两名专职人员的劳动合同", "建立项目台账并补录第二季度记录", "召开理事会并形成纪要")
    for place, text in enumerate(texts):
        due_on = walk.today + timedelta(days=20 + 10 * place)
        head = walk.cast.head.id
        leaving.write_item(walk.case, Origin.MIDTERM, text, due_on=due_on, by_id=head, now=walk.at)
    walk.step("order_rectification", walk.cast.head, reason="中期评估 52 分，低于 60 分。")


def put_right(walk: Walk, *, many: int = 3) -> None:
    """The agency shows what it did, and the base accepts it."""
    ordered = find_last_ordered(walk.case)
    assert ordered
    for item in ordered.items[:many]:
        leaving.show_put_right(
            item, note="已完成，见附件和现场。", document_id=None, by_id=walk.leader.id, now=walk.at
        )
        leaving.judge_item(
            item, is_accepted=True, answer="已核对。", by_id=walk.cast.officer.id, now=walk.at
        )


def put_one_right(walk: Walk) -> None:
    """One of three is settled."""
    put_right(walk, many=1)


def show_next(walk: Walk) -> None:
    """The agency says that the next thing is put right; the base has not looked yet."""
    ordered = find_last_ordered(walk.case)
    assert ordered
    item = next(one for one in ordered.items if one.settled_at is None)
    leaving.show_put_right(
        item, note="台账已补录，请核对。", document_id=None, by_id=walk.leader.id, now=walk.at
    )


def accept(walk: Walk) -> None:
    """Everything is put right."""
    put_right(walk)
    walk.step("accept_rectification", walk.cast.head)


def suspend(walk: Walk) -> None:
    """The stay pauses for two months: the leader is ill."""
    until = day_of(walk.at + timedelta(days=60))
    plan_suspension(walk.case, until, by_id=walk.cast.head.id, now=walk.at)
    walk.step("suspend", walk.cast.head, reason="负责人住院，服务由合作机构代管。")


def ask_longer(walk: Walk) -> None:
    """The agency asks to stay longer."""
    residing.ask_extension(
        walk.case,
        6,
        reason="第一个购买服务项目明年结项，希望在基地完成评估。",
        plan="完成结项评估和财务审计。",
        by_id=walk.leader.id,
        now=walk.at,
    )


def propose_longer(walk: Walk) -> None:
    """The head proposes it, and the authority has not answered."""
    walk.step("extend", walk.cast.head, reason="计划可行，建议同意续驻 6 个月。")


def extend(walk: Walk) -> None:
    """It may stay half a year longer."""
    settle_reports(walk)
    ask_longer(walk)
    reason = "计划可行，同意续驻 6 个月。"
    walk.step("extend", walk.cast.head, reason=reason, second=walk.cast.authority)
