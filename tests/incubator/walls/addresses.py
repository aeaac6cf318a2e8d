"""How every address of the incubator is filled with the numbers of a world, so that it names something real."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import Rule

from tests.factories_walls import Side
from trainingapp.web.access import Open

# What stands in an address and is no number of a row.
WORDS: Mapping[str, str | int] = {
    "code": "R09",
    "year": 2026,
    "act": "extend",
    "number": 1,
    "part": "basics",
    "paper": "roster",
    "register": "organs",
    "version": 1,
    "kind": "baseline",
    "secret": "x" * 43,  # of nobody; whose secret opens what: tests/incubator/test_feeds.py
}
# Numbers whose name in an address is not the name under which a side of the world keeps them.
NAMES: Mapping[str, str] = {
    "call_id": "intake",
    "document_id": "paper",
    "entry_id": "entry_row",
    "paper_id": "application_paper",
    "seat_id": "reviewer_seat",
    "case_id": "stay",
}
# Pages of a case that applies: there `case_id` is that one.
OF_ENTRY = frozenset(
    {
        *("make_appeal", "answer_appeal", "show_application", "answer_asked", "list_papers"),
        *("take_paper_away", "add_paper", "edit_application_part", "show_revision"),
        *("submit_application", "list_determinations", "enter_determination", "record_interview"),
        *(
            "show_letter",
            "show_letter_on_paper",
            "write_review",
            "seat_reviewers",
            "end_reviewer",
            "show_reviews",
            "moderate_reviews",
        ),
        *("show_screening", "keep_screening", "name_missing", "drop_missing", "clear_duplicate"),
    }
)
# Where one name means different things on different pages.
SPECIAL: Mapping[tuple[str, str], str] = {
    ("drop_missing", "asked_id"): "unsent",
    ("clear_duplicate", "agency_id"): "alike",
    ("settle_objection", "case_id"): "public",
    ("show_outcome", "case_id"): "public",
    ("show_outcome_letter", "case_id"): "public",
    ("submit_item", "item_id"): "plan_item",
    ("settle_item", "item_id"): "plan_item",
    ("waive_item", "item_id"): "plan_item",
    ("settle_handover_item", "item_id"): "handover_item",
    ("pay_instalment", "instalment_id"): "case_instalment",
    ("end_case_seat", "seat_id"): "mentor_seat",
    ("take_seat", "seat_id"): "asked_seat",
    ("decline_seat", "seat_id"): "asked_seat",
    ("agree_pledge", "kind"): "=conduct",
    ("evaluate", "kind"): "=midterm",
    ("download_agency_list", "name"): "=contracts",
    ("download_base_list", "name"): "=contracts",
    ("download_case_list", "name"): "=plan",
    ("download_list", "name"): "=tasks",
    ("read_agency_feed", "agency_id"): "=1",
    ("publish_workflow", "code"): "=standard",
    ("publish_rubric", "code"): "=admission",
}


@dataclass(frozen=True, slots=True)
class Address:
    """One endpoint by one method."""

    method: str
    endpoint: str
    rule: Rule
    access: object

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"

    @property
    def names(self) -> frozenset[str]:
        """The numbers of rows that stand in it, by the names of a side."""
        found = {name_of(self.endpoint, one) for one in self.rule.arguments}
        return frozenset(one for one in found if one and not one.startswith("="))

    @property
    def is_public(self) -> bool:
        return self.access is Open.PUBLIC

    def path(self, side: Side, **others: int) -> str:
        """The address with the numbers of a side, but for the others."""
        ids = {**side.ids, **others}
        values = {one: self._value(one, ids) for one in self.rule.arguments}
        assert self.rule.map is not None
        return self.rule.map.bind("localhost").build(self.rule.endpoint, values)

    def _value(self, argument: str, ids: Mapping[str, int]) -> str | int:
        name = name_of(self.endpoint, argument)
        if name is None:
            return WORDS[argument]
        return name[1:] if name.startswith("=") else ids.get(name, 1)


def name_of(endpoint: str, argument: str) -> str | None:
    """The name of the row that an argument of an address names; None when it is a word."""
    if (endpoint, argument) in SPECIAL:
        return SPECIAL[endpoint, argument]
    if argument == "case_id" and endpoint in OF_ENTRY:
        return "entry"
    if argument in WORDS:
        return None
    return NAMES.get(argument, argument.removesuffix("_id"))


def list_addresses(app: Flask) -> Iterator[Address]:
    """Every endpoint of the incubator by every method, in the order of their names."""
    found = [
        Address(method, rule.endpoint.removeprefix("incubator."), rule, _access(app, rule))
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("incubator.")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]
    yield from sorted(found, key=lambda one: (one.endpoint, one.method, one.rule.rule))


def _access(app: Flask, rule: Rule) -> object:
    return getattr(app.view_functions[rule.endpoint], "access", None)
