"""Keys are kept from readers from the first draft on, not only while an item waits; and who gives up reading it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_itembank import make_form
from tests.itembank.editing import (
    NEW,
    TYPED,
    add_item,
    enter,
    get_item,
    list_blind_answers,
    make_ground,
    make_person,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank.exchange.exporting import export_files
from trainingapp.itembank.routes import exports
from trainingapp.itembank.writing import Person, base_of
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

KEY_WORDS = ("建立关系从倾听开始", "接案阶段的首要任务是建立专业关系", "没有接案就转介过早")
ADDRESSES = (
    "/bank/items/{code}",
    "/bank/items/{code}?revision=1",
    "/bank/items/{code}/history",
    "/bank/items/{code}/history?old=1&new=2",
    "/bank/items/{code}/edit",
    "/bank/items",
    "/bank/items?q=建立专业关系",
    "/bank/forms/{form}",
)
SLOT = '<td data-label="答案" class="narrow">B</td>'


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


@pytest.fixture
def draft(client: FlaskClient, chen: Person) -> str:
    """A draft of Chen's with two revisions."""
    answer = enter(client, chen).post(NEW + "single", data=TYPED)
    code = str(answer.location.rpartition("/")[2])
    changed = {**TYPED, "reason": "做法容易混淆", "base": base_of(get_item(code))}
    assert client.post(f"/bank/items/{code}/edit", data=changed).status_code == 303
    return code


def put(code: str, status: str) -> None:
    with writing():
        get_item(code).status = status
        db.session.commit()
    db.session.remove()


def act(client: FlaskClient, code: str, name: str) -> int:
    return client.post(f"/bank/items/{code}/state", data={"act": name}).status_code


def answer(client: FlaskClient, code: str) -> int:
    data = {"revision": str(get_item(code).latest.id), "selected": "B", "doubt": ""}
    return client.post(f"/bank/reviews/{code}/answer", data=data).status_code


def judge(client: FlaskClient, code: str) -> int:
    data = {"revision": str(get_item(code).latest.id), "verdict": "agree", "note": ""}
    return client.post(f"/bank/reviews/{code}/verdict", data=data).status_code


