"""The twenty-four agencies of the demonstration: what each is, and its way, with the days ago of every step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from trainingapp.server import (
    demo_incubation_applying as applying,
    demo_incubation_deciding as deciding,
    demo_incubation_ending as ending,
    demo_incubation_money as money,
    demo_incubation_reports as reports,
    demo_incubation_staying as staying,
)
from trainingapp.server.demo_incubation_team import Team
from trainingapp.server.demo_incubation_walk import Walk
from trainingapp.server.demo_people import AGENCY

Step = tuple[str, int]

ACTS: Mapping[str, Callable[[Walk], None]] = {
    "begin0": partial(applying.begin, call=0),
    "begin1": partial(applying.begin, call=1),
    "begin2": partial(applying.begin, call=2),
    "begin3": partial(applying.begin, call=3),
    "review_low": partial(applying.review, points=2),
    **{
        one.__name__: one
        for one in (
            *(applying.submit, applying.send_back, applying.send_again, applying.check),
            *(applying.take_seats, applying.review, deciding.admit, deciding.wait_listed),
            *(deciding.reject, deciding.object_to_it, deciding.answer_it, applying.withdraw),
            *(deciding.close_notice, staying.move_in, staying.baseline),
            *(
                staying.lend,
                staying.show_next,
                staying.begin_midterm,
                staying.pass_midterm,
                staying.order,
            ),
            *(staying.put_one_right, staying.accept, staying.suspend, staying.ask_longer),
            staying.propose_longer,
            *(staying.extend, ending.let_early, ending.ask_graduation, ending.graduate),
            *(ending.fail, ending.follow_up, ending.finish, ending.leave, ending.consider),
            *(ending.answer, ending.dismiss, ending.close, money.contract, money.contract_done),
            *(money.grant, money.grant_waiting, money.visit, money.advise, money.risk),
            *(money.incident, money.work_off, money.base_contract, reports.leave_waiting),
            *(reports.leave_returned, reports.leave_late),
        )
    },
    "sign_half": partial(staying.sign, is_whole=False),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """An agency or, without a team of staff, a team that applies; what its checks find, and its way."""

    name: str
    way: tuple[Step, ...]
    team: Team | None = None
    faults: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_managers(self) -> bool:
        """The agency of the manager with a printed account, whose staff are there already."""
        return self.name == AGENCY

    @property
    def is_registered(self) -> bool:
        """A team comes into being with its application."""
        return self.team is not None or self.is_managers


def chosen(call: int, begun: int) -> tuple[Step, ...]:
    """From the application to the decision to admit."""
    return (
        (f"begin{call}", begun),
        ("submit", begun - 2),
        ("check", begun - 5),
        ("review", begun - 16),
        ("admit", begun - 22),
    )


def resident(call: int, begun: int) -> tuple[Step, ...]:
    """From the application to the first weeks in the base."""
    return (
        *chosen(call, begun),
        ("close_notice", begun - 36),
        ("move_in", begun - 40),
        ("baseline", begun - 55),
        ("visit", begun - 70),
    )


FIRST, SECOND, THIRD = 1000, 395, 140
HALF = FIRST - 240
PLANS: tuple[Plan, ...] = (
    Plan(
        "晨曦社会工作服务中心（演示）",
        (
            *resident(0, FIRST),
            ("contract_done", HALF + 20),
            ("begin_midterm", HALF),
            ("pass_midterm", HALF - 10),
            ("grant", HALF - 30),
            ("ask_graduation", HALF - 110),
            ("graduate", HALF - 130),
            ("follow_up", HALF - 225),
            ("follow_up", HALF - 315),
            ("follow_up", HALF - 500),
            ("finish", HALF - 505),
        ),
        Team(5, 3),
    ),
    Plan(
        "同舟社会工作服务中心（演示）",
        (
            *resident(0, FIRST - 3),
            ("contract_done", HALF + 20),
            ("begin_midterm", HALF),
            ("order", HALF - 10),
            ("accept", HALF - 60),
            ("extend", HALF - 120),
            ("extend", HALF - 310),
            ("ask_graduation", HALF - 450),
            ("fail", HALF - 470),
            ("close", HALF - 485),
        ),
        Team(3, 2),
    ),
    Plan(
        "远帆社会工作服务中心（演示）",
        (
            *resident(0, FIRST - 5),
            ("consider", HALF),
            ("answer", HALF - 3),
            ("dismiss", HALF - 20),
            ("close", HALF - 35),
        ),
        Team(3, 1),
        frozenset({"R25"}),
    ),
    Plan(
        "青禾社会工作服务中心（演示）",
        (*resident(0, FIRST - 6), ("leave", HALF + 30), ("close", HALF - 10)),
        Team(3, 1),
    ),
    Plan(
        "向阳花社工团队（演示）",
        (
            ("begin0", FIRST - 8),
            ("submit", FIRST - 9),
            ("check", FIRST - 12),
            ("review_low", FIRST - 22),
            ("reject", FIRST - 30),
            ("object_to_it", FIRST - 34),
            ("answer_it", FIRST - 40),
        ),
    ),
    Plan(
        "萤火青少年服务小组（演示）",
        (("begin0", FIRST - 9), ("submit", FIRST - 10), ("withdraw", FIRST - 14)),
    ),
    Plan(
        AGENCY,
        (
            *resident(1, SECOND),
            ("contract", SECOND - 75),
            ("grant", SECOND - 100),
            ("base_contract", SECOND - 110),
            ("lend", SECOND - 115),
            ("work_off", 150),
            ("advise", 6),
            ("risk", 5),
            ("ask_longer", 4),
            ("leave_waiting", 2),
            ("propose_longer", 1),
        ),
        faults=frozenset({"R12"}),
    ),
    Plan(
        "知行社会工作服务中心（演示）",
        (
            *resident(1, SECOND - 1),
            ("grant_waiting", 60),
            ("incident", 20),
            ("leave_returned", 3),
        ),
        Team(4, 1),
        frozenset({"R25", "R28", "R29"}),
    ),
    Plan(
        "安澜社会工作服务中心（演示）",
        (*resident(1, SECOND - 2), ("contract", 300), ("begin_midterm", 9), ("advise", 4)),
        Team(3, 1, 1),
    ),
    Plan(
        "桥心社会工作服务中心（演示）",
        (
            *resident(1, SECOND - 3),
            ("begin_midterm", 45),
            ("order", 30),
            ("put_one_right", 6),
            ("show_next", 3),
        ),
        Team(4, 2),
        frozenset({"R11"}),
    ),
    Plan(
        "南枝社会工作服务中心（演示）",
        (*resident(1, SECOND - 4), ("leave_late", 30), ("suspend", 25)),
        Team(3, 1),
    ),
    Plan(
        "明德社会工作服务中心（演示）",
        (
            *resident(1, SECOND - 5),
            ("contract_done", 200),
            ("begin_midterm", 170),
            ("pass_midterm", 160),
            ("ask_graduation", 14),
        ),
        Team(5, 3),
    ),
    Plan(
        "木棉社会工作服务中心（演示）",
        (*resident(1, SECOND - 6), ("leave", 12)),
        Team(3, 2),
    ),
    Plan(
        "海棠社会工作服务中心（演示）",
        (
            *resident(1, SECOND - 7),
            ("contract_done", 260),
            ("begin_midterm", 230),
            ("pass_midterm", 222),
            ("let_early", 160),
            ("ask_graduation", 150),
            ("graduate", 130),
            ("follow_up", 38),
        ),
        Team(6, 3),
    ),
    Plan(
        "繁星社会工作服务中心（演示）",
        (*resident(2, THIRD), ("leave_late", 3)),
        Team(3, 1),
    ),
    Plan("暖邻社区互助队（演示）", (*resident(2, THIRD - 3), ("contract", 20))),
    Plan(
        "听澜社会工作服务中心（演示）",
        (
            ("begin2", THIRD - 6),
            ("submit", THIRD - 8),
            ("check", THIRD - 12),
            ("review", THIRD - 30),
            ("admit", 24),
            ("close_notice", 9),
            ("sign_half", 4),
        ),
        Team(3, 1),
    ),
    Plan(
        "同行残障支持小组（演示）",
        (
            ("begin2", THIRD - 8),
            ("submit", THIRD - 9),
            ("check", THIRD - 13),
            ("review", THIRD - 31),
            ("wait_listed", 22),
        ),
    ),
    Plan("知了儿童陪伴团队（演示）", (("begin3", 6),)),
    Plan("小河家庭支持团队（演示）", (("begin3", 4), ("submit", 1))),
    Plan(
        "松果社会工作服务中心（演示）",
        (("begin3", 16), ("submit", 14), ("send_back", 3)),
        Team(3, 1),
    ),
    Plan(
        "银杏长者陪护小组（演示）",
        (
            ("begin3", 30),
            ("submit", 28),
            ("send_back", 26),
            ("send_again", 22),
            ("check", 12),
            ("take_seats", 8),
        ),
    ),
    Plan(
        "云帆社会工作服务中心（演示）",
        (("begin3", 36), ("submit", 34), ("check", 31), ("review", 10)),
        Team(4, 2),
    ),
    Plan("拾光社会工作服务中心（演示）", chosen(3, 24), Team(3, 2)),
)
