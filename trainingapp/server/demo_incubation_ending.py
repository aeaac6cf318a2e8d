"""Graduation with its follow-ups, leaving, and dismissal, each step as its people take it."""

from __future__ import annotations

from datetime import timedelta

from trainingapp.incubator.actions import handing_over, leaving, residing
from trainingapp.incubator.queries.leaving import find_dismissal, list_follow_ups
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.residence_words import (
    AssessmentKind,
    Cause,
    EvaluationKind,
    Side,
    Survival,
)
from trainingapp.server.demo_incubation_deciding import decide
from trainingapp.server.demo_incubation_reports import settle_reports
from trainingapp.server.demo_incubation_staying import assess, score
from trainingapp.server.demo_incubation_walk import Walk

BEST = 4
NOTICE = 45


def let_early(walk: Walk) -> None:
    """The head agrees that the agency may graduate early."""
    reason = "项目和制度都已达到出壳条件。"
    residing.agree_to_early(walk.case, reason, by_id=walk.cast.head.id, now=walk.at)


def ask_graduation(walk: Walk, level: int = BEST - 1) -> None:
    """The agency asks to graduate, with its own score."""
    settle_reports(walk)
    assess(walk, AssessmentKind.FINAL, level)
    score(walk, EvaluationKind.GRADUATION, Side.SELF, 90)
    walk.step("ask_graduation", walk.leader)


def hand_over(walk: Walk) -> None:
    """Everything is returned, and both sides sign."""
    handover = handing_over.begin_handover(walk.case, now=walk.at)
    officer = walk.cast.officer.id
    for item in handover.items:
        handing_over.settle_handover_item(handover, item, note="", on=walk.today, by_id=officer)
    for is_agency, by in ((True, walk.leader.id), (False, officer)):
        handing_over.sign_handover(handover, as_agency=is_agency, by_id=by, now=walk.at)


def graduate(walk: Walk) -> None:
    """It graduates, by head and authority."""
    score(walk, EvaluationKind.GRADUATION, Side.BASE, 86)
    hand_over(walk)
    decide(walk, Result.GRADUATE, "治理、人员、项目和财务都达到出壳条件。")
    walk.step("graduate", walk.cast.head, second=walk.cast.authority)


def fail(walk: Walk) -> None:
    """It does not graduate, and may not stay longer."""
    score(walk, EvaluationKind.GRADUATION, Side.BASE, 55)
    reason = "出壳评估未达标，续驻次数已用完。"
    decide(walk, Result.FAIL, reason)
    walk.step("fail_graduation", walk.cast.head, reason=reason)


def follow_up(walk: Walk) -> None:
    """The next follow-up that is open: the graduate goes on working."""
    row = next(one for one in list_follow_ups(walk.case) if one.done_on is None)
    officer = walk.cast.officer.id
    leaving.note_contact(
        row, on=walk.today, is_reached=True, note="电话回访。", by_id=officer, now=walk.at
    )
    leaving.finish_follow_up(
        row,
        Survival.ACTIVE,
        figures=(4 + row.month // 6, 1 + row.month // 6),
        needs="希望继续参加督导沙龙。",
        by_id=officer,
        now=walk.at,
    )


def finish(walk: Walk) -> None:
    """The last follow-up is done."""
    walk.step("finish_followup", walk.cast.officer)


def leave(walk: Walk) -> None:
    """The agency gives notice and leaves by its own will."""
    settle_reports(walk)
    reason = "已在街道租到办公用房。"
    leaves_on = walk.today + timedelta(days=NOTICE)
    leaving.give_notice(
        walk.case, leaves_on=leaves_on, reason=reason, by_id=walk.leader.id, now=walk.at
    )
    walk.step("leave", walk.leader, reason=reason, second=walk.cast.officer)


def consider(walk: Walk) -> None:
    """Its dismissal is considered."""
    leaving.consider_dismissal(
        walk.case,
        Cause.REPORTS_MISSING,
        "连续两个季度没有提交报告，工位三个月未使用。",
        by_id=walk.cast.head.id,
        now=walk.at,
    )


def answer(walk: Walk) -> None:
    """The agency is heard."""
    row = find_dismissal(walk.case)
    assert row
    text = "团队主要成员离职，确实无力继续，同意退出。"
    leaving.answer_dismissal(row, text, by_id=walk.leader.id, now=walk.at)


def dismiss(walk: Walk) -> None:
    """It is dismissed, by head and authority."""
    reason = "连续两个季度未报告，经约谈无改进。"
    walk.step("dismiss", walk.cast.head, reason=reason, second=walk.cast.authority)


def close(walk: Walk) -> None:
    """Everything is handed over, and the case is closed by officer and finance."""
    hand_over(walk)
    walk.step("close_exit", walk.cast.officer, second=walk.cast.finance)