def read_archive(data: bytes) -> str:
    """Everything that stands in the files of an archive or a workbook."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    return "".join(archive.read(name).decode() for name in archive.namelist())


@pytest.mark.parametrize("status", ["draft", "needs-review", "retired"])
@pytest.mark.parametrize("roles", [[Role.ITEM_REVIEWER], [Role.ITEM_REVIEWER, Role.ITEM_EDITOR]])
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_reader_sees_no_key_before_the_blind_answer(
    client: FlaskClient, draft: str, status: str, roles: list[Role], address: str
) -> None:
    with writing():
        form_id = make_form(["B"], items=[get_item(draft)]).id
        db.session.commit()
    put(draft, status)
    reader = enter(client, make_person("王审", *roles))
    page = reader.get(address.format(code=draft, form=form_id), follow_redirects=True)
    assert page.status_code in {200, 403}
    assert not any(words in page.text for words in KEY_WORDS)
    assert SLOT not in page.text


@pytest.mark.parametrize("address", ADDRESSES[:3])
def test_a_ready_item_may_be_read_by_everybody_who_reads_items(
    client: FlaskClient, draft: str, address: str
) -> None:
    put(draft, "ready")
    for role in (Role.ITEM_REVIEWER, Role.INSTRUCTOR, Role.EXAM_OFFICER, Role.ITEM_EDITOR):
        reader = enter(client, make_person(f"{role}", role))
        assert reader.get(address.format(code=draft)).status_code == 200
        assert KEY_WORDS[0] in reader.get(f"/bank/items/{draft}").text


def test_who_does_not_review_reads_drafts_as_before(client: FlaskClient, draft: str) -> None:
    for role in (Role.INSTRUCTOR, Role.EXAM_OFFICER, Role.ITEM_EDITOR):
        reader = enter(client, make_person(f"{role}", role))
        assert KEY_WORDS[0] in reader.get(f"/bank/items/{draft}").text


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "盲答之后"), ("en", "answered this one blind")]
)
def test_the_page_without_the_key_shows_what_a_candidate_sees_and_says_why(
    client: FlaskClient, draft: str, language: str, said: str
) -> None:
    reader = enter(client, make_person("赵明", Role.ITEM_REVIEWER))
    reader.set_cookie("display", f"{language}.auto.off")
    page = reader.get(f"/bank/items/{draft}").text
    assert TYPED["stem"] in page
    assert TYPED["options-1-text"] in page
    assert said in page
    assert "/opening" not in page  # only editors open an item


def test_the_author_and_the_last_editor_see_their_own_key(
    client: FlaskClient, chen: Person
) -> None:
    both = make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER)
    own = enter(client, both).post(NEW + "single", data=TYPED).location.rpartition("/")[2]
    assert KEY_WORDS[0] in client.get(f"/bank/items/{own}").text
    assert client.get(f"/bank/items/{own}/history").status_code == 200
    assert client.get(f"/bank/items/{own}/edit").status_code == 200


@pytest.mark.parametrize("first", ["recall", "retire"])
def test_taking_an_item_back_does_not_show_its_key_to_who_also_reviews(
    client: FlaskClient, draft: str, first: str
) -> None:
    put(draft, "needs-review")
    both = enter(client, make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER))
    assert act(both, draft, first) == 303
    assert not any(words in both.get(f"/bank/items/{draft}").text for words in KEY_WORDS)
    assert both.get(f"/bank/items/{draft}/edit").location == f"/bank/items/{draft}"


@pytest.mark.parametrize("first", ["recall", "retire"])
def test_nor_does_it_in_bulk(client: FlaskClient, draft: str, first: str) -> None:
    put(draft, "needs-review")
    both = enter(client, make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER))
    both.post("/bank/items/acts", data={"act": first, "codes": [draft]})
    assert get_item(draft).status != "needs-review"
    assert not any(words in both.get(f"/bank/items/{draft}").text for words in KEY_WORDS)


@pytest.mark.both_databases
@pytest.mark.parametrize("status", ["draft", "needs-review", "retired"])
def test_who_opens_an_item_as_an_editor_is_no_reader_of_it_any_more(
    client: FlaskClient, draft: str, status: str
) -> None:
    put(draft, status)
    person = make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER)
    both = enter(client, person)
    page = both.get(f"/bank/items/{draft}", follow_redirects=True).text
    assert f"/bank/items/{draft}/opening" in page
    assert both.post(f"/bank/items/{draft}/opening").location == f"/bank/items/{draft}"
    assert KEY_WORDS[0] in both.get(f"/bank/items/{draft}").text
    put(draft, "needs-review")
    assert draft not in both.get("/bank/reviews").text
    assert both.get(f"/bank/reviews/{draft}").status_code == 409
    assert answer(both, draft) == 409
    assert judge(both, draft) == 409
    assert get_item(draft).status == "needs-review"
    by = select(AuditEntry).where(
        AuditEntry.actor_id == person.id, AuditEntry.subject == "bank_item"
    )
    entry = db.session.scalars(by).one()
    assert (entry.action, entry.subject_id) == ("itembank.open", get_item(draft).id)


def test_opening_keeps_nothing_of_who_sees_the_key_anyway(
    client: FlaskClient, draft: str, chen: Person
) -> None:
    opened = select(AuditEntry).where(AuditEntry.action == "itembank.open")
    for person in (chen, make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER)):
        if person is not chen:
            put(draft, "ready")
        assert enter(client, person).post(f"/bank/items/{draft}/opening").status_code == 303
        assert db.session.scalars(opened).all() == []


@pytest.mark.parametrize("role", [Role.ITEM_REVIEWER, Role.INSTRUCTOR, Role.EXAM_OFFICER])
def test_only_editors_open_items(client: FlaskClient, draft: str, role: Role) -> None:
    someone = enter(client, make_person("某人", role))
    assert someone.post(f"/bank/items/{draft}/opening").status_code == 403
    assert someone.post("/bank/items/JC-99-0001/opening").status_code == 403


def test_an_opened_item_is_edited_while_it_waits_and_nothing_typed_is_lost(
    client: FlaskClient, draft: str, chen: Person
) -> None:
    both = make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER)
    enter(client, both).post(f"/bank/items/{draft}/opening")
    base = base_of(get_item(draft))
    assert act(enter(client, chen), draft, "send") == 303
    typed = {**TYPED, "base": base, "stem": "小王欧阳首先应（　　）。"}
    saved = enter(client, both).post(f"/bank/items/{draft}/edit", data=typed)
    assert saved.status_code == 303
    assert get_item(draft).latest.content["stem"] == "小王欧阳首先应（　　）。"
    assert get_item(draft).status == "draft"


def test_after_the_blind_answer_the_key_stays_open_to_its_reader(
    client: FlaskClient, draft: str, chen: Person
) -> None:
    zhao = make_person("赵明", Role.ITEM_REVIEWER)
    put(draft, "needs-review")
    assert answer(enter(client, zhao), draft) == 303
    act(enter(client, chen), draft, "recall")
    assert KEY_WORDS[0] in enter(client, zhao).get(f"/bank/items/{draft}").text
    assert [found.answer for found in list_blind_answers()] == ["B"]


def test_the_workbook_has_no_item_that_is_held(client: FlaskClient, draft: str) -> None:
    ready = add_item(status="ready", code="JC-02-0001")
    both = enter(client, make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER))
    text = read_archive(both.get("/bank/items.xlsx").data)
    assert ready in text
    assert draft not in text
    assert KEY_WORDS[0] not in text


def test_the_archive_leaves_out_what_is_held_even_where_the_folder_has_it(
    client: FlaskClient, draft: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = add_item(status="ready", code="JC-01-0777")
    body = export_files(tmp_path / "none", held=lambda _codes: set())
    zipfile.ZipFile(io.BytesIO(body)).extractall(tmp_path)
    monkeypatch.setattr(exports, "default_folder", lambda: tmp_path / "question_bank")
    both = enter(client, make_person("周两", Role.ITEM_EDITOR, Role.ITEM_REVIEWER))
    text = read_archive(both.get("/bank/question-bank.zip").data)
    assert other in text
    assert draft not in text
    assert not any(words in text for words in KEY_WORDS)


def test_the_page_of_a_law_tells_the_article_only_after_the_blind_answer(
    client: FlaskClient, draft: str
) -> None:
    put(draft, "needs-review")
    enter(client, make_person("赵明", Role.ITEM_REVIEWER))
    before = client.get("/bank/laws/charity-law").text
    assert draft in before
    assert answer(client, draft) == 303
    after = client.get("/bank/laws/charity-law").text
    article = "第 3 条"
    assert (article in before, article in after) == (False, True)
