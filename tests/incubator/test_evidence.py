"""The evidence package of a case: every paper that the reader may open, by category, with hashes and history."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import NOON, make_record
from tests.factories_listings import EN, World, make_world
from tests.factories_registry import PDF, make_document
from trainingapp.extensions import db
from trainingapp.incubator import evidence, models as m
from trainingapp.rules.incubation.document_words import Audience, DocumentCategory
from trainingapp.rules.incubation.words import Stage
from trainingapp.web.transactions import writing


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def world(app: Flask) -> World:
    return make_world()


def keep(world: World, title: str, **changes: object) -> int:
    return make_document(db.session.get_one(m.Case, world.case_id), title=title, **changes)


def address(world: World) -> str:
    return f"/incubation/cases/{world.case_id}/evidence"


def fetch(client: FlaskClient, world: World, who: str = "officer") -> zipfile.ZipFile:
    sign_in(client, world.people[who])
    answer = client.post(address(world), headers=EN, buffered=True)
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    return zipfile.ZipFile(io.BytesIO(answer.data))


def accesses() -> list[int]:
    return sorted(one.user_id for one in db.session.scalars(db.select(m.DocumentAccess)))


def test_papers_lie_in_the_folders_of_their_categories(client: FlaskClient, world: World) -> None:
    keep(world, "章程")
    keep(world, "房屋租赁合同", category=DocumentCategory.PREMISES_PROOF)
    archive = fetch(client, world)
    names = [one for one in archive.namelist() if one.startswith("documents/")]
    assert [one.split("/")[2] for one in names] == ["001-章程-v1.pdf", "002-房屋租赁合同-v1.pdf"]
    assert len({one.split("/")[1] for one in names}) == 2
    assert all(archive.read(one) == PDF for one in names)
    assert archive.testzip() is None


def test_the_hashes_are_those_of_the_files_and_of_the_record(
    client: FlaskClient, world: World
) -> None:
    keep(world, "章程")
    archive = fetch(client, world)
    lines = archive.read("SHA256SUMS").decode().splitlines()
    told = dict(reversed(line.split("  ", 1)) for line in lines)
    assert told == {
        name: hashlib.sha256(archive.read(name)).hexdigest()
        for name in archive.namelist()
        if name.startswith("documents/")
    }
    kept = db.session.scalars(db.select(m.DocumentVersion.sha256)).all()
    assert list(told.values()) == list(kept)
    assert all(one in archive.read("index.html").decode() for one in kept)


def test_each_opening_is_on_record_once(client: FlaskClient, world: World) -> None:
    keep(world, "章程")
    keep(world, "租约")
    officer, head = world.people["officer"].id, world.people["head"].id
    fetch(client, world)
    assert accesses() == [officer, officer]
    fetch(client, world, "head")
    assert accesses() == sorted([officer, officer, head, head])


# audience of a paper, who finds it in the package
AUDIENCES: list[tuple[Audience, set[str]]] = [
    (Audience.PARTIES, {"officer", "head", "finance", "authority", "auditor"}),
    (Audience.EXPERTS, {"officer", "head", "finance", "authority", "auditor"}),
    (Audience.BASE, {"officer", "head", "finance", "authority", "auditor"}),
    (Audience.RESTRICTED, {"officer", "head"}),
]


@pytest.mark.parametrize(("audience", "readers"), AUDIENCES, ids=[str(o[0]) for o in AUDIENCES])
def test_nobody_gets_a_paper_that_they_may_not_open(
    client: FlaskClient, world: World, audience: Audience, readers: set[str]
) -> None:
    keep(world, "密件", audience=audience)
    for who in ("officer", "head", "finance", "authority", "auditor"):
        archive = fetch(client, world, who)
        has = any("密件" in one for one in archive.namelist())
        assert has is (who in readers), who
        assert ("密件" in archive.read("index.html").decode()) is (who in readers), who


def test_papers_of_other_cases_stay_out(client: FlaskClient, world: World) -> None:
    other = db.session.scalars(db.select(m.Case).where(m.Case.id != world.case_id)).first()
    assert other is not None
    make_document(other, title="别家的文件")
    assert not any("别家" in one for one in fetch(client, world).namelist())


def test_a_withdrawn_paper_is_left_out(client: FlaskClient, world: World) -> None:
    number = keep(world, "旧章程")
    with writing():
        db.session.get_one(m.IncubatorDocument, number).withdrawn_at = NOON
        db.session.commit()
    assert not any("旧章程" in one for one in fetch(client, world).namelist())


def test_an_erased_file_is_told_of(client: FlaskClient, world: World) -> None:
    number = keep(world, "误传的文件")
    with writing():
        version = db.session.scalars(
            db.select(m.DocumentVersion).filter_by(document_id=number)
        ).one()
        version.stored_file_id = version.key_sealed = None
        version.erased_at = NOON
        db.session.commit()
    archive = fetch(client, world)
    assert archive.namelist() == ["SHA256SUMS", "index.html"]
    assert "误传的文件 (the file was erased or is lost)" in archive.read("index.html").decode()
    assert accesses() == []


def test_a_case_without_papers_has_its_index_and_history(client: FlaskClient, world: World) -> None:
    case = db.session.get_one(m.Case, world.case_id)
    make_record(
        case, "begin_midterm", Stage.MIDTERM, reason="按期评估", actor_id=world.people["head"].id
    )
    archive = fetch(client, world)
    index = archive.read("index.html").decode()
    assert archive.namelist() == ["SHA256SUMS", "index.html"]
    assert archive.read("SHA256SUMS") == b""
    assert "There are no papers that you may open." in index
    assert "按期评估" in index
    assert "The case was opened" in index


# title of a paper, what its file is called
TITLES: list[tuple[str, str]] = [
    ("章程（2026年修订）", "001-章程（2026年修订）-v1.pdf"),
    ("../../etc/passwd", "001-"),
    ("a\\b\\c", "001-a-b-c-v1.pdf"),
    ("长" * 120, "001-" + "长" * 60 + "-v1.pdf"),
    ("<script>x</script>", "001--script-x--script--v1.pdf"),
    ('总结:"初稿"|2026?*', "001-总结--初稿--2026---v1.pdf"),
]


@pytest.mark.parametrize(
    ("title", "name"), TITLES, ids=["plain", "path", "bars", "long", "script", "signs"]
)
def test_a_name_leaves_no_folder_and_runs_nothing(
    client: FlaskClient, world: World, title: str, name: str
) -> None:
    keep(world, title)
    archive = fetch(client, world)
    [path] = [one for one in archive.namelist() if one.startswith("documents/")]
    assert path.split("/")[-1].startswith(name)
    assert ".." not in path.split("/")
    assert path.count("/") == 2
    assert "<script" not in archive.read("index.html").decode()


def test_too_much_for_one_archive_is_refused_in_words(
    client: FlaskClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(world, "章程")
    monkeypatch.setattr(evidence, "MOST_BYTES", len(PDF) - 1)
    sign_in(client, world.people["officer"])
    answer = client.post(address(world), headers=EN)
    assert answer.status_code == 409
    assert "open them one by one" in answer.text
    assert accesses() == []
    monkeypatch.setattr(evidence, "MOST_BYTES", len(PDF))
    fetch(client, world)


WHO: list[tuple[str, int]] = [
    ("officer", 200),
    ("second", 200),
    ("head", 200),
    ("finance", 200),
    ("authority", 200),
    ("auditor", 200),
    ("other_officer", 404),
    ("other_authority", 404),
    ("manager", 403),
    ("other_manager", 403),
    ("mentor", 403),
    ("reviewer", 403),
    ("conflicted", 403),
    ("candidate", 403),
]


@pytest.mark.parametrize(("who", "status"), WHO, ids=[one[0] for one in WHO])
def test_the_package_is_for_the_base_and_those_over_it(
    client: FlaskClient, world: World, who: str, status: int
) -> None:
    sign_in(client, world.people[who])
    assert client.post(address(world), buffered=True).status_code == status
    page = client.get(f"/incubation/cases/{world.case_id}/documents")
    assert (address(world) in page.text) is (status == 200)


def test_a_declared_conflict_closes_the_package(client: FlaskClient, world: World) -> None:
    world.bias("second")
    sign_in(client, world.people["second"])
    assert client.post(address(world)).status_code == 404


def test_reading_is_not_enough_to_ask(client: FlaskClient, world: World) -> None:
    sign_in(client, world.people["officer"])
    assert client.get(address(world)).status_code == 405
