"""A number of one agency under an address of another finds nothing, also for those who may open both."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories_walls import World
from tests.incubator.walls.addresses import Address, list_addresses, name_of
from tests.incubator.walls.table import ROWS
from tests.incubator.walls.visiting import IN, NOT_FOUND, Visitors, meaning, writes

# Who reaches both `own` and `sibling`: the people of their base, their manager, their applicant and their experts.
OF_BOTH = ("head", "officer", "manager", "applicant", "reviewer", "finance", "authority", "staff")
# Numbers that are no row of one agency: a word of the site, or what both sides share.
SHARED = {"base", "organisation", "rule", "version", "month"}


def parents_and_child(address: Address) -> tuple[str, ...]:
    """The names of the rows in an address in their order; the last is the child of those before."""
    parts = [one.split(">")[0].split(":")[-1] for one in address.rule.rule.split("<")[1:]]
    names = [name_of(address.endpoint, one) for one in parts]
    return tuple(one for one in names if one and not one.startswith("=") and one not in SHARED)


def who_opens(address: Address) -> str:
    """The most powerful of those who are let in at both sides."""
    row = ROWS.get(str(address), frozenset())
    return next((one for one in OF_BOTH if one in row), "")


def nested(app: Flask) -> list[Address]:
    found = [one for one in list_addresses(app) if len(parents_and_child(one)) > 1]
    return [one for one in found if who_opens(one)]


def test_there_are_many_addresses_with_two_numbers(site: Flask) -> None:
    found = nested(site)
    assert len(found) > 70
    assert {one.method for one in found} == {"GET", "POST"}


@pytest.mark.parametrize("side", ["sibling", "other"])
def test_a_child_of_another_is_not_found(visitors: Visitors, world: World, side: str) -> None:
    stranger, wrong = getattr(world, side), {}
    for address in nested(visitors.app):
        child = parents_and_child(address)[-1]
        if child not in stranger.ids or stranger.ids[child] == world.own.ids[child]:
            continue
        path = address.path(world.own, **{child: stranger.ids[child]})
        with writes() as written:
            found = meaning(visitors.open(who_opens(address), address.method, path))
        if found != NOT_FOUND or written:
            wrong[str(address)] = (path, found, written[:1])
    assert wrong == {}


def test_the_same_child_under_its_own_parent_is_found(visitors: Visitors, world: World) -> None:
    """What makes the test above mean something: both sides open to the same person."""
    wrong = {}
    for address in nested(visitors.app):
        if address.method == "POST":
            continue
        for side in (world.own, world.sibling):
            found = meaning(visitors.visit(who_opens(address), address, side))
            if found != IN:
                wrong[str(address), side.mark] = found
    assert wrong == {}


def test_a_parent_of_another_base_hides_ones_own_child(visitors: Visitors, world: World) -> None:
    wrong = {}
    for address in nested(visitors.app):
        parent = parents_and_child(address)[0]
        if parent not in world.other.ids:
            continue
        path = address.path(world.own, **{parent: world.other.ids[parent]})
        found = meaning(visitors.open(who_opens(address), address.method, path))
        if found != NOT_FOUND:
            wrong[str(address)] = (path, found)
    assert wrong == {}


@pytest.mark.parametrize("number", [0, 999_999_999], ids=["nought", "unknown"])
def test_a_number_that_there_is_not_is_not_found(
    visitors: Visitors, world: World, number: int
) -> None:
    wrong = {}
    for address in nested(visitors.app):
        child = parents_and_child(address)[-1]
        path = address.path(world.own, **{child: number})
        found = meaning(visitors.open(who_opens(address), address.method, path))
        if found != NOT_FOUND:
            wrong[str(address)] = (path, found)
    assert wrong == {}


def test_numbers_too_large_for_a_database_are_not_found(visitors: Visitors, world: World) -> None:
    wrong = {}
    for address in nested(visitors.app):
        if address.method == "POST":
            continue
        child = parents_and_child(address)[-1]
        path = address.path(world.own, **{child: 9_223_372_036_854_775_808})
        found = meaning(visitors.open(who_opens(address), address.method, path))
        if found != NOT_FOUND:
            wrong[str(address)] = (path, found)
    assert wrong == {}
