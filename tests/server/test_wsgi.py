"""What a web process does before its first request."""

from __future__ import annotations

import gc
from pathlib import Path

from tests.conftest import make_app
from trainingapp.server.wsgi import warm_up


def test_a_web_process_has_compiled_every_page_before_its_first_reader(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    try:
        warm_up(app)
        held = {name for _loader, name in app.jinja_env.cache}  # type: ignore[union-attr]
        pages = set(app.jinja_env.list_templates(extensions=["html"]))
        assert "exams/show_result.html" in pages
        assert pages <= held
        assert list((tmp_path / "templates").iterdir())  # the next process finds them compiled
    finally:
        gc.unfreeze()


def test_what_is_loaded_by_then_is_not_counted_again(tmp_path: Path) -> None:
    app = make_app(tmp_path)
    try:
        warm_up(app)
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
