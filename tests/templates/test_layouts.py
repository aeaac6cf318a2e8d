"""The frame of every page and the pages of errors."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask, render_template, render_template_string

from trainingapp.dashboards.forms import make_sample_form

PAGE = '{% extends "layouts/page.html" %}{% set heading = "Sittings & more" %}{% block content %}x{% endblock %}'
CODES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)


def page(app: Flask, source: str = PAGE, **values: object) -> str:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        return render_template_string(source, **values)


def places(count: int) -> list[SimpleNamespace]:
    return [
        SimpleNamespace(label=f"Place {n}", url=f"/place-{n}", is_current=n == 1, icon="home")
        for n in range(count)
    ]


def test_the_title_begins_with_the_heading(app: Flask) -> None:
    html = page(app)
    assert "<title>Sittings &amp; more · Social Work Academy</title>" in html
    assert html.count("<h1>") == 1
    assert "<h1>Sittings &amp; more</h1>" in html


@pytest.mark.parametrize(
    ("theme", "said"), [("dark", 'data-bs-theme="dark"'), ("light", 'data-bs-theme="light"')]
)
def test_a_chosen_theme_is_in_the_page_itself(app: Flask, theme: str, said: str) -> None:
    display = SimpleNamespace(theme=theme, elder="off", language="en")
    assert said in page(app, display=display)


def test_the_device_decides_when_no_theme_is_chosen(app: Flask) -> None:
    display = SimpleNamespace(theme="auto", elder="off", language="en")
    assert "data-bs-theme" not in page(app, display=display)


def test_elder_mode_and_language_are_on_the_root(app: Flask) -> None:
    html = page(app, display=SimpleNamespace(theme="auto", elder="on", language="zh"))
    assert '<html lang="zh-CN" data-elder="on"' in html


def test_a_page_says_to_scripts_whose_it_is_or_that_nobody_is_signed_in(app: Flask) -> None:
    """What a device keeps of courses is locked by the second and given back by the first."""
    assert 'data-person="7"' in page(app, signed_in=SimpleNamespace(id=7, name="Lin"))
    assert 'data-person=""' in page(app, signed_in=None)


def test_elder_mode_shows_fewer_places_and_loses_none(app: Flask) -> None:
    display = SimpleNamespace(theme="auto", elder="on", language="en")
    html = page(app, display=display, navigation=places(8), signed_in=SimpleNamespace(name="Lin"))
    header = html.split("<header")[1].split("</header>")[0]
    bar = header.split("<nav")[1].split("</nav>")[0]
    assert bar.count("<a ") == 4
    assert [f"/place-{n}" in header for n in range(8)] == [True] * 8


def test_the_bottom_bar_holds_five_and_hides_none(app: Flask) -> None:
    tabbar = page(app, navigation=places(8)).split('class="tabbar"')[1]
    assert [f"/place-{n}" in tabbar for n in range(8)] == [True] * 8
    assert tabbar.split("<details")[0].count("tabbar-link") == 4
    assert "<details" not in page(app, navigation=places(5)).split('class="tabbar"')[1]


def test_the_page_says_that_it_issues_no_qualification(app: Flask) -> None:
    assert "does not issue national vocational qualifications" in page(app)


@pytest.mark.parametrize("code", CODES)
def test_an_error_says_what_is_safe_and_what_to_do(app: Flask, code: int) -> None:
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        html = render_template(f"errors/{code}.html", detail="<b>Late</b>")
    assert "What is safe" in html
    assert "What you can do" in html
    assert f"Error {code}" in html
    assert "&lt;b&gt;Late&lt;/b&gt;" in html


def test_the_style_guide_draws_every_component(app: Flask) -> None:
    with app.test_request_context("/styleguide", headers={"Accept-Language": "zh"}):
        html = render_template("styleguide/show_styleguide.html", sample=make_sample_form())
    assert "设计规范" in html
    for part in (
        "card-feature",
        "stat-row",
        "timeline",
        "pagination",
        "item-rationale",
        "chart-svg",
        "field-otp",
        "choice-cards",
        "error-summary",
    ):
        assert part in html
