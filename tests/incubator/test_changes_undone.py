"""Striking or correcting an approved change undoes what it made of the agency; what came after it stays."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, strategies as st

from tests.factories_accounts import make_user
from tests.factories_incubator import NOON, make_agency, make_case, make_manager, make_place
from tests.factories_staffing import enter_as
from trainingapp.accounts.models import Organisation
from trainingapp.extensions import db
from trainingapp.incubator.actions.registry import Proof, Writer, correct, enter, strike
from trainingapp.incubator.models import Agency, AgencyChange
from trainingapp.rules.incubation.registry import LONGEST, fits, read_capital
from trainingapp.rules.incubation.registry_words import ChangedItem, Register
from trainingapp.rules.incubation.words import Actor
from trainingapp.web.transactions import writing

NAME, ADDRESS, SCOPE, CAPITAL = (
    ChangedItem.NAME,
    ChangedItem.ADDRESS,
    ChangedItem.SCOPE,
    ChangedItem.CAPITAL,
)
COLUMNS = {NAME: "name", ADDRESS: "address", SCOPE: "scope", CAPITAL: "start_capital"}
BEFORE: dict[ChangedItem, Any] = {
    NAME: "旧名社工中心",
    ADDRESS: "东路 1 号",
    SCOPE: "助老",
    CAPITAL: Decimal("30000.00"),
}
AFTER = {NAME: "新名社工中心", ADDRESS: "西路 2 号", SCOPE: "助老、助残", CAPITAL: "50000"}


class Desk:
    """An agency as it was before, and an officer who writes."""

    def __init__(self) -> None:
        values = {COLUMNS[item]: value for item, value in BEFORE.items()}
        self.agency_id = make_agency(**values).id
        self.writer = Writer(make_user().id, Actor.OFFICER)

    @property
    def agency(self) -> Agency:
        return db.session.get_one(Agency, self.agency_id)

    def now_is(self, item: ChangedItem) -> Any:
        db.session.rollback()
        db.session.expire_all()
        return getattr(self.agency, COLUMNS[item])

    def enter(self, item: ChangedItem, new: str, *, old: str = "", **days: date | None) -> int:
        with writing():
            entry = enter(
                self.agency,
                Register.CHANGES,
                _values(item, new, old=old, **days),
                Proof(),
                writer=self.writer,
                now=NOON,
            )
            db.session.commit()
        return int(entry.id)

    def strike(self, number: int) -> None:
        with writing():
            entry = db.session.get_one(AgencyChange, number)
            strike(self.agency, Register.CHANGES, entry, "录错", writer=self.writer, now=NOON)
            db.session.commit()

    def correct(self, number: int, values: dict[str, Any]) -> None:
        with writing():
            entry = db.session.get_one(AgencyChange, number)
            correct(
                self.agency,
                Register.CHANGES,
                entry,
                values,
                proof=Proof(),
                writer=self.writer,
                now=NOON,
            )
            db.session.commit()


def _values(item: ChangedItem, new: str, *, old: str = "", **days: date | None) -> dict[str, Any]:
    return {
        "item": item,
        "old_value": old,
        "new_value": new,
        "decided_on": date(2026, 1, 5),
        "approved_on": date(2026, 3, 1),
        **days,
    }


@pytest.fixture
def desk(app: Flask) -> Desk:
    return Desk()


@pytest.mark.parametrize("item", list(COLUMNS))
def test_a_struck_change_gives_the_agency_back_what_it_was(desk: Desk, item: ChangedItem) -> None:
    number = desk.enter(item, AFTER[item], old=str(BEFORE[item]))
    assert str(desk.now_is(item)).startswith(AFTER[item])
    desk.strike(number)
    assert desk.now_is(item) == BEFORE[item]


@pytest.mark.parametrize("item", list(COLUMNS))
def test_a_change_that_was_not_approved_changes_nothing_either_way(
    desk: Desk, item: ChangedItem
) -> None:
    number = desk.enter(item, AFTER[item], old="别的", approved_on=None)
    assert desk.now_is(item) == BEFORE[item]
    desk.strike(number)
    assert desk.now_is(item) == BEFORE[item]


@pytest.mark.parametrize("item", list(COLUMNS))
def test_where_nobody_wrote_what_was_before_it_stays(desk: Desk, item: ChangedItem) -> None:
    desk.strike(desk.enter(item, AFTER[item], old="  "))
    assert str(desk.now_is(item)).startswith(AFTER[item])


@pytest.mark.parametrize(
    ("item", "old"),
    [
        pytest.param(CAPITAL, "三万元", id="no sum"),
        pytest.param(CAPITAL, "-5", id="below nothing"),
        pytest.param(CAPITAL, "1.005", id="a part of a cent"),
        pytest.param(CAPITAL, "NaN", id="no number"),
        pytest.param(CAPITAL, "1e13", id="too much"),
        pytest.param(NAME, "长" * 121, id="a name that is too long"),
        pytest.param(ADDRESS, "长" * 201, id="an address that is too long"),
    ],
)
def test_what_the_agency_cannot_be_is_not_taken_back(
    desk: Desk, item: ChangedItem, old: str
) -> None:
    desk.strike(desk.enter(item, AFTER[item], old=old))
    assert str(desk.now_is(item)).startswith(AFTER[item])


def test_the_approved_change_before_says_more_than_the_words_of_the_struck_one(desk: Desk) -> None:
    desk.enter(NAME, "中间名", approved_on=date(2026, 2, 1))
    number = desk.enter(NAME, "新名", old="写错的旧名", approved_on=date(2026, 3, 1))
    desk.strike(number)
    assert desk.now_is(NAME) == "中间名"


def test_of_two_changes_before_the_later_one_holds(desk: Desk) -> None:
    for month, name in ((1, "一月名"), (2, "二月名")):
        desk.enter(NAME, name, approved_on=date(2026, month, 10))
    desk.strike(desk.enter(NAME, "三月名", approved_on=date(2026, 3, 10)))
    assert desk.now_is(NAME) == "二月名"


def test_striking_an_earlier_change_leaves_the_later_one(desk: Desk) -> None:
    first = desk.enter(NAME, "一月名", old="旧名", approved_on=date(2026, 1, 10))
    desk.enter(NAME, "二月名", old="一月名", approved_on=date(2026, 2, 10))
    desk.strike(first)
    assert desk.now_is(NAME) == "二月名"


def test_striking_both_from_the_last_to_the_first_ends_where_it_began(desk: Desk) -> None:
    first = desk.enter(NAME, "一月名", old="旧名社工中心", approved_on=date(2026, 1, 10))
    second = desk.enter(NAME, "二月名", old="一月名", approved_on=date(2026, 2, 10))
    desk.strike(second)
    assert desk.now_is(NAME) == "一月名"
    desk.strike(first)
    assert desk.now_is(NAME) == "旧名社工中心"


def test_an_older_change_entered_late_does_not_overtake(desk: Desk) -> None:
    desk.enter(ADDRESS, "新址", approved_on=date(2026, 5, 1))
    late = desk.enter(ADDRESS, "更早的址", approved_on=date(2026, 4, 1))
    assert desk.now_is(ADDRESS) == "新址"
    desk.strike(late)
    assert desk.now_is(ADDRESS) == "新址"


def test_changes_of_other_items_are_left_alone(desk: Desk) -> None:
    number = desk.enter(NAME, "新名", old="旧名社工中心")
    desk.enter(ADDRESS, "新址", old="东路 1 号")
    desk.strike(number)
    assert (desk.now_is(NAME), desk.now_is(ADDRESS)) == ("旧名社工中心", "新址")


def test_what_the_agency_became_otherwise_stays(desk: Desk) -> None:
    number = desk.enter(NAME, "新名", old="旧名社工中心")
    with writing():
        desk.agency.name = "手工改的名"
        db.session.commit()
    desk.strike(number)
    assert desk.now_is(NAME) == "手工改的名"


@pytest.mark.parametrize("item", [one for one in ChangedItem if one not in COLUMNS])
def test_items_without_a_column_change_nothing(desk: Desk, item: ChangedItem) -> None:
    desk.strike(desk.enter(item, "张三", old="李四"))
    assert {one: desk.now_is(one) for one in COLUMNS} == BEFORE


def test_the_organisation_is_called_as_before_again(desk: Desk) -> None:
    number = desk.enter(NAME, "新名", old="旧名社工中心")
    place = desk.agency.organisation_id
    assert db.session.get_one(Organisation, place).name == "新名"
    desk.strike(number)
    db.session.expire_all()
    assert db.session.get_one(Organisation, place).name == "旧名社工中心"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        pytest.param(_values(NAME, "改对的名"), "改对的名", id="another name"),
        pytest.param(
            _values(NAME, "新名", approved_on=None), "旧名社工中心", id="not approved after all"
        ),
        pytest.param(_values(ADDRESS, "新名"), "旧名社工中心", id="of another item after all"),
        pytest.param(_values(NAME, "新名"), "新名", id="the same again"),
    ],
)
def test_a_corrected_change_is_what_the_agency_becomes(
    desk: Desk, values: dict[str, Any], expected: str
) -> None:
    number = desk.enter(NAME, "新名", old="旧名社工中心")
    desk.correct(number, values)
    assert desk.now_is(NAME) == expected


def test_a_manager_strikes_it_on_the_page(client: FlaskClient) -> None:
    desk = Desk()
    make_case(make_place(), desk.agency)
    desk.writer = Writer(desk.writer.id, Actor.AGENCY)
    number = desk.enter(NAME, "新名", old="旧名社工中心")
    enter_as(client, make_manager(desk.agency))
    address = f"/incubation/agencies/{desk.agency_id}/registers/changes/{number}/strike"
    assert client.post(address, data={"reason": "录错了"}).status_code == 303
    assert desk.now_is(NAME) == "旧名社工中心"
    assert client.post(address, data={"reason": "再来一次"}).status_code == 404


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("30000", Decimal(30000)),
        (" 30000.50 ", Decimal("30000.50")),
        ("0", Decimal(0)),
        ("999999999999.99", Decimal("999999999999.99")),
        ("1000000000000", None),
        ("-0.01", None),
        ("1.001", None),
        ("Infinity", None),
        ("三万", None),
        ("", None),
    ],
)
def test_a_capital_is_a_sum_in_yuan_and_cents(text: str, value: Decimal | None) -> None:
    assert read_capital(text) == value
    assert fits(CAPITAL, text) is (value is not None)


@pytest.mark.parametrize(
    ("item", "length", "is_fitting"),
    [
        (NAME, 120, True),
        (NAME, 121, False),
        (ADDRESS, 200, True),
        (ADDRESS, 201, False),
        (SCOPE, 2000, True),
        (SCOPE, 2001, False),
        (SCOPE, 0, False),
        (NAME, 0, False),
    ],
)
def test_a_text_fits_up_to_its_length(item: ChangedItem, length: int, is_fitting: bool) -> None:
    assert fits(item, "长" * length) is is_fitting


@given(item=st.sampled_from(ChangedItem), text=st.text(max_size=300))
def test_what_fits_is_never_empty_nor_too_long(item: ChangedItem, text: str) -> None:
    if fits(item, text):
        assert text.strip()
        assert len(text) <= LONGEST.get(item, 2000)
