"""Workflows of files: refused with their faults, published once, never changed; the clock takes its own steps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from tests.committing import written
from tests.factories_accounts import make_user, sign_in
from tests.factories_flow import make_standing, reread, stand_in
from tests.factories_incubator import NOON, make_case, make_place, make_workflow
from tests.workflows import FOLDER, shipped_document, small_document
from trainingapp.extensions import db
from trainingapp.incubator import commands, passing_jobs
from trainingapp.incubator.actions.workflows import (
    VersionTaken,
    VersionTooOld,
    WorkflowFaulty,
    newest_workflow,
    publish_workflow,
)
from trainingapp.incubator.models import WorkflowVersion
from trainingapp.incubator.queries import guards
from trainingapp.incubator.queries.clock import list_waiting_for_clock
from trainingapp.incubator.queries.history import list_records
from trainingapp.incubator.queries.workflows import definition_of_version, find_newest
from trainingapp.incubator.workflow_files import ShippedWorkflow, fingerprint, read_workflows
from trainingapp.rules.incubation.words import Stage
from trainingapp.rules.incubation.workflow import parse
from trainingapp.rules.permissions import Role

KNOWN: dict[str, Any] = {"guards": {"sound"}, "effects": {"tell"}}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of the incubator's files."""
    (tmp_path / "workflows").mkdir()
    return tmp_path


def write(folder: Path, name: str, document: object) -> None:
    words = document if isinstance(document, str) else yaml.safe_dump(document)
    (folder / "workflows" / f"{name}.yaml").write_text(words, encoding="utf-8")


def standard(version: int = 1, **changes: Any) -> ShippedWorkflow:
    document = shipped_document() | {"version": version} | changes
    return ShippedWorkflow(parse(document), document, fingerprint(document))


def test_the_shipped_workflow_names_only_what_the_program_knows() -> None:
    assert commands.check_workflows(FOLDER.parent) == []


def test_a_sound_file_is_read(folder: Path) -> None:
    write(folder, "small", small_document())
    found, faults = read_workflows(folder, **KNOWN)
    assert [one.definition.code for one in found] == ["small"]
    assert faults == []


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("a: [", "not readable as YAML"),
        ("[]", "workflow: not a mapping"),
        (small_document(version=0), "version: not a whole number from 1"),
        (small_document(undo={"sing": None}), "undo: unknown effect sing"),
    ],
)
def test_a_faulty_file_is_left_out_and_told(folder: Path, document: object, told: str) -> None:
    write(folder, "small", document)
    found, faults = read_workflows(folder, **KNOWN)
    assert found == []
    assert told in faults[0].text
    assert faults[0].file == "small.yaml"


def test_a_version_stands_in_one_file(folder: Path) -> None:
    write(folder, "one", small_document())
    write(folder, "two", small_document())
    found, faults = read_workflows(folder, **KNOWN)
    assert len(found) == 1
    assert [one.text for one in faults] == ["this version stands in another file too"]


def test_a_link_in_the_place_of_a_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.yaml").write_text(yaml.safe_dump(small_document()), encoding="utf-8")
    (folder / "workflows" / "small.yaml").symlink_to(tmp_path / "outside.yaml")
    assert read_workflows(folder, **KNOWN)[0] == []


def test_the_order_of_fields_does_not_change_the_fingerprint() -> None:
    document = small_document()
    assert fingerprint(document) == fingerprint(dict(reversed(document.items())))
    assert fingerprint(document) != fingerprint(document | {"version": 2})


def test_the_command_reports_faults_and_fails(folder: Path) -> None:
    write(folder, "small", small_document())
    answer = CliRunner().invoke(commands.incubation, ["check", str(folder)])
    assert answer.exit_code == 1
    assert "small.yaml: transitions.S2: unknown guard sound" in answer.output


def test_the_command_is_silent_about_sound_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "CHECKS", {"workflows": commands.check_workflows})
    answer = CliRunner().invoke(commands.incubation, ["check", str(FOLDER.parent)])
    assert (answer.exit_code, answer.output) == (0, "workflows: 0 faults\n")


def test_a_folder_without_a_workflow_is_a_fault(folder: Path) -> None:
    assert [one.text for one in commands.check_workflows(folder)] == ["no workflow"]


def published(version: int = 1) -> int:
    return written(lambda: publish_workflow(standard(version), person_id=None, now=NOON).id)


def test_a_version_is_published_once(app: Flask) -> None:
    assert published() == published()


def test_another_content_needs_another_number(app: Flask) -> None:
    published()
    other = standard(title={"zh": "另一个", "en": "Another"})
    with pytest.raises(VersionTaken):
        publish_workflow(other, person_id=None, now=NOON)


