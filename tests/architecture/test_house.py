"""The mechanisms that the house rests on stay in their one place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import TemplateError

from tests.architecture.source import PACKAGE, ROOT, calls, modules, part_of, templates
from trainingapp.rules.permissions import PERMISSIONS, Permission
from trainingapp.web.access import LEAN, PUBLIC

COMMITTERS = {
    "web/transactions.py",
    "exams/lean",  # its own connections: the group commit
    "jobs/worker.py",
}
WRITERS = re.compile(r"db\.session\.(add|add_all|delete|flush|merge|execute_update|bulk_\w+)$")


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as m; m()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]


def test_only_the_transaction_hook_the_worker_and_the_exam_room_commit() -> None:
    found = {
        relative(path)
        for path, tree in modules().items()
        for name, _call in calls(tree)
        if name.endswith("session.commit")
    }
    assert {f for f in found if not any(f.startswith(c) for c in COMMITTERS)} == set()


def test_only_actions_add_delete_and_flush() -> None:
    found = {
        relative(path)
        for path, tree in modules().items()
        for name, _call in calls(tree)
        if WRITERS.match(name) and "action" not in path.name and path.parent.name != "actions"
    }
    allowed = {"jobs/worker.py"}
    assert {f for f in found if f not in allowed and part_of(PACKAGE / f) != "server"} == set()


def test_every_view_says_who_may_open_it(app: Flask) -> None:
    silent = [
        name for name, view in app.view_functions.items() if getattr(view, "access", None) is None
    ]
    assert silent == []


def test_every_permission_is_used_and_granted(app: Flask) -> None:
    asked = {getattr(view, "access", None) for view in app.view_functions.values()}
    assert set(PERMISSIONS) == set(Permission)
    assert {p for p in Permission if p not in asked} == set()


def test_only_the_exam_room_proves_its_callers_itself(app: Flask) -> None:
    lean = {n for n, view in app.view_functions.items() if getattr(view, "access", None) is LEAN}
    assert {name.split(".")[0] for name in lean} <= {"lean"}


PUBLIC_VIEWS = re.compile(
    r"static|dashboards\.show_front|credentials\.(list_link_policies|show_credential|open_code|show_key|show_keys|show_key_set|show_list|show_paper|show_png|show_svg|show_verify|verify_document|verify_by_program|show_register|search_register|show_shared|show_status)|classes\.read_feed|courses\.(offline_worker|show_preview_image|list_courses|show_course|show_preview|list_ratings|show_instructor|show_package_file|show_state|show_runtime|show_player|hear_package)|incubator\.(list_calls|show_call|list_public_notices|show_public_notice|read_base_feed|read_agency_feed)|health\..*|metrics\..*|accounts\.(sign_|show_privacy|set_display|request_reset|reset_|second_step|show_sent|confirm_|.*)"
)


def test_public_views_are_few_and_known(app: Flask) -> None:
    open_views = {n for n, v in app.view_functions.items() if getattr(v, "access", None) is PUBLIC}
    assert {n for n in open_views if not PUBLIC_VIEWS.fullmatch(n)} == set()


def test_every_page_template_belongs_to_a_view() -> None:
    source = "".join(p.read_text() for p in modules())
    for path in templates():
        name = path.relative_to(PACKAGE / "templates").as_posix()
        is_shared = name.split("/")[0] in {"layouts", "macros", "errors"} or path.name.startswith(
            "_"
        )
        if is_shared or "privacy" in path.parts:  # its versions are named in the database
            continue
        stem = name.rsplit(".", 1)[0].rsplit("/", 1)[-1]
        assert name in source or stem in source, f"{name} is rendered by nobody"


def test_every_template_compiles(app: Flask) -> None:
    found = [path.relative_to(PACKAGE / "templates").as_posix() for path in templates()]
    assert len(found) > 50
    assert [name for name in found if not is_compilable(app, name)] == []


def is_compilable(app: Flask, name: str) -> bool:
    try:
        app.jinja_env.get_template(name)
    except TemplateError:
        return False
    return True


def test_rules_load_no_framework() -> None:
    code = (
        "import sys, pkgutil, importlib, trainingapp.rules as r\n"
        "for m in pkgutil.iter_modules(r.__path__): importlib.import_module('trainingapp.rules.' + m.name)\n"
        "bad = {'flask', 'sqlalchemy', 'werkzeug', 'wtforms', 'jinja2'} & set(sys.modules)\n"
        "assert not bad, bad"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_map_names_exactly_the_parts_that_exist() -> None:
    tree = next(t for p, t in modules().items() if p == PACKAGE / "__init__.py")
    text = tree.body[0].value.value  # type: ignore[attr-defined]
    named = {line.split()[0] for line in text.splitlines()[2:] if line.strip()}
    present = {
        p.stem if p.suffix == ".py" else p.name
        for p in PACKAGE.iterdir()
        if (p.suffix == ".py" and p.name != "__init__.py") or (p / "__init__.py").is_file()
    }
    assert named == present


def test_the_readme_maps_exactly_the_parts_that_exist() -> None:
    text = (ROOT / "README.md").read_text()
    for path in PACKAGE.iterdir():
        if (path / "__init__.py").is_file():
            assert f"{path.name}/" in text or f"`{path.name}`" in text, (
                f"README does not name {path.name}"
            )


def test_no_file_names_a_registry_or_a_machine() -> None:
    hosts = (
        "registry." + "npmjs",
        "pypi" + ".org",
        "files.python" + "hosted",
        "/ho" + "me/",
        "/wo" + "rk/",
    )
    skipped = {"node_modules", "dist", ".git", ".venv", "__pycache__", "chromium", ".mypy_cache"}
    for path in ROOT.rglob("*"):
        if (
            not path.is_file()
            or skipped & set(path.parts)
            or path.suffix in {".mo", ".pyc", ".png"}
        ):
            continue
        if any(p.startswith(".") and p != ".ci" for p in path.parts[len(ROOT.parts) :]):
            continue
        text = path.read_text(errors="ignore")
        assert not [h for h in hosts if h in text], path


@pytest.mark.parametrize("name", ["question", "utils", "helpers", "manager", "service"])
def test_no_module_is_named_with_a_forbidden_word(name: str) -> None:
    assert [p for p in modules() if p.stem in {name, f"{name}s"}] == []
