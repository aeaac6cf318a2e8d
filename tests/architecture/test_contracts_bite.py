"""Each import contract is broken once, in a copy, and must say so: a check that cannot fail is none."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT

BREACHES = {
    "Parts import downwards only": ("accounts/labels.py", "from trainingapp.exams import models"),
    "Rules are pure: no framework, no database": ("rules/scoring.py", "import flask"),
    "Inside a part: routes, then forms or actions, then queries, then models": (
        "exams/models.py",
        "from trainingapp.exams.queries import attempts",
    ),
    "Actions and queries never see a request": ("notices/queries.py", "from flask import request"),
    "Only app.py mounts routes": (
        "server/wsgi.py",
        "from trainingapp.notices import routes",
    ),
    "Only routes use forms": ("itembank/browsing.py", "from trainingapp.accounts import forms"),
    "No cycles anywhere": ("web/clock.py", "from trainingapp.accounts import labels"),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    keep = shutil.ignore_patterns("__pycache__", "templates", "translations", "_assets")
    shutil.copytree(PACKAGE, folder / "trainingapp", ignore=keep)
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def lint(folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as m; m(['--no-cache'])",
        ],
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("name", list(BREACHES))
def test_a_breach_of_each_contract_is_seen(copy: Path, name: str) -> None:
    file, line = BREACHES[name]
    path = copy / "trainingapp" / file
    before = path.read_text()
    path.write_text(f"{before}\n{line}\n")
    try:
        code, said = lint(copy)
    finally:
        path.write_text(before)
    assert code == 1, said
    assert f"{name} BROKEN" in said
