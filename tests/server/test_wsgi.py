"""What a web process does before its first request."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import make_app
from trainingapp.server import wsgi
from trainingapp.server.wsgi import warm_up


def test_a_web_process_has_compiled_every_page_before_its_first_reader(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    warm_up(app)
    held = {name for _loader, name in app.jinja_env.cache}  # type: ignore[union-attr]
    pages = set(app.jinja_env.list_templates(extensions=["html"]))
    assert "exams/show_result.html" in pages
    assert pages <= held
    assert list((tmp_path / "templates").iterdir())  # the next process finds them compiled


def test_what_is_loaded_by_then_is_not_counted_again(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    before = gc.get_freeze_count()
    warm_up(app)
    assert gc.get_freeze_count() > before + 1_000
    assert gc.isenabled()


class Loading:
    """Stands for the module of the program: notes whether the collector rests while it makes the application."""

    def __init__(self, app: Flask | None) -> None:
        self.app = app
        self.was_resting = False

    def create_app(self) -> Flask:
        self.was_resting = not gc.isenabled()
        if self.app is None:
            raise LookupError("settings are missing")
        return self.app


def test_the_collector_rests_while_the_program_loads_and_works_afterwards(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    loading = Loading(make_app(tmp_path))
    monkeypatch.setattr(wsgi, "import_module", lambda _name: loading)
    monkeypatch.setattr(wsgi, "warm_up", lambda _app: None)
    assert wsgi.make_app() is loading.app
    assert loading.was_resting
    assert gc.isenabled()


def test_a_program_that_cannot_load_leaves_the_collector_working(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wsgi, "import_module", lambda _name: Loading(None))
    with pytest.raises(LookupError):
        wsgi.make_app()
    assert gc.isenabled()
