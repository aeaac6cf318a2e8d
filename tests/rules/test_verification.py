"""How sure a record is: a table of cases, and what holds of all of them."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules.verification import (
    METHODS,
    NEEDED,
    RANKS,
    REACHES,
    Check,
    CheckOutcome,
    Method,
    RecordStatus,
    SecondOpinion,
    Tick,
    derive_standing,
    find_end,
    find_outcome,
    needs_second,
)

TODAY = date(2026, 11, 23)
TOMORROW, YESTERDAY = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
CHSI, SCAN, SCHOOL = (
    Method.CHSI_ONLINE,
    Method.DOCUMENT_REVIEW,
    Method.UNIVERSITY_ATTESTATION,
)


def match(method: Method = CHSI, until: date | None = None) -> Check:
    return Check(method, CheckOutcome.MATCH, valid_until=until)


def mismatch(second: SecondOpinion = SecondOpinion.AGREED, method: Method = CHSI) -> Check:
    return Check(method, CheckOutcome.MISMATCH, second)


def overruling(second: SecondOpinion, method: Method = CHSI) -> Check:
    return Check(method, CheckOutcome.MATCH, second)


OPEN = Check(CHSI, CheckOutcome.INCONCLUSIVE)
WAITING, AGREED, REFUSED = SecondOpinion.WAITING, SecondOpinion.AGREED, SecondOpinion.REFUSED


@pytest.mark.parametrize(
    ("checks", "status", "until"),
    [
        ([], "claimed", None),
        ([OPEN], "claimed", None),
        ([match(SCAN)], "document", None),
        ([match(CHSI)], "verified", None),
        ([match(Method.OFFICIAL_LOOKUP)], "verified", None),
        ([match(SCHOOL)], "authority", None),
        ([match(Method.ISSUER_SIGNATURE)], "authority", None),
        # the strongest that holds decides, whichever came last
        ([match(CHSI), match(SCAN)], "verified", None),
        ([match(SCAN), match(SCHOOL), match(CHSI)], "authority", None),
        ([match(CHSI), OPEN], "verified", None),
        # half-open: it holds through the day before
        ([match(CHSI, TOMORROW)], "verified", TOMORROW),
        ([match(CHSI, TODAY)], "expired", None),
        ([match(CHSI, YESTERDAY)], "expired", None),
        ([match(CHSI, TODAY), match(CHSI)], "verified", None),
        ([match(CHSI, TOMORROW), match(CHSI)], "verified", None),
        ([match(CHSI), match(CHSI, TOMORROW)], "verified", None),
        ([match(SCHOOL, TODAY), match(SCAN)], "document", None),
        ([match(SCHOOL, TOMORROW), match(SCAN)], "authority", TOMORROW),
        (
            [match(CHSI, TOMORROW), match(CHSI, TODAY + timedelta(days=9))],
            "verified",
            TODAY + timedelta(days=9),
        ),
        # a mismatch counts once a second person agrees
        ([mismatch(WAITING)], "claimed", None),
        ([mismatch(REFUSED)], "claimed", None),
        ([mismatch()], "rejected", None),
        ([match(SCHOOL), mismatch(WAITING)], "authority", None),
        ([match(SCHOOL), mismatch(REFUSED)], "authority", None),
        ([match(SCHOOL), mismatch()], "rejected", None),
        # it voids every match before it, also when it is overruled itself
        ([mismatch(), overruling(WAITING)], "rejected", None),
        ([mismatch(), overruling(REFUSED)], "rejected", None),
        ([mismatch(), overruling(AGREED)], "verified", None),
        ([match(SCHOOL), mismatch(), overruling(AGREED)], "verified", None),
        ([mismatch(), overruling(AGREED), mismatch()], "rejected", None),
    ],
)
def test_the_status_follows_from_what_was_found(
    checks: list[Check], status: str, until: date | None
) -> None:
    standing = derive_standing(checks, TODAY)
    assert (standing.status, standing.until) == (status, until)


@pytest.mark.parametrize(
    ("outcome", "earlier", "is_needed"),
    [
        (CheckOutcome.MATCH, [], False),
        (CheckOutcome.MATCH, [match(), OPEN], False),
        (CheckOutcome.MATCH, [mismatch(REFUSED)], False),
        (CheckOutcome.MATCH, [mismatch()], True),
        (CheckOutcome.MATCH, [mismatch(), overruling(REFUSED)], True),
        (CheckOutcome.MATCH, [mismatch(), overruling(AGREED)], False),
        (CheckOutcome.MISMATCH, [], True),
        (CheckOutcome.MISMATCH, [match()], True),
        (CheckOutcome.INCONCLUSIVE, [mismatch()], False),
        (CheckOutcome.INCONCLUSIVE, [], False),
    ],
)
def test_two_people_reject_and_two_people_take_it_back(
    outcome: CheckOutcome, earlier: list[Check], is_needed: bool
) -> None:
    assert needs_second(outcome, earlier) is is_needed


@pytest.mark.parametrize(
    ("ticks", "outcome"),
    [
        ({"a": Tick.MATCH, "b": Tick.MATCH}, CheckOutcome.MATCH),
        ({"a": Tick.MATCH, "b": Tick.MATCH, "c": Tick.UNSEEN}, CheckOutcome.MATCH),
        ({"a": Tick.MATCH, "b": Tick.UNSEEN}, CheckOutcome.INCONCLUSIVE),
        ({"a": Tick.MATCH}, CheckOutcome.INCONCLUSIVE),
        ({}, CheckOutcome.INCONCLUSIVE),
        ({"a": Tick.MATCH, "b": Tick.MATCH, "c": Tick.MISMATCH}, CheckOutcome.MISMATCH),
        ({"a": Tick.UNSEEN, "b": Tick.MISMATCH}, CheckOutcome.MISMATCH),
    ],
)
def test_the_outcome_follows_from_the_ticks(ticks: dict[str, Tick], outcome: CheckOutcome) -> None:
    assert find_outcome(ticks, {"a", "b"}) is outcome


@pytest.mark.parametrize(
    ("wanted", "expected_on", "end"),
    [
        (None, None, None),
        (TOMORROW, None, TOMORROW),
        (None, TODAY, TODAY),
        (TOMORROW, TODAY, TODAY),
        (YESTERDAY, TODAY, YESTERDAY),
    ],
)
def test_who_is_only_expected_to_graduate_is_looked_at_again_by_then(
    wanted: date | None, expected_on: date | None, end: date | None
) -> None:
    assert find_end(wanted, expected_on=expected_on) == end


def test_every_method_reaches_a_status_and_every_kind_has_methods_and_needs() -> None:
    assert set(REACHES) == set(Method)
    assert set(REACHES.values()) == set(RANKS)
    assert set(NEEDED) == set(METHODS) == {"degree", "work", "certificate", "pass"}
    assert all("holder" in names for names in NEEDED.values())


def test_only_a_program_checks_signatures_and_only_schools_speak_for_schools() -> None:
    by_hand = {kind: set(methods) for kind, methods in METHODS.items()}
    assert all(Method.ISSUER_SIGNATURE not in methods for methods in by_hand.values())
    assert [kind for kind, methods in by_hand.items() if SCHOOL in methods] == ["degree"]
    assert [kind for kind, methods in by_hand.items() if CHSI in methods] == ["degree"]


DAYS = st.none() | st.dates(YESTERDAY - timedelta(days=400), TOMORROW + timedelta(days=400))


@st.composite
def made_checks(draw: st.DrawFn) -> Check:
    outcome = draw(st.sampled_from(CheckOutcome))
    opinions = [WAITING, AGREED, REFUSED] if outcome is CheckOutcome.MISMATCH else SecondOpinion
    return Check(
        draw(st.sampled_from(Method)), outcome, draw(st.sampled_from(list(opinions))), draw(DAYS)
    )


HISTORIES = st.lists(made_checks(), max_size=8)
ORDER = [RecordStatus.EXPIRED, RecordStatus.CLAIMED, *RANKS]


@given(HISTORIES)
def test_what_says_nothing_changes_nothing(history: list[Check]) -> None:
    counting = [check for check in history if check.counts]
    assert derive_standing(history, TODAY) == derive_standing(counting, TODAY)


@given(HISTORIES, st.sampled_from(Method))
def test_one_more_match_never_lowers_a_record(history: list[Check], method: Method) -> None:
    before = derive_standing(history, TODAY).status
    after = derive_standing([*history, match(method)], TODAY).status
    assert after in RANKS
    if before in RANKS:
        assert RANKS.index(after) >= RANKS.index(before)


@given(HISTORIES)
def test_an_agreed_mismatch_at_the_end_always_rejects(history: list[Check]) -> None:
    assert derive_standing([*history, mismatch()], TODAY).status is RecordStatus.REJECTED


@given(HISTORIES, st.integers(0, 800))
def test_time_alone_never_raises_a_record(history: list[Check], days: int) -> None:
    before = derive_standing(history, TODAY).status
    after = derive_standing(history, TODAY + timedelta(days=days)).status
    if before in RANKS:
        assert ORDER.index(after) <= ORDER.index(before)
    else:
        assert after is before


@given(HISTORIES)
def test_a_status_stays_until_its_day_and_not_a_day_longer(history: list[Check]) -> None:
    standing = derive_standing(history, TODAY)
    if standing.until is not None:
        last = standing.until - timedelta(days=1)
        assert derive_standing(history, last).status is standing.status
        assert derive_standing(history, standing.until).status is not standing.status
    elif standing.status in RANKS:
        assert derive_standing(history, date(2200, 1, 1)).status is standing.status


def test_no_single_person_rejects_whatever_the_ticks_are() -> None:
    for first, second in product(Tick, Tick):
        outcome = find_outcome({"a": first, "b": second}, {"a"})
        is_second_needed = needs_second(outcome, [])
        check = Check(CHSI, outcome, WAITING if is_second_needed else SecondOpinion.NONE)
        assert derive_standing([check], TODAY).status is not RecordStatus.REJECTED
