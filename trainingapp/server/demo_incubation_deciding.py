"""What is decided on applications, who appeals, and the public notice, each step as its people take it."""

from __future__ import annotations

from trainingapp.incubator.actions.determining import Decided, answer_appeal, appeal, determine
from trainingapp.incubator.queries.decisions import find_appeal
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.server.demo_incubation_walk import Walk

BODY = "孵化工作领导小组（演示）"
REASONS = "需求有走访数据，服务方法清楚，团队稳定。"


def decide(walk: Walk, result: Result, reasons: str = REASONS) -> None:
    """Write down what the leading group has decided."""
    head = walk.cast.head
    minutes = walk.paper(DocumentCategory.MINUTES, "审定会议纪要", by=head, audience=Audience.BASE)
    decided = Decided(
        result=result,
        body=BODY,
        decided_on=walk.today,
        reasons=reasons,
        minutes_id=minutes.id,
        names=("李主任（演示）", "王副主任（演示）"),
    )
    determine(walk.case, decided, person_id=head.id, now=walk.at)


def admit(walk: Walk) -> None:
    """Admitted by the head and the authority, and made public."""
    decide(walk, Result.ADMIT)
    walk.step("admit", walk.cast.head, second=walk.cast.authority)


def wait_listed(walk: Walk) -> None:
    """All places are given."""
    decide(walk, Result.ADMIT)
    walk.step("put_on_waitlist", walk.cast.head)


def reject(walk: Walk) -> None:
    """Not admitted, with the reasons."""
    reasons = "服务需求没有依据，成效无法衡量。"
    decide(walk, Result.REJECT, reasons)
    walk.step("reject", walk.cast.head, reason=reasons, second=walk.cast.authority)


def object_to_it(walk: Walk) -> None:
    """The applicant appeals."""
    appeal(walk.case, "我们有社区走访数据，请重新考虑。", person_id=walk.leader.id, now=walk.at)


def answer_it(walk: Walk) -> None:
    """Somebody who had no hand in it answers: the rejection stands."""
    made = find_appeal(walk.case)
    assert made
    answer = "走访数据没有随申请提交，评审按提交的材料进行，维持原决定。欢迎下一批再申请。"
    person = walk.cast.finance
    answer_appeal(made, answer, is_upheld=False, person_id=person.id, now=walk.at)


def close_notice(walk: Walk) -> None:
    """The public notice is over, and nobody objected."""
    walk.step("close_notice", walk.cast.officer)
