"""Every address of the incubator × everybody: who is let in, who is refused, to whom it is not there."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories_walls import INSIDE, SHUT_OUT, STRANGERS, World
from tests.incubator.walls.addresses import list_addresses
from tests.incubator.walls.table import GROUPS, ROWS, expected, holds
from tests.incubator.walls.visiting import Visitors, meaning

EVERYBODY = (*INSIDE, *SHUT_OUT, *STRANGERS)


def test_every_address_has_a_row_and_no_row_is_left_over(site: Flask) -> None:
    known = {str(one) for one in list_addresses(site)}
    assert known - set(ROWS) == set(), "name who is let in there, in tests/incubator/walls/table.py"
    assert set(ROWS) - known == set()


def test_rows_name_people_of_the_world(world: World) -> None:
    named = {name for people in ROWS.values() for name in people}
    assert named <= set(world.people)
    assert {name for words in GROUPS.values() for name in words.split()} <= set(world.people)
    assert set(EVERYBODY) <= set(world.people)


@pytest.mark.parametrize("who", [*EVERYBODY, "anonymous"])
def test_everybody_is_answered_as_the_table_says(visitors: Visitors, who: str) -> None:
    wrong = {}
    for address in list_addresses(visitors.app):
        if str(address) not in ROWS or not (who in INSIDE or holds(who, address.access)):
            continue  # told above; refused by the permission alone: tests/web/test_security_table.py
        found = meaning(visitors.visit(who, address))
        if found != expected(who, address):
            wrong[str(address)] = (found, expected(who, address))
    assert wrong == {}
