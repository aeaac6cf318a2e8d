"""The README tells the truth about commands and settings."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

from trainingapp.cli import COMMANDS
from trainingapp.config import Settings

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "README.md").read_text()


def test_every_setting_is_in_the_table() -> None:
    table = TEXT.split("| name | meaning | default |")[1].split("\n\n")[0]
    first_cells = [row.split("|")[1] for row in table.splitlines() if row.startswith("| `")]
    named = {name for cell in first_cells for name in re.findall(r"`([A-Z_]+)`", cell)}
    assert named == {field.name.upper() for field in fields(Settings)}


def test_every_command_it_names_exists() -> None:
    named = set(re.findall(r"(?:\.venv/bin/|`)trainingapp ([a-z-]+)", TEXT))
    assert named
    assert named <= set(COMMANDS)


def test_the_ci_runs_the_test_command_of_the_readme() -> None:
    commands = [line for line in TEXT.splitlines() if line.endswith("-m pytest")]
    assert commands == [
        'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && .venv/bin/python -m pytest'
    ]
    assert "grep -m1 -- '-m pytest$' README.md" in (ROOT / ".ci" / "run").read_text()
