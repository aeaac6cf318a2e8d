"""Where an item may go from where it stands, who may read it blind, and what a review leads to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from trainingapp.rules.errors import RuleViolation
from trainingapp.rules.items import Status


class Act(StrEnum):
    """What is done with an item as a whole."""

    SEND = "send"  # to review
    APPROVE = "approve"  # a second reader agrees
    RETURN = "return"  # a second reader does not agree, or is unsure
    RECALL = "recall"  # back to draft, by an editor
    REVISE = "revise"  # what it says has changed
    LAPSE = "lapse"  # the law it rests on has changed
    RETIRE = "retire"


NEXT: Mapping[tuple[Status, Act], Status] = {
    (Status.DRAFT, Act.SEND): Status.NEEDS_REVIEW,
    (Status.DRAFT, Act.REVISE): Status.DRAFT,
    (Status.DRAFT, Act.LAPSE): Status.DRAFT,
    (Status.DRAFT, Act.RETIRE): Status.RETIRED,
    (Status.NEEDS_REVIEW, Act.APPROVE): Status.READY,
    (Status.NEEDS_REVIEW, Act.RETURN): Status.DRAFT,
    (Status.NEEDS_REVIEW, Act.RECALL): Status.DRAFT,
    (Status.NEEDS_REVIEW, Act.REVISE): Status.DRAFT,
    (Status.NEEDS_REVIEW, Act.LAPSE): Status.NEEDS_REVIEW,
    (Status.NEEDS_REVIEW, Act.RETIRE): Status.RETIRED,
    (Status.READY, Act.RECALL): Status.DRAFT,
    (Status.READY, Act.REVISE): Status.DRAFT,
    (Status.READY, Act.LAPSE): Status.NEEDS_REVIEW,
    (Status.READY, Act.RETIRE): Status.RETIRED,
    (Status.RETIRED, Act.RECALL): Status.DRAFT,
    (Status.RETIRED, Act.LAPSE): Status.RETIRED,
}


class ItemActRefused(RuleViolation):
    """The item does not stand where this can be done with it."""

    message = "This cannot be done with an item in this state."


class AlreadyThere(ItemActRefused):
    message = "The item already stands where you want it."


class ItemNotWaiting(ItemActRefused):
    message = "The item does not wait for a review, or was changed meanwhile."


class ItemIsRetired(ItemActRefused):
    message = "The item is retired. Bring it back to draft first."


class ItemStillRefused(ItemActRefused):
    message = "A second reader disagreed with the item as it stands. Rewrite it, or retire it."


class ItemUnsound(RuleViolation):
    """The item has faults that `bank check` would report; `findings` are listed beside the sentence."""

    message = "The item still has faults (%(count)s). Open it and correct them first."


class ItemChangedMeanwhile(RuleViolation):
    message = "Somebody else has changed the item meanwhile."


class ReaderNotIndependent(RuleViolation):
    message = "An item is read by somebody who neither wrote nor last changed it."


class NotAnsweredBlind(RuleViolation):
    message = "Answer the item blind first; then its key is shown."


class AlreadyAnswered(RuleViolation):
    message = "You have already answered this item; an answer given blind is never changed."


class AgreementContradicted(RuleViolation):
    message = "Agreeing needs an answer that is the key and no second defensible option."


def next_status(status: Status, act: Act) -> Status:
    """Where the act leads.

    :raises ItemActRefused: (or the subclass that says why) when it cannot be done from there.
    """
    found = NEXT.get((status, act))
    if found is not None:
        return found
    if act in {Act.APPROVE, Act.RETURN}:
        raise ItemNotWaiting
    if (status, act) in _ALREADY:
        raise AlreadyThere
    if status is Status.RETIRED:
        raise ItemIsRetired
    raise ItemActRefused


_ALREADY = {
    (Status.NEEDS_REVIEW, Act.SEND),
    (Status.DRAFT, Act.RECALL),
    (Status.RETIRED, Act.RETIRE),
}


def is_independent(
    reader: tuple[int, str],
    *,
    author: tuple[int | None, str],
    last_editor_id: int | None,
    has_opened: bool = False,
) -> bool:
    """Whether a reader is neither the author nor the last editor; `reader` and `author` are (user id, name).

    An item from the files has an author without an account: there the name decides. An editor who has opened the
    item with its key (`has_opened`) reads nothing blind any more.
    """
    reader_id, reader_name = reader
    author_id, author_name = author
    wrote = reader_name == author_name if author_id is None else reader_id == author_id
    return not wrote and not has_opened and reader_id != last_editor_id


def decide_review(verdict: str, *, answer: str, key: str | None, is_second_defensible: bool) -> Act:
    """Approve when the reader agrees, answered the key and found no second defensible option; else return it.

    `key` is None for written items, whose readers give no letters.
    :raises AgreementContradicted: when somebody agrees whose answer or doubt says otherwise.
    """
    if verdict != "agree":
        return Act.RETURN
    if is_second_defensible or (key is not None and answer != key):
        raise AgreementContradicted
    return Act.APPROVE
