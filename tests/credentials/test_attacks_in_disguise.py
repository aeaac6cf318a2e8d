"""Tokens, pictures and PDFs made to deceive: each is refused for the reason it should be, and none opens an address."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.credentials.files_made_to_deceive import LARGE, PDFS, PICTURES
from tests.credentials.test_attacks import EN, closed_network, told  # noqa: F401 - a fixture for all
from tests.credentials.tokens_made_to_deceive import TOKENS
from tests.credentials.victims import take_files, take_victim
from tests.factories_courses import NOON
from trainingapp.credentials import wording


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def refusal(client: FlaskClient, content: bytes | str, check: str) -> tuple[bool, int, str]:
    """Whether it holds, the status of the answer, and why a check was not passed."""
    status, found = told(client, content)
    reasons = {c["check"]: c["reason"] for c in found["checks"] if c["outcome"] == "failed"}
    return found["valid"], status, reasons.get(check, f"passed, but {reasons}")


def test_every_token_made_to_deceive_is_refused(client: FlaskClient) -> None:
    victim, wrong = take_victim(client), {}
    for name, (attack, check, word) in TOKENS.items():
        found = refusal(client, attack(victim), check)
        if found != (False, 422 if check == "form" else 200, word):
            wrong[name] = found
    assert wrong == {}


def test_every_picture_made_to_deceive_is_refused(client: FlaskClient) -> None:
    files, wrong = take_files(client), {}
    for name, (attack, word) in PICTURES.items():
        found = refusal(client, attack(files), "form")
        if found != (False, 422, word):
            wrong[name] = found
    assert wrong == {}


def test_no_pdf_that_we_have_not_signed_as_it_is_is_opened(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, opened = take_files(client), []
    pdfium = "trainingapp.credentials.signing.pdfs.pdfium.PdfDocument"
    monkeypatch.setattr(pdfium, lambda *_: opened.append(True))
    wrong = {}
    for name, attack in PDFS.items():
        found = refusal(client, attack(files), "form")
        if found != (False, 422, "paper-foreign"):
            wrong[name] = found
    assert (wrong, opened) == ({}, [])
    assert refusal(client, LARGE, "form") == (False, 422, "size-file")


def test_the_page_refuses_files_as_programs_are_refused(client: FlaskClient) -> None:
    files = take_files(client)
    for attack in (PDFS["one byte changed"], PICTURES["PNG with two credentials"][0]):
        file = {"file": (BytesIO(attack(files)), "x")}
        answer = client.post("/verify", data=file, headers=EN)
        assert answer.status_code == 200
        assert "Do not rely on this document" in answer.text


def test_there_are_more_than_a_hundred_and_every_reason_has_its_sentence() -> None:
    assert len(TOKENS) + len(PICTURES) + len(PDFS) > 100
    words = {word for _, _, word in TOKENS.values()} | {word for _, word in PICTURES.values()}
    assert words <= set(wording.WHY)
