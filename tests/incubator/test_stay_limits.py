"""What a stay may not do: go on after too few points, be cut short by its pauses, be followed up before its day,
be signed on terms that were replaced.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_flow import make_pause
from tests.factories_incubator import NOON, TODAY, WORKFLOWS, written
from tests.factories_residence import Stay, agreement_of, make_stay, sign
from tests.factories_staffing import enter_as
from trainingapp.extensions import db
from trainingapp.incubator.actions import leaving, residing
from trainingapp.incubator.actions.effects_leaving import plan_followups
from trainingapp.incubator.actions.passing import pass_on
from trainingapp.incubator.models import Agreement, Evaluation, Extension
from trainingapp.incubator.queries.guards import GUARDS
from trainingapp.incubator.queries.leaving import get_follow_up, list_follow_ups
from trainingapp.incubator.queries.residence import list_agreements, list_offered
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.passing import StillMissing
from trainingapp.rules.incubation.residence_words import Survival
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing

DAY = timedelta(days=1)
ENDED = {Survival.MERGED, Survival.DEREGISTERED}


def _sheet(stay: Stay, total: str | None, **changes: Any) -> Evaluation:
    values: dict[str, Any] = {
        "kind": "graduation",
        "side": "base",
        "sheet": "graduation-1",
        "total": Decimal(total) if total else None,
        "saved_at": NOON,
        "submitted_at": NOON,
        **changes,
    }
    return written(Evaluation(case_id=stay.case_id, **values))  # type: ignore[no-any-return]


def _ask(stay: Stay, months: int = 3) -> None:
    values: dict[str, Any] = {"reason": "再稳定一段", "plan": "补齐财务", "asked_at": NOON}
    written(Extension(case_id=stay.case_id, months=months, **values))


@pytest.mark.parametrize(
    ("total", "codes"),
    [
        pytest.param("0", ["graduation_too_few"], id="nothing"),
        pytest.param("59.99", ["graduation_too_few"], id="short of 60"),
        pytest.param("60", [], id="60"),
        pytest.param("74.99", [], id="short of graduating"),
        pytest.param("75", [], id="enough to graduate"),
        pytest.param(None, [], id="a sheet without points"),
    ],
)
def test_a_stay_goes_on_only_from_so_many_points(
    app: Flask, total: str | None, codes: list[str]
) -> None:
    stay = make_stay(Stage.GRADUATION)
    _sheet(stay, total)
    assert stay.missing("graduation_near_enough") == codes


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"side": "self"}, id="the agency's own"),
        pytest.param({"submitted_at": None}, id="a draft"),
        pytest.param({"kind": "midterm"}, id="of mid-term"),
        pytest.param({"submitted_at": NOON - 40 * DAY}, id="of an earlier review"),
    ],
)
def test_other_sheets_do_not_count(app: Flask, changes: dict[str, Any]) -> None:
    stay = make_stay(Stage.GRADUATION)
    _sheet(stay, "20", **changes)
    assert stay.missing("graduation_near_enough") == []


def test_a_review_that_is_not_scored_yet_does_not_stop_it(app: Flask) -> None:
    assert make_stay(Stage.GRADUATION).missing("graduation_near_enough") == []


def test_what_is_missing_says_how_many_points_there_are(app: Flask) -> None:
    stay = make_stay(Stage.GRADUATION)
    _sheet(stay, "55.50")
    found = GUARDS["graduation_near_enough"](stay.case(), NOON)[0]
    assert dict(found.parameters) == {"total": "55.5", "pass": "60"}
    assert found.endpoint == "incubator.list_assessments"


def test_the_shipped_workflow_asks_before_it_sends_back() -> None:
    text = (WORKFLOWS / "standard-1.yaml").read_text(encoding="utf-8")
    passage = yaml.safe_load(text)["transitions"]["T23"]
    assert "graduation_near_enough" in passage["guards"]
    assert (passage["act"], passage["to"]) == ("send_back", "incubating")


@pytest.mark.parametrize(("total", "is_refused"), [("59.99", True), ("60", False), ("70", False)])
def test_the_head_sends_back_only_who_came_near(app: Flask, total: str, is_refused: bool) -> None:
    stay = make_stay(Stage.GRADUATION)
    _ask(stay)
    _sheet(stay, total)
    head = stay.people["head"]
    if is_refused:
        with pytest.raises(StillMissing) as refusal:
            stay.act(lambda case: pass_on(case, "send_back", person=head, reason="再看", now=NOON))
        assert [one.code for one in refusal.value.missing] == ["graduation_too_few"]
        assert stay.case().stage == Stage.GRADUATION
        return
    stay.act(lambda case: pass_on(case, "send_back", person=head, reason="再看", now=NOON))
    assert (stay.case().stage, stay.case().extensions) == (Stage.INCUBATING, 1)


@pytest.mark.parametrize(
    ("pauses", "codes"),
    [
        pytest.param([], ["none_left"], id="no pause"),
        pytest.param([(30, 0)], ["none_left"], id="a pause of thirty days"),
        pytest.param([(31, 0)], [], id="a pause of a whole month"),
        pytest.param([(20, 0), (20, 40)], [], id="two that add up"),
        pytest.param([(31, None)], [], id="one that still runs"),
    ],
)
def test_months_in_a_pause_do_not_use_up_the_stay(
    app: Flask, pauses: list[tuple[int, int | None]], codes: list[str]
) -> None:
    stay = make_stay(entered_on=date(2024, 12, 23), planned_exit_on=date(2026, 12, 23))
    for days, before in pauses:
        end = TODAY - (before or 0) * DAY
        make_pause(
            stay.case(),
            starts_on=end - days * DAY,
            planned_end_on=end,
            resumed_on=None if before is None else end,
            closed_at=None if before is None else NOON,
        )
    assert stay.missing("extensions_left") == codes


def test_a_pause_that_is_only_planned_gives_nothing(app: Flask) -> None:
    stay = make_stay(entered_on=date(2024, 12, 23), planned_exit_on=date(2026, 12, 23))
    make_pause(stay.case(), planned_end_on=TODAY + 60 * DAY)
    assert stay.missing("extensions_left") == ["none_left"]


def _graduate(exit_on: date) -> tuple[Stay, list[int]]:
    stay = make_stay(Stage.FOLLOWUP, exit_on=exit_on)
    stay.act(lambda case: plan_followups(case, None, NOON))  # type: ignore[arg-type]
    return stay, [one.id for one in list_follow_ups(stay.case())]


def _finish(stay: Stay, number: int, survival: Survival, now: datetime = NOON) -> None:
    by_id = stay.id_of("officer")
    stay.act(
        lambda case: leaving.finish_follow_up(
            get_follow_up(case, number), survival, by_id=by_id, now=now
        )
    )


@pytest.mark.parametrize("survival", list(Survival))
@pytest.mark.parametrize("at", [0, 1, 2])
def test_on_the_first_day_nobody_knows_how_a_graduate_will_do(
    app: Flask, survival: Survival, at: int
) -> None:
    stay, numbers = _graduate(TODAY)
    if survival in ENDED:  # what is gone for good may be noted at once
        _finish(stay, numbers[at], survival)
        return
    with pytest.raises(leaving.TooEarlyToFollowUp):
        _finish(stay, numbers[at], survival)
    assert {one.done_on for one in list_follow_ups(stay.case())} == {None}


@pytest.mark.parametrize(
    ("at", "month", "first"),
    [(0, 3, date(2027, 1, 24)), (1, 6, date(2027, 4, 23)), (2, 12, date(2027, 10, 24))],
)
def test_a_follow_up_is_settled_from_a_month_before_its_day(
    app: Flask, at: int, month: int, first: date
) -> None:
    stay, numbers = _graduate(TODAY)
    assert list_follow_ups(stay.case())[at].month == month
    eve = NOON + (first - TODAY - DAY)
    with pytest.raises(leaving.TooEarlyToFollowUp) as refusal:
        _finish(stay, numbers[at], Survival.ACTIVE, eve)
    assert refusal.value.parameters == {"day": first.isoformat()}
    _finish(stay, numbers[at], Survival.ACTIVE, eve + DAY)
    assert list_follow_ups(stay.case())[at].done_on == first


def test_a_follow_up_that_is_late_is_still_settled(app: Flask) -> None:
    stay, numbers = _graduate(date(2024, 11, 23))
    _finish(stay, numbers[2], Survival.UNKNOWN)
    assert list_follow_ups(stay.case())[2].survival == Survival.UNKNOWN


def test_the_page_says_from_when_it_may_be_settled(client: FlaskClient) -> None:
    stay, numbers = _graduate(TODAY)
    address = f"{stay.url}/follow-ups/{numbers[0]}/answer"
    enter_as(client, stay.people["officer"])
    answer = client.post(address, data={"survival": "active", "staff": "5"})
    assert answer.status_code == 409
    assert "这次回访自" in answer.text


def _rows(stay: Stay) -> list[tuple[bool, bool]]:
    return [
        (one.signed_agency_on is not None, one.signed_base_on is not None)
        for one in list_agreements(stay.case())
    ]


@pytest.mark.parametrize(
    ("agency", "base", "kept"),
    [
        pytest.param(False, False, [(False, False)], id="nobody had signed"),
        pytest.param(True, False, [(False, False), (True, False)], id="the agency had"),
        pytest.param(False, True, [(False, False), (False, True)], id="the base had"),
        pytest.param(True, True, [(False, False), (True, True)], id="both had"),
    ],
)
def test_new_terms_take_the_place_of_those_that_not_both_have_signed(
    app: Flask, agency: bool, base: bool, kept: list[tuple[bool, bool]]
) -> None:
    stay = make_stay(Stage.ONBOARDING)
    sign(stay, agency=agency, base=base)
    sign(stay, agency=False, base=False, deposit=Decimal(500))
    assert _rows(stay) == kept
    assert agreement_of(stay).deposit == Decimal(500)
    assert stay.missing("agreement_signed") == ["agency_unsigned", "base_unsigned"]


@pytest.mark.parametrize(
    ("agency", "base", "told"),
    [(False, False, 0), (True, False, 1), (False, True, 0), (True, True, 0)],
)
def test_an_agency_that_had_signed_is_told_once(
    app: Flask, agency: bool, base: bool, told: int
) -> None:
    stay = make_stay(Stage.ONBOARDING)
    sign(stay, agency=agency, base=base)
    sign(stay, agency=False, base=False)
    query = db.select(Notice.user_id).where(Notice.kind == "incubator.terms_replaced")
    assert db.session.scalars(query).all() == [stay.id_of("manager")] * told


def test_nobody_signs_terms_that_were_replaced(app: Flask) -> None:
    stay = make_stay(Stage.ONBOARDING)
    sign(stay, base=False)
    old = agreement_of(stay).id
    sign(stay, agency=False, base=False)

    def late(_case: object) -> None:
        row = db.session.get_one(Agreement, old)
        residing.sign_agreement(row, as_agency=False, by_id=stay.id_of("head"), now=NOON)

    with pytest.raises(residing.AgreementReplaced):
        stay.act(late)
    assert _rows(stay) == [(False, False), (True, False)]


def test_the_page_offers_only_the_newest_terms_to_sign(client: FlaskClient) -> None:
    stay = make_stay(Stage.ONBOARDING)
    sign(stay, base=False)
    old = agreement_of(stay).id
    sign(stay, agency=False, base=False)
    new = agreement_of(stay).id
    enter_as(client, stay.people["head"])
    page = client.get(f"{stay.url}/residence").text
    assert f"agreements/{new}/signature" in page
    assert f"agreements/{old}/signature" not in page
    assert "已由新的条款代替" in page
    sign_old = client.post(f"{stay.url}/residence/agreements/{old}/signature")
    assert sign_old.status_code == 409
    assert "已由新的条款代替，请查看" in sign_old.text


def test_an_annex_does_not_take_the_place_of_the_agreement(app: Flask) -> None:
    with writing():
        rows = [Agreement(id=number, kind=kind) for number, kind in ((5, "a"), (4, "b"), (3, "a"))]
        assert list_offered(rows) == {5, 4}
    assert list_offered([]) == frozenset()
