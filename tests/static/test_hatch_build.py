"""The build hook builds when it must and only then."""

from __future__ import annotations

import runpy
import subprocess
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def hook() -> dict[str, Any]:
    pytest.importorskip("hatchling")
    return runpy.run_path(str(ROOT / "static" / "hatch_build.py"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    static = tmp_path / "static"
    (static / "src").mkdir(parents=True)
    (static / "dist").mkdir()
    (static / "package.json").write_text("{}")
    (static / "src" / "app.ts").write_text("start()")
    return tmp_path


def make_hook(hook: dict[str, Any], project: Path, target: str = "wheel") -> Any:
    return hook["FrontendHook"](str(project), {}, None, None, str(project), target)


def stamp(hook: dict[str, Any], project: Path) -> None:
    static = project / "static"
    (static / "dist" / ".stamp").write_text(hook["fingerprint"](static))


def test_unchanged_sources_are_not_built_again(hook: dict[str, Any], project: Path) -> None:
    stamp(hook, project)
    assert not make_hook(hook, project).is_due()


@pytest.mark.parametrize("changed", ["src/app.ts", "package.json", "src/new.scss", ".npmrc"])
def test_any_changed_source_is_built(hook: dict[str, Any], project: Path, changed: str) -> None:
    stamp(hook, project)
    (project / "static" / changed).write_text("other")
    assert make_hook(hook, project).is_due()


def test_a_source_archive_builds_nothing(hook: dict[str, Any], project: Path) -> None:
    assert not make_hook(hook, project, target="sdist").is_due()


def test_the_front_end_can_be_left_out(
    hook: dict[str, Any], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAININGAPP_SKIP_FRONTEND", "1")
    assert not make_hook(hook, project).is_due()


@pytest.mark.parametrize(
    ("said", "is_enough"),
    [
        ("v22.12.0\n", True),
        ("v24.19.0\n", True),
        ("v22.11.9\n", False),
        ("v20.20.2\n", False),
        ("?", False),
    ],
)
def test_only_a_recent_node_of_the_machine_is_used(
    hook: dict[str, Any], monkeypatch: pytest.MonkeyPatch, said: str, is_enough: bool
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(
        subprocess, "run", lambda *_a, **_k: subprocess.CompletedProcess([], 0, stdout=said)
    )
    assert (hook["find_system_node"]() is not None) == is_enough


def test_node_is_asked_for_only_when_it_is_missing(
    hook: dict[str, Any], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)
    assert make_hook(hook, project).dependencies() == [hook["NODE_PACKAGE"]]
    stamp(hook, project)
    assert make_hook(hook, project).dependencies() == []
