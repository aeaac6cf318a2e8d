"""Who graduated from a base, what is known of them, and every stay by its call."""

from __future__ import annotations

from datetime import date

import pytest

from tests.factories_charts import make_graduate, make_world
from tests.factories_incubator import TODAY, make_agency, make_case, make_intake, make_place
from tests.statements import counted
from trainingapp.incubator.queries import figures
from trainingapp.incubator.queries.graduates import Graduate, list_graduates, list_stays
from trainingapp.rules.incubation.accounting_words import Level
from trainingapp.rules.incubation.flow import Stay
from trainingapp.rules.incubation.survival import Fate, Life
from trainingapp.rules.incubation.words import AgencyStatus, Applicants, Outcome, Stage
from trainingapp.rules.intervals import Interval

pytestmark = pytest.mark.usefixtures("app")

LEFT = date(2024, 11, 1)
YEAR_ON = date(2025, 11, 1)


def graduates(base_id: int, on: date = TODAY) -> list[Graduate]:
    return list(list_graduates([base_id], on=on)[base_id])


@pytest.mark.both_databases
def test_a_graduate_with_what_was_found_of_it() -> None:
    world, place = make_world()
    make_graduate(place, LEFT, [(date(2025, 2, 1), "active"), (YEAR_ON, "dormant")])
    assert graduates(world.base_id) == [
        Graduate(Applicants.REGISTERED, LEFT, Life(365, Fate.STANDS))
    ]


@pytest.mark.parametrize(
    ("looks", "status", "life"),
    [
        pytest.param([], AgencyStatus.REGISTERED, Life(0, Fate.UNASKED), id="not-asked"),
        pytest.param(
            [(YEAR_ON, None)], AgencyStatus.REGISTERED, Life(0, Fate.UNASKED), id="due-not-done"
        ),
        pytest.param(
            [(YEAR_ON, "unknown")], AgencyStatus.REGISTERED, Life(0, Fate.LOST), id="lost"
        ),
        pytest.param(
            [(YEAR_ON, "merged")], AgencyStatus.REGISTERED, Life(365, Fate.MERGED), id="m"
        ),
        pytest.param(
            [(YEAR_ON, "deregistered")],
            AgencyStatus.REGISTERED,
            Life(365, Fate.GONE),
            id="gone-by-follow-up",
        ),
        pytest.param(
            [(YEAR_ON, "active")],
            AgencyStatus.DEREGISTERED,
            Life(752, Fate.GONE),
            id="gone-by-the-register",
        ),
        pytest.param([], AgencyStatus.REVOKED, Life(752, Fate.GONE), id="revoked"),
        pytest.param(
            [(YEAR_ON, "unknown")], AgencyStatus.REVOKED, Life(752, Fate.GONE), id="lost-revoked"
        ),
        pytest.param(
            [(YEAR_ON, "deregistered")],
            AgencyStatus.DEREGISTERED,
            Life(365, Fate.GONE),
            id="both-say-so-the-follow-up-has-the-day",
        ),
        pytest.param(
            [(YEAR_ON, "merged")],
            AgencyStatus.DEREGISTERED,
            Life(365, Fate.MERGED),
            id="merged-agencies-are-deregistered",
        ),
    ],
)
def test_follow_ups_and_the_register_together(
    looks: list[tuple[date, str | None]], status: AgencyStatus, life: Life
) -> None:
    world, place = make_world()
    make_graduate(place, LEFT, looks, agency=make_agency(status=status))
    assert [one.life for one in graduates(world.base_id)] == [life]


@pytest.mark.parametrize(
    ("stage", "is_graduate"),
    [(one, one in {Stage.FOLLOWUP, Stage.ALUMNI}) for one in Stage],
)
def test_only_who_graduated_is_a_graduate(stage: Stage, is_graduate: bool) -> None:
    world, place = make_world()
    make_case(place, stage=stage, entered_on=date(2023, 11, 1), exit_on=LEFT)
    assert bool(graduates(world.base_id)) is is_graduate


def test_who_has_not_left_yet_on_that_day_is_none() -> None:
    world, place = make_world()
    make_graduate(place, LEFT)
    make_case(place, stage=Stage.FOLLOWUP, exit_on=None)
    assert graduates(world.base_id, date(2024, 10, 31)) == []
    assert len(graduates(world.base_id, LEFT)) == 1


