"""The demonstration has items in every stage of their review, made once and by the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories_accounts import make_user
from tests.itembank.banks import ON
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.itembank.bank import Bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.flaws import find_flaws
from trainingapp.itembank.loading import bring_laws, bring_syllabi
from trainingapp.itembank.models import BankItem, BlindAnswer
from trainingapp.itembank.storing import find_shape
from trainingapp.itembank.waiting import count_waiting
from trainingapp.itembank.writing import Person
from trainingapp.rules.permissions import Role
from trainingapp.server.demo_items import ITEMS, RETURNED, REVISED, WAITING, make_items
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

FOLDER = Path(__file__).parent.parent.parent / "question_bank"


@pytest.fixture(scope="module")
def bank() -> Bank:
    return check_bank(FOLDER, on=ON)


@pytest.fixture
def people(app: Flask) -> tuple[User, User]:
    with writing():
        chen = make_user("陈思远", roles=[Role.ITEM_EDITOR])
        zhao = make_user("赵文静", roles=[Role.ITEM_REVIEWER])
        db.session.commit()
    return chen, zhao


def stored() -> dict[str, BankItem]:
    return {item.code: item for item in db.session.scalars(select(BankItem))}


def make(people: tuple[User, User]) -> None:
    with writing():
        make_items(*people, now=now())
        db.session.commit()


@pytest.fixture
def syllabus(app: Flask, bank: Bank) -> None:
    with writing():
        bring_syllabi(bank)
        bring_laws(bank)
        db.session.commit()


def test_two_items_wait_and_one_has_come_back(people: tuple[User, User], syllabus: None) -> None:
    make(people)
    items = stored()
    assert {code: item.status for code, item in items.items()} == {
        WAITING: "needs-review",
        RETURNED: "draft",
        REVISED: "needs-review",
    }
    assert len(items[REVISED].revisions) == 2
    assert items[RETURNED].latest.reviews[0].verdict == "disagree"
    assert db.session.scalars(select(BlindAnswer)).one().answer == "D"
    chen, zhao = people
    assert count_waiting(Person(zhao.id, zhao.display_name))["for-me"] == 2
    assert count_waiting(Person(chen.id, chen.display_name))["returned"] == 1


def test_a_second_start_makes_nothing_twice_and_keeps_what_was_done(
    people: tuple[User, User], syllabus: None
) -> None:
    make(people)
    with writing():
        stored()[WAITING].status = "retired"
        db.session.commit()
    make(people)
    assert len(stored()) == len(ITEMS)
    assert stored()[WAITING].status == "retired"


def test_without_a_syllabus_there_are_no_items(people: tuple[User, User]) -> None:
    make(people)
    assert stored() == {}


def test_the_files_never_use_these_codes(bank: Bank) -> None:
    assert not set(ITEMS) & set(bank.items_by_code)


def test_they_are_written_as_items_should_be(people: tuple[User, User], syllabus: None) -> None:
    make(people)
    for item in stored().values():
        assert [flaw.name for flaw in find_flaws(find_shape(item))] == []
