"""Until when a text may be changed, how many are too many, ranks of courses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, strategies as st

from trainingapp.rules import talk

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "may"), [(0, True), (899, True), (900, True), (901, False), (86_400, False)]
)
def test_a_text_may_be_changed_for_fifteen_minutes(seconds: int, may: bool) -> None:
    later = NOON + timedelta(seconds=seconds)
    assert talk.may_edit(NOON, now=later) is may
    if may:
        talk.check_editable(NOON, now=later)
        return
    with pytest.raises(talk.EditTooLate) as refused:
        talk.check_editable(NOON, now=later)
    assert "15 minutes" in str(refused.value)


def test_the_eleventh_topic_and_the_thirty_first_reply_wait() -> None:
    talk.check_flood(9, 29)
    with pytest.raises(talk.TooManyTopics, match="begun 10 topics"):
        talk.check_flood(10, 0)
    with pytest.raises(talk.TooManyReplies, match="written 30 replies"):
        talk.check_flood(0, 30)


def test_only_who_has_completed_a_course_rates_it() -> None:
    talk.check_completed(NOON)
    with pytest.raises(talk.CourseNotCompleted):
        talk.check_completed(None)


def test_a_course_without_ratings_ranks_below_every_other() -> None:
    assert talk.rank_of(0, 0) == 0
    assert talk.rank_of(1, 1) > 0


def test_one_voice_alone_lifts_nothing_to_the_top() -> None:
    assert talk.rank_of(5, 1) < talk.rank_of(240, 50)  # 5.0 of one, 4.8 of fifty
    assert talk.rank_of(1, 1) > talk.rank_of(60, 50)


@given(st.integers(1, 500), st.data())
def test_a_rank_stays_between_one_and_five_stars(count: int, data: st.DataObject) -> None:
    total = data.draw(st.integers(count, 5 * count))
    rank = talk.rank_of(total, count)
    assert 1000 <= rank <= 5000
    if total < 5 * count:
        assert talk.rank_of(total + 1, count) >= rank
