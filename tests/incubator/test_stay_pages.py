"""The pages of a stay as people use them: what they send, what they read, and what is said when it is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, TODAY, make_seat
from tests.factories_residence import (
    Stay,
    agreement_of,
    assess,
    hand_over,
    handover_of,
    make_stay,
    pledge,
    score,
    sign,
    write_items,
)
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.incubator.actions import meeting, planning, residing
from trainingapp.incubator.actions.effects_leaving import plan_followups
from trainingapp.incubator.actions.planning import make_items
from trainingapp.incubator.actions.tasks import Todo, open_task
from trainingapp.incubator.models import (
    Agreement,
    Case,
    Encounter,
    Equipment,
    Incident,
    RiskFlag,
    Task,
)
from trainingapp.incubator.plan_files import newest_maturity, newest_sheet
from trainingapp.incubator.queries import assessments, leaving, residence
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.residence_words import (
    AssessmentKind,
    EncounterKind,
    EvaluationKind,
    ItemState,
    Origin,
    PledgeKind,
    RiskKind,
    Side,
    TaskSource,
)
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def read(client: FlaskClient, stay: Stay, path: str) -> str:
    answer = client.get(stay.url + path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.text


def send(client: FlaskClient, stay: Stay, path: str, **data: Any) -> int:
    return client.post(stay.url + path, data=data).status_code


def as_(client: FlaskClient, stay: Stay, who: str) -> None:
    sign_in(client, stay.people[who])


AGREEMENT = {
    "kind": "entry",
    "starts_on": "2026-12-01",
    "last_day": "2027-11-30",
    "desks": "2",
    "rent": "0",
    "deposit": "0",
}


def test_moving_in_from_agreement_to_desk(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.ONBOARDING)
    as_(client, stay, "officer")
    data = {**AGREEMENT, "number": "X-1", "rent": "0", "deposit": "500.50"}
    assert send(client, stay, "/residence/agreement", **data) == 303
    row = agreement_of(stay)
    assert (row.starts_on, row.ends_on) == (date(2026, 12, 1), date(2027, 12, 1))
    assert (row.desks, row.deposit) == (2, Decimal("500.50"))
    assert send(client, stay, "/residence/briefing", on="2026-11-20") == 303
    assert send(client, stay, "/residence/desk", chosen="7") == 303
    as_(client, stay, "manager")
    assert "作出承诺" in read(client, stay, "/residence")
    assert send(client, stay, f"/residence/agreements/{row.id}/signature") == 303
    assert send(client, stay, "/residence/pledges/conduct") == 303
    assert send(client, stay, "/residence/pledges/safety") == 303
    as_(client, stay, "head")
    assert send(client, stay, f"/residence/agreements/{row.id}/signature") == 303
    page = read(client, stay, "/residence")
    assert "X-1" in page
    assert "工位 7" in page
    for guard in ("agreement_signed", "pledge_signed", "safety_briefed", "desk_assigned"):
        assert stay.missing(guard) == [], guard


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({**AGREEMENT, "last_day": "2026-11-30"}, "结束日期早于开始日期"),
        ({**AGREEMENT, "starts_on": ""}, "请填写此项"),
        ({**AGREEMENT, "starts_on": "soon"}, "starts_on-error"),
        ({**AGREEMENT, "desks": "-1"}, "desks-error"),
    ],
)
def test_a_wrong_agreement_says_so_beside_the_field_and_keeps_what_was_typed(
    app: Flask, client: FlaskClient, data: dict[str, str], sentence: str
) -> None:
    stay = make_stay(Stage.ONBOARDING)
    as_(client, stay, "officer")
    answer = client.post(
        f"{stay.url}/residence/agreement", data={**data, "terms": "no subletting", "number": "N9"}
    )
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "no subletting" in answer.text
    assert 'value="N9"' in answer.text
    assert agreement_of(stay) is None


def test_signed_terms_are_not_rewritten(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.ONBOARDING)
    sign(stay, base=False)
    as_(client, stay, "head")
    signed = agreement_of(stay).id
    assert send(client, stay, "/residence/agreement", **AGREEMENT) == 303
    assert agreement_of(stay).signed_agency_on is None
    old = db.session.get_one(Agreement, signed)
    assert (old.starts_on, old.signed_agency_on) == (TODAY, TODAY)


def test_a_briefing_lies_not_ahead_and_is_confirmed_only_after_it_was_held(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay(Stage.ONBOARDING)
    as_(client, stay, "officer")
    assert send(client, stay, "/residence/briefing", on="2026-11-24") == 422
    as_(client, stay, "manager")
    assert send(client, stay, "/residence/pledges/safety") == 409
    assert send(client, stay, "/residence/pledges/other") == 404
    assert residence.list_pledges(stay.case()).get(PledgeKind.SAFETY) is None


def test_a_desk_is_with_one_agency_at_a_time(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    as_(client, stay, "officer")
    assert send(client, stay, "/residence/desk", chosen="1") == 303
    assert send(client, stay, "/residence/desk", chosen="1") == 422  # no longer offered
    assert send(client, stay, "/residence/desk", chosen="21") == 422  # the base has 20
    with pytest.raises(residing.DeskTaken):
        stay.act(lambda case: residing.assign_desk(case, 1, by_id=stay.id_of("head"), now=NOON))
    assert send(client, stay, "/residence/desks/1/end") == 303
    assert 1 in residence.list_free_desks(stay.case().base)


def test_equipment_is_entered_lent_and_taken_back(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    as_(client, stay, "officer")
    url = f"/incubation/bases/{stay.base_id}/equipment/new"
    assert client.post(url, data={"code": "P-1", "name": "打印机"}).status_code == 303
    assert client.post(url, data={"code": "P-1", "name": "投影仪"}).status_code == 409
    assert client.post(url, data={"code": "", "name": "投影仪"}).status_code == 422
    piece = str(db.session.scalars(db.select(Equipment.id)).one())
    assert send(client, stay, "/residence/equipment", chosen=piece) == 303
    assert send(client, stay, "/residence/equipment", chosen=piece) == 422
    (loan,) = residence.list_loans(stay.case())
    desks = client.get(f"/incubation/bases/{stay.base_id}/desks").text
    assert stay.case().agency.name in desks
    path = f"/residence/loans/{loan.id}/return"
    assert send(client, stay, path, state="gone", note="lost") == 303
    assert client.get(stay.url + path).status_code == 404  # it is back
    assert send(client, stay, "/residence/equipment", chosen=piece) == 422  # gone is gone


def test_a_plan_is_worked_off_with_evidence(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    stay.act(lambda case: make_items(case, now=NOON) and None)
    items = {one.code: one.id for one in residence.list_items(stay.case())}
    item_id = items["charter"]
    path = f"/plan/{item_id}"
    as_(client, stay, "officer")
    assert send(client, stay, f"{path}/verdict", verdict="accept") == 409  # nothing there yet
    as_(client, stay, "manager")
    assert send(client, stay, f"{path}/evidence", note="") == 422
    assert send(client, stay, f"{path}/evidence", note="charter adopted on 1 November") == 303
    as_(client, stay, "officer")
    assert "charter adopted" in read(client, stay, "/plan")
    assert send(client, stay, f"{path}/verdict", verdict="return", answer="") == 422
    assert send(client, stay, f"{path}/verdict", verdict="return", answer="minutes?") == 303
    told = list(db.session.scalars(db.select(Notice.kind).filter_by(user_id=stay.id_of("manager"))))
    assert told == ["incubator.item_returned"]
    as_(client, stay, "manager")
    assert "minutes?" in read(client, stay, "/plan")
    assert send(client, stay, f"{path}/evidence", note="with minutes") == 303
    as_(client, stay, "head")
    assert send(client, stay, f"{path}/verdict", verdict="accept") == 303
    assert residence.get_item(stay.case(), item_id).state == ItemState.ACCEPTED
    as_(client, stay, "manager")
    assert send(client, stay, f"{path}/evidence", note="again") == 409  # settled is settled


def test_items_are_added_and_waived_with_a_reason(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    as_(client, stay, "officer")
    data = {"title": "拜访街道", "owner": "agency", "due_on": "2026-12-31", "domain": "funding"}
    assert send(client, stay, "/plan/new", **data) == 303
    assert send(client, stay, "/plan/new", **data | {"due_on": "2026-11-22"}) == 422
    assert send(client, stay, "/plan/new", **data | {"due_on": "2066-11-22"}) == 422
    (item,) = residence.list_items(stay.case())
    assert "筹资与伙伴" in read(client, stay, "/plan")
    assert send(client, stay, f"/plan/{item.id}/waiver", text="") == 422
    assert send(client, stay, f"/plan/{item.id}/waiver", text="done before") == 303
    assert residence.get_item(stay.case(), item.id).state == ItemState.WAIVED
    assert send(client, stay, f"/plan/{item.id}/waiver", text="again") == 409


def test_what_is_late_is_said_to_be_late(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    stay.act(lambda case: make_items(case, now=NOON) and None)
    as_(client, stay, "manager")
    with time_machine.travel(NOON + timedelta(days=400), tick=False):
        sign_in(client, stay.people["manager"])
        assert "已逾期" in read(client, stay, "/plan")


MINUTES = {
    "kind": "visit",
    "happened_on": "2026-11-20",
    "minutes": "90",
    "purpose": "走访",
    "content": "看了服务档案",
    "owner_1": "agency",
    "owner_2": "officer",
    "owner_3": "agency",
}


def test_minutes_make_tasks_and_are_confirmed_by_the_agency(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    make_seat(stay.case(), stay.people["second"], duty=Duty.MENTOR, state=SeatState.TAKEN)
    as_(client, stay, "officer")
    data = {**MINUTES, "action_1": "补签合同", "due_1": "2026-12-05"}
    assert send(client, stay, "/encounters/new", **data) == 303
    path = f"/encounters/{db.session.scalars(db.select(Encounter.id)).one()}"
    task = db.session.scalars(db.select(Task).filter_by(source="encounter")).one()
    assert (task.message, task.owner, task.due_on) == ("补签合同", "agency", date(2026, 12, 5))
    task_id = task.id
    as_(client, stay, "manager")
    assert "补签合同" in client.get("/incubation/tasks").text
    assert send(client, stay, f"{path}/confirmation", text="90 分钟属实") == 303
    assert send(client, stay, f"{path}/confirmation", text="again") == 409
    assert "90 分钟属实" in read(client, stay, path)
    assert client.post(f"/incubation/tasks/{task_id}/done").status_code == 303
    assert "补签合同" not in client.get("/incubation/tasks").text
    assert "1.5" in read(client, stay, "/encounters")


@pytest.mark.parametrize(
    "change",
    [
        {"minutes": "0"},
        {"minutes": "1441"},
        {"happened_on": "2026-11-24"},
        {"purpose": ""},
        {"due_1": "2026-12-05"},  # a day without an action
        {"kind": "dinner"},
    ],
)
def test_minutes_that_cannot_be_are_sent_back(
    app: Flask, client: FlaskClient, change: dict[str, str]
) -> None:
    stay = make_stay()
    as_(client, stay, "officer")
    answer = client.post(f"{stay.url}/encounters/new", data={**MINUTES, **change})
    assert answer.status_code == 422
    assert "看了服务档案" in answer.text
    assert db.session.scalars(db.select(Encounter)).all() == []


def levels(level: int) -> dict[str, str]:
    return {c: str(level) for codes in newest_maturity().statements.values() for c in codes}


def test_a_baseline_is_filled_in_in_two_sittings_and_then_stays(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    as_(client, stay, "manager")
    half = dict(list(levels(2).items())[:10])
    path = "/assessments/baseline"
    assert send(client, stay, path, save="yes", **half) == 303
    assert send(client, stay, path, submit="yes", **half) == 422  # twenty are missing
    page = read(client, stay, path)
    assert page.count("checked") == 10
    assert send(client, stay, path, submit="yes", **levels(2)) == 303
    row = assessments.find_assessment(stay.case(), AssessmentKind.BASELINE, Side.SELF)
    assert row is not None
    assert (row.index, row.submitted_at) == (Decimal("50.00"), NOON)
    assert send(client, stay, path, submit="yes", **levels(4)) == 303
    assert stay.missing("baseline_done") == ["baseline_base"]
    row = assessments.find_assessment(stay.case(), AssessmentKind.BASELINE, Side.SELF)
    assert row is not None
    assert row.levels == {code: 2 for code in levels(2)}
    assert "指数 50.00" in read(client, stay, "/assessments")


def test_a_high_level_without_a_word_on_what_shows_it_is_not_submitted(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    as_(client, stay, "officer")
    answer = client.post(f"{stay.url}/assessments/baseline", data={"submit": "yes", **levels(3)})
    assert answer.status_code == 422
    assert "请写明依据" in answer.text
    shown = {f"shown_by_{domain.code}": "minutes" for domain in newest_maturity().domains}
    assert send(client, stay, "/assessments/baseline", submit="yes", **levels(3), **shown) == 303


def test_a_sheet_is_saved_submitted_and_growth_is_computed(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.GRADUATION, stage_since=NOON)
    as_(client, stay, "head")
    points = {one.code: "10" for one in newest_sheet(EvaluationKind.GRADUATION).criteria}
    path = "/evaluations/graduation"
    assert send(client, stay, path, submit="yes", **points | {"party": "5"}) == 422  # no growth yet
    assess(stay, AssessmentKind.BASELINE, level=1)
    assess(stay, AssessmentKind.FINAL, level=2)
    assert send(client, stay, path, submit="yes", **points | {"party": "6"}) == 422  # at most 5
    data = points | {"party": "5", "growth": "0", "feedback": "继续"}
    assert send(client, stay, path, save="yes", **data) == 303
    assert assessments.find_score(stay.case(), EvaluationKind.GRADUATION) is None
    assert send(client, stay, path, submit="yes", **data) == 303
    row = assessments.find_score(stay.case(), EvaluationKind.GRADUATION)
    assert row is not None
    assert row.total == Decimal("65.00")  # 5 × 10 + 5 + 10 for growth, whatever was typed
    assert "继续" in read(client, stay, "/assessments")


def test_a_submitted_sheet_cannot_be_changed_in_the_database(app: Flask) -> None:
    stay = make_stay(Stage.MIDTERM, stage_since=NOON)
    score(stay, EvaluationKind.MIDTERM)
    row = assessments.find_score(stay.case(), EvaluationKind.MIDTERM)
    assert row is not None
    with pytest.raises(Exception, match="a submitted sheet stays"):
        stay.act(change_total)
    db.session.rollback()


def change_total(case: Case) -> None:
    row = assessments.find_score(case, EvaluationKind.MIDTERM)
    assert row is not None
    row.total = Decimal(99)
    db.session.flush()


def test_the_agency_sees_what_to_put_right_only_when_it_is_ordered(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    as_(client, stay, "officer")
    data = {"origin": "complaint", "text": "合同缺签", "due_on": "2026-12-20"}
    assert send(client, stay, "/putting-right/new", **data) == 303
    assert send(client, stay, "/putting-right/new", **data | {"due_on": ""}) == 422
    assert "合同缺签" in read(client, stay, "/putting-right")
    as_(client, stay, "manager")
    assert "合同缺签" not in read(client, stay, "/putting-right")
    row = leaving.find_rectification(stay.case())
    assert row is not None
    path = f"/putting-right/{row.items[0].id}"
    assert send(client, stay, f"{path}/evidence", note="done") == 409
    stay.act(order)
    assert "合同缺签" in read(client, stay, "/putting-right")
    assert send(client, stay, f"{path}/evidence", note="") == 422
    assert send(client, stay, f"{path}/evidence", note="已补签") == 303
    as_(client, stay, "officer")
    assert send(client, stay, f"{path}/removal") == 409
    assert send(client, stay, f"{path}/verdict", verdict="accept") == 303
    assert "全部整改到位" in read(client, stay, "/putting-right")
    assert stay.missing("rectification_closed") == []


def order(case: Case) -> None:
    row = leaving.find_rectification(case)
    assert row is not None
    row.ordered_at = NOON


def test_a_list_that_lost_its_last_item_is_gone(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    ids = write_items(stay, TODAY, TODAY)
    as_(client, stay, "head")
    for item_id in ids:
        assert send(client, stay, f"/putting-right/{item_id}/removal") == 303
    assert leaving.find_rectification(stay.case()) is None


def test_a_longer_stay_is_asked_for_once_and_may_be_refused(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    as_(client, stay, "manager")
    data = {"months": "3", "reason": "项目未结", "plan": "完成评估"}
    assert send(client, stay, "/leaving/extension", **data | {"months": "0"}) == 422
    assert send(client, stay, "/leaving/extension", **data) == 303
    assert send(client, stay, "/leaving/extension", **data) == 409
    as_(client, stay, "head")
    assert "项目未结" in read(client, stay, "/leaving")
    assert send(client, stay, "/leaving/extension/refusal", text="no") == 303
    assert client.get(f"{stay.url}/leaving/extension/refusal").status_code == 404
    assert stay.missing("extension_asked") == ["not_asked"]


def test_notice_is_given_and_withdrawn(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    as_(client, stay, "manager")
    data = {"leaves_on": "2026-12-23", "reason": "迁址"}
    assert send(client, stay, "/leaving/notice", **data | {"leaves_on": "2026-11-01"}) == 422
    assert send(client, stay, "/leaving/notice", **data) == 303
    assert stay.missing("notice_to_leave_given") == []
    assert send(client, stay, "/leaving/notice/withdrawal") == 303
    assert stay.missing("notice_to_leave_given") == ["no_notice"]


def test_a_dismissal_is_considered_answered_and_dropped(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    as_(client, stay, "head")
    data = {"cause": "no_activity", "facts": "三个月无活动"}
    assert send(client, stay, "/leaving/dismissal", **data) == 303
    assert send(client, stay, "/leaving/dismissal", **data) == 409
    as_(client, stay, "manager")
    assert "三个月无活动" in read(client, stay, "/leaving")
    assert send(client, stay, "/leaving/dismissal/answer", statement="") == 422
    assert send(client, stay, "/leaving/dismissal/answer", statement="已恢复") == 303
    assert send(client, stay, "/leaving/dismissal/answer", statement="again") == 409
    as_(client, stay, "head")
    assert "已恢复" in read(client, stay, "/leaving")
    assert send(client, stay, "/leaving/dismissal/withdrawal") == 303
    assert stay.missing("dismissal_cause_named") == ["no_cause"]


def test_a_hand_over_goes_item_by_item_to_two_signatures(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.EXITING)
    as_(client, stay, "officer")
    assert send(client, stay, "/handover") == 303
    assert send(client, stay, "/handover/signature") == 409
    for item in handover_of(stay).items:
        assert send(client, stay, f"/handover/{item.id}", on="2026-11-23", note="ok") == 303
    assert send(client, stay, "/handover/signature") == 303
    item = handover_of(stay).items[0]
    assert send(client, stay, f"/handover/{item.id}", on="") == 409  # signed for
    as_(client, stay, "manager")
    assert send(client, stay, "/handover/signature") == 303
    assert stay.missing("handover_complete") == []


def test_a_graduate_is_asked_and_asked_again(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.FOLLOWUP, exit_on=date(2025, 11, 23))
    stay.act(lambda case: plan_followups(case, None, NOON))  # type: ignore[arg-type]
    path = f"/follow-ups/{leaving.list_follow_ups(stay.case())[2].id}"
    as_(client, stay, "officer")
    assert (
        send(client, stay, f"{path}/contact", on="2026-11-23", reached="no", note="无人接听") == 303
    )
    assert send(client, stay, f"{path}/contact", on="2026-11-24", reached="no") == 422
    assert send(client, stay, f"{path}/answer", survival="active") == 422  # how many staff?
    data = {"survival": "active", "staff": "5", "projects": "2", "needs": "场地"}
    assert send(client, stay, f"{path}/answer", **data) == 303
    assert send(client, stay, f"{path}/answer", **data) == 409
    page = read(client, stay, "/follow-ups")
    assert "无人接听" in page
    assert "正常运作" in page
    assert stay.missing("followup_done") == []


RISK = {"kind": "finance", "origin": "officer", "text": "单一资助方", "severity": "5"}


def test_a_risk_is_flagged_judged_anew_and_closed(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    as_(client, stay, "officer")
    data = {**RISK, "likelihood": "3", "due_on": "2026-12-31"}
    assert send(client, stay, "/risks/new", **data) == 303
    risk = f"/risks/{db.session.scalars(db.select(RiskFlag.id)).one()}"
    assert "高风险" in read(client, stay, "/risks")
    assert send(client, stay, f"{risk}/edit", **data | {"likelihood": "1"}) == 303
    assert "低风险" in read(client, stay, "/risks")
    assert send(client, stay, f"{risk}/edit", **data | {"likelihood": "6"}) == 422
    assert send(client, stay, f"{risk}/end", text="第二家资助方已签约") == 303
    assert send(client, stay, f"{risk}/end", text="again") == 409
    assert send(client, stay, f"{risk}/edit", **data) == 409
    assert "第二家资助方已签约" in read(client, stay, "/risks")
    assert db.session.scalars(db.select(Task).filter_by(closed_at=None)).all() == []


def test_an_incident_is_told_to_those_who_may_know(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    as_(client, stay, "manager")
    data = {
        "kind": "accident",
        "happened_on": "2026-11-22",
        "persons_harmed": "1",
        "summary": "滑倒",
        "told_whom": "街道",
        "told_on": "2026-11-22",
    }
    assert send(client, stay, "/incidents/new", **data | {"told_on": "2026-11-25"}) == 422
    assert send(client, stay, "/incidents/new", **data) == 303
    for who, is_told in (("officer", 1), ("head", 1), ("authority", 1), ("finance", 0)):
        query = db.select(Notice).filter_by(user_id=stay.id_of(who))
        assert len(db.session.scalars(query).all()) == is_told, who
    incident_id = db.session.scalars(db.select(Incident.id)).one()
    as_(client, stay, "officer")
    assert send(client, stay, f"/incidents/{incident_id}/end", text="已铺防滑垫") == 303
    assert "已办结" in read(client, stay, "/incidents")


def test_tasks_are_seen_by_who_has_to_do_them(app: Flask, client: FlaskClient) -> None:
    stay, other = make_stay(), make_stay()
    for who, text in ((Actor.OFFICER, "O-task"), (Actor.AGENCY, "A-task"), (Actor.HEAD, "H-task")):
        stay.act(lambda case, who=who, text=text: note(case, who, text))  # type: ignore[misc]
    seen = {"officer": {"O-task"}, "head": {"H-task"}, "manager": {"A-task"}, "finance": set()}
    for name, wanted in seen.items():
        as_(client, stay, name)
        page = client.get("/incubation/tasks").text
        assert {text for text in ("O-task", "A-task", "H-task") if text in page} == wanted
    for name in ("officer", "manager"):
        as_(client, other, name)
        assert "-task" not in client.get("/incubation/tasks").text


def note(case: Case, owner: Actor, text: str, due_on: date | None = None) -> None:
    todo = Todo(text, owner, TaskSource.MANUAL, due_on=due_on, is_typed=True)
    open_task(f"manual:{case.id}:{text}", todo, agency=case.agency, case=case, now=NOON)


def test_only_overdue_tasks_are_shown_when_asked_for(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    stay.act(lambda case: note(case, Actor.OFFICER, "late", TODAY - timedelta(days=1)))
    stay.act(lambda case: note(case, Actor.OFFICER, "today", TODAY))
    as_(client, stay, "officer")
    page = client.get("/incubation/tasks?only=overdue").text
    assert "late" in page
    assert ">today<" not in page
    assert send(client, stay, "/tasks/new", text="写简报", owner="officer") == 303
    assert send(client, stay, "/tasks/new", text="", owner="officer") == 422
    assert "写简报" in client.get("/incubation/tasks").text


@pytest.mark.parametrize("path", ["/plan", "/encounters", "/putting-right", "/risks", "/leaving"])
def test_a_full_page_takes_as_many_statements_as_a_short_one(
    app: Flask, client: FlaskClient, path: str
) -> None:
    counts = []
    for rows in (1, 12):
        stay = make_stay()
        write_items(stay, *[TODAY] * rows)
        for number in range(rows):
            stay.act(lambda case, n=number: fill(case, n))  # type: ignore[misc]
        as_(client, stay, "officer")
        counts.append(count_statements(client, stay.url + path))
    assert counts[0] == counts[1]


def fill(case: Case, number: int) -> None:
    by_id = case.officer_id or 0
    planning.add_item(case, planning.Planned(f"item {number}", Actor.AGENCY), now=NOON)
    minutes = meeting.Minutes(EncounterKind.CALL, TODAY, 5, "call", "talked")
    meeting.keep_minutes(case, minutes, [], by_id=by_id, now=NOON)
    risk = meeting.Risk(RiskKind.LEGAL, Origin.RULE, "r", 1, 1, owner_id=by_id)
    meeting.open_risk(case, risk, by_id=by_id, now=NOON)
    note(case, Actor.OFFICER, f"task {number}")


def test_the_list_of_tasks_takes_as_many_statements_whatever_its_length(
    app: Flask, client: FlaskClient
) -> None:
    counts = []
    stay = make_stay()
    for rows in (range(1), range(1, 25)):
        for number in rows:
            stay.act(lambda case, n=number: note(case, Actor.OFFICER, f"t{n}"))  # type: ignore[misc]
        as_(client, stay, "officer")
        counts.append(count_statements(client, "/incubation/tasks"))
    assert counts[0] == counts[1]


def test_pages_speak_english_where_it_is_read(app: Flask, client: FlaskClient) -> None:
    stay = make_stay()
    pledge(stay)
    hand_over(stay)
    stay.act(lambda case: make_items(case, now=NOON) and None)
    as_(client, stay, "officer")
    headers = {"Accept-Language": "en"}
    for path, sentence in (
        ("/plan", "Finish the baseline assessment"),
        ("/leaving", "Keys and passes"),
        ("/assessments", "Maturity"),
    ):
        page = client.get(stay.url + path, headers=headers).text
        assert sentence in page, path
