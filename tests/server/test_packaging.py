"""What the program imports is what its package asks for."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.architecture.source import ROOT, modules

# These come with the package in brackets, whose interface they are part of.
WITH_ANOTHER = {
    "werkzeug": "flask",
    "markupsafe": "flask",
    "itsdangerous": "flask",
    "pydantic-core": "pydantic",
}
OPTIONAL = {"psycopg"}  # imported only where PostgreSQL is set


def declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {normal(re.split(r"[<>=\[;]", line)[0]) for line in project["dependencies"]}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def imported() -> set[str]:
    found: set[str] = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module)
    tops = {name.split(".")[0] for name in found}
    return tops - set(sys.stdlib_module_names) - {"trainingapp"}


def test_every_imported_package_is_asked_for() -> None:
    distributions = packages_distributions()
    needed = {normal(distributions[name][0]) for name in imported()} - OPTIONAL
    asked = declared()
    missing = {name for name in needed if WITH_ANOTHER.get(name, name) not in asked}
    assert missing == set()


def test_the_locks_of_the_front_end_name_no_download_address() -> None:
    for lock in ("static/package-lock.json", "tests/browser/package-lock.json"):
        assert "resolved" not in (ROOT / lock).read_text()
