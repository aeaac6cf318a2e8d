"""Nobody sees a word of what is not theirs, no script that somebody typed runs, and reading writes nothing."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.factories_walls import INSIDE, MARKS, SCRIPT, STRANGERS, World
from tests.incubator.walls.addresses import Address, list_addresses
from tests.incubator.walls.table import ROWS, holds
from tests.incubator.walls.visiting import IN, Visitors, meaning, words_in, writes

PEERS = (
    *("other_officer", "other_head", "other_authority", "other_manager", "other_applicant"),
    *("other_reviewer", "administrator", "officer_once", "manager_once"),
)
CLOSED = ("conflict", "conflict_head", "conflict_manager", "conflict_auditor")
# Where those who declared a conflict still read a name: their own seats, who sits at which desk, their own agency.
NAMED = {"list_seats", "show_desks"}
# An officer is shown whoever applies elsewhere under the same code, name, address or telephone.
ALIKE = {"show_screening"}
PUBLIC = {"list_public_notices", "show_public_notice", "object_to_notice"}
READERS = ("head", "finance", "authority", "auditor", "manager", "applicant", "reviewer", "mentor")
# What an auditor sends and yet only reads: a file is opened by a form, so that it is noted who read it.
READING_BY_POST = {"open_version", "move_case", "download_evidence"}
OWN_AFFAIRS = {"begin_application", "object_to_notice", "renew_feed", "close_feed"}


def word(side: str) -> str:
    """The part of a mark that no escaping changes."""
    return MARKS[side].split("<")[0]


def pages(app: Flask) -> list[Address]:
    return [one for one in list_addresses(app) if one.method == "GET" and str(one) in ROWS]


@pytest.mark.parametrize("who", PEERS)
def test_a_stranger_reads_no_word_of_another(visitors: Visitors, who: str) -> None:
    """Also where a page opens to them: lists, boards, search and workbooks hold only what is theirs."""
    seen = []
    for address in pages(visitors.app):
        if address.endpoint in PUBLIC or not holds(who, address.access):
            continue
        answer = visitors.visit(who, address)
        if any(word(one) in words_in(answer) for one in ("own", "sibling")):
            seen.append(str(address))
    assert seen == []


@pytest.mark.parametrize("who", ["officer", "head", "authority", "manager", "reviewer", "mentor"])
def test_those_of_one_base_read_no_word_of_another_base(visitors: Visitors, who: str) -> None:
    seen = [
        str(address)
        for address in pages(visitors.app)
        if address.endpoint not in PUBLIC | ALIKE
        and word("other") in words_in(visitors.visit(who, address))
    ]
    assert seen == []


@pytest.mark.parametrize("who", CLOSED)
def test_a_declared_conflict_hides_the_words_of_the_case(visitors: Visitors, who: str) -> None:
    """On every page that still opens to them, whatever else they are in the base."""
    seen = []
    for address in pages(visitors.app):
        if address.endpoint in NAMED | PUBLIC or not holds(who, address.access):
            continue
        if who == "conflict_manager" and not address.names & {"stay", "entry", "public"}:
            continue  # their own agency, of which they know all
        if word("own") in words_in(visitors.visit(who, address)):
            seen.append(str(address))
    assert seen == []


@pytest.mark.parametrize("who", READERS)
def test_a_script_in_a_name_is_only_text(visitors: Visitors, who: str) -> None:
    """Every text of the world holds one; a page shows it as it was typed."""
    raw, shown = [], 0
    for address in pages(visitors.app):
        answer = visitors.visit(who, address)
        if answer.mimetype != "text/html":
            continue
        raw += [str(address)] if SCRIPT in answer.text else []
        shown += "&lt;img src=x" in answer.text
    assert raw == []
    assert shown > 3


def test_reading_writes_nothing(visitors: Visitors) -> None:
    """A page may be opened a thousand times; only a file that is sent writes down who had it."""
    wrong = {}
    for who in ("head", "manager", "auditor"):
        for address in pages(visitors.app):
            with writes() as written:
                visitors.visit(who, address)
            if written:
                wrong[f"{who} {address}"] = written[0].split("(")[0]
    assert wrong == {}


def test_an_auditor_is_let_in_to_every_page_of_a_case_that_the_head_reads() -> None:
    """Reads all: whatever shows something; forms that write are for those who write."""
    forms = {
        "accounting",
        "new",
        "edit",
        "evidence",
        "verdict",
        "write",
        "end",
        "answer",
        "payment",
    }
    unread = {
        key
        for key, people in ROWS.items()
        if key.startswith("GET") and {"head", "authority"} <= people and "auditor" not in people
    }
    assert {one for one in unread if not set(one.split("_")) & forms} == {"GET show_proposal"}


def test_an_auditor_sends_nothing(visitors: Visitors) -> None:
    wrong = {}
    for address in list_addresses(visitors.app):
        if address.method != "POST" or address.endpoint in READING_BY_POST | OWN_AFFAIRS:
            continue
        with writes() as written:
            found = meaning(visitors.visit("auditor", address))
        if found == IN or written:
            wrong[str(address)] = (found, written[:1])
    assert wrong == {}


def test_strangers_who_send_something_change_nothing(visitors: Visitors) -> None:
    wrong = {}
    for who in (*PEERS, *CLOSED[:1]):
        for address in list_addresses(visitors.app):
            if address.method != "POST" or not address.names or not holds(who, address.access):
                continue
            if address.endpoint in PUBLIC | {"begin_application"} or who in ROWS.get(
                str(address), ()
            ):
                continue
            with writes() as written:
                visitors.visit(who, address)
            if written:
                wrong[f"{who} {address}"] = written[0].split("(")[0]
    assert wrong == {}


def test_the_people_of_these_tests_are_those_of_the_world(world: World) -> None:
    assert {*PEERS} <= {*STRANGERS}
    assert {*READERS} <= {*INSIDE}
