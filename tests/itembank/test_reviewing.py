"""The second reader answers blind; until then the key is nowhere, for nobody who may review the item."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from tests.factories_itembank import make_form
from tests.itembank.editing import (
    NEW,
    TYPED,
    WRITTEN,
    add_item,
    enter,
    get_item,
    list_blind_answers,
    list_reviews,
    make_ground,
    make_person,
)
from trainingapp.audit.models import AuditEntry
from trainingapp.extensions import db
from trainingapp.itembank.storing import check_shape, find_shape
from trainingapp.itembank.writing import Person, base_of
from trainingapp.notices.models import Notice
from trainingapp.rules.permissions import Role
from trainingapp.web.clock import now
from trainingapp.web.transactions import writing

KEY_WORDS = ("建立关系从倾听开始", "接案阶段的首要任务是建立专业关系", "没有接案就转介过早")


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


@pytest.fixture
def zhao(app: Flask) -> Person:
    return make_person("赵明", Role.ITEM_REVIEWER)


@pytest.fixture
def waiting(client: FlaskClient, chen: Person) -> str:
    """An item of Chen's that waits for a review."""
    return send(client, chen)


def send(client: FlaskClient, author: Person, kind: str = "single", **changes: str) -> str:
    typed = WRITTEN if kind == "case" else TYPED
    answer = enter(client, author).post(NEW + kind, data={**typed, **changes, "send": "1"})
    return str(answer.location.rpartition("/")[2])


def answer(reader: FlaskClient, code: str, selected: str | list[str] = "B", **more: str) -> int:
    data = {"revision": str(get_item(code).latest.id), "selected": selected, "doubt": "", **more}
    return reader.post(f"/bank/reviews/{code}/answer", data=data).status_code


def judge(reader: FlaskClient, code: str, verdict: str = "agree", **more: str) -> int:
    data = {"revision": str(get_item(code).latest.id), "verdict": verdict, "note": "", **more}
    return reader.post(f"/bank/reviews/{code}/verdict", data=data).status_code


