"""Where an item may go, who may read it, and what a review leads to: the whole table."""

from __future__ import annotations

import pytest

from trainingapp.rules.item_states import (
    NEXT,
    Act,
    AgreementContradicted,
    AlreadyThere,
    ItemActRefused,
    ItemIsRetired,
    ItemNotWaiting,
    decide_review,
    is_independent,
    next_status,
)
from trainingapp.rules.items import Status

DRAFT, READY, WAITS, RETIRED = Status.DRAFT, Status.READY, Status.NEEDS_REVIEW, Status.RETIRED


@pytest.mark.parametrize(
    ("act", "draft", "waits", "ready", "retired"),
    [
        (Act.SEND, WAITS, AlreadyThere, ItemActRefused, ItemIsRetired),
        (Act.APPROVE, ItemNotWaiting, READY, ItemNotWaiting, ItemNotWaiting),
        (Act.RETURN, ItemNotWaiting, DRAFT, ItemNotWaiting, ItemNotWaiting),
        (Act.RECALL, AlreadyThere, DRAFT, DRAFT, DRAFT),
        (Act.REVISE, DRAFT, DRAFT, DRAFT, ItemIsRetired),
        (Act.LAPSE, DRAFT, WAITS, WAITS, RETIRED),
        (Act.RETIRE, RETIRED, RETIRED, RETIRED, AlreadyThere),
    ],
)
def test_every_act_from_every_state(
    act: Act, draft: object, waits: object, ready: object, retired: object
) -> None:
    for status, wanted in ((DRAFT, draft), (WAITS, waits), (READY, ready), (RETIRED, retired)):
        if isinstance(wanted, Status):
            assert next_status(status, act) is wanted
        else:
            with pytest.raises(ItemActRefused) as refused:
                next_status(status, act)
            assert type(refused.value) is wanted


def test_only_an_approval_makes_an_item_ready() -> None:
    assert {act for (_status, act), to in NEXT.items() if to is READY} == {Act.APPROVE}
    assert {status for (status, act) in NEXT if act is Act.APPROVE} == {WAITS}


@pytest.mark.parametrize(
    ("reader", "author", "editor", "wanted"),
    [
        ((7, "赵明"), (5, "陈晨"), 5, True),
        ((5, "陈晨"), (5, "陈晨"), 6, False),  # the author
        ((6, "王梅"), (5, "陈晨"), 6, False),  # the last editor
        ((7, "陈晨"), (5, "陈晨"), None, True),  # another person of the same name
        ((7, "赵明"), (None, "内容组甲"), None, True),
        ((7, "内容组甲"), (None, "内容组甲"), None, False),  # in the files only the name is known
        ((7, "赵明"), (None, "内容组甲"), 7, False),
    ],
)
def test_a_reader_neither_wrote_nor_last_changed_the_item(
    reader: tuple[int, str], author: tuple[int | None, str], editor: int | None, wanted: bool
) -> None:
    assert is_independent(reader, author=author, last_editor_id=editor) is wanted


@pytest.mark.parametrize(
    ("verdict", "answer", "key", "second", "wanted"),
    [
        ("agree", "B", "B", False, Act.APPROVE),
        ("agree", "ABD", "ABD", False, Act.APPROVE),
        ("agree", "", None, False, Act.APPROVE),  # a written item
        ("agree", "C", "B", False, AgreementContradicted),
        ("agree", "AB", "ABD", False, AgreementContradicted),
        ("agree", "", "B", False, AgreementContradicted),
        ("agree", "B", "B", True, AgreementContradicted),
        ("agree", "", None, True, AgreementContradicted),
        ("disagree", "B", "B", False, Act.RETURN),
        ("unsure", "C", "B", True, Act.RETURN),
    ],
)
def test_what_a_review_leads_to(
    verdict: str, answer: str, key: str | None, second: bool, wanted: object
) -> None:
    if wanted is AgreementContradicted:
        with pytest.raises(AgreementContradicted):
            decide_review(verdict, answer=answer, key=key, is_second_defensible=second)
    else:
        found = decide_review(verdict, answer=answer, key=key, is_second_defensible=second)
        assert found is wanted
