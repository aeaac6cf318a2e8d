"""From the first word of an application to the end of its review, each step as its people take it."""

from __future__ import annotations

from datetime import timedelta

from trainingapp.extensions import db
from trainingapp.incubator.actions import applications, reviewing, screening, seating
from trainingapp.incubator.models import ApplicationPaper
from trainingapp.incubator.models.reviews import Meeting
from trainingapp.incubator.queries import applications as queries
from trainingapp.incubator.queries.reviews import list_seated
from trainingapp.incubator.queries.rubrics import rubric_of
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.rules.incubation.reviewing import Recommendation
from trainingapp.rules.incubation.words import Applicants
from trainingapp.server.demo_incubation_answers import answers_of
from trainingapp.server.demo_incubation_walk import Walk

CHECKS = ("eligible", "complete", "papers_read", "credit_code", "declarations", "local")


def begin(walk: Walk, call: int) -> None:
    """Begin an application, and write its first page."""
    applicants = Applicants.REGISTERED if walk.agency else Applicants.TEAM
    walk.begun = applications.begin(
        walk.scene.calls[call],
        walk.leader,
        applicants=applicants,
        agency=walk.agency,
        now=walk.at,
    )
    write(walk, "basics")


def write(walk: Walk, *parts: str) -> None:
    """Write pages of the form."""
    pages = answers_of(walk)
    for part in parts or tuple(pages):
        row = queries.find_part(queries.get_application(walk.case), part)
        edition = row.edition if row else 0
        applications.save_part(
            walk.case, part, pages[part], person=walk.leader, edition=edition, now=walk.at
        )


def submit(walk: Walk) -> None:
    """Write everything, add the papers, pledge and submit."""
    write(walk)
    application = queries.get_application(walk.case)
    papers = queries.spec_for(application).papers_for(Applicants(walk.case.applicants))
    for paper in papers:
        if paper.is_required:
            category, title = DocumentCategory(paper.category), paper.label.zh
            document = walk.paper(category, title, by=walk.leader, audience=Audience.EXPERTS)
            db.session.add(
                ApplicationPaper(
                    application_id=application.id,
                    paper=paper.key,
                    document_id=document.id,
                    added_at=walk.at,
                )
            )
    applications.pledge(walk.case, person=walk.leader, now=walk.at)
    walk.step("submit", walk.leader)


def send_back(walk: Walk) -> None:
    """The officer names what is missing, and returns the application."""
    officer = walk.cast.officer
    for text, place in (
        ("团队名册缺少证书级别，请补充。", "papers"),
        ("请写明服务对象人数的依据。", "service"),
    ):
        screening.name_missing(walk.case, text, place=place, person_id=officer.id, now=walk.at)
    walk.step("return", officer, reason="材料需要补充两处。")


def send_again(walk: Walk) -> None:
    """Everything that was asked is answered, and the application submitted again."""
    for asked in queries.list_asked(walk.case):
        applications.answer_asked(
            walk.case, asked, "已经补充，请查收。", person=walk.leader, now=walk.at
        )
    walk.step("resubmit", walk.leader)


def check(walk: Walk) -> None:
    """The first check is passed and three experts are asked."""
    officer = walk.cast.officer
    checked = screening.Checked(
        checks={key: {"state": "ok", "note": ""} for key in CHECKS},
        credit_checked_on=walk.today,
        credit_source="中国社会组织政务服务平台（演示）",
        is_passed=True,
    )
    found = queries.get_screening(walk.case)
    screening.settle(walk.case, found, checked, person_id=officer.id, now=walk.at)
    due_on = walk.today + timedelta(days=10)
    for expert in walk.cast.experts:
        seating.ask(walk.case, expert.id, due_on=due_on, person_id=officer.id, now=walk.at)
    walk.step("pass_check", officer)


def take_seats(walk: Walk) -> None:
    """The first expert has begun to write, the second knows the applicants, the third has not answered."""
    first, second, _third = (one.seat for one in list_seated(walk.case))
    seating.take(first, now=walk.at)
    reviewing.save(first, _sheet(_codes(walk), 3), now=walk.at)
    seating.declare_conflict(second, "申请团队负责人是我指导过的研究生。", now=walk.at)


def review(walk: Walk, points: int = 4) -> None:
    """Three experts score, the base visits, and the review is closed."""
    codes = _codes(walk)
    for place, seated in enumerate(list_seated(walk.case)):
        seating.take(seated.seat, now=walk.at)
        level = points - (place == 1 and points > 1)
        reviewing.submit(seated.seat, _sheet(codes, level), now=walk.at)
    held = reviewing.Held(
        kind=Meeting.VISIT,
        held_on=walk.today,
        people="基地主管、申请团队三人",
        findings="走访了服务点，与服务对象谈过，和申请材料一致。",
        place="服务点",
    )
    officer = walk.cast.officer
    reviewing.record_interview(walk.case, held, person_id=officer.id, now=walk.at)
    walk.step("close_review", officer)


def _codes(walk: Walk) -> list[str]:
    return [one.code for one in rubric_of(walk.case).criteria]


def _sheet(codes: list[str], level: int) -> reviewing.Written:
    points: dict[str, int | None] = dict.fromkeys(codes, level)
    points[codes[0]] = min(level + 1, 5)
    return reviewing.Written(
        points=points,
        remarks={codes[0]: "需求写得具体，有走访记录。"},
        recommendation=Recommendation.YES if level > 2 else Recommendation.NO,
        comment="建议入驻后先做督导安排。" if level > 2 else "方案没有说明怎样衡量成效。",
        advice="把服务目标写成可以衡量的指标。",
    )


def withdraw(walk: Walk) -> None:
    """The applicant does not go on."""
    walk.step("withdraw", walk.leader, reason="团队决定先完成登记。")
