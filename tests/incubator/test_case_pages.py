"""The list of cases and the pages of a case, as each of those who reach them reads and uses them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_flow import make_pause, make_standing, reread, stand_in, take
from tests.factories_incubator import (
    NOON,
    TODAY,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_manager,
    make_place,
    make_record,
    make_seat,
)
from tests.statements import count_statements
from trainingapp.accounts.export import collect_data
from trainingapp.education.days import today
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, CaseSeat, Proposal, Suspension
from trainingapp.incubator.queries.case_people import find_experts
from trainingapp.incubator.queries.guarding import looking_once, once
from trainingapp.incubator.queries.people import list_people
from trainingapp.notices.models import Notice
from trainingapp.rules.incubation.words import Actor, Duty, SeatState, Stage
from trainingapp.web.transactions import writing


def test_an_officer_reads_the_inside_name_and_what_is_missing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch).missing = {"duplicates_cleared"}
    people, case_id = make_standing(Stage.SUBMITTED)
    sign_in(client, people["officer"])
    page = client.get(f"/incubation/cases/{case_id}").text
    assert "待初核" in page
    assert "初核通过" in page
    assert "Something is not there." in page
    assert f"/incubation/cases/{case_id}/acts/pass_check" not in page
    assert f"/incubation/cases/{case_id}/acts/return" in page


def test_a_manager_of_the_agency_reads_the_public_name_and_nobody_elses_steps(
    client: FlaskClient,
) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.SUBMITTED)
    url, agency = f"/incubation/cases/{case.id}", case.agency
    sign_in(client, make_manager(agency))
    page = client.get(url).text
    assert "已提交" in page
    assert "待初核" not in page
    assert "初核通过" not in page
    assert "撤回申请" in page


def test_the_applicant_reads_no_names_and_reasons_of_the_base(client: FlaskClient) -> None:
    place = make_place()
    applicant = make_user("申请人")
    case = make_case(place, stage=Stage.SUBMITTED, applicant_id=applicant.id)
    reason, officer = "内部意见：材料可疑", place.people["officer"]
    make_record(
        case, "pass_check", Stage.REVIEW, reason=reason, actor_id=officer.id, transition="T4"
    )
    url, name = f"/incubation/cases/{case.id}", "罗静"
    make_record(
        case,
        "close_review",
        Stage.DECISION,
        actor_id=place.people["second"].id,
        transition="T6",
    )
    sign_in(client, officer)
    inside = client.get(url).text
    assert reason in inside
    assert name in inside
    sign_in(client, applicant)
    outside = client.get(url).text
    assert reason not in outside
    assert name not in outside
    assert "评审中" in outside


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.DRAFT])
def test_the_page_of_every_stage_opens_with_all_guards_of_the_program(
    client: FlaskClient, stage: Stage
) -> None:
    place, agency = make_place(), make_agency()
    intake = make_intake(place.base)
    case_id = make_case(place, agency, stage=stage, intake_id=intake.id).id
    for person in (place.people["head"], make_manager(agency)):
        sign_in(client, person)
        page = client.get(f"/incubation/cases/{case_id}")
        assert page.status_code == 200
        assert "本站不知道如何核对" not in page.text


def test_a_closed_case_says_so(client: FlaskClient) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.ALUMNI, outcome="graduated_registered")
    url, agency = f"/incubation/cases/{case.id}", case.agency
    sign_in(client, make_manager(agency))
    page = client.get(url).text
    assert "这份案卷已办结" in page
    assert "毕业" in page


def test_the_page_of_an_act_lists_what_is_missing_with_its_place(client: FlaskClient) -> None:
    people, case_id = make_standing(Stage.INCUBATING)
    sign_in(client, people["head"])
    page = client.get(f"/incubation/cases/{case_id}/acts/suspend").text
    assert f'href="/incubation/cases/{case_id}/suspension"' in page
    assert "暂停到哪一天" in page
    assert "<textarea" not in page


def test_an_act_with_something_missing_answers_409_and_the_list(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch).missing = {"suspension_dated"}
    people, case_id = make_standing(Stage.INCUBATING)
    sign_in(client, people["head"])
    answer = client.post(f"/incubation/cases/{case_id}/acts/suspend", data={"reason": "fire"})
    assert answer.status_code == 409
    assert "Something is not there." in answer.text
    assert reread(case_id).stage == "incubating"


def test_a_step_without_its_reason_is_shown_again(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    sign_in(client, people["officer"])
    answer = client.post(f"/incubation/cases/{case_id}/acts/return", data={"reason": "  "})
    assert answer.status_code == 422
    assert "请说明理由" in answer.text


def test_a_reason_that_is_too_long_is_kept_on_the_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.SUBMITTED)
    sign_in(client, people["officer"])
    typed = "材" * 2001
    answer = client.post(f"/incubation/cases/{case_id}/acts/return", data={"reason": typed})
    assert answer.status_code == 422
    assert typed in answer.text


def test_a_page_from_before_the_last_step_is_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "reopen_review", people["head"], reason="again")
    take(case_id, "close_review", people["head"])
    sign_in(client, people["head"])
    url = f"/incubation/cases/{case_id}/acts/reopen_review"
    answer = client.post(url, data={"reason": "again", "turn": "0"})
    assert answer.status_code == 409
    assert "案卷已有新的进展" in answer.text
    assert client.post(url, data={"reason": "again", "turn": "2"}).status_code == 303


@pytest.mark.parametrize(("act", "status"), [("dance", 404), ("graduate", 409)])
def test_an_act_that_leads_nowhere_has_no_page(client: FlaskClient, act: str, status: int) -> None:
    people, case_id = make_standing(Stage.SUBMITTED)
    sign_in(client, people["head"])
    assert client.get(f"/incubation/cases/{case_id}/acts/{act}").status_code == status


def test_a_proposal_goes_from_page_to_page(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    url = f"/incubation/cases/{case_id}"
    sign_in(client, people["head"])
    assert "确认人：主管部门" in client.get(f"{url}/acts/admit").text
    client.post(f"{url}/acts/admit", data={"reason": "得分第一"})
    proposal_id = db.session.scalars(db.select(Proposal.id)).one()
    assert "有一项提议等待确认" in client.get(url).text
    assert "已有一项提议在等待确认" in client.get(f"{url}/acts/reject").text
    own = client.get(f"{url}/proposals/{proposal_id}").text
    assert "由另一个人确认" in own
    sign_in(client, people["authority"])
    page = client.get(f"{url}/proposals/{proposal_id}").text
    assert "得分第一" in page
    answer = client.post(f"{url}/proposals/{proposal_id}/confirmation")
    assert answer.status_code == 303
    assert "公示中" in client.get(url).text
    assert "已获确认" in client.get(f"{url}/proposals/{proposal_id}").text


def test_a_proposal_with_something_missing_by_now_is_not_confirmed(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "admit", people["head"])
    stand.missing = {"places_left"}
    proposal_id = db.session.scalars(db.select(Proposal.id)).one()
    sign_in(client, people["authority"])
    url = f"/incubation/cases/{case_id}/proposals/{proposal_id}"
    assert client.post(f"{url}/confirmation").status_code == 409
    assert "Something is not there." in client.get(url).text


def test_a_refused_proposal_shows_the_word_of_who_refused(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "admit", people["head"])
    proposal_id = db.session.scalars(db.select(Proposal.id)).one()
    url = f"/incubation/cases/{case_id}/proposals/{proposal_id}"
    sign_in(client, people["authority"])
    too_long = "会" * 2001
    assert too_long in client.post(f"{url}/refusal", data={"note": too_long}).text
    client.post(f"{url}/refusal", data={"note": "会议纪要未签"})
    assert "会议纪要未签" in client.get(url).text


def test_a_pause_is_planned_within_its_months(client: FlaskClient) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    sign_in(client, place.people["head"])
    url = f"/incubation/cases/{case_id}/suspension"
    assert "最长3个月" in client.get(url).text
    for wrong in ("", "2020-01-01", "2099-01-01", "tomorrow"):
        assert client.post(url, data={"planned_end_on": wrong}).status_code == 422
    assert db.session.scalars(db.select(Suspension)).all() == []
    later = str(TODAY + timedelta(days=3650))
    assert later in client.post(url, data={"planned_end_on": later}).text


def test_a_pause_that_was_planned_is_changed_and_not_doubled(client: FlaskClient) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.INCUBATING)
    case_id = case.id
    make_pause(case, planned_end_on=TODAY)
    sign_in(client, place.people["head"])
    until = today() + timedelta(days=30)
    answer = client.post(
        f"/incubation/cases/{case_id}/suspension", data={"planned_end_on": str(until)}
    )
    assert answer.status_code == 303
    assert db.session.scalars(db.select(Suspension.planned_end_on)).all() == [until]


def test_only_a_stay_that_runs_is_paused(client: FlaskClient) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.REVIEW).id
    sign_in(client, place.people["head"])
    answer = client.post(
        f"/incubation/cases/{case_id}/suspension",
        data={"planned_end_on": str(today() + timedelta(days=9))},
    )
    assert answer.status_code == 409


def test_the_head_gives_a_case_to_an_officer_of_the_base_who_is_told(client: FlaskClient) -> None:
    place, other = make_place(), make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    second_id, stranger_id = place.people["second"].id, other.people["officer"].id
    sign_in(client, place.people["head"])
    url = f"/incubation/cases/{case_id}/officer"
    assert client.post(url, data={"officer": str(stranger_id)}).status_code == 422
    for _ in range(2):
        assert client.post(url, data={"officer": str(second_id)}).status_code == 303
    assert reread(case_id).officer_id == second_id
    told = db.session.scalars(db.select(Notice.kind).filter_by(user_id=second_id)).all()
    assert told == ["incubator.case_assigned"]


def test_an_expert_is_found_by_name_asked_and_sees_nothing_before_taking_the_seat(
    client: FlaskClient,
) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    expert = make_expert("钟老师")
    expert_id = expert.id
    sign_in(client, place.people["officer"])
    url = f"/incubation/cases/{case_id}"
    assert "钟老师" in client.get(f"{url}/people?q=钟").text
    assert "钟老师" not in client.get(f"{url}/people?q=%25").text
    asked = client.post(f"{url}/seats", data={"expert": expert_id, "duty": "supervisor"})
    assert asked.status_code == 303
    assert (
        "已获邀" in client.get(f"{url}/people").text or "邀请" in client.get(f"{url}/people").text
    )
    assert (
        client.post(f"{url}/seats", data={"expert": expert_id, "duty": "mentor"}).status_code == 404
    )
    sign_in(client, expert)
    assert client.get(url).status_code == 404


def test_a_duty_that_is_not_asked_for_here_is_refused(client: FlaskClient) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    expert_id = make_expert().id
    sign_in(client, place.people["officer"])
    data = {"expert": expert_id, "duty": "reviewer"}
    assert client.post(f"/incubation/cases/{case_id}/seats", data=data).status_code == 400


def test_an_ended_seat_is_not_ended_again(client: FlaskClient) -> None:
    place = make_place()
    case = make_case(place, stage=Stage.INCUBATING)
    case_id = case.id
    seat_id = make_seat(case, duty=Duty.MENTOR).id
    sign_in(client, place.people["officer"])
    url = f"/incubation/cases/{case_id}/seats/{seat_id}/end"
    assert client.post(url).status_code == 303
    assert db.session.get_one(CaseSeat, seat_id).state == SeatState.ENDED
    assert client.post(url).status_code == 409


def test_people_of_the_agency_and_experts_with_a_seat_are_not_asked(client: FlaskClient) -> None:
    place = make_place()
    free, seated, conflicted, owner = (make_expert() for _ in range(4))
    case = make_case(place, stage=Stage.INCUBATING, applicant_id=owner.id)
    make_seat(case, seated)
    make_seat(case, conflicted, state=SeatState.CONFLICT)
    found = db.session.scalars(find_experts(reread(case.id))).all()
    assert [user.id for user in found] == [free.id]


@pytest.mark.parametrize(
    ("actors", "names"),
    [
        ([Actor.OFFICER], {"officer", "second"}),
        ([Actor.HEAD, Actor.FINANCE], {"head", "finance"}),
        ([Actor.AUTHORITY], {"authority"}),
        ([Actor.AGENCY], {"owner"}),
        ([Actor.APPLICANT], {"applicant"}),
        ([Actor.MENTOR], {"mentor"}),
        ([], set()),
    ],
)
def test_those_behind_a_capacity_are_told(
    client: FlaskClient, actors: list[Actor], names: set[str]
) -> None:
    place, agency = make_place(), make_agency()
    people = {**place.people, "owner": make_manager(agency), "applicant": make_user()}
    stage = Stage.REVIEW if actors == [Actor.APPLICANT] else Stage.INCUBATING
    case = make_case(place, agency, stage=stage, applicant_id=people["applicant"].id)
    people["mentor"] = make_expert()
    make_seat(case, people["mentor"], duty=Duty.SUPERVISOR)
    make_seat(case, make_expert(), duty=Duty.MENTOR, state=SeatState.ASKED)
    ids = {name: user.id for name, user in people.items()}
    found = {user.id for user in list_people(reread(case.id), actors)}
    assert found == {ids[name] for name in names}


def test_the_list_is_filtered_by_what_one_looks_for(client: FlaskClient) -> None:
    place = make_place()
    intake = make_intake(place.base)
    agency = make_agency("晨曦社工")
    make_case(place, agency, stage=Stage.INCUBATING, intake_id=intake.id)
    make_case(place, make_agency("暮色社工"), stage=Stage.REVIEW)
    make_case(place, make_agency("旧日社工"), stage=Stage.ALUMNI, officer_id=None)
    queries = {
        "q=晨曦": {"晨曦"},
        "q=%25": set(),
        "stage=review": {"暮色"},
        f"intake={intake.id}": {"晨曦"},
        f"officer={place.people['officer'].id}": {"晨曦", "暮色"},
        "only_open=y": {"晨曦", "暮色"},
        "": {"晨曦", "暮色", "旧日"},
        "page=99": {"晨曦", "暮色", "旧日"},
    }
    sign_in(client, place.people["officer"])
    for query, expected in queries.items():
        page = client.get(f"/incubation/cases?{query}").text
        assert {name for name in ("晨曦", "暮色", "旧日") if f"{name}社工" in page} == expected


@pytest.mark.parametrize("query", ["stage=moon", "officer=x", "base=999999", "intake=-1"])
def test_a_filter_that_nobody_offers_is_told(client: FlaskClient, query: str) -> None:
    place = make_place()
    make_case(place, stage=Stage.REVIEW)
    sign_in(client, place.people["officer"])
    assert client.get(f"/incubation/cases?{query}").status_code in {200, 422}


def test_an_empty_list_says_what_will_stand_there(client: FlaskClient) -> None:
    place = make_place()
    sign_in(client, place.people["officer"])
    assert "还没有案卷" in client.get("/incubation/cases").text
    assert "没有找到案卷" in client.get("/incubation/cases?q=zzz").text


def test_a_long_list_takes_as_many_statements_as_a_short_one(client: FlaskClient) -> None:
    place = make_place()
    make_case(place, stage=Stage.REVIEW)
    base_id = place.base.id
    sign_in(client, place.people["officer"])
    short = count_statements(client, "/incubation/cases")
    version_id = db.session.scalars(db.select(Case.workflow_version_id)).one()
    agency_id = make_agency().id
    db.session.rollback()
    with writing():
        db.session.add_all(
            Case(
                number=f"L-{number}",
                base_id=base_id,
                agency_id=agency_id,
                workflow_version_id=version_id,
                applicants="registered",
                track="m12",
                stage="incubating",
                stage_since=NOON,
                opened_at=NOON,
            )
            for number in range(120)
        )
        db.session.commit()
    assert count_statements(client, "/incubation/cases") == short
    assert "/incubation/cases?page=3" in client.get("/incubation/cases").text


def test_the_page_of_a_resident_reads_the_standing_once(client: FlaskClient) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.INCUBATING).id
    sign_in(client, place.people["head"])
    assert count_statements(client, f"/incubation/cases/{case_id}") < 150


def test_guards_that_look_at_the_same_facts_read_them_once(client: FlaskClient) -> None:
    looks: list[int] = []

    def look() -> int:
        looks.append(1)
        return len(looks)

    with looking_once():
        assert [once("facts", look), once("facts", look), once("others", look)] == [1, 1, 2]
    assert [once("facts", look), once("facts", look)] == [3, 4]  # asked alone, each time anew


def test_the_pages_read_in_english_too(client: FlaskClient) -> None:
    place = make_place()
    case_id = make_case(place, stage=Stage.REVIEW).id
    sign_in(client, place.people["head"])
    client.post("/accounts/display", data={"language": "en"})
    assert "In review" in client.get("/incubation/cases").text
    page = client.get(f"/incubation/cases/{case_id}").text
    assert "Close the review" in page
    assert "By: Incubation officer or Head of the base" in page


def test_a_person_takes_their_steps_along(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(monkeypatch)
    people, case_id = make_standing(Stage.DECISION)
    take(case_id, "admit", people["head"], reason="first of all")
    found = collect_data(people["head"].id)
    assert [row["reason"] for row in found["incubation_proposals"]] == ["first of all"]
    assert found["incubation_steps"] == []
    make_pause(reread(case_id), planned_end_on=TODAY, planned_by_id=people["head"].id)
    assert [row["until"] for row in collect_data(people["head"].id)["incubation_pauses"]] == [TODAY]
