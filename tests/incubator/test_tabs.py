"""The tabs of a case: those of the stay stand when there is one, and each only for those who open it."""

from __future__ import annotations

import pytest
from flask import Flask

from trainingapp.incubator.tabs import OF_CASE, OF_FOLLOW_UP, OF_STAY, tabs_of_case
from trainingapp.rules.incubation.words import Actor, Stage

EVERYBODY = list(Actor)


def endpoints(stage: Stage, *actors: Actor) -> set[str]:
    return {tab.endpoint for tab in tabs_of_case(stage, actors or EVERYBODY)}


def test_every_tab_leads_to_a_page_of_the_case(app: Flask) -> None:
    for tab in OF_CASE:
        rules = list(app.url_map.iter_rules(tab.endpoint))
        assert any(rule.arguments == {"case_id"} for rule in rules), tab.endpoint
        assert len([one for one in OF_CASE if one.endpoint == tab.endpoint]) == 1


def test_the_pages_of_the_stay_are_tabs() -> None:
    assert {tab.endpoint for tab in OF_CASE} >= OF_STAY | OF_FOLLOW_UP


@pytest.mark.parametrize(
    ("stage", "has_stay", "has_follow_up"),
    [
        (Stage.SUBMITTED, False, False),
        (Stage.DECISION, False, False),
        (Stage.WAITLIST, False, False),
        (Stage.REJECTED, False, False),
        (Stage.ONBOARDING, True, False),
        (Stage.INCUBATING, True, False),
        (Stage.EXITING, True, False),
        (Stage.FOLLOWUP, True, True),
        (Stage.ALUMNI, True, True),
    ],
)
def test_a_stay_has_its_tabs_when_there_is_one(
    stage: Stage, has_stay: bool, has_follow_up: bool
) -> None:
    assert (endpoints(stage) >= OF_STAY) is has_stay
    assert bool(endpoints(stage) & OF_STAY) is has_stay
    assert bool(endpoints(stage) & OF_FOLLOW_UP) is has_follow_up


def test_an_applicant_sees_no_page_of_the_base() -> None:
    seen = endpoints(Stage.INCUBATING, Actor.APPLICANT)
    assert "incubator.show_case" in seen
    assert not seen & {"incubator.list_case_people", "incubator.list_risks"}


def test_nobody_sees_a_tab_without_a_capacity() -> None:
    assert tabs_of_case(Stage.INCUBATING, []) == []
