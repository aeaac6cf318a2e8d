"""The acts of editors and readers themselves: what they refuse, whoever calls them."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from tests.factories_itembank import NOON
from tests.itembank.banks import ON
from tests.itembank.editing import add_item, get_item, make_ground, make_person
from tests.itembank.test_storing import objective, written
from trainingapp.extensions import db
from trainingapp.itembank.content import canonical
from trainingapp.itembank.models import BankItem
from trainingapp.itembank.previewing import half_written, preview_entry, read_entry
from trainingapp.itembank.readers import is_held, list_held
from trainingapp.itembank.reviewing import answer_blind, give_verdict
from trainingapp.itembank.shapes import ItemShape, ReviewShape
from trainingapp.itembank.writing import (
    Person,
    act_on_item,
    base_of,
    get_item_to_change,
    list_possible_acts,
    save_item,
)
from trainingapp.rules.item_states import (
    Act,
    AgreementContradicted,
    AlreadyAnswered,
    ItemActRefused,
    ItemChangedMeanwhile,
    ItemNotWaiting,
    ItemUnsound,
    NotAnsweredBlind,
    ReaderNotIndependent,
)
from trainingapp.web.transactions import writing


@pytest.fixture
def chen(app: Flask) -> Person:
    make_ground()
    return make_person("陈晨")


def save(shape: ItemShape, editor: Person, base: str | None = None, **more: Any) -> None:
    with writing():
        save_item(shape, base=base, editor=editor, **{"note": "", "on": ON, "now": NOON, **more})
        db.session.commit()


def do(code: str, act: Act, actor: Person) -> None:
    with writing():
        act_on_item(get_item_to_change(code), act, actor_id=actor.id, on=ON, now=NOON)
        db.session.commit()


def answer(code: str, reader: Person, letters: str = "B") -> None:
    with writing():
        item = get_item_to_change(code)
        revision = item.latest.id
        answer_blind(item, revision_id=revision, reader=reader, answer=letters, doubt="", now=NOON)
        db.session.commit()


def review(**changes: Any) -> ReviewShape:
    said = {"reader": "-", "verdict": "agree", "second_defensible": False, "on": ON, **changes}
    return ReviewShape.model_validate(said)


def judge(code: str, reader: Person, **changes: Any) -> Act:
    with writing():
        item = get_item_to_change(code)
        revision = item.latest.id
        act = give_verdict(
            item, revision_id=revision, reader=reader, review=review(**changes), on=ON, now=NOON
        )
        db.session.commit()
    return act


@pytest.mark.parametrize("make", [objective, written])
def test_whatever_form_an_item_comes_from_faults_are_refused_with_their_places(
    chen: Person, make: Any
) -> None:
    with pytest.raises(ItemUnsound) as refused:
        save(make(knowledge=["JC09.9.99"]), chen)
    (finding,) = refused.value.parameters["findings"]  # type: ignore[misc]
    assert finding.path == ("knowledge", 0)
    assert db.session.query(BankItem).count() == 0


def test_a_shape_that_claims_to_be_ready_is_a_draft_all_the_same(chen: Person) -> None:
    reviews = [{**review(reader="谁", answer="B").model_dump(by_alias=True)}]
    save(objective(status="ready", reviews=reviews), chen)
    item = get_item("JC-01-0001")
    assert (item.status, item.latest.reviews) == ("draft", [])


def test_a_new_item_takes_no_code_that_is_there(chen: Person) -> None:
    save(objective(), chen)
    with pytest.raises(ItemChangedMeanwhile):
        save(objective(stem="别的（　　）。"), chen)
    with pytest.raises(ItemChangedMeanwhile):
        save(objective(code="JC-01-0002"), chen, base="1-0000000000000000")


def test_the_base_changes_with_everything_a_form_can_change_and_nothing_else(chen: Person) -> None:
    save(objective(), chen)
    bases = [base_of(get_item("JC-01-0001"))]
    for change in ({"exceptions": {}}, {"origin": "adapted"}, {"rationale": "别的解析。"}):
        save(objective(**change), chen, bases[-1])
        bases.append(base_of(get_item("JC-01-0001")))
    assert len(set(bases)) == 4
    do("JC-01-0001", Act.SEND, chen)
    assert base_of(get_item("JC-01-0001")) == bases[-1]


@pytest.mark.both_databases
def test_of_two_who_save_at_the_same_moment_one_is_told(app: Flask, chen: Person) -> None:
    save(objective(), chen)
    base = base_of(get_item("JC-01-0001"))
    db.session.remove()
    outcomes: list[str] = []
    start = threading.Barrier(2)

    def run(stem: str) -> None:
        with app.app_context():
            start.wait()
            try:
                save(objective(stem=stem), chen, base)
                outcomes.append("saved")
            except ItemChangedMeanwhile:
                outcomes.append("told")
            finally:
                db.session.rollback()
                db.session.remove()

    threads = [threading.Thread(target=run, args=(f"第{n}位（　　）。",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(outcomes) == ["saved", "told"]
    assert get_item("JC-01-0001").latest_number == 2


def test_what_can_be_done_is_what_the_table_says(chen: Person) -> None:
    for status, wanted in (
        ("draft", [Act.SEND, Act.RETIRE]),
        ("needs-review", [Act.RECALL, Act.RETIRE]),
        ("ready", [Act.RECALL, Act.RETIRE]),
        ("retired", [Act.RECALL]),
    ):
        assert list_possible_acts(get_item(add_item(status=status))) == wanted


def test_nobody_but_a_review_makes_an_item_ready(chen: Person) -> None:
    save(objective(), chen)
    do("JC-01-0001", Act.SEND, chen)
    for act in (Act.SEND, Act.LAPSE, Act.RECALL, Act.RETIRE):
        try:
            do("JC-01-0001", act, chen)
        except ItemActRefused:
            db.session.rollback()
        assert get_item("JC-01-0001").status != "ready"


def test_a_review_refuses_what_the_rules_refuse(chen: Person) -> None:
    zhao, code = make_person("赵明"), "JC-01-0001"
    save(objective(), chen)
    with pytest.raises(ItemNotWaiting):
        answer(code, zhao)
    do(code, Act.SEND, chen)
    with pytest.raises(ReaderNotIndependent):
        answer(code, chen)
    with pytest.raises(NotAnsweredBlind):
        judge(code, zhao)
    answer(code, zhao, "C")
    with pytest.raises(AlreadyAnswered):
        answer(code, zhao, "B")
    with pytest.raises(AgreementContradicted):
        judge(code, zhao, answer="B")  # the answer is the one given blind, whatever the review says
    assert judge(code, zhao, verdict="disagree", note="应为 C") is Act.RETURN
    with pytest.raises(ItemNotWaiting):
        judge(code, zhao, verdict="disagree")


def test_an_item_sent_again_unchanged_may_be_judged_anew_on_the_same_answer(chen: Person) -> None:
    zhao, wang, code = make_person("赵明"), make_person("王审"), "JC-01-0001"
    save(objective(), chen)
    do(code, Act.SEND, chen)
    answer(code, zhao, "C")
    judge(code, zhao, verdict="unsure", note="再想想")
    do(code, Act.SEND, chen)
    assert not is_held(get_item(code), zhao)
    assert is_held(get_item(code), wang)
    with pytest.raises(AgreementContradicted):
        judge(code, zhao)
    answer(code, wang, "B")
    assert judge(code, wang) is Act.APPROVE
    assert [found.verdict for found in get_item(code).latest.reviews] == ["unsure", "agree"]


def test_keys_are_held_from_those_who_may_review_and_from_nobody_else(chen: Person) -> None:
    zhao = make_person("赵明")
    save(objective(), chen)
    code = "JC-01-0001"
    assert list_held([code], zhao) == {code}  # a draft today waits for a reader tomorrow
    do(code, Act.SEND, chen)
    assert list_held([code, "JC-99-9999"], zhao) == {code}
    assert list_held([code], chen) == set()
    assert list_held([], zhao) == set()
    assert list_held([add_item(status="ready")], zhao) == set()


ENTRY = objective().model_dump(mode="json", by_alias=True)
CASE = written().model_dump(mode="json", by_alias=True)


def test_an_entry_is_read_with_the_checks_of_the_files(chen: Person) -> None:
    shape, findings = read_entry(ENTRY, on=ON)
    assert findings == []
    assert shape == type(shape).model_validate(ENTRY)  # type: ignore[union-attr]
    shape, findings = read_entry({**ENTRY, "stem": "", "options": {}}, on=ON)
    assert shape is None
    assert [finding.path for finding in findings] == [("stem",)]
    shape, findings = read_entry({**ENTRY, "options": {}}, on=ON)
    assert shape is not None
    assert "single_options" in [finding.code for finding in findings]


@pytest.mark.parametrize("entry", [ENTRY, CASE])
def test_the_candidates_view_has_no_key_no_reasons_and_no_rubric(
    chen: Person, entry: dict[str, Any]
) -> None:
    seen = canonical(preview_entry(entry, on=ON).seen)
    assert (entry.get("stem") or entry.get("stimulus")) in seen
    for hidden in ("理由B", "首要任务", "评估", "先评估需求", "没有目标", '"key"'):
        assert hidden not in seen


@pytest.mark.parametrize("entry", [ENTRY, CASE])
def test_flaws_are_found_in_what_is_there_so_far(chen: Person, entry: dict[str, Any]) -> None:
    blank = {
        name: type(value)() if isinstance(value, str | list) else value
        for name, value in entry.items()
        if name not in {"kind", "code"}
    }
    shape = half_written({**entry, **blank, "facility": {"expected": "", "reason": ""}})
    assert shape.code == entry["code"]
    assert preview_entry({**entry, **blank, "kind": entry["kind"]}, on=ON).findings != []
