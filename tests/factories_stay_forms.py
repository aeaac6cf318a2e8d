"""The forms of a stay: who sends each where, something sound for it, and what its address names."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.factories_incubator import NOON, TODAY
from tests.factories_residence import Stay, write_items
from tests.factories_stays import (
    begin_handing_over,
    follow_ups_of,
    make_incident,
    make_item,
    make_minutes,
    make_piece,
    make_risk,
)
from trainingapp.incubator.actions import residing
from trainingapp.incubator.actions.effects_leaving import plan_followups
from trainingapp.incubator.models import (
    Case,
)
from trainingapp.incubator.queries import leaving, residence
from trainingapp.rules.incubation.residence_words import ItemState

# name of the form → who sends it where, and something sound
FORMS: dict[str, tuple[str, str, Mapping[str, str]]] = {
    "agreement": (
        "officer",
        "/residence/agreement",
        {
            "kind": "entry",
            "number": "协-7",
            "starts_on": "2026-12-01",
            "last_day": "2027-11-30",
            "desks": "2",
            "rent": "0",
            "deposit": "500.50",
            "terms": "不得转租",
        },
    ),
    "briefing": ("officer", "/residence/briefing", {"on": "2026-11-20"}),
    "desk": ("officer", "/residence/desk", {"chosen": "3"}),
    "equipment": ("officer", "/residence/equipment", {"chosen": "{piece}"}),
    "return": ("officer", "/residence/loans/{loan}/return", {"state": "worn", "note": "有划痕"}),
    "item": (
        "officer",
        "/plan/new",
        {"title": "拜访街道", "owner": "agency", "due_on": "2026-12-31", "domain": "funding"},
    ),
    "evidence": ("manager", "/plan/{item}/evidence", {"note": "已完成走访"}),
    "verdict": (
        "officer",
        "/plan/{submitted}/verdict",
        {"verdict": "return", "answer": "缺会议记录"},
    ),
    "waiver": ("officer", "/plan/{item}/waiver", {"text": "此前已完成"}),
    "task": (
        "officer",
        "/tasks/new",
        {"text": "写简报", "owner": "officer", "due_on": "2026-11-24"},
    ),
    "minutes": (
        "officer",
        "/encounters/new",
        {
            "kind": "visit",
            "happened_on": "2026-11-20",
            "minutes": "90",
            "place": "活动室",
            "attendees": "孙玉兰",
            "purpose": "走访",
            "content": "看了服务档案",
            "findings": "档案齐全",
            "action_1": "补签合同",
            "owner_1": "agency",
            "due_1": "2026-12-05",
            "owner_2": "officer",
            "owner_3": "agency",
        },
    ),
    "confirmation": ("manager", "/encounters/{encounter}/confirmation", {"text": "时长有出入"}),
    "put_right": (
        "officer",
        "/putting-right/new",
        {"origin": "complaint", "text": "合同缺签", "due_on": "2026-12-20"},
    ),
    "shown": ("manager", "/putting-right/{ordered}/evidence", {"note": "已补签"}),
    "longer": (
        "manager",
        "/leaving/extension",
        {"months": "3", "reason": "项目未结", "plan": "完成评估"},
    ),
    "early": ("head", "/leaving/early", {"text": "目标已经达成"}),
    "notice": ("manager", "/leaving/notice", {"leaves_on": "2026-12-30", "reason": "迁址"}),
    "dismissal": ("head", "/leaving/dismissal", {"cause": "no_activity", "facts": "三个月无活动"}),
    "handed_over": ("officer", "/handover/{handover}", {"on": "2026-11-20", "note": "两把钥匙"}),
    "contact": (
        "officer",
        "/follow-ups/{follow_up}/contact",
        {"on": "2026-11-20", "reached": "no", "note": "无人接听"},
    ),
    "answer": (
        "officer",
        "/follow-ups/{follow_up}/answer",
        {"survival": "active", "staff": "5", "projects": "2", "needs": "需要场地"},
    ),
    "risk": (
        "officer",
        "/risks/new",
        {
            "kind": "finance",
            "origin": "officer",
            "text": "单一资助方",
            "severity": "4",
            "likelihood": "3",
            "plan": "再找一家",
            "due_on": "2026-12-31",
        },
    ),
    "risk_again": (
        "officer",
        "/risks/{risk}/edit",
        {
            "kind": "people",
            "origin": "media",
            "text": "骨干离职",
            "severity": "2",
            "likelihood": "2",
        },
    ),
    "risk_end": ("officer", "/risks/{risk}/end", {"text": "第二家已签约"}),
    "incident": (
        "manager",
        "/incidents/new",
        {
            "kind": "accident",
            "happened_on": "2026-11-20",
            "persons_harmed": "1",
            "summary": "活动中滑倒",
            "measures": "送医检查",
            "told_whom": "街道办",
            "told_on": "2026-11-20",
        },
    ),
    "incident_end": ("officer", "/incidents/{incident}/end", {"text": "已铺防滑垫"}),
}


def prepare(stay: Stay, name: str) -> dict[str, int]:
    """What the address of a form names."""
    _who, path, data = FORMS[name]
    text = path + " ".join(data.values())
    return {one: make(stay) for one, make in NEEDED.items() if f"{{{one}}}" in text}


def lend(stay: Stay, piece: int) -> int:
    def doing(case: Case) -> int:
        residing.lend(case, residence.get_equipment(case.base, piece), now=NOON)
        return residence.list_loans(case)[0].id

    return stay.act(doing)


def order(case: Case) -> None:
    row = leaving.find_rectification(case)
    assert row is not None
    row.ordered_at = NOON


def follow(stay: Stay) -> int:
    stay.act(lambda case: plan_followups(case, None, NOON))  # type: ignore[arg-type]

    def bring_near(_case: Case) -> None:
        follow_ups_of(stay)[0].due_on = TODAY

    stay.act(bring_near)
    return follow_ups_of(stay)[0].id


def ordered(stay: Stay) -> int:
    (item,) = write_items(stay, TODAY)
    stay.act(order)
    return item


NEEDED: dict[str, Callable[[Stay], int]] = {
    "piece": make_piece,
    "loan": lambda stay: lend(stay, make_piece(stay)),
    "item": lambda stay: make_item(stay, needs_evidence=True),
    "submitted": lambda stay: make_item(stay, state=ItemState.SUBMITTED),
    "encounter": make_minutes,
    "ordered": ordered,
    "handover": lambda stay: begin_handing_over(stay)[0],
    "follow_up": follow,
    "risk": make_risk,
    "incident": make_incident,
}
