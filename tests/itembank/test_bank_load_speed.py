"""Ten thousand items load in less than twenty seconds, with progress; words are found among them at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from flask import Flask

from tests.itembank.banks import ON, write_large
from trainingapp.extensions import db
from trainingapp.itembank import browsing, queries
from trainingapp.itembank.commands import load_folder
from trainingapp.web.pages import paginate


@pytest.mark.slow
def test_ten_thousand_items_load_in_less_than_twenty_seconds(
    app: Flask, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_large(tmp_path, 10_000)
    start = time.process_time()  # of this process alone: other tests run beside it
    loaded = load_folder(folder, exam_year=2027, laws=None, translate=str)
    assert time.process_time() - start < 20
    assert loaded.items.new == loaded.revisions == 10_005
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Items: ")]
    assert len(told) == 6
    assert told[-1] == "Items: 10005 of 10005"
    db.session.remove()

    assert len(queries.list_ready_pool("junior-comprehensive", on=ON)) == 10_004
    start = time.process_time()
    with app.test_request_context():
        page = paginate(browsing.list_items(browsing.ItemFilter(words="慈善")))
    assert (page.total, len(page.items)) == (1, 1)
    assert time.process_time() - start < 0.5
