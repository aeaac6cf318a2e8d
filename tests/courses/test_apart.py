"""Programs apart: they know no secret, leave nothing behind, and end in time with whatever they have started."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from trainingapp.courses.apart import run_apart, workplace
from trainingapp.courses.documents import find_office
from trainingapp.files.jobs import settings


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-c", code]


def test_what_a_program_says_comes_back_and_how_it_ended(tmp_path: Path) -> None:
    assert run_apart(python("print('ja')"), tmp_path, seconds=20) == (b"ja\n", True)
    assert run_apart(python("print('nein'); raise SystemExit(3)"), tmp_path, seconds=20) == (
        b"nein\n",
        False,
    )


def test_what_a_program_complains_of_is_not_mixed_with_what_it_says(tmp_path: Path) -> None:
    code = "import sys; print('warning', file=sys.stderr); print('words')"
    assert run_apart(python(code), tmp_path, seconds=20)[0] == b"words\n"


@pytest.mark.parametrize("name", ["TRAININGAPP_FIELD_KEYS", "TRAININGAPP_DATABASE_URL", "AWS_KEY"])
def test_a_program_knows_no_setting_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "tell nobody")
    code = "import os; print(dict(os.environ))"
    said, _is_well = run_apart(python(code), tmp_path, seconds=20)
    assert b"tell nobody" not in said
    assert str(tmp_path).encode() in said  # its home is its own folder


def test_a_program_reads_nothing_that_somebody_types(tmp_path: Path) -> None:
    code = "import sys; print(repr(sys.stdin.read()))"
    assert run_apart(python(code), tmp_path, seconds=20)[0] == b"''\n"


def test_a_program_whose_time_is_over_ends_with_what_it_has_started(tmp_path: Path) -> None:
    command = ["sh", "-c", "sleep 60 & echo $!; wait"]
    with pytest.raises(subprocess.TimeoutExpired) as late:
        run_apart(command, tmp_path, seconds=0.8)
    child = int(late.value.output)  # what it had said is not lost
    assert any(is_gone(child) for _ in range(20_000))


def is_gone(process: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0]
    except FileNotFoundError:
        return True
    return state == "Z"


def test_a_workplace_is_gone_afterwards_whatever_happened(app: Flask) -> None:
    with workplace(settings()) as folder:
        (folder / "page.webp").write_bytes(b"x")
        assert folder.parent == settings().data / "drawing"
    assert not folder.exists()
    with pytest.raises(ZeroDivisionError):
        fail_in_a_workplace()
    assert list((settings().data / "drawing").iterdir()) == []


def fail_in_a_workplace() -> None:
    with workplace(settings()) as folder:
        (folder / "deep").mkdir()
        raise ZeroDivisionError


def test_nobody_else_reads_a_workplace(app: Flask) -> None:
    with workplace(settings()) as folder:
        if os.name != "nt":
            assert folder.stat().st_mode & 0o077 == 0
            assert folder.parent.stat().st_mode & 0o077 == 0


def test_libreoffice_is_found_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_office() is None
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_office() == str(program)
