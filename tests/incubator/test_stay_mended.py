"""What went wrong in stays once: stale pages, ends of the calendar, one person on both sides, what came too late."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user
from tests.factories_flow import make_pause, settle, stand_in, take
from tests.factories_incubator import NOON, TODAY, make_seat
from tests.factories_residence import (
    agreement_of,
    assess,
    hand_over,
    handover_of,
    make_stay,
    score,
    sign,
    write_items,
)
from tests.factories_stays import (
    Visit,
    ask_longer,
    consider,
    make_item,
    make_piece,
    make_risk,
    make_second,
    make_task,
    notify_leaving,
    task_of,
)
from trainingapp.accounts.models import RoleGrant
from trainingapp.extensions import db
from trainingapp.incubator import plan_files
from trainingapp.incubator.actions import planning, residing
from trainingapp.incubator.actions.tasks import find_open_task
from trainingapp.incubator.models import Case, EquipmentLoan, Suspension
from trainingapp.incubator.queries import assessments, leaving, residence
from trainingapp.rules.incubation.residence_words import (
    AssessmentKind,
    EvaluationKind,
    ItemState,
    Side,
)
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.rules.permissions import Role

DAY = timedelta(days=1)
AGREEMENT = {
    "kind": "entry",
    "starts_on": "2026-12-01",
    "last_day": "2027-11-30",
    "desks": "2",
    "rent": "0",
    "deposit": "0",
}


@pytest.fixture(autouse=True)
def at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def test_half_signed_terms_that_have_run_out_are_written_anew(app: Flask) -> None:
    stay = make_stay(Stage.ONBOARDING)
    sign(stay, base=False, starts_on=TODAY - 30 * DAY, ends_on=TODAY)
    old = agreement_of(stay).id
    sign(stay, agency=False, base=False)
    assert agreement_of(stay).id != old
    assert stay.missing("agreement_signed") == ["agency_unsigned", "base_unsigned"]


def test_nobody_signs_terms_that_changed_after_the_page_was_drawn(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay(Stage.ONBOARDING)
    sign(stay, agency=False, base=False, deposit=Decimal(0))
    drawn = agreement_of(stay).id
    sign(stay, agency=False, base=False, deposit=Decimal(5000))
    visit = Visit(client, stay).by("manager")
    assert visit.send(f"/residence/agreements/{drawn}/signature") == 404
    row = agreement_of(stay)
    assert (row.deposit, row.signed_agency_on) == (Decimal(5000), None)
    assert len(residence.list_agreements(stay.case())) == 1


@pytest.mark.parametrize("field", ["starts_on", "last_day"])
def test_an_agreement_to_the_end_of_the_calendar_is_sent_back(
    app: Flask, client: FlaskClient, field: str
) -> None:
    visit = Visit(client, make_stay(Stage.ONBOARDING)).by("officer")
    data = {**AGREEMENT, "last_day": "9999-12-31", field: "9999-12-31"}
    answer = visit.post("/residence/agreement", **data)
    assert answer.status_code == 422
    assert "last_day-error" in answer.text


@pytest.mark.parametrize("money", ["sNaN", "NaN", "Infinity", "-Infinity", "1e400", "一千"])
def test_money_that_is_no_number_is_sent_back(app: Flask, client: FlaskClient, money: str) -> None:
    visit = Visit(client, make_stay(Stage.ONBOARDING)).by("officer")
    answer = visit.post("/residence/agreement", **AGREEMENT | {"rent": money})
    assert answer.status_code == 422
    assert "rent-error" in answer.text
    assert agreement_of(visit.stay) is None


@pytest.mark.parametrize("points", ["sNaN", "NaN", "Infinity", "-1", "30.01", "三"])
def test_points_that_are_no_points_are_sent_back(
    app: Flask, client: FlaskClient, points: str
) -> None:
    visit = Visit(client, make_stay(Stage.MIDTERM)).by("officer")
    answer = visit.post("/evaluations/midterm", plan=points, save="yes")
    assert answer.status_code == 422
    assert "plan-error" in answer.text
    assert assessments.list_evaluations(visit.stay.case()) == []


def test_an_agreed_day_at_the_end_of_the_calendar_is_sent_back(
    app: Flask, client: FlaskClient
) -> None:
    visit = Visit(client, make_stay()).by("officer")
    data = {
        "kind": "visit",
        "happened_on": "2026-11-20",
        "minutes": "90",
        "purpose": "走访",
        "content": "看了服务档案",
        "action_1": "补签合同",
        "due_1": "9999-12-31",
        "owner_1": "agency",
        "owner_2": "agency",
        "owner_3": "agency",
    }
    answer = visit.post("/encounters/new", **data)
    assert answer.status_code == 422
    assert "due_1-error" in answer.text
    assert visit.send("/encounters/new", **data | {"due_1": "2026-11-21"}) == 303


def test_who_speaks_for_the_agency_judges_nothing_for_the_base(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    both = make_user("双重", roles=[Role.INCUBATOR_HEAD], organisation=stay.place.organisation)
    stay.people["both"] = both
    stay.act(lambda case: manage_too(case, both.id))
    item = make_item(stay, state=ItemState.SUBMITTED)
    (wrong,) = write_items(stay, TODAY)
    visit = Visit(client, stay).by("both")
    assert visit.send(f"/plan/{item}/verdict", verdict="accept") == 403
    assert visit.send(f"/plan/{item}/waiver", text="not needed") == 403
    assert visit.send(f"/putting-right/{wrong}/removal") == 403
    assert visit.send("/leaving/early", text="may go") == 403
    assert visit.send("/leaving/dismissal", cause="breach", facts="x") == 403
    assert visit.send(f"/plan/{item}/evidence", note="as the agency") == 303


def manage_too(case: Case, user_id: int) -> None:
    """Somebody of the base who manages the agency as well."""
    place = case.agency.organisation_id
    role = Role.AGENCY_MANAGER
    grant = RoleGrant(user_id=user_id, role=role, organisation_id=place, granted_at=NOON)
    db.session.add(grant)


def test_who_began_the_case_decides_nothing_for_the_base_afterwards(
    app: Flask, client: FlaskClient
) -> None:
    stay = make_stay()
    both = make_user("双重", roles=[Role.INCUBATOR_HEAD], organisation=stay.place.organisation)
    stay.people["both"] = both
    stay.act(lambda case: setattr(case, "applicant_id", both.id))
    item = make_item(stay, state=ItemState.SUBMITTED)
    visit = Visit(client, stay).by("both")
    assert visit.send(f"/plan/{item}/verdict", verdict="accept") in {403, 404}
    assert visit.send(f"/plan/{item}/evidence", note="for the agency") in {403, 404}


def test_who_applied_closes_a_task_of_the_agency(app: Flask, client: FlaskClient) -> None:
    applicant = make_user("林美华")
    stay = make_stay(Stage.ONBOARDING, applicant_id=applicant.id)
    stay.people["applicant"] = applicant
    task = make_task(stay, owner=Actor.AGENCY)
    visit = Visit(client, stay).by("applicant")
    assert f"/incubation/tasks/{task}/done" in client.get("/incubation/tasks").text
    assert visit.client.post(f"/incubation/tasks/{task}/done").status_code == 303
    assert task_of(stay, task).closed_by_id == stay.id_of("applicant")


def test_a_declared_conflict_hides_the_tasks_of_that_case_alone(
    app: Flask, client: FlaskClient
) -> None:
    first = make_stay()
    second = make_second(first)
    make_task(first, "manual:first", message="of-the-first")
    make_task(second, "manual:second", message="of-the-second")
    make_seat(first.case(), first.people["officer"], duty=Duty.REVIEWER, state=SeatState.CONFLICT)
    Visit(client, first).by("officer")
    page = client.get("/incubation/tasks").text
    assert "of-the-second" in page
    assert "of-the-first" not in page


def test_a_place_that_lapses_gives_back_what_was_lent(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("tell_lapsed",))
    stay = make_stay(Stage.ONBOARDING)
    piece = make_piece(stay)
    stay.act(lambda case: residing.lend(case, residence.get_equipment(case.base, piece), now=NOON))
    take(stay.case_id, "lapse", stay.people["head"])
    assert residence.list_lent(stay.case().base) == {}
    assert db.session.scalars(db.select(EquipmentLoan.returned_on)).all() == [TODAY]


@pytest.mark.parametrize(
    ("kind", "stage", "side", "who"),
    [
        (EvaluationKind.MIDTERM, Stage.MIDTERM, Side.BASE, "officer"),
        (EvaluationKind.MIDTERM, Stage.MIDTERM, Side.SELF, "manager"),
    ],
)
def test_a_sheet_is_submitted_once_in_a_stage(
    app: Flask, client: FlaskClient, kind: EvaluationKind, stage: Stage, side: Side, who: str
) -> None:
    stay = make_stay(stage, stage_since=NOON)
    score(stay, kind, side, percent=50)
    visit = Visit(client, stay).by(who)
    points = {"plan": "30", "governance": "15", "people": "20", "service": "20", "finance": "15"}
    answer = visit.post(f"/evaluations/{kind}", submit="yes", **points)
    assert answer.status_code in {303, 409}
    totals = [one.total for one in assessments.list_evaluations(stay.case(), kind)]
    assert totals == [Decimal("50.00")]


def test_a_plan_is_counted_by_the_version_it_was_made_from(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stay = make_stay()
    stay.act(lambda case: planning.make_items(case, now=NOON) and None)
    before = {one.code: one.due_on for one in residence.list_items(stay.case())}
    known = plan_files.list_plans()
    old = plan_files.find_plan("m12")
    assert old is not None
    items = [one.model_copy(update={"offset": 0}) for one in old.items]
    newer = old.model_copy(update={"version": old.version + 1, "items": items})
    for module in (plan_files, planning):
        if hasattr(module, "list_plans"):
            monkeypatch.setattr(module, "list_plans", lambda: (*known, newer))
    stay.act(lambda case: planning.move_items(case, now=NOON))
    assert {one.code: one.due_on for one in residence.list_items(stay.case())} == before


def test_a_longer_stay_takes_no_days_back_that_a_pause_gave(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("begin_suspension", "move_dates_on", "extend_residence"))
    stay = make_stay(entered_on=TODAY - 30 * DAY, planned_exit_on=TODAY + 335 * DAY)
    stay.act(lambda case: planning.make_items(case, now=NOON) and None)
    make_pause(stay.case(), planned_end_on=TODAY + 80 * DAY)
    take(stay.case_id, "suspend", stay.people["head"], reason="flood")
    take(stay.case_id, "resume", stay.people["head"], now=NOON + 80 * DAY)
    before = {one.code: one.due_on for one in residence.list_items(stay.case())}
    stay.act(lambda case: planning.move_items(case, now=NOON + 80 * DAY))
    assert {one.code: one.due_on for one in residence.list_items(stay.case())} == before


def test_the_pause_of_a_stay_ends_with_the_stay(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("begin_suspension", "end_residence"))
    stay = make_stay()
    make_pause(stay.case(), planned_end_on=TODAY + 30 * DAY)
    take(stay.case_id, "suspend", stay.people["head"], reason="flood")
    take(stay.case_id, "leave", stay.people["manager"], reason="we go")
    settle(stay.case_id, stay.people["officer"])
    take(stay.case_id, "close_exit", stay.people["officer"], now=NOON + 5 * DAY)
    settle(stay.case_id, stay.people["finance"], now=NOON + 5 * DAY)
    stay.case()
    pause = db.session.scalars(db.select(Suspension)).one()
    assert pause.resumed_on == TODAY + 5 * DAY
    assert pause.closed_at is not None


def test_a_stay_that_ended_reminds_nobody_of_its_risks(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("end_residence",))
    stay = make_stay(Stage.EXITING)
    risk = make_risk(stay, due_on=TODAY + DAY)
    take(stay.case_id, "close_exit", stay.people["officer"])
    settle(stay.case_id, stay.people["finance"])
    stay.case()
    assert find_open_task(f"risk:{risk}") is None


def test_an_order_that_is_undone_is_written_on(
    app: Flask, monkeypatch: pytest.MonkeyPatch, client: FlaskClient
) -> None:
    stand_in(monkeypatch, real=("tell_rectification", "withdraw_rectification"))
    stay = make_stay()
    first, second = write_items(stay, TODAY, TODAY + DAY)
    take(stay.case_id, "order_rectification", stay.people["head"], reason="papers")
    take(stay.case_id, "revert", stay.people["head"], reason="wrong agency")
    settle(stay.case_id, stay.people["officer"])
    assert stay.case().stage == Stage.INCUBATING
    row = leaving.find_rectification(stay.case())
    assert row is not None
    assert row.ordered_at is None
    for item in (first, second):
        assert find_open_task(f"put_right:{item}") is None
    visit = Visit(client, stay).by("officer")
    assert visit.send(f"/putting-right/{first}/removal") == 303


def test_what_waits_for_the_authority_is_not_exchanged(
    app: Flask, monkeypatch: pytest.MonkeyPatch, client: FlaskClient
) -> None:
    stand_in(monkeypatch, real=("extension_asked", "extend_residence"))
    stay = make_stay()
    ask_longer(stay, 1)
    take(stay.case_id, "extend", stay.people["head"], reason="one month")
    visit = Visit(client, stay).by("manager")
    assert visit.send("/leaving/extension/refusal", text="rather six") == 409
    settle(stay.case_id, stay.people["authority"])
    assert stay.case().planned_exit_on == date(2027, 6, 25)


@pytest.mark.parametrize(("percent", "codes"), [(55, []), (56, ["some_left"])])  # 59.5 and 60.4
def test_too_few_points_to_stay_longer_end_the_stay(
    app: Flask, percent: int, codes: list[str]
) -> None:
    stay = make_stay(Stage.GRADUATION, stage_since=NOON)
    assess(stay, AssessmentKind.BASELINE, level=1)
    assess(stay, AssessmentKind.FINAL, level=2)  # 25 index points: all 10 for growth
    assert stay.missing("no_extension_left") == ["some_left"]
    score(stay, EvaluationKind.GRADUATION, percent=percent)
    assert stay.missing("no_extension_left") == codes


def test_a_hand_over_of_before_a_longer_stay_does_not_count_after_it(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch, real=("extend_residence",))
    stay = make_stay(Stage.GRADUATION)
    hand_over(stay)
    ask_longer(stay)
    assert stay.missing("desk_handed_over") == []
    take(stay.case_id, "send_back", stay.people["head"], reason="not yet")
    assert stay.missing("desk_handed_over") != []
    assert handover_of(stay) is None


@pytest.mark.parametrize("stage", [Stage.EXITING, Stage.FOLLOWUP])
def test_who_has_left_is_given_nothing_and_dismissed_no_more(
    app: Flask, client: FlaskClient, stage: Stage
) -> None:
    stay = make_stay(stage)
    piece = make_piece(stay)
    visit = Visit(client, stay).by("head")
    assert visit.send("/residence/desk", chosen="1") == 409
    assert visit.send("/residence/equipment", chosen=str(piece)) == 409
    assert visit.send("/leaving/dismissal", cause="breach", facts="x") == 409
    visit.by("manager")
    data = {"months": "3", "reason": "r", "plan": "p"}
    assert visit.send("/leaving/extension", **data) == 409
    assert visit.send("/leaving/notice", leaves_on="2026-12-30", reason="r") == 409


def test_what_led_to_the_end_stays_on_record(app: Flask, client: FlaskClient) -> None:
    stay = make_stay(Stage.EXITING)
    notify_leaving(stay, TODAY + 30 * DAY)
    consider(stay)
    visit = Visit(client, stay).by("head")
    assert visit.send("/leaving/dismissal/withdrawal") == 409
    assert visit.by("manager").send("/leaving/notice/withdrawal") == 409
    assert leaving.find_dismissal(stay.case()) is not None
    assert leaving.find_leave_notice(stay.case()) is not None


def test_a_desk_is_for_those_who_sit_in_the_base(app: Flask) -> None:
    stay = make_stay(mode="virtual")
    with pytest.raises(residing.DeskTaken):
        stay.act(lambda case: residing.assign_desk(case, 1, by_id=stay.id_of("head"), now=NOON))
