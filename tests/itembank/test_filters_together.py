"""Every filter of the list of items, alone, in pairs and all together, against a plain reading of the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from tests.factories_itembank import JUNIOR, make_item, make_law, make_syllabus
from tests.itembank.editing import enter, make_person
from tests.itembank.test_finding_items import codes
from tests.statements import count_statements
from trainingapp.extensions import db
from trainingapp.itembank.browsing import ItemFilter, list_authors, list_items, revision_details
from trainingapp.itembank.flawed import flaw_names
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.waiting import select_items
from trainingapp.itembank.writing import Person
from trainingapp.web.transactions import writing

NOBODY = Person(0, "无人")
VALUES: dict[str, list[str]] = {
    "words": ["社区", "jc-01", "独居 老人", "低保", "　走访　"],
    "subject": [JUNIOR, "middle-law"],
    "chapter": ["JC01", "JC02", "ML01"],
    "status": ["draft", "ready", "needs-review", "retired"],
    "kind": ["single", "multiple"],
    "level": ["recall", "apply"],
    "point": ["JC01.1", "JC01.1.01", "JC01.1.02", "JC02.1.01", "JC01"],
    "law": ["charity-law", "prison-law"],
    "author": ["内容组甲", "内容组丁"],
    "waiting": ["returned", "attention"],
    "flaw": ["negative_unmarked", "thin_why"],
}
PARTS = {"words": "q"}  # the one filter whose name in the address differs


def fits(item: BankItem, wanted: ItemFilter) -> bool:
    """The same by hand: what a reader of the rows would say."""
    latest = item.latest
    points = [point.code for point in latest.knowledge]
    laws = [anchor.law_version.law.code for anchor in latest.anchors]
    said = f"{item.code} {latest.content['stem']} {latest.content['rationale']}".lower()
    said += "".join(option["text"] for option in latest.content["options"].values())
    is_refused = any(review.verdict != "agree" for review in latest.reviews)
    waits = {
        "returned": item.status == "draft" and is_refused,
        "attention": item.attention is not None and item.status not in {"draft", "retired"},
    }
    asked: dict[str, Callable[[str], bool]] = {
        "words": lambda words: all(word in said for word in words.lower().split()),
        "subject": lambda subject: item.subject == subject,
        "chapter": lambda chapter: latest.chapter == chapter,
        "status": lambda status: item.status == status,
        "kind": lambda kind: latest.kind == kind,
        "level": lambda level: latest.level == level,
        "point": lambda code: any(f"{point}.".startswith(f"{code}.") for point in points),
        "law": lambda law: law in laws,
        "author": lambda author: item.author == author,
        "waiting": lambda name: waits[name],
        "flaw": lambda name: name in flaw_names(item),
    }
    return all(
        judge(getattr(wanted, name)) for name, judge in asked.items() if getattr(wanted, name)
    )


def make_bank() -> None:
    """Twenty-four items, no two of them alike in everything that a filter asks."""
    make_syllabus()
    make_syllabus("middle-law")
    laws = [make_law(), make_law("prison-law")]
    statuses = VALUES["status"]
    for number in range(24):
        is_law = number % 7 == 3
        chapter = ("ML01" if is_law else "JC02") if number % 3 == 0 else "JC01"
        chapter = "ML01" if is_law else chapter
        more = {"stem": "下列家庭中，不属于低保边缘家庭的是（　　）。"} if number % 5 == 1 else {}
        item = make_item(
            "AB" if number % 4 == 1 else "B",
            code=f"{chapter[:2]}-0{chapter[3]}-{number:04d}",
            subject="middle-law" if is_law else JUNIOR,
            status=statuses[number % 4],
            chapter=chapter,
            knowledge=[f"{chapter}.1.0{1 + number % 2}"]
            + (["JC01.1.01"] if number % 6 == 0 else []),
            level="recall" if number % 5 < 2 else "apply",
            author="内容组丁" if number % 4 == 2 else "内容组甲",
            anchors=[(laws[number % 2], "3", "扶贫")] if number % 3 == 1 else [],
            attention={"reason": "law-changed"} if number % 9 == 4 else None,
            content=more,
        )
        if number % 8 == 4:
            item.latest.reviews[0].verdict = "disagree"
    db.session.commit()


@pytest.fixture
def bank(app: Flask) -> list[BankItem]:
    """The rows, read in full and apart from any session."""
    with writing():
        make_bank()
    details = joinedload(BankItem.latest).options(*revision_details())
    query = select(BankItem).order_by(BankItem.code).options(details)
    rows = list(db.session.scalars(query.execution_options(populate_existing=True)).unique())
    db.session.expunge_all()
    return rows


def found(wanted: ItemFilter) -> list[str]:
    query = select_items(wanted, NOBODY, is_reviewer=False)
    return [item.code for item in db.session.scalars(query).unique()]


def expected(items: list[BankItem], wanted: ItemFilter) -> list[str]:
    return [item.code for item in items if fits(item, wanted)]


def settings_of(*names: str) -> Iterator[ItemFilter]:
    """Every combination of values of these filters."""
    if not names:
        yield ItemFilter()
        return
    for rest in settings_of(*names[1:]):
        for value in VALUES[names[0]]:
            changes: dict[str, Any] = {names[0]: value}
            yield replace(rest, **changes)


@pytest.mark.both_databases
def test_every_filter_alone_finds_what_a_reader_of_the_rows_would(bank: list[BankItem]) -> None:
    for name in VALUES:
        sizes = set()
        for wanted in settings_of(name):
            assert found(wanted) == expected(bank, wanted), wanted
            sizes.add(len(found(wanted)))
        assert sizes - {0, len(bank)}, f"{name} is not put to the test by these rows"


@pytest.mark.both_databases
def test_every_two_filters_together_find_what_both_find(bank: list[BankItem]) -> None:
    for pair in combinations(VALUES, 2):
        for wanted in settings_of(*pair):
            assert found(wanted) == expected(bank, wanted), wanted


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in VALUES.items()}))
def test_any_filters_together_find_what_all_of_them_find(
    bank: list[BankItem], values: dict[str, str]
) -> None:
    wanted = ItemFilter(**values)
    assert found(wanted) == expected(bank, wanted)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=12))
def test_whatever_is_typed_as_words_is_looked_for_and_never_a_pattern(
    bank: list[BankItem], words: str
) -> None:
    every = [item.code for item in bank]
    assert set(found(ItemFilter(words=words))) <= set(every)
    if not words.split():
        assert found(ItemFilter(words=words)) == every


def test_one_more_filter_never_finds_more(bank: list[BankItem]) -> None:
    for one, two in combinations(VALUES, 2):
        for wanted in settings_of(one):
            for value in VALUES[two]:
                changes: dict[str, Any] = {two: value}
                assert set(found(replace(wanted, **changes))) <= set(found(wanted))


def test_authors_are_offered_once_and_in_order(bank: list[BankItem]) -> None:
    assert list_authors() == sorted({item.author for item in bank})


def test_the_order_is_that_of_the_codes_whatever_was_stored_first(bank: list[BankItem]) -> None:
    with writing():
        make_item("A", code="AA-01-0001")
        db.session.commit()
    listed = [item.code for item in db.session.scalars(list_items(ItemFilter())).unique()]
    assert listed == sorted(listed)
    assert listed[0] == "AA-01-0001"


@pytest.fixture
def editor(bank: list[BankItem], client: FlaskClient) -> FlaskClient:
    return enter(client, make_person("陈晨"))


def address_of(wanted: ItemFilter) -> str:
    values = {PARTS.get(name, name): getattr(wanted, name) for name in VALUES}
    return urlencode({name: value for name, value in values.items() if value})


@pytest.mark.parametrize("name", [name for name in VALUES if name != "chapter"])
def test_the_page_shows_what_each_filter_finds(
    editor: FlaskClient, bank: list[BankItem], name: str
) -> None:
    subject = {"subject": JUNIOR} if name in {"point", "flaw"} else {}  # offered within one only
    for value in VALUES[name]:
        if (name, value) == ("point", "JC01"):
            continue  # a chapter has a field of its own
        wanted = ItemFilter(**{**subject, name: value})
        assert codes(editor, address_of(wanted)) == expected(bank, wanted)


def test_the_page_with_every_filter_set_shows_one_item(
    editor: FlaskClient, bank: list[BankItem]
) -> None:
    target = next(item for item in bank if item.code.endswith("-0013"))
    assert target.attention is not None
    point = target.latest.knowledge[0].code
    wanted = ItemFilter(
        words="社区",
        subject=JUNIOR,
        chapter=target.latest.chapter,
        status=target.status,
        kind=target.latest.kind,
        level=target.latest.level,
        point=point,
        law=target.latest.anchors[0].law_version.law.code,
        author=target.author,
        waiting="attention",
        flaw="thin_why",
    )
    assert codes(editor, address_of(wanted)) == [target.code]
    for name in ("status", "kind", "level", "law", "author"):
        other = next(v for v in VALUES[name] if v != getattr(wanted, name))
        changes: dict[str, Any] = {name: other}
        assert codes(editor, address_of(replace(wanted, **changes))) == []


@pytest.mark.parametrize("name", [PARTS.get(name, name) for name in VALUES])
def test_an_empty_filter_asks_nothing(editor: FlaskClient, bank: list[BankItem], name: str) -> None:
    assert codes(editor, f"{name}=") == [item.code for item in bank]


@pytest.mark.parametrize("name", [name for name in VALUES if name not in {"words"}])
def test_a_value_that_is_not_offered_is_refused_and_the_rest_is_kept(
    editor: FlaskClient, name: str
) -> None:
    query = f"q=社区&{'' if name == 'subject' else f'subject={JUNIOR}&'}{name}=no-such"
    answer = editor.get(f"/bank/items?{query}")
    assert answer.status_code == 422
    assert 'value="社区"' in answer.text


@pytest.mark.parametrize(("length", "status"), [(80, 200), (81, 422), (3000, 422)])
def test_words_have_a_longest_length(editor: FlaskClient, length: int, status: int) -> None:
    answer = editor.get(f"/bank/items?q={'老' * length}")
    assert answer.status_code == status
    assert "老" * min(length, 81) in answer.text


@pytest.mark.parametrize("name", [PARTS.get(name, name) for name in VALUES])
def test_a_filter_takes_no_more_statements_for_more_items(
    editor: FlaskClient, bank: list[BankItem], name: str
) -> None:
    own = next(iter(v for n, v in VALUES.items() if PARTS.get(n, n) == name))[0]
    query = f"{'' if name == 'subject' else f'subject={JUNIOR}&'}{name}={own}"
    query = query.replace("point=JC01.1", "point=JC01.1.01")
    few = count_statements(editor, f"/bank/items?{query}")
    with writing():
        for _ in range(12):
            make_item("B", attention={"reason": "law-changed"})
        db.session.commit()
    assert count_statements(editor, f"/bank/items?{query}") == few
