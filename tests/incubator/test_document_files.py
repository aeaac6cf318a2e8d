"""Files of papers: judged by what they are, named harmlessly, sealed on the disk, every opening written down."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import NOON, make_expert, make_seat
from tests.factories_registry import (
    PAPER,
    PDF,
    Scene,
    agency_of,
    case_of,
    document_of,
    entries_of,
    make_document,
    make_entry,
    make_scene,
    posted,
    send_paper,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials import evidence_jobs
from trainingapp.extensions import db
from trainingapp.incubator.actions import documents as actions
from trainingapp.incubator.models import DocumentAccess, IncubatorDocument
from trainingapp.jobs.worker import run_all
from trainingapp.rules.incubation.document_words import Audience
from trainingapp.rules.incubation.registry_words import Register
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.web.transactions import writing

assert evidence_jobs  # the worker knows its functions
pytestmark = pytest.mark.usefixtures("frozen")
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89"


@pytest.fixture
def frozen() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def packed(*parts: tuple[str, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return body.getvalue()


HOSTILE = [
    ("章程.pdf", b"MZ\x90\0 a program"),
    ("章程.pdf", b"\x7fELF\x02\x01\x01"),
    ("章程.pdf", b"#!/bin/sh\nrm -rf /\n"),
    ("章程.pdf", b"<!doctype html><script>alert(1)</script>"),
    ("章程.pdf", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    ("章程.pdf", b"<?xml version='1.0'?><html/>"),
    ("章程.pdf", b"just words"),
    ("章程.pdf", b"\0" * 512),
    ("章程.pdf", b""),
    ("章程.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
    ("章程.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
    ("章程.html", b"<html>%PDF-1.4</html>"),
    ("章程.gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
    ("章程.docx", packed(("readme.txt", b"x"))),
    ("章程.docx", packed(("word/document.xml", b"<w/>"), ("evil.exe", b"MZ"))),
    ("章程.zip", packed(("a.pdf", PDF))),
    ("章程.docx", packed(("big", b"\0" * (40 * 1024 * 1024)))),
    ("章程.exe", PDF),
    ("章程.pdf.exe", PDF),
    ("章程.js", PDF),
    ("章程.bat", PDF),
    ("章程.lnk", PDF),
    ("章程.hta", PDF),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE)
def test_what_is_no_paper_is_refused_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, name: str, content: bytes
) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    data = {**PAPER, "title": "请保留这个名称", "file": (io.BytesIO(content), name)}
    answer = client.post(f"{scene.address}/documents", data=data)
    assert answer.status_code == 422
    assert "请保留这个名称" in answer.text
    assert db.session.scalars(select(IncubatorDocument)).all() == []


def test_every_form_that_takes_a_proof_refuses_what_is_none(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["officer"])
    for register in (Register.ORGANS, Register.PREMISES, Register.CREDIT):
        file = (io.BytesIO(b"MZ\x90 a program"), "证明.pdf")
        data = posted(register, note="请保留", file=file)
        answer = client.post(f"{scene.address}/registers/{register}/new", data=data)
        assert answer.status_code == 422
        assert "请保留" in answer.text
        assert entries_of(register) == []
    paper = make_document(agency_of(scene), scene["officer"])
    answer = send_paper(client, f"/incubation/documents/{paper}/versions", content=b"MZ\x90")
    assert answer.status_code == 422
    assert len(document_of(paper).versions) == 1


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("章程.pdf", "章程.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/etc/shadow.pdf", "shadow.pdf"),
        ("章\u202efdp.pdf", "章fdp.pdf"),
        ("章\u200b程.pdf", "章程.pdf"),
        ("a:b?c*.pdf", "abc.pdf"),
        ("<script>.pdf", "script.pdf"),
        ("...章程.pdf", "章程.pdf"),
        ("章程.PDF", "章程.PDF"),
        ("章程.png", "章程.png.pdf"),  # it is a PDF, whatever it says
        ("章程", "章程.pdf"),
    ],
)
def test_a_name_harms_nobody(app: Flask, client: FlaskClient, sent: str, kept: str) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    data = {**PAPER, "file": (io.BytesIO(PDF), sent)}
    assert client.post(f"{scene.address}/documents", data=data).status_code == 303
    version = db.session.scalars(select(IncubatorDocument)).one().versions[0]
    assert (version.file_name, version.media_type) == (kept, "application/pdf")
    file = client.post(f"/incubation/documents/{version.document_id}/versions/1/file")
    assert file.headers["Content-Type"] == "application/pdf"
    assert "\n" not in file.headers["Content-Disposition"]


def test_a_very_long_name_is_cut_before_its_suffix(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    data = {**PAPER, "file": (io.BytesIO(PDF), "长" * 400 + ".pdf")}
    assert client.post(f"{scene.address}/documents", data=data).status_code == 303
    name = db.session.scalars(select(IncubatorDocument)).one().versions[0].file_name
    assert name.endswith("长.pdf")
    assert len(name) <= 200


def test_no_file_on_the_disk_holds_what_a_paper_says(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    secret = b"the secret of this very test, which stands nowhere else"
    content = PDF + secret
    sign_in(client, scene["manager"])
    answer = send_paper(client, f"{scene.address}/documents", content=content)
    send_paper(client, f"{answer.location}/versions", content=content + b"2")
    data = posted(Register.PREMISES, file=(io.BytesIO(content + b"3"), "租赁.pdf"))
    assert client.post(f"{scene.address}/registers/premises/new", data=data).status_code == 303
    run_all()
    folder = Path(current_app.config["SETTINGS"].data)
    open_ones = [
        path
        for path in folder.rglob("*")
        if path.is_file() and "sqlite" not in path.name and secret in path.read_bytes()
    ]
    versions = [
        one for row in db.session.scalars(select(IncubatorDocument)) for one in row.versions
    ]
    assert len(versions) == 3
    assert len({one.key_sealed for one in versions}) == 3  # a key of its own for each
    assert [path for path in open_ones if path.suffix not in {".db", ".db-wal"}] == []


def people_around(scene: Scene) -> dict[str, Any]:
    found = {**scene.people, "candidate": make_user()}
    for name, duty in (
        ("reviewer", Duty.REVIEWER),
        ("mentor", Duty.MENTOR),
        ("assessor", Duty.ASSESSOR),
    ):
        found[name] = make_expert()
        make_seat(case_of(scene), found[name], duty=duty)
    found["ended"], found["asked"], found["conflict"] = (make_expert() for _ in range(3))
    make_seat(case_of(scene), found["ended"], state=SeatState.ENDED)
    make_seat(case_of(scene), found["asked"], state=SeatState.ASKED)
    make_seat(case_of(scene), found["conflict"], state=SeatState.CONFLICT)
    return found


# Who opens a paper of the case: for experts, parties, the base, the office. 403: reached; 404: not.
OPENING = {
    "officer": (200, 200, 200, 200),
    "second": (200, 200, 200, 200),
    "head": (200, 200, 200, 200),
    "finance": (200, 200, 200, 403),
    "authority": (200, 200, 200, 403),
    "manager": (200, 200, 403, 403),
    "applicant": (404, 404, 404, 404),  # its agency has moved in: its managers speak for it
    "reviewer": (200, 403, 403, 403),
    "mentor": (200, 403, 403, 403),
    "assessor": (200, 403, 403, 403),
    "ended": (403, 403, 403, 403),
    "asked": (404, 404, 404, 404),
    "conflict": (404, 404, 404, 404),
    "candidate": (404, 404, 404, 404),
}
WIDTH = (Audience.EXPERTS, Audience.PARTIES, Audience.BASE, Audience.RESTRICTED)


@pytest.mark.parametrize("who", list(OPENING))
def test_every_capacity_opens_its_audiences_and_each_opening_is_written_down(
    app: Flask, client: FlaskClient, who: str
) -> None:
    scene = make_scene()
    person = people_around(scene)[who]
    papers = [
        make_document(case_of(scene), scene["officer"], audience=one, title=f"文件{one}")
        for one in WIDTH
    ]
    sign_in(client, person)
    for number, expected in zip(papers, OPENING[who], strict=True):
        address = f"/incubation/documents/{number}"
        assert client.get(address).status_code == expected
        assert client.post(f"{address}/versions/1/file").status_code == expected
    looks = db.session.scalars(select(DocumentAccess).order_by(DocumentAccess.id)).all()
    opened = [n for n, status in zip(papers, OPENING[who], strict=True) if status == 200]
    assert [(one.user_id, one.version.document_id) for one in looks] == [
        (person.id, number) for number in opened
    ]
    listed = client.get(f"/incubation/cases/{scene.case_id}/documents")
    shown = [n for n in papers if f'/incubation/documents/{n}"' in listed.text]
    assert shown == opened


def test_who_applies_opens_what_the_parties_open_until_the_agency_has_moved_in(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    papers = [make_document(case_of(scene), scene["officer"], audience=one) for one in WIDTH]
    found = {}
    for stage in (Stage.REVIEW, Stage.ONBOARDING, Stage.TRIAL):
        with writing():
            case_of(scene).stage = stage
            db.session.commit()
        sign_in(client, scene["applicant"])
        found[stage] = [client.get(f"/incubation/documents/{n}").status_code for n in papers]
    applying = [200, 200, 403, 403]
    assert found == {
        Stage.REVIEW: applying,
        Stage.ONBOARDING: applying,
        Stage.TRIAL: [404, 404, 404, 404],
    }


def test_each_opening_is_a_line_and_a_page_looked_at_is_none(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    number = make_document(agency_of(scene), scene["manager"])
    address = f"/incubation/documents/{number}"
    for who in ("manager", "officer", "manager"):
        sign_in(client, scene[who])
        client.get(address)
        client.post(f"{address}/versions/1/file")
        assert client.get(f"{address}/versions/1/file").status_code == 405
        assert client.post(f"{address}/versions/2/file").status_code == 404
        assert client.post(f"{address}/versions/0/file").status_code == 404
    users = db.session.scalars(select(DocumentAccess.user_id).order_by(DocumentAccess.id)).all()
    assert users == [scene[who].id for who in ("manager", "officer", "manager")]


def test_a_withdrawn_paper_stays_behind_what_rests_on_it(app: Flask, client: FlaskClient) -> None:
    scene = make_scene()
    number = make_document(agency_of(scene), scene["manager"], title="租赁合同")
    entry = make_entry(agency_of(scene), Register.PREMISES, scene["manager"], document_id=number)
    sign_in(client, scene["manager"])
    assert client.post(f"/incubation/documents/{number}/withdrawal").status_code == 303
    page = client.get(f"{scene.address}/registers/premises").text
    assert "租赁合同" in page
    assert client.get(f"/incubation/documents/{number}").status_code == 200
    assert client.post(f"/incubation/documents/{number}/versions/1/file").data == PDF
    # It proves nothing new, but a correction of the old entry keeps it.
    data = {**posted(Register.PREMISES), "document": str(number)}
    assert client.post(f"{scene.address}/registers/premises/new", data=data).status_code == 422
    answer = client.post(
        f"{scene.address}/registers/premises/{entry}", data=posted(Register.PREMISES)
    )
    assert answer.status_code == 303
    assert entries_of(Register.PREMISES)[0].document_id == number


def test_a_withdrawn_paper_changes_no_more_and_is_withdrawn_once(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    number = make_document(agency_of(scene), scene["manager"], title="章程")
    sign_in(client, scene["manager"])
    address = f"/incubation/documents/{number}"
    for _ in range(2):
        assert client.post(f"{address}/withdrawal").status_code == 303
    assert client.post(f"{address}/edit", data={**PAPER, "title": "另一个"}).status_code == 409
    assert send_paper(client, f"{address}/versions").status_code == 409
    row = document_of(number)
    assert (row.title, row.withdrawn_at, len(row.versions)) == ("章程", NOON, 1)
    acts = select(AuditEntry).filter_by(action="document.withdraw")
    assert len(db.session.scalars(acts).all()) == 1


def test_the_title_of_a_paper_of_the_office_is_not_told_to_the_agency(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    for audience in (Audience.RESTRICTED, Audience.PARTIES):
        number = make_document(
            agency_of(scene), scene["officer"], audience=audience, title=f"文件-{audience}"
        )
        make_entry(
            agency_of(scene),
            Register.CREDIT,
            scene["officer"],
            actor=Actor.OFFICER,
            document_id=number,
        )
    address = f"{scene.address}/registers/credit"
    told = {"officer": (True, True), "authority": (False, True), "manager": (False, True)}
    for who, (restricted, parties) in told.items():
        sign_in(client, scene[who])
        page = client.get(address).text
        assert ("文件-restricted" in page, "文件-parties" in page) == (restricted, parties), who
        assert ("有一份您无权查看的材料" in page) is not restricted


def test_an_officer_who_mentors_elsewhere_lists_there_only_what_mentors_open(
    app: Flask, client: FlaskClient
) -> None:
    scene, other = make_scene(), make_scene()
    officer = scene["officer"]
    # A second case of the same agency in the other base, where the officer is a mentor only.
    case = case_of(other)
    case.agency_id = scene.agency_id
    db.session.commit()
    make_seat(case_of(other), officer, duty=Duty.MENTOR)
    papers = {
        one: make_document(case_of(other), other["officer"], audience=one, title=f"文件-{one}")
        for one in WIDTH
    }
    sign_in(client, officer)
    listed = client.get(f"{scene.address}/documents").text
    offered = client.get(f"{scene.address}/registers/organs/new").text
    for audience, number in papers.items():
        opens = client.get(f"/incubation/documents/{number}").status_code == 200
        assert opens is (audience is Audience.EXPERTS)
        assert (f"文件-{audience}" in listed) is opens
        assert (f"文件-{audience}" in offered) is opens


def test_versions_are_numbered_without_gaps_and_no_more_than_the_most(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_VERSIONS", 3)
    scene = make_scene()
    number = make_document(agency_of(scene), scene["manager"])
    sign_in(client, scene["manager"])
    address = f"/incubation/documents/{number}/versions"
    statuses = [send_paper(client, address, content=PDF + bytes([n])).status_code for n in range(3)]
    assert statuses == [303, 303, 409]
    assert [one.number for one in document_of(number).versions] == [1, 2, 3]


def test_the_same_paper_sent_twice_is_two_papers_with_one_fingerprint(
    app: Flask, client: FlaskClient
) -> None:
    scene = make_scene()
    sign_in(client, scene["manager"])
    places = {send_paper(client, f"{scene.address}/documents").location for _ in range(2)}
    assert len(places) == 2
    rows = db.session.scalars(select(IncubatorDocument)).all()
    assert len({row.versions[0].sha256 for row in rows}) == 1
    assert len({row.versions[0].stored_file_id for row in rows}) == 2
