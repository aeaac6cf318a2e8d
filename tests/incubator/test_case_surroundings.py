"""Who stands around a case: experts and officers at its edges, what each takes along, who reads what."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_flow import make_standing, reread, settle, stand_in, take
from tests.factories_incubator import (
    make_agency,
    make_case,
    make_expert,
    make_place,
    make_record,
    make_seat,
)
from trainingapp.accounts.export import collect_data
from trainingapp.extensions import db
from trainingapp.incubator.models import CaseSeat
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.words import Duty, SeatState, Stage
from trainingapp.rules.permissions import Role


def kinds(user_id: int) -> list[str]:
    db.session.rollback()
    query = db.select(Notice.kind).filter_by(user_id=user_id).order_by(Notice.id)
    return list(db.session.scalars(query))


def test_an_expert_is_asked_told_and_let_go_and_asked_no_second_time(
    client: FlaskClient,
) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    expert, stranger = make_expert("钟老师"), make_user("不是专家")
    expert_id, stranger_id = expert.id, stranger.id
    sign_in(client, place.people["head"])
    url = f"/incubation/cases/{case_id}"
    answers = {
        ("", "mentor"): 404,
        ("x", "mentor"): 404,
        ("99999999999", "mentor"): 404,
        (str(stranger_id), "mentor"): 404,
        (str(expert_id), "king"): 400,
        (str(expert_id), ""): 400,
        (str(expert_id), "assessor"): 303,
        (str(expert_id), "supervisor"): 404,
    }
    for (number, duty), status in answers.items():
        data = {"expert": number, "duty": duty}
        assert client.post(f"{url}/seats", data=data).status_code == status, (number, duty)
    (seat,) = db.session.scalars(db.select(CaseSeat)).all()
    assert (seat.user_id, seat.duty, seat.state) == (expert_id, "assessor", "asked")
    seat_id = seat.id
    assert kinds(expert_id) == ["incubator.seat_offered"]
    assert client.post(f"{url}/seats/{seat_id}/end").status_code == 303
    db.session.rollback()
    assert db.session.get_one(CaseSeat, seat_id).state == SeatState.DECLINED
    assert client.post(f"{url}/seats/{seat_id}/end").status_code == 409
    assert "钟老师" not in client.get(f"{url}/people?q=不存在").text.split("tbody")[0]


def test_seats_of_reviewers_and_of_other_cases_are_not_ended_here(client: FlaskClient) -> None:
    place = make_place()
    case, other = make_case(place, stage=Stage.REVIEW), make_case(place, stage=Stage.REVIEW)
    seats = [make_seat(case).id, make_seat(other, duty=Duty.MENTOR).id, 999999]
    url = f"/incubation/cases/{case.id}"
    sign_in(client, place.people["head"])
    for seat_id in seats:
        assert client.post(f"{url}/seats/{seat_id}/end").status_code == 404


@pytest.mark.parametrize("officer", ["", "x", "-1", "0", "99999999999", "1.5"])
def test_an_officer_that_nobody_is_is_refused_on_the_page(
    client: FlaskClient, officer: str
) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    sign_in(client, place.people["head"])
    answer = client.post(f"/incubation/cases/{case_id}/officer", data={"officer": officer})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert reread(case_id).officer_id == place.people["officer"].id


def test_what_somebody_takes_along_is_theirs_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "reject", people["head"], reason="得分不够")
    settle(case_id, people["authority"], says_yes=False, note_text="再议一次")
    take(case_id, "reject", people["head"], reason="仍然不够")
    settle(case_id, people["authority"])
    head, authority = (collect_data(people[name].id) for name in ("head", "authority"))
    assert [row["reason"] for row in head["incubation_proposals"]] == ["得分不够", "仍然不够"]
    assert [row["note"] for row in head["incubation_proposals"]] == ["", ""]
    assert [row["reason"] for row in authority["incubation_proposals"]] == ["", ""]
    assert [row["note"] for row in authority["incubation_proposals"]] == ["再议一次", ""]
    for found, capacity in ((head, "proposer"), (authority, "authority")):
        (step,) = found["incubation_steps"]
        assert (step["act"], step["capacity"]) == ("reject", capacity)
    nobody = collect_data(people["finance"].id)
    assert nobody["incubation_steps"] == nobody["incubation_proposals"] == []


@pytest.mark.parametrize(("language", "expected"), [("zh", "公示"), ("en", "notice")])
def test_the_history_reads_in_both_languages_and_outside_without_names(
    client: FlaskClient, language: str, expected: str
) -> None:
    place, agency = make_place(), make_agency()
    applicant = make_user("申请人")
    case = make_case(place, agency, stage=Stage.DECISION, applicant_id=applicant.id)
    make_record(
        case,
        "admit",
        Stage.NOTICE,
        transition="T8",
        actor_id=place.people["authority"].id,
        proposed_by_id=place.people["head"].id,
        capacity="authority",
        reason="内部理由",
    )
    url = f"/incubation/cases/{case.id}"
    for person, inside in ((place.people["officer"], True), (applicant, False)):
        sign_in(client, person)
        client.post("/accounts/display", data={"language": language})
        page = client.get(url).text
        assert expected in page
        for private in ("内部理由", "田勇", "方华"):
            assert (private in page) is inside, private


def test_an_auditor_reads_everything_and_takes_no_step(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    _people, case_id = make_standing(Stage.INCUBATING)
    sign_in(client, make_user(roles=[Role.AUDITOR]))
    url = f"/incubation/cases/{case_id}"
    page = client.get(url)
    assert page.status_code == 200
    assert "/acts/" not in page.text
    for act in ("suspend", "extend", "dismiss", "leave", "ask_graduation", "begin_midterm"):
        assert client.post(f"{url}/acts/{act}", data={"reason": "x"}).status_code == 403
