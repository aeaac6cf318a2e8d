"""How a case that ends has ended: from the act that led to the end and from what the agency is by then."""

from __future__ import annotations

from trainingapp.rules.incubation.words import AgencyStatus, Outcome

BY_ACT = {
    "leave": Outcome.EARLY_VOLUNTARY,
    "dismiss": Outcome.DISMISSED,
    "fail_graduation": Outcome.FAILED_GRADUATION,
}
GONE = frozenset({AgencyStatus.DEREGISTERED, AgencyStatus.REVOKED})


def outcome_of(act: str, status: AgencyStatus) -> Outcome | None:
    """The outcome after an act. None for an act that ends nothing, and for one who graduated without being registered
    or on file: that is for a person to name.
    """
    if act == "graduate":
        if status is AgencyStatus.REGISTERED:
            return Outcome.GRADUATED_REGISTERED
        return Outcome.GRADUATED_FILED if status is AgencyStatus.FILED else None
    if act in BY_ACT and status in GONE:
        return Outcome.DISSOLVED
    return BY_ACT.get(act)