def test_numbers_only_grow(app: Flask) -> None:
    published(3)
    with pytest.raises(VersionTooOld):
        publish_workflow(standard(2), person_id=None, now=NOON)


def test_a_workflow_with_an_unknown_guard_is_not_published(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(guards.GUARDS, "suspension_dated")  # type: ignore[arg-type]
    with pytest.raises(WorkflowFaulty) as refused:
        publish_workflow(standard(), person_id=None, now=NOON)
    assert "suspension_dated" in str(refused.value)


def test_the_first_case_brings_the_shipped_workflow(app: Flask) -> None:
    version_id = written(lambda: newest_workflow(now=NOON).id)
    version = db.session.get_one(WorkflowVersion, version_id)
    assert (version.code, version.version, version.published_by_id) == ("standard", 1, None)


def test_a_new_case_begins_under_the_newest_version(app: Flask) -> None:
    make_workflow()
    second_id = make_workflow(version=2).id
    assert written(lambda: newest_workflow(now=NOON).id) == second_id
    newest = find_newest()
    assert newest is not None
    assert newest.version == 2


def test_before_anything_is_published_there_is_no_newest(app: Flask) -> None:
    assert find_newest() is None


def test_a_version_is_parsed_once(app: Flask) -> None:
    version = make_workflow()
    assert definition_of_version(version) is definition_of_version(version)


@pytest.mark.both_databases
def test_the_database_refuses_to_change_a_published_version(app: Flask) -> None:
    make_workflow()
    with pytest.raises(DatabaseError):
        db.session.execute(text("UPDATE workflow_version SET version = 9"))
    db.session.rollback()


def test_an_administrator_publishes_what_is_new(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    page = client.get("/incubation/settings/workflows").text
    assert "尚未发布" in page
    answer = client.post("/incubation/settings/workflows/standard/1")
    assert answer.status_code == 303
    assert db.session.scalars(db.select(WorkflowVersion.version)).all() == [1]
    page = client.get(answer.location).text
    assert "T13b" in page
    assert "尚未发布" not in client.get("/incubation/settings/workflows").text


def test_the_page_of_workflows_names_the_faults_of_files(
    client: FlaskClient, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from trainingapp.incubator.routes import workflows

    write(folder, "small", small_document())
    monkeypatch.setattr(workflows, "own_folder", lambda: folder)
    sign_in(client, make_user(roles=[Role.ADMINISTRATOR]))
    assert "unknown guard sound" in client.get("/incubation/settings/workflows").text
    assert client.post("/incubation/settings/workflows/small/1").status_code == 404


@pytest.mark.both_databases
def test_the_clock_closes_a_notice_whose_time_is_over(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    _people, case_id = make_standing(Stage.NOTICE)
    passing_jobs.pass_by_clock(now=NOON)
    case = reread(case_id)
    (record,) = list_records(case)
    # The place of who never signs lapses by another guard, which holds here too: one step in one run.
    assert (case.stage, record.act, record.actor_id) == ("onboarding", "close_notice", None)


def test_the_clock_leaves_alone_what_is_not_due(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch).missing = {"notice_over", "unsigned_too_long"}
    place = make_place()
    ids = [make_case(place, stage=stage).id for stage in (Stage.NOTICE, Stage.ONBOARDING)]
    passing_jobs.pass_by_clock(now=NOON)
    assert [reread(case_id).turn for case_id in ids] == [0, 0]


def test_one_case_that_fails_stops_no_other(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stand = stand_in(monkeypatch)
    place = make_place()
    ids = [make_case(place, stage=Stage.NOTICE).id for _ in range(3)]
    broken = guards.GUARDS["notice_over"]

    def breaks_once(case: Any, now: Any) -> Any:
        if case.id == ids[0]:
            raise ZeroDivisionError
        return broken(case, now)

    monkeypatch.setitem(guards.GUARDS, "notice_over", breaks_once)  # type: ignore[arg-type]
    passing_jobs.pass_by_clock(now=NOON)
    assert [reread(case_id).stage for case_id in ids] == ["notice", "onboarding", "onboarding"]
    assert stand.followed == ["tell_admitted", "tell_admitted"]


def test_only_cases_out_of_whose_stage_the_clock_leads_are_looked_at(app: Flask) -> None:
    place = make_place()
    ids = {stage: make_case(place, stage=stage).id for stage in Stage}
    expected = [ids[Stage.NOTICE], ids[Stage.ONBOARDING]]
    assert list_waiting_for_clock(after=0, most=50) == expected
    assert list_waiting_for_clock(after=expected[0], most=50) == expected[1:]
    assert list_waiting_for_clock(after=0, most=1) == expected[:1]
