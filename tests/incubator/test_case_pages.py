"""The list of cases and the page of a case, as each of those who reach them reads it."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.factories_accounts import sign_in
from tests.factories_incubator import make_case, make_manager, make_place
from trainingapp.rules.incubation.words import Stage


def test_an_officer_reads_the_inside_name_and_what_is_missing(client: FlaskClient) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.SUBMITTED)
    url = f"/incubation/cases/{case.id}"
    sign_in(client, place.people["officer"])
    page = client.get(url).text
    assert "待初核" in page
    assert "初核通过" in page


def test_a_manager_of_the_agency_reads_the_public_name_and_nobody_elses_steps(
    client: FlaskClient,
) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.SUBMITTED)
    url = f"/incubation/cases/{case.id}"
    sign_in(client, make_manager(case.agency))
    page = client.get(url).text
    assert "已提交" in page
    assert "待初核" not in page
    assert "初核通过" not in page
    assert "撤回申请" in page
