"""The base of the demonstration: what the public reads of it, its calls, its authority, equipment and communities."""

from __future__ import annotations

from datetime import datetime, timedelta

from trainingapp.education.days import day_of
from trainingapp.incubator.actions import calls, residing
from trainingapp.incubator.actions.application_forms import newest_form
from trainingapp.incubator.actions.authorities import describe_authority
from trainingapp.incubator.actions.communities import bring_communities
from trainingapp.incubator.actions.rubrics import publish
from trainingapp.incubator.actions.workflows import newest_workflow
from trainingapp.incubator.models import IncubationBase, Intake
from trainingapp.incubator.queries.rubrics import newest_shipped
from trainingapp.rules.incubation.registry_words import CommunityKind
from trainingapp.rules.incubation.words import AuthorityKind, Track
from trainingapp.server.demo_incubation_cast import Cast

AREA = "130199"  # no real district; the rules of its province hold
OPENED = 1300
# name, first and last day of the call (days ago), places, whether stays begin with a trial
CALLS = (
    ("第一批", 1010, 980, 8, False),
    ("第二批", 405, 375, 8, False),
    ("第三批（试孵化）", 150, 120, 3, True),
    ("第四批", 40, -20, 6, False),
)
TEXT = (
    "面向本区民办社会工作服务机构和准备登记的团队。入驻后提供工位、一对一辅导、督导和项目对接。\n\n"
    "请在截止日前在线提交申请，材料可以分几次补齐。本公告为演示数据，没有任何效力。"
)
INTRODUCTION = (
    "面向社会工作服务机构的孵化基地，提供场地、督导、财务辅导和项目对接。演示数据，没有任何效力。"
)
EQUIPMENT = (
    ("BJ-001", "笔记本电脑"),
    ("BJ-002", "投影仪"),
    ("BJ-003", "档案柜"),
    ("BJ-004", "录音笔"),
)
STREETS = ("和平街道", "新华街道", "柳林镇")
NAMES = ("东里", "西苑", "南湖", "北园", "长青", "石桥")


def make_base(cast: Cast, *, now: datetime) -> tuple[IncubationBase, tuple[Intake, ...]]:
    """Publish what cases follow, enter the base and describe it, with its authority, calls, equipment, communities."""
    begun = now - timedelta(days=OPENED)
    newest_workflow(now=begun)
    newest_form(now=begun)
    publish(newest_shipped(), person_id=cast.administrator.id, now=begun)
    base = calls.enter_base(
        cast.base,
        code="BJ",
        area_code=AREA,
        authority_id=cast.office.id,
        person_id=cast.administrator.id,
        now=begun,
    )
    plan = calls.BasePlan(
        address="滨江区学府路 18 号（演示）",
        operator="滨江社会工作促进中心（演示）",
        introduction=INTRODUCTION,
        phone="0311-80000000",
        desks=24,
        area_m2=860,
        opened_on=day_of(begun),
        is_open=True,
    )
    calls.change_base(base, plan, person_id=cast.head.id, now=begun)
    describe_authority(
        cast.office,
        AuthorityKind.CIVIL_AFFAIRS,
        area_code=AREA,
        parent_id=None,
        address="滨江区政务大厅（演示）",
        phone="0311-80000001",
        person_id=cast.administrator.id,
        now=begun,
    )
    for code, name in EQUIPMENT:
        residing.add_equipment(base, code, name, now=begun)
    make_communities(cast, now=now)
    return base, tuple(_publish(base, cast, one, now=now) for one in CALLS)


def _publish(
    base: IncubationBase, cast: Cast, call: tuple[str, int, int, int, bool], *, now: datetime
) -> Intake:
    name, first, last, places, has_trial = call
    at = now - timedelta(days=first)
    plan = calls.CallPlan(
        name=f"{at.year} 年{name}入驻征集（演示）",
        text=TEXT,
        opens_on=day_of(at),
        closes_on=day_of(now - timedelta(days=last)),
        places=places,
        track=Track.M12,
        has_trial=has_trial,
    )
    before = at - timedelta(days=5)
    row = calls.keep_call(base, None, plan, person_id=cast.head.id, now=before)
    calls.publish_call(row, is_published=True, person_id=cast.head.id, now=at)
    return row


def make_communities(cast: Cast, *, now: datetime) -> None:
    """Eighteen communities, some above and some below the targets; of two nothing was counted."""
    rows = {}
    for street, street_name in enumerate(STREETS):
        for number, name in enumerate(NAMES):
            code = f"{AREA}{street + 1:03}{number + 1:03}"
            is_counted = (street, number) not in {(0, 5), (2, 0)}
            is_rural = street == len(STREETS) - 1
            rows[code] = {
                "code": code,
                "name": f"{name}{'村' if is_rural else '社区'}（演示）",
                "street": f"{street_name}（演示）",
                "kind": CommunityKind.RURAL if is_rural else CommunityKind.URBAN,
                "households": 900 + 130 * number + 70 * street,
                "population": 2400 + 310 * number + 150 * street,
                "filed": 3 + (number * 5 + street * 3) % 11 if is_counted else None,
                "registered": (number + street) % 3 if is_counted else None,
                "as_of": day_of(now - timedelta(days=60)),
                "source": "演示用虚构数据",
            }
    bring_communities(rows, person_id=cast.officer.id, now=now - timedelta(days=50))
