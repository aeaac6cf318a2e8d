"""The rows of the table of times: every item once, slow ones marked, nothing of a name or text that could hurt."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest
from flask import Flask
from flask_babel import force_locale

from trainingapp.exams.routes.item_times import time_rows


def item(slot: int, points: str, full: str, seconds: int) -> Any:
    return SimpleNamespace(
        slot=slot,
        points=Decimal(points),
        full=Decimal(full),
        held=SimpleNamespace(seconds=seconds),
    )


def cells(html: str) -> list[list[str]]:
    table = lxml.html.fromstring(f"<table>{html}</table>")
    return [[cell.text_content() for cell in row] for row in table.iter("tr")]


def test_each_item_has_its_points_and_seconds(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        rows = time_rows([item(1, "1", "1", 20), item(2, "0.5", "2.0", 400)], ())
    assert cells(rows) == [["1", "1 / 1", "20"], ["2", "0.5 / 2", "400"]]


@pytest.mark.parametrize(("language", "word"), [("zh", "用时长"), ("en", "slow")])
def test_slow_items_are_marked_in_the_readers_language(
    app: Flask, language: str, word: str
) -> None:
    with app.test_request_context("/"), force_locale(language):
        rows = time_rows([item(1, "1", "1", 20), item(2, "0", "2", 400)], [2])
    assert [row[0] for row in cells(rows)] == ["1", f"2 {word}"]


def test_a_form_without_items_has_no_rows(app: Flask) -> None:
    with app.test_request_context("/"):
        assert time_rows([], ()) == ""


def test_only_numbers_are_written(app: Flask) -> None:
    with app.test_request_context("/"), pytest.raises(ValueError, match="format code"):
        time_rows([item("<b>", "1", "1", 1)], ())  # type: ignore[arg-type]
