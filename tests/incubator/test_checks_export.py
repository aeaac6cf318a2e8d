"""What somebody's export holds of their acts on checks."""

from __future__ import annotations

from flask import Flask

from tests.factories_accounts import make_user
from tests.factories_checks import make_place_rule, make_waiver
from tests.factories_incubator import NOON, TODAY, make_agency, written
from trainingapp.accounts.export import collect_data
from trainingapp.incubator.models import BasisReading


def test_an_export_holds_what_its_person_let_stand_read_and_entered(app: Flask) -> None:
    person, other = make_user("方华"), make_user("罗静")
    make_place_rule("13", "founders_middle", "3", entered_by_id=person.id)
    written(BasisReading(code="R09", read_on=TODAY, read_by_id=person.id, entered_at=NOON))
    found, nothing = collect_data(person.id), collect_data(other.id)
    assert found["incubation_place_rules"][0]["value"] == "3"
    assert found["incubation_basis_readings"][0]["check"] == "R09"
    for name in ("incubation_place_rules", "incubation_basis_readings", "incubation_waivers"):
        assert nothing[name] == []


def test_the_waivers_of_an_export_are_the_persons_own(app: Flask) -> None:
    person, other, agency = make_user("方华"), make_user("罗静"), make_agency()
    make_waiver(agency, person)
    assert [row["check"] for row in collect_data(person.id)["incubation_waivers"]] == ["R09"]
    assert collect_data(other.id)["incubation_waivers"] == []