@pytest.mark.both_databases
def test_an_item_that_a_second_reader_agrees_with_is_ready(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    reader = enter(client, zhao)
    assert waiting in reader.get("/bank/reviews").text
    assert answer(reader, waiting, doubt="A 也有人会选") == 303
    page = reader.get(f"/bank/reviews/{waiting}").text
    assert all(words in page for words in KEY_WORDS)
    assert "A 也有人会选" in page
    assert judge(reader, waiting, note="很好") == 303
    item = get_item(waiting)
    assert (item.status, item.attention) == ("ready", None)
    (review,) = list_reviews()
    assert (review.reader, review.reader_id, review.answer) == ("赵明", zhao.id, "B")
    assert (review.verdict, review.is_second_defensible, review.note) == ("agree", False, "很好")
    assert check_shape(find_shape(item), on=now().date()) == []
    assert f'href="/bank/reviews/{waiting}"' not in reader.get("/bank/reviews").text


def test_the_author_is_told_and_the_audit_log_knows(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    reader = enter(client, zhao)
    answer(reader, waiting)
    judge(reader, waiting)
    notice = db.session.scalars(select(Notice)).one()
    assert (notice.user_id, notice.kind) == (chen.id, "itembank.approve")
    assert waiting in enter(client, chen).get("/notices").text
    query = select(AuditEntry.action).where(AuditEntry.actor_id == zhao.id)
    actions = [name for name in db.session.scalars(query) if name.startswith("itembank")]
    assert actions == ["itembank.answer_blind", "itembank.approve"]


@pytest.mark.parametrize(
    ("selected", "verdict", "more"),
    [
        ("B", "disagree", {"note": "依据不足"}),
        ("B", "unsure", {"note": "拿不准"}),
        ("C", "disagree", {"note": "应为 C"}),
        ("B", "disagree", {"note": "A 也说得通", "is_second_defensible": "y"}),
    ],
)
def test_an_item_that_a_reader_does_not_agree_with_goes_back(
    client: FlaskClient,
    waiting: str,
    chen: Person,
    zhao: Person,
    selected: str,
    verdict: str,
    more: dict[str, str],
) -> None:
    reader = enter(client, zhao)
    answer(reader, waiting, selected)
    assert judge(reader, waiting, verdict, **more) == 303
    assert get_item(waiting).status == "draft"
    assert list_reviews()[0].note == more["note"]
    assert more["note"] in enter(client, chen).get(f"/bank/items/{waiting}").text
    assert waiting in client.get("/bank/items?waiting=returned").text


@pytest.mark.parametrize(
    ("selected", "verdict", "more", "said"),
    [
        ("C", "agree", {}, "盲答与答案一致"),
        ("B", "agree", {"is_second_defensible": "y"}, "第二个说得通"),
        ("B", "disagree", {}, "请写明原因"),
        ("B", "", {}, "请选择一项"),
        ("B", "perhaps", {"note": "有"}, "error"),
    ],
)
def test_a_verdict_that_contradicts_itself_is_refused_and_nothing_is_lost(
    client: FlaskClient,
    waiting: str,
    zhao: Person,
    selected: str,
    verdict: str,
    more: dict[str, str],
    said: str,
) -> None:
    reader = enter(client, zhao)
    answer(reader, waiting, selected)
    data = {"revision": str(get_item(waiting).latest.id), "verdict": verdict, **more}
    refused = reader.post(f"/bank/reviews/{waiting}/verdict", data=data)
    assert refused.status_code == 422
    assert said in refused.text
    assert get_item(waiting).status == "needs-review"
    assert list_reviews() == []


@pytest.mark.parametrize("selected", [[], ["Z"], ["A", "B"], ["E"], ["AB"]])
def test_an_answer_that_no_candidate_could_give_is_refused(
    client: FlaskClient, waiting: str, zhao: Person, selected: list[str]
) -> None:
    assert answer(enter(client, zhao), waiting, selected) == 422
    assert list_blind_answers() == []


def test_a_multiple_item_is_answered_with_several_letters_in_any_order(
    client: FlaskClient, chen: Person, zhao: Person
) -> None:
    code = add_item("BD", status="needs-review", code="JC-01-0500")
    reader = enter(client, zhao)
    assert answer(reader, code, ["D", "B"]) == 303
    assert list_blind_answers()[0].answer == "BD"
    assert judge(reader, code) == 303
    assert get_item(code).status == "ready"


def test_a_written_item_is_read_without_its_rubric_and_answered_in_words(
    client: FlaskClient, chen: Person, zhao: Person
) -> None:
    code = send(client, chen, "case")
    reader = enter(client, zhao)
    page = reader.get(f"/bank/reviews/{code}").text
    assert "某街道拟开展" in page
    assert "先评估需求" not in page
    assert "需求调查" not in page
    assert answer(reader, code, []) == 422
    assert answer(reader, code, ["A"], doubt="先评估，再设目标") == 303
    assert list_blind_answers()[0].answer == ""
    assert "先评估需求" in reader.get(f"/bank/reviews/{code}").text
    assert judge(reader, code) == 303
    assert get_item(code).status == "ready"


def test_an_answer_given_blind_is_never_changed(
    client: FlaskClient, waiting: str, zhao: Person
) -> None:
    reader = enter(client, zhao)
    assert answer(reader, waiting, "C") == 303
    assert answer(reader, waiting, "B") == 409
    assert [found.answer for found in list_blind_answers()] == ["C"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "statement", ["UPDATE blind_answer SET answer = 'A'", "DELETE FROM blind_answer"]
)
def test_the_database_refuses_to_change_an_answer_given_blind(
    client: FlaskClient, waiting: str, zhao: Person, statement: str
) -> None:
    answer(enter(client, zhao), waiting, "C")
    with writing(), pytest.raises(DatabaseError, match="never"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_no_verdict_without_a_blind_answer(client: FlaskClient, waiting: str, zhao: Person) -> None:
    assert judge(enter(client, zhao), waiting) == 409
    assert get_item(waiting).status == "needs-review"


@pytest.mark.parametrize("roles", [[Role.ITEM_REVIEWER], [Role.ITEM_REVIEWER, Role.ITEM_EDITOR]])
@pytest.mark.parametrize(
    "address",
    [
        "/bank/items/{code}",
        "/bank/items/{code}?revision=1",
        "/bank/items/{code}/history",
        "/bank/items/{code}/history?old=1&new=1",
        "/bank/items/{code}/edit",
        "/bank/reviews/{code}",
        "/bank/reviews",
        "/bank/items",
        "/bank/items?q=建立专业关系",
        "/bank/forms/{form}",
    ],
)
def test_before_the_blind_answer_the_key_is_on_no_page(
    client: FlaskClient, waiting: str, zhao: Person, roles: list[Role], address: str
) -> None:
    with writing():
        form_id = make_form(["B"], items=[get_item(waiting)]).id
        db.session.commit()
    someone = make_person("王审", *roles)
    page = enter(client, someone).get(
        address.format(code=waiting, form=form_id), follow_redirects=True
    )
    assert page.status_code in {200, 403}
    assert not any(words in page.text for words in KEY_WORDS)
    assert "<td>B</td>" not in page.text.replace('<td data-label="答案" class="narrow">', "<td>")


def test_the_changes_of_an_item_do_not_show_its_key_either(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    typed = {**TYPED, "key": "C", "base": base_of(get_item(waiting)), "send": "1"}
    enter(client, chen).post(f"/bank/items/{waiting}/edit", data=typed)
    history = f"/bank/items/{waiting}/history?old=1&new=2"
    assert "<ins>" in client.get(history).text
    reader = enter(client, zhao)
    assert reader.get(history).location == f"/bank/reviews/{waiting}"
    assert "<ins>" not in reader.get(history, follow_redirects=True).text
    answer(reader, waiting, "C")
    assert "<ins>" in reader.get(history).text


def test_words_of_the_rationale_find_an_item_only_after_the_blind_answer(
    client: FlaskClient, waiting: str, zhao: Person
) -> None:
    link = f'href="/bank/items/{waiting}"'
    reader = enter(client, zhao)
    assert link not in reader.get("/bank/items?q=首要任务").text
    assert link not in reader.get("/bank/items?q=独居老人").text  # its words as well: see the queue
    assert link in reader.get(f"/bank/items?q={waiting[:5].lower()}").text
    answer(reader, waiting)
    assert link in reader.get("/bank/items?q=首要任务").text


def test_once_answered_the_reader_may_read_everything(
    client: FlaskClient, waiting: str, zhao: Person
) -> None:
    reader = enter(client, zhao)
    answer(reader, waiting)
    for address in (f"/bank/items/{waiting}", f"/bank/items/{waiting}/history"):
        assert reader.get(address).status_code == 200
    assert KEY_WORDS[0] in reader.get(f"/bank/items/{waiting}").text


def test_an_item_changed_after_the_answer_is_blind_again(
    client: FlaskClient, waiting: str, chen: Person, zhao: Person
) -> None:
    old = str(get_item(waiting).latest.id)
    answer(enter(client, zhao), waiting)
    typed = {
        **TYPED,
        "stem": "改过的题干（　　）。",
        "base": base_of(get_item(waiting)),
        "send": "1",
    }
    assert enter(client, chen).post(f"/bank/items/{waiting}/edit", data=typed).status_code == 303
    reader = enter(client, zhao)
    page = reader.get(f"/bank/items/{waiting}", follow_redirects=True).text
    assert KEY_WORDS[0] not in page
    assert judge(reader, waiting) == 409
    assert answer(reader, waiting, revision=old) == 409
    assert answer(reader, waiting) == 303


def test_nobody_reviews_what_they_wrote_or_changed_last(
    client: FlaskClient, waiting: str, chen: Person
) -> None:
    both = make_person("双全", Role.ITEM_EDITOR, Role.ITEM_REVIEWER)
    own = send(client, both)
    reader = enter(client, both)
    page = reader.get("/bank/reviews").text
    assert waiting in page
    assert own not in page
    assert reader.get(f"/bank/reviews/{own}").status_code == 409
    assert answer(reader, own) == 409
    assert KEY_WORDS[0] in reader.get(f"/bank/items/{own}").text  # they know the key anyhow
    # Answered and then changed by the reader: somebody else has to read it.
    answer(reader, waiting)
    typed = {
        **TYPED,
        "stem": "改过的题干（　　）。",
        "base": base_of(get_item(waiting)),
        "send": "1",
    }
    assert reader.post(f"/bank/items/{waiting}/edit", data=typed).status_code == 303
    assert reader.get(f"/bank/reviews/{waiting}").status_code == 409


def test_the_author_of_a_file_is_known_by_name(client: FlaskClient, zhao: Person) -> None:
    code = add_item("B", status="needs-review", author="赵明", code="JC-01-0500")
    reader = enter(client, zhao)
    assert code not in reader.get("/bank/reviews").text
    assert answer(reader, code) == 409


@pytest.mark.both_databases
def test_the_author_of_a_file_is_known_by_a_former_name_too(
    client: FlaskClient, zhao: Person
) -> None:
    code = add_item("B", status="needs-review", author="赵明", code="JC-01-0500")
    other = add_item("B", status="needs-review", author="内容组乙", code="JC-01-0501")
    reader = enter(client, zhao)
    for name in ("赵二", "赵三"):
        saved = reader.post("/accounts/profile", data={"display_name": name, "work_unit": ""})
        assert saved.status_code == 303
    assert "赵三" in reader.get("/accounts/profile").text
    queue = reader.get("/bank/reviews").text
    assert code not in queue
    assert other in queue
    assert answer(reader, code) == 409
    assert answer(reader, other) == 303
    assert "赵明" not in str(db.session.scalars(select(AuditEntry.detail)).all())


def test_a_reader_of_the_authors_name_is_told_apart_in_the_files(
    client: FlaskClient, waiting: str
) -> None:
    namesake = make_person("陈晨", Role.ITEM_REVIEWER)
    reader = enter(client, namesake)
    answer(reader, waiting)
    assert judge(reader, waiting) == 303
    item = get_item(waiting)
    assert list_reviews()[0].reader == f"陈晨（{namesake.id}）"
    assert check_shape(find_shape(item), on=now().date()) == []


def test_an_item_with_faults_does_not_become_ready(client: FlaskClient, zhao: Person) -> None:
    make_ground()
    code = add_item("B", status="needs-review", knowledge=["JC77.1.01"], code="JC-01-0500")
    reader = enter(client, zhao)
    answer(reader, code)
    assert judge(reader, code) == 409
    assert get_item(code).status == "needs-review"
    assert judge(reader, code, "disagree", note="知识点不存在") == 303


def test_why_an_item_waits_is_shown_and_forgotten_once_it_is_ready(
    client: FlaskClient, chen: Person, zhao: Person
) -> None:
    attention = {"reason": "law-changed", "law": "charity-law", "version": "2026-01-01"}
    code = add_item("B", status="needs-review", attention=attention, code="JC-01-0500")
    reader = enter(client, zhao)
    assert "法律已修订" in reader.get("/bank/reviews").text
    assert code in reader.get("/bank/items?waiting=attention").text
    answer(reader, code)
    judge(reader, code)
    assert get_item(code).attention is None
    assert f'href="/bank/items/{code}"' not in reader.get("/bank/items?waiting=attention").text


@pytest.mark.parametrize("status", ["draft", "ready", "retired"])
def test_only_what_waits_is_reviewed(client: FlaskClient, zhao: Person, status: str) -> None:
    code = add_item("B", status=status, code="JC-01-0500")
    reader = enter(client, zhao)
    assert reader.get(f"/bank/reviews/{code}").status_code == 409
    assert answer(reader, code) == 409
    assert code not in reader.get("/bank/reviews").text


@pytest.mark.parametrize("role", [Role.ITEM_EDITOR, Role.INSTRUCTOR, Role.EXAM_OFFICER])
def test_only_reviewers_review(client: FlaskClient, waiting: str, role: Role) -> None:
    someone = enter(client, make_person("某人", role))
    for address in ("/bank/reviews", f"/bank/reviews/{waiting}"):
        assert someone.get(address).status_code == 403
    assert answer(someone, waiting) == 403
    assert judge(someone, waiting) == 403
    assert "/bank/reviews" not in someone.get("/bank/items").text


def test_an_empty_queue_says_so(client: FlaskClient, zhao: Person) -> None:
    assert "没有等您审的题" in enter(client, zhao).get("/bank/reviews").text


@pytest.mark.parametrize("revision", ["", "x", "0", "99999999999999999999"])
def test_a_forged_revision_stores_nothing(
    client: FlaskClient, waiting: str, zhao: Person, revision: str
) -> None:
    assert answer(enter(client, zhao), waiting, revision=revision) in {409, 422}
    assert list_blind_answers() == []
