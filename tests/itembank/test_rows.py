"""Rows are inserted, updated or left alone, and the tally says which."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from tests.factories_itembank import make_law
from trainingapp.extensions import db
from trainingapp.itembank.models import Law
from trainingapp.itembank.rows import Tally, bring_rows
from trainingapp.web.transactions import writing


def law(code: str, **changes: str) -> dict[str, str]:
    return {"code": code, "title": f"{code} 全称", "short": code, **changes}


def stored() -> dict[str, str]:
    return {code: title for code, title in db.session.execute(select(Law.code, Law.title))}


@pytest.mark.both_databases
def test_only_what_differs_is_written(app: Flask) -> None:
    with writing():
        assert bring_rows(Law, [law("a"), law("b")], key=["code"]) == Tally(2, 0, 0)
        rows = [law("a"), law("b", title="新名"), law("c")]
        assert bring_rows(Law, rows, key=["code"]) == Tally(new=1, changed=1, same=1)
        assert stored() == {"a": "a 全称", "b": "新名", "c": "c 全称"}


def test_rows_that_are_not_named_stay(app: Flask) -> None:
    with writing():
        make_law("kept")
        bring_rows(Law, [law("a")], key=["code"])
        assert set(stored()) == {"kept", "a"}


def test_nothing_to_bring_writes_nothing(app: Flask) -> None:
    assert bring_rows(Law, [], key=["code"]) == Tally(0, 0, 0)


def test_what_lies_outside_is_not_compared(app: Flask) -> None:
    with writing():
        bring_rows(Law, [law("a")], key=["code"])
        again = bring_rows(Law, [law("a")], key=["code"], within=Law.code == "a")
        assert again == Tally(0, 0, 1)
