"""Two editions of a syllabus stand beside each other; what differs is found, and the items that lose their point."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from tests.factories_itembank import NOON
from tests.itembank.banks import ITEMS, ON, SYLLABUS, changed, write_bank
from tests.itembank.editions import NEW_EDITION, NEW_SYLLABUS, point, with_new_edition
from trainingapp.extensions import db
from trainingapp.itembank.actions import load_bank
from trainingapp.itembank.checking import check_bank
from trainingapp.itembank.commands import bank as bank_commands
from trainingapp.itembank.editions import (
    Area,
    Change,
    EditionDiff,
    NamedItem,
    diff_areas,
    diff_stored,
    edition_of,
    list_editions,
)
from trainingapp.itembank.models import BankItem, ContentArea, ItemRevision, Syllabus
from trainingapp.itembank.stored import check_stored
from trainingapp.web.transactions import writing

JUNIOR = "junior-comprehensive"


def load(folder: Path, **texts: str) -> None:
    bank = check_bank(write_bank(folder, **texts), on=ON)
    assert bank.findings == []
    with writing():
        assert check_stored(bank) == []
        load_bank(bank, now=NOON, progress=lambda done, total: None)
        db.session.commit()


def codes(changes: list[Change]) -> list[tuple[str | None, str | None]]:
    return [(c.old and c.old.code, c.new and c.new.code) for c in changes]


def area(code: str, title: str, former: str | None = None) -> Area:
    kind = ("chapter", "section", "point")[code.count(".")]
    return Area(code, kind, {"zh": title}, former)


OLD = [area("JC01.1.01", "目标"), area("JC01.1.02", "功能"), area("JC02.1.01", "慈善活动")]
OF_ALL = {a.code: [NamedItem(f"JC-01-{n}", "ready")] for n, a in enumerate(OLD)}


@pytest.mark.parametrize(
    ("new", "moved", "come", "dropped", "renamed"),
    [
        (OLD, [], [], [], []),
        (OLD[::-1], [], [], [], []),  # another order is no difference
        (OLD[1:], [], [], ["JC01.1.01"], []),
        ([*OLD, area("JC03.1.01", "新")], [], ["JC03.1.01"], [], []),
        ([*OLD[:2], area("JC02.1.01", "公益慈善活动")], [], [], [], ["JC02.1.01"]),
        ([*OLD[:2], area("JC02.1.01", "慈善 活动")], [], [], [], []),  # only a blank
        ([*OLD[1:], area("JC03.1.01", "目标")], [("JC01.1.01", "JC03.1.01")], [], [], []),
        (
            [*OLD[1:], area("JC03.1.01", "宗旨", "JC01.1.01")],
            [("JC01.1.01", "JC03.1.01")],
            [],
            [],
            [],
        ),
        # the edition itself says where it went, whatever other words suggest
        (
            [*OLD[1:], area("JC03.1.01", "宗旨", "JC01.1.01"), area("JC03.1.02", "目标")],
            [("JC01.1.01", "JC03.1.01")],
            ["JC03.1.02"],
            [],
            [],
        ),
        # two that say the same: nobody guesses which
        (
            [*OLD[1:], area("JC03.1.01", "目标"), area("JC03.1.02", "目标")],
            [],
            ["JC03.1.01", "JC03.1.02"],
            ["JC01.1.01"],
            [],
        ),
        # a point that stays has not moved, even when another claims to have been it
        ([*OLD, area("JC03.1.01", "新", "JC01.1.01")], [], ["JC03.1.01"], [], []),
        # a section of the same words is no point
        ([*OLD[1:], area("JC03.1", "目标")], [], ["JC03.1"], ["JC01.1.01"], []),
        ([], [], [], [a.code for a in OLD], []),
    ],
)
def test_what_becomes_of_each_area(
    new: list[Area],
    moved: list[tuple[str, str]],
    come: list[str],
    dropped: list[str],
    renamed: list[str],
) -> None:
    found = diff_areas(OLD, new, items=OF_ALL)
    assert codes(found.moved) == moved
    assert codes(found.new) == [(None, code) for code in come]
    assert codes(found.dropped) == [(code, None) for code in dropped]
    assert codes(found.renamed) == [(code, code) for code in renamed]
    orphaned = sorted(item for code in dropped for item in OF_ALL[code])
    assert found.orphans == orphaned
    assert found.is_empty is not any((moved, come, dropped, renamed))


def test_an_item_of_two_dropped_points_is_orphaned_once() -> None:
    both = [NamedItem("JC-01-0007", "draft")]
    found = diff_areas(OLD, [], items={"JC01.1.01": both, "JC01.1.02": both})
    assert found.orphans == both


def test_the_same_code_in_both_editions_is_no_fault(tmp_path: Path) -> None:
    assert check_bank(write_bank(tmp_path, **with_new_edition()), on=ON).findings == []


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        # what JC01.1.02 meant (功能) stands at JC01.1.04: the code would mean something else
        (
            point("JC01.1.04", "数字化服务"),
            point("JC01.1.02", "数字化服务") + point("JC01.1.04", "功能"),
            "code_reused",
        ),
        ("    formerly: JC02\n", "    formerly: JC09\n", "unknown_former"),
        (
            point("JC01.1.04", "数字化服务"),
            point("JC01.1.04", "数字化服务", ", formerly: JC01.1.09"),
            "unknown_former",
        ),
    ],
)
def test_a_code_that_would_change_its_meaning_is_found(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    assert old in NEW_EDITION
    texts = with_new_edition(NEW_EDITION.replace(old, new, 1))
    found = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    assert [(f.file, f.code) for f in found] == [(NEW_SYLLABUS, code)]


def test_two_points_of_the_same_words_are_no_reused_code(tmp_path: Path) -> None:
    """功能 stands twice in the old edition; rewording one of them takes nothing from the other."""
    old = "          - {code: JC01.1.03, title: {zh: 旧知识点}, retired: true}\n"
    twice = changed(SYLLABUS, old, point("JC01.1.03", "功能"))
    text = NEW_EDITION.replace(
        point("JC01.1.04", "数字化服务"),
        point("JC01.1.02", "新的功能") + point("JC01.1.03", "功能"),
    )
    assert check_bank(write_bank(tmp_path, **twice, **with_new_edition(text)), on=ON).findings == []


def test_a_first_edition_has_nothing_before_it(tmp_path: Path) -> None:
    line = "          - {code: JC02.1.01, title: {zh: 慈善活动}"
    texts = changed(SYLLABUS, line, f"{line}, formerly: JC01.1.01")
    found = check_bank(write_bank(tmp_path, **texts), on=ON).findings
    assert [(f.file, f.code) for f in found] == [(SYLLABUS, "unknown_former")]


@pytest.mark.both_databases
def test_a_new_edition_is_loaded_beside_the_old_one(app: Flask, tmp_path: Path) -> None:
    load(tmp_path)
    before = contents()
    load(tmp_path, **with_new_edition())
    assert contents() == before  # items, revisions and the old tree are untouched
    editions = list_editions(JUNIOR)
    assert [s.edition for s in editions] == ["2025", "2030"]
    former = {a.code: a.former_code for a in editions[1].areas}
    assert (former["JC03"], former["JC03.1.01"]) == ("JC02", None)
    load(tmp_path, **with_new_edition())  # a second time makes nothing
    assert len(list_editions(JUNIOR)) == 2


def contents() -> list[object]:
    rows = db.session.execute(
        select(BankItem.code, BankItem.status, ItemRevision.number, ItemRevision.content_sha256)
        .join(ItemRevision, ItemRevision.item_id == BankItem.id)
        .order_by(BankItem.code)
    ).all()
    areas = db.session.execute(
        select(ContentArea.code, ContentArea.title, ContentArea.is_retired)
        .join(Syllabus, Syllabus.id == ContentArea.syllabus_id)
        .where(Syllabus.edition == "2025")
        .order_by(Syllabus.code, ContentArea.position)
    ).all()
    return [*map(tuple, rows), *map(tuple, areas)]


def test_the_difference_names_the_items_that_lose_their_point(app: Flask, tmp_path: Path) -> None:
    load(tmp_path, **with_new_edition())
    found = diff_stored(*list_editions(JUNIOR))
    assert codes(found.moved) == [
        ("JC02", "JC03"),
        ("JC02.1", "JC03.1"),
        ("JC02.1.01", "JC03.1.01"),
    ]
    assert [item.code for item in found.moved[2].items] == ["JC-02-0001"]
    assert codes(found.new) == [(None, "JC01.1.04")]
    assert codes(found.dropped) == [("JC01.1.02", None)]  # the retired third point is no loss
    assert codes(found.renamed) == [("JC01.1.01", "JC01.1.01")]
    assert found.orphans == [NamedItem("JC-01-0002", "ready"), NamedItem("JC-01-0009", "draft")]


def test_a_retired_item_is_no_orphan(app: Flask, tmp_path: Path) -> None:
    load(tmp_path, **with_new_edition(), **changed(ITEMS, "status: draft", "status: retired"))
    found = diff_stored(*list_editions(JUNIOR))
    assert [item.code for item in found.orphans] == ["JC-01-0002"]


@pytest.mark.parametrize(
    ("year", "edition"), [(2025, "2025"), (2026, "2025"), (2030, "2025"), (2031, "2030")]
)
def test_an_exam_asks_the_newest_edition_in_use_by_then(year: int, edition: str) -> None:
    syllabi = [
        Syllabus(edition="2030", first_exam_year=2031),
        Syllabus(edition="2025", first_exam_year=2026),
    ]
    found = edition_of(syllabi, year)
    assert found is not None
    assert found.edition == edition
    assert edition_of([], year) is None


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            [
                "Moved: 3",
                "  JC02.1.01 慈善活动 → JC03.1.01 慈善活动 (items: 1)",
                "New: 1",
                "  JC01.1.04 数字化服务",
                "Dropped: 1",
                "  JC01.1.02 功能 (items: 2)",
                "Reworded: 1",
                "Items without a point: 2  JC-01-0002  JC-01-0009",
            ],
        ),
        ("zh", ["移动：3", "删去：1", "失去知识点的试题：2  JC-01-0002  JC-01-0009"]),
    ],
)
def test_the_command_prints_what_the_page_shows(
    tmp_path: Path, language: str, lines: list[str]
) -> None:
    result = run(tmp_path, "2025", "2030", language=language)
    assert result.exit_code == 0, result.output
    printed = result.output.splitlines()
    assert [line for line in lines if line not in printed] == []


def test_the_command_says_when_nothing_differs(tmp_path: Path) -> None:
    assert run(tmp_path, "2025", "2025").output == "The two editions say the same.\n"


def test_an_edition_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run(tmp_path, "2025", "2040")
    assert result.exit_code == 1
    assert "There is no edition 2040 of junior-comprehensive." in result.output


def run(folder: Path, *editions: str, language: str = "en") -> object:
    write_bank(folder, **with_new_edition())
    options = ["--subject", JUNIOR, str(folder), "--language", language]
    return CliRunner().invoke(bank_commands, ["diff-syllabus", *editions, *options])


def test_an_empty_difference_is_empty() -> None:
    assert EditionDiff().is_empty