def test_what_was_found_later_was_not_known_then() -> None:
    world, place = make_world()
    make_graduate(place, LEFT, [(date(2025, 2, 1), "active"), (YEAR_ON, "deregistered")])
    (then,) = graduates(world.base_id, date(2025, 6, 1))
    assert then.life == Life(92, Fate.STANDS)


def test_graduates_of_another_base_are_its_own() -> None:
    world, _place = make_world()
    other = make_place()
    make_graduate(other, LEFT)
    assert graduates(world.base_id) == []
    found = list_graduates([world.base_id, other.base.id], on=TODAY)
    assert [len(rows) for rows in found.values()] == [0, 1]


def test_teams_are_told_from_agencies() -> None:
    world, place = make_world()
    make_graduate(place, LEFT, agency=make_agency(is_registered=False))
    assert graduates(world.base_id)[0].applicants is Applicants.TEAM


def test_many_graduates_of_many_bases_take_two_statements() -> None:
    places = [make_place() for _one in range(4)]
    ids = [one.base.id for one in places]
    for place in places:
        for _one in range(3):
            make_graduate(place, LEFT, [(YEAR_ON, "active")])
    with counted() as statements:
        list_graduates(ids, on=TODAY)
    assert len(statements) == 2


# stays


def test_stays_are_listed_by_call_the_oldest_first() -> None:
    world, place = make_world()
    newer = make_intake(place.base, name="2026年第一批", opens_on=date(2026, 1, 1))
    older = make_intake(place.base, name="2024年第一批", opens_on=date(2024, 1, 1))
    make_case(place, intake_id=newer.id)
    make_graduate(place, LEFT, intake_id=older.id)
    make_case(place)
    found = list_stays(world.base_id)
    assert set(found) == {"2024年第一批", "2026年第一批", ""}
    assert [one for one in found if one] == ["2024年第一批", "2026年第一批"]
    assert found["2024年第一批"] == [Stay(date(2023, 11, 2), LEFT, True)]
    assert found["2026年第一批"] == [Stay(date(2026, 5, 25), None, False)]


def test_who_never_moved_in_has_no_stay() -> None:
    world, place = make_world()
    make_case(place, stage=Stage.SUBMITTED)
    make_case(place, stage=Stage.REJECTED)
    assert list_stays(world.base_id) == {}


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [(Outcome.DISMISSED, Stage.TERMINATED), (Outcome.FAILED_GRADUATION, Stage.TERMINATED)],
)
def test_who_left_otherwise_did_not_graduate(outcome: Outcome, stage: Stage) -> None:
    world, place = make_world()
    make_graduate(place, LEFT, stage=stage, outcome=outcome)
    assert [one.has_graduated for one in list_stays(world.base_id)[""]] == [False]


# the figures B22, F01 and F04


def survival(base_id: int, year: int, level: Level = Level.BASE) -> dict[str, object]:
    span = Interval(date(year, 1, 1), date(year + 1, 1, 1))
    names = ["survival_12", "survival_24"]
    return dict(figures.gather(level, [base_id], span, names)[base_id])


@pytest.mark.parametrize("level", [Level.BASE, Level.FOLLOWUP])
def test_survival_is_a_share_of_those_who_were_followed(level: Level) -> None:
    world, place = make_world()
    for found in ("active", "dormant", "active", "deregistered"):
        make_graduate(place, LEFT, [(YEAR_ON, found)])
    make_graduate(place, LEFT, [(YEAR_ON, "unknown")])
    found_ = survival(world.base_id, 2025, level)
    assert found_["survival_12"] == pytest.approx(3 / 4)
    assert found_["survival_24"] is None


def test_survival_is_that_of_the_last_day_of_the_year() -> None:
    world, place = make_world()
    make_graduate(place, LEFT, [(YEAR_ON, "active"), (date(2026, 11, 2), "active")])
    assert survival(world.base_id, 2024) == {"survival_12": None, "survival_24": None}
    assert survival(world.base_id, 2025) == {"survival_12": 1, "survival_24": None}
    assert survival(world.base_id, 2026) == {"survival_12": 1, "survival_24": 1}


def test_a_base_without_graduates_has_no_survival() -> None:
    world, _place = make_world()
    assert set(survival(world.base_id, 2025).values()) == {None}
