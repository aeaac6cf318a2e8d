"""The document of a test form before Flask sees the request: the same answer, and only in the plain case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.factories_exams import Device, make_sitting, make_test_form
from trainingapp.exams.lean.requests import TEST_FORMS
from trainingapp.exams.lean.shortcut import DocumentShortcut


@pytest.fixture
def taken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """For each request of a test, whether the shortcut answered it."""
    found: list[bool] = []
    shortcut = DocumentShortcut(app)

    def watch(environ: object, start: object) -> object:
        answer = shortcut(environ, start)  # type: ignore[arg-type]
        found.append(answer is not None)
        return answer

    monkeypatch.setattr(app, "shortcut", watch)
    return found


@pytest.fixture
def url(phone: Device, taken: list[bool]) -> Iterator[str]:
    """The address of a document whose form this process holds."""
    address = str(phone.start(make_sitting()).json["document"])
    taken.clear()
    yield address
    TEST_FORMS.__init__()  # type: ignore[misc]


@pytest.mark.both_databases
def test_it_answers_what_the_view_answers(
    phone: Device, url: str, taken: list[bool], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = phone.client.get(url, headers=phone.headers)
    assert taken == [True]
    monkeypatch.setattr(app, "shortcut", None)
    long = phone.client.get(url, headers=phone.headers)
    assert (short.status, short.data) == (long.status, long.data)
    one, other = (
        {name: value for name, value in reply.headers if name != "X-Request-ID"}
        for reply in (short, long)
    )
    assert one == other
    assert short.headers["X-Request-ID"] != long.headers["X-Request-ID"]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"Authorization": ""}, 200),  # the sign-in of the candidate opens it, by the view
        ({"Authorization": "Bearer "}, 200),
        ({"Authorization": "Bearer 1.2.3.4.5.6.7.forged"}, 200),
        ({"Authorization": "Basic eDp5"}, 200),
        ({"If-None-Match": '"another"'}, 200),
        ({"Range": "bytes=0-10"}, 200),
        ({"Host": "elsewhere.example"}, 400),
        ({"Host": ""}, 400),
    ],
)
def test_what_is_not_the_plain_case_goes_to_the_view(
    phone: Device, url: str, taken: list[bool], changes: dict[str, str], status: int
) -> None:
    reply = phone.client.get(url, headers={**phone.headers, **changes})
    assert taken == [False]
    assert reply.status_code == status


@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS"])
def test_other_methods_go_to_the_view(
    phone: Device, url: str, taken: list[bool], method: str
) -> None:
    phone.client.open(url, method=method, headers=phone.headers)
    assert taken == [False]


def test_a_form_that_is_not_held_goes_to_the_view_which_then_holds_it(
    phone: Device, url: str, taken: list[bool]
) -> None:
    TEST_FORMS.__init__()  # type: ignore[misc]
    assert phone.client.get(url, headers=phone.headers).status_code == 200
    assert phone.client.get(url, headers=phone.headers).status_code == 200
    assert taken == [False, True]


def test_a_wrong_hash_or_another_form_goes_to_the_view(
    phone: Device, url: str, taken: list[bool]
) -> None:
    for address in (
        url.replace(url[-20:-5], "0" * 15),
        url.replace("/forms/", "/forms/9"),
        url.upper(),
        f"{url}/",
    ):
        assert phone.client.get(address, headers=phone.headers).status_code in (401, 404)
    assert not any(taken)


def test_the_token_of_another_form_does_not_open_it(
    phone: Device, tablet: Device, url: str, taken: list[bool]
) -> None:
    tablet.start(make_sitting(make_test_form(("A",), code="another-form")))
    taken.clear()
    phone.client.delete_cookie("session")
    assert phone.client.get(url, headers=tablet.headers).status_code == 401
    assert taken == [False]
