"""`trainingapp audit verify`."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.audit.tampering import tamper
from tests.audit.writing import all_entries, write_entries
from trainingapp.audit.commands import audit


def test_an_unbroken_chain_is_said_with_its_head(app: Flask) -> None:
    write_entries(3)
    done = app.test_cli_runner().invoke(audit, ["verify"])
    assert done.exit_code == 0
    assert f"3 entries, unbroken. Head: 3 {all_entries()[-1].hash}" in done.output


def test_a_broken_chain_ends_with_one(app: Flask) -> None:
    write_entries(3)
    tamper("DELETE FROM audit_entry WHERE number = 2")
    done = app.test_cli_runner().invoke(audit, ["verify"])
    assert done.exit_code == 1
    assert "2" in done.output


@pytest.mark.parametrize("is_known", [True, False])
def test_a_hash_noted_earlier_must_still_be_there(app: Flask, is_known: bool) -> None:
    write_entries(2)
    noted = all_entries()[0].hash if is_known else "0" * 64
    write_entries(1)
    done = app.test_cli_runner().invoke(audit, ["verify", "--expect", noted])
    assert done.exit_code == (0 if is_known else 1)
