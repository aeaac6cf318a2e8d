"""How a case ended: by the act that led there and by what the agency had become."""

from __future__ import annotations

import pytest

from trainingapp.rules.incubation.outcomes import outcome_of
from trainingapp.rules.incubation.words import AgencyStatus, Outcome


@pytest.mark.parametrize(
    ("act", "status", "outcome"),
    [
        ("graduate", AgencyStatus.REGISTERED, Outcome.GRADUATED_REGISTERED),
        ("graduate", AgencyStatus.FILED, Outcome.GRADUATED_FILED),
        ("graduate", AgencyStatus.PREPARING, None),
        ("leave", AgencyStatus.REGISTERED, Outcome.EARLY_VOLUNTARY),
        ("dismiss", AgencyStatus.REGISTERED, Outcome.DISMISSED),
        ("fail_graduation", AgencyStatus.PREPARING, Outcome.FAILED_GRADUATION),
        ("leave", AgencyStatus.DEREGISTERED, Outcome.DISSOLVED),
        ("dismiss", AgencyStatus.REVOKED, Outcome.DISSOLVED),
        ("extend", AgencyStatus.REGISTERED, None),
        ("extend", AgencyStatus.REVOKED, None),
    ],
)
def test_the_outcome_follows_from_the_act_and_the_status(
    act: str, status: AgencyStatus, outcome: Outcome | None
) -> None:
    assert outcome_of(act, status) is outcome
