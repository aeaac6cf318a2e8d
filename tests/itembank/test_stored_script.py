"""Script that somebody has typed into a field stays text on every page that shows it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.itembank.editing import (
    NEW,
    TYPED,
    WRITTEN,
    enter,
    get_item,
    make_ground,
    make_person,
)
from trainingapp.itembank.writing import Person, base_of
from trainingapp.rules.permissions import Role

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
# These are chosen or numbers; what does not fit is refused (test_form_fields).
CHOSEN = {
    "knowledge_1",
    "level",
    "expected",
    "origin",
    "key",
    "anchors-0-law",
    "anchors-0-article",
    "tasks-0-points",
    "tasks-0-rubric-0-points",
    "tasks-0-rubric-2-points",
    "tasks-0-rubric-1-point",
    "tasks-0-rubric-1-points",
    "tasks-0-rubric-1-accept",
}


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


def poison(typed: dict[str, str]) -> dict[str, str]:
    """Script in every field that takes words."""
    data = {
        name: value if name in CHOSEN else f"{value[:20]}{number}{SCRIPT}"
        for number, (name, value) in enumerate(typed.items())
    }
    granted = {"exceptions-0-name": "key_longest", "exceptions-0-reason": SCRIPT}
    return {**data, **granted, "note": SCRIPT}


def assert_harmless(*pages: str) -> None:
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page


@pytest.fixture(params=["single", "case"])
def poisoned(request: pytest.FixtureRequest, client: FlaskClient, chen: Person) -> str:
    """An item with script in every field, revised once, that waits for a review."""
    kind = str(request.param)
    data = poison(WRITTEN if kind == "case" else TYPED)
    editor = enter(client, chen)
    code = editor.post(NEW + kind, data=data).location.rpartition("/")[2]
    changed = {**data, "rationale": f"再改{SCRIPT}", "base": base_of(get_item(code)), "send": "1"}
    assert editor.post(f"/bank/items/{code}/edit", data=changed).status_code == 303
    return str(code)


@pytest.mark.parametrize(
    "address",
    [
        "/bank/items/{code}",
        "/bank/items/{code}?revision=1",
        "/bank/items/{code}/history",
        "/bank/items/{code}/edit",
        "/bank/items",
        "/bank/laws/charity-law",
        "/notices",
        "/home",
    ],
)
def test_on_the_pages_of_editors(
    client: FlaskClient, chen: Person, poisoned: str, address: str
) -> None:
    page = enter(client, chen).get(address.format(code=poisoned))
    assert page.status_code == 200
    assert_harmless(page.text)


def test_on_the_way_through_a_review(client: FlaskClient, chen: Person, poisoned: str) -> None:
    reader = enter(client, make_person(f"赵{SCRIPT}"[:60], Role.ITEM_REVIEWER))
    revision = str(get_item(poisoned).latest.id)
    blind = reader.get(f"/bank/reviews/{poisoned}").text
    queue = reader.get("/bank/reviews").text
    answer = {"revision": revision, "selected": "B", "doubt": SCRIPT}
    judging = reader.post(
        f"/bank/reviews/{poisoned}/answer", data=answer, follow_redirects=True
    ).text
    assert "&lt;script&gt;" in judging
    verdict = {"revision": revision, "verdict": "unsure", "note": SCRIPT}
    done = reader.post(f"/bank/reviews/{poisoned}/verdict", data=verdict, follow_redirects=True)
    assert get_item(poisoned).status == "draft"
    after = [reader.get(f"/bank/items/{poisoned}{part}").text for part in ("", "/history")]
    told = enter(client, chen).get("/notices").text
    assert_harmless(blind, queue, judging, done.text, told, *after)


def test_in_what_comes_back_refused_or_previewed(client: FlaskClient, chen: Person) -> None:
    editor = enter(client, chen)
    for kind, typed in (("single", TYPED), ("case", WRITTEN)):
        data = {name: SCRIPT for name in {**poison(typed)}}
        refused = editor.post(NEW + kind, data=data)
        assert refused.status_code == 422
        preview = editor.post(NEW.replace("new", "preview") + kind, data=data)
        assert preview.status_code == 200
        assert_harmless(refused.text, preview.text)


def test_to_a_reader_from_whom_the_key_is_kept(
    client: FlaskClient, chen: Person, poisoned: str
) -> None:
    enter(client, chen).post(f"/bank/items/{poisoned}/state", data={"act": "recall"})
    page = enter(client, make_person("赵明", Role.ITEM_REVIEWER)).get(f"/bank/items/{poisoned}")
    assert page.status_code == 200
    assert_harmless(page.text)


def test_in_a_conflict(client: FlaskClient, chen: Person, poisoned: str) -> None:
    kind = get_item(poisoned).latest.kind
    data = poison(WRITTEN if kind == "case" else TYPED)
    stale = enter(client, chen).post(f"/bank/items/{poisoned}/edit", data={**data, "base": SCRIPT})
    assert stale.status_code == 409
    assert_harmless(stale.text)
