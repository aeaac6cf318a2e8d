"""What the shared macros promise to every page."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace

import pytest
from flask import Flask, render_template_string
from wtforms import BooleanField, Form, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Regexp


class DetailsForm(Form):
    name = StringField("Name", [InputRequired("Enter your name.")], description="As on your card.")
    phone = StringField("Phone", [Regexp(r"^$|^1\d{10}$", message="Enter 11 digits.")])
    password = PasswordField("Password")
    level = RadioField(
        "Level",
        [InputRequired("Choose one.")],
        choices=[SelectChoice("1", "One"), SelectChoice("2", "Two")],
    )
    consent = BooleanField("I agree")


ITEM = SimpleNamespace(
    kind="multiple", stem="Which?", options=[("A", "one"), ("B", "two"), ("C", "three")]
)


def render(app: Flask, source: str, **values: object) -> str:
    with app.test_request_context("/?kind=single&page=2", headers={"Accept-Language": "en"}):
        return " ".join(render_template_string(source, **values).split())


def refused_form() -> DetailsForm:
    form = DetailsForm(data={"phone": "138"})
    form.validate()
    return form


def field(app: Flask, name: str, arguments: str = "") -> str:
    source = "{% from 'macros/forms.html' import field %}{{ field(f" + arguments + ") }}"
    return render(app, source, f=refused_form()[name])


def test_a_wrong_field_points_to_its_help_and_its_error(app: Flask) -> None:
    html = field(app, "name")
    assert 'aria-describedby="name-help name-error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="name-error"' in html
    assert "Enter your name." in html


def test_what_was_typed_stays_in_a_wrong_field(app: Flask) -> None:
    assert 'value="138"' in field(app, "phone")


def test_a_field_that_may_be_empty_says_so(app: Flask) -> None:
    assert "(optional)" in field(app, "phone")
    assert "(optional)" not in field(app, "name")
    assert "(optional)" not in field(app, "phone", ", optional=false")


def test_attributes_go_to_the_input(app: Flask) -> None:
    html = field(app, "phone", ", kind='phone', autocomplete='tel-national'")
    assert 'type="tel"' in html
    assert 'autocomplete="tel-national"' in html


def test_a_password_brings_the_words_of_its_button(app: Flask) -> None:
    assert 'data-show="Show"' in field(app, "password")


def test_choices_are_a_group_with_a_legend_and_the_error(app: Flask) -> None:
    html = field(app, "level")
    assert html.startswith('<fieldset class="field field-wrong" aria-describedby="level-error"')
    assert "<legend" in html
    assert html.count('type="radio"') == 2


def test_the_label_of_a_checkbox_belongs_to_it(app: Flask) -> None:
    assert '<label for="consent">I agree' in field(app, "consent")


def test_the_summary_links_to_every_wrong_field_and_to_the_first_choice(app: Flask) -> None:
    source = "{% from 'macros/forms.html' import error_summary %}{{ error_summary(form) }}"
    html = render(app, source, form=refused_form())
    assert [f'href="#{name}"' in html for name in ("name", "phone", "level-0")] == [True] * 3
    assert 'href="#password"' not in html
    assert render(app, source, form=DetailsForm()) == ""


TABLE = """{% from "macros/tables.html" import table %}
{% call(row) table("Sittings", ["Name", ("Score", "number"), ("", "actions")], rows, empty_text="None yet") %}
<td>{{ row[0] }}</td><td class="x">{{ row[1] }}</td><td>go</td>{% endcall %}"""


def test_each_cell_repeats_its_column_for_phones(app: Flask) -> None:
    html = render(app, TABLE, rows=[("<Autumn>", 61), ("Spring", 48)])
    assert html.count('<td data-label="Name">') == 2
    assert '<td data-label="Score" class="number"' in html
    assert "&lt;Autumn&gt;" in html


def test_a_table_without_rows_says_so(app: Flask) -> None:
    html = render(app, TABLE, rows=[])
    assert "None yet" in html
    assert "<table" not in html


def paged(app: Flask, number: int, pages: int) -> str:
    source = "{% from 'macros/tables.html' import pagination %}{{ pagination(page) }}"
    return render(app, source, page=SimpleNamespace(number=number, pages=pages, total=pages * 30))


def test_a_long_list_shows_the_neighbours_and_both_ends(app: Flask) -> None:
    html = paged(app, 6, 12)
    assert [n for n in range(1, 13) if f'page={n}"' in html] == [1, 5, 6, 7, 12]
    assert html.count("…") == 2
    assert html.count("kind=single") == html.count("href=")


def test_one_page_needs_no_pagination(app: Flask) -> None:
    assert paged(app, 1, 1) == ""


OPTIONS = (
    "{% from 'macros/items.html' import item_options %}{{ item_options(item, selected, key=key) }}"
)


def test_options_to_answer_show_the_choice_and_nothing_of_the_key(app: Flask) -> None:
    html = render(app, OPTIONS, item=ITEM, selected="B", key=None)
    assert html.count('type="checkbox"') == 3
    assert html.count("checked") == 1
    assert not any(word in html for word in ("is-right", "is-wrong", "item-mark"))


def test_marked_options_say_in_words_what_was_right(app: Flask) -> None:
    html = render(app, OPTIONS, item=ITEM, selected="AC", key="AB")
    said = [html.split(f'item-letter">{x}</span>')[1].split("</li>")[0] for x in "ABC"]
    assert "Your answer, right" in said[0]
    assert "Key, not chosen" in said[1]
    assert "Your answer, wrong" in said[2]
    assert "<input" not in html


@pytest.mark.parametrize(("points", "said"), [(0, "Wrong"), (1.5, "Partly right"), (2, "Right")])
def test_a_verdict_is_a_word_and_the_points(app: Flask, points: float, said: str) -> None:
    source = "{% from 'macros/items.html' import item_verdict %}{{ item_verdict(points, 2) }}"
    html = render(app, source, points=points)
    assert f"{said} · {points} of 2 points" in html


def test_a_question_before_an_act_posts_with_the_token(app: Flask) -> None:
    source = """{% from "macros/buttons.html" import confirm %}
    {{ confirm("Withdraw", "/sittings/1/withdrawal", "Withdraw it?", "For good.", fields={"x": "<1>"}) }}"""
    html = render(app, source)
    assert '<form method="post" action="/sittings/1/withdrawal">' in html
    assert 'name="csrf_token"' in html
    assert 'value="&lt;1&gt;"' in html


def test_a_chart_is_also_a_table(app: Flask) -> None:
    source = "{% from 'macros/charts.html' import score_line %}{{ score_line(points, 'Scores', cut=60) }}"
    points = [{"label": "May", "value": 48}, {"label": "June", "value": Decimal("61.50")}]
    html = render(app, source, points=points)
    assert '<td>June</td><td class="number">61.5</td>' in html
    assert 'role="img" aria-label="Scores"' in html


def test_a_chart_of_one_attempt_divides_by_nothing(app: Flask) -> None:
    source = "{% from 'macros/charts.html' import score_line %}{{ score_line(points, 'Scores') }}"
    assert "61" in render(app, source, points=[{"label": "May", "value": 61}])


def test_a_bar_without_answers_is_not_zero_per_cent(app: Flask) -> None:
    source = "{% from 'macros/charts.html' import area_bars %}{{ area_bars(rows, 'By chapter') }}"
    html = render(app, source, rows=[{"label": "Law", "value": None}])
    assert "no answers yet" in html
    assert "0%" not in html


@pytest.mark.parametrize(("left", "said"), [(3_600_000, "1:00:00"), (65_000, "1:05"), (-5, "0:00")])
def test_the_time_left_is_readable_without_script(app: Flask, left: int, said: str) -> None:
    source = "{% from 'macros/meters.html' import countdown %}{{ countdown(now + left, now) }}"
    assert f'countdown-time">{said}<' in render(app, source, now=1_790_000_000_000, left=left)
