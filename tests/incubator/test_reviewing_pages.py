"""The pages of reviews and decisions as people use them: on a phone, without script, with what they typed kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

import pypdfium2 as pdfium
import pytest
import time_machine
from flask.testing import FlaskClient
from PIL import Image

from tests.factories_accounts import make_user, sign_in
from tests.factories_incubator import (
    NOON,
    TODAY,
    Place,
    make_agency,
    make_case,
    make_expert,
    make_intake,
    make_place,
    make_record,
    make_seat,
    written,
)
from tests.factories_reviewing import (
    CODES,
    asked,
    level,
    make_called_case,
    make_determination,
    make_interview,
    make_notice,
    make_ranking,
    make_review,
    make_reviews,
    make_rubric,
)
from tests.statements import count_statements
from trainingapp.accounts.models import RoleGrant, User
from trainingapp.extensions import db
from trainingapp.incubator.models import (
    Appeal,
    Case,
    CaseSeat,
    Determination,
    IncubatorDocument,
    Interview,
    Objection,
    Review,
    ReviewScheme,
    RubricVersion,
)
from trainingapp.rules.incubation.deciding import Result
from trainingapp.rules.incubation.words import SeatState, Stage
from trainingapp.rules.permissions import Role

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def place(client: FlaskClient) -> Place:
    return make_place()


def page(client: FlaskClient, url: str, headers: dict[str, str] = EN) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, (url, answer.status_code)
    return str(answer.text)


def send(client: FlaskClient, url: str, **values: object) -> tuple[int, str]:
    answer = client.post(url, data=values, headers=EN, content_type="multipart/form-data")
    return answer.status_code, str(answer.text)


def one(model: type) -> object:
    db.session.rollback()
    return db.session.scalars(db.select(model)).one()


def bring(*rows: object) -> None:
    """Hold rows again that a request has let go."""
    db.session.rollback()
    db.session.add_all(rows)


def filled(points: int = 4, **changes: object) -> dict[str, object]:
    scores = {f"points_{code}": str(points) for code in CODES}
    return {**scores, "recommendation": "yes", "comment": "团队可靠", "act": "submit", **changes}


# The expert


def test_an_expert_without_seats_reads_that_nobody_has_asked(client: FlaskClient) -> None:
    sign_in(client, make_expert())
    assert "Nobody has asked you yet" in page(client, "/incubation/seats")
    assert "暂无邀请" in page(client, "/incubation/seats", ZH)


def test_a_seat_says_who_applies_and_nothing_of_the_application(
    client: FlaskClient, place: Place
) -> None:
    case = make_called_case(place, applicant_id=make_user("林美华").id)
    seat, name = asked(case), case.agency.name
    number, expert = seat.id, seat.user
    sign_in(client, expert)
    assert name in page(client, "/incubation/seats")
    text = page(client, f"/incubation/seats/{number}")
    assert name in text
    assert "林美华" in text
    assert "/application" not in text


def test_taking_a_seat_needs_the_word_and_leads_to_the_review(
    client: FlaskClient, place: Place
) -> None:
    seat = asked(make_called_case(place))
    number, case_id = seat.id, seat.case_id
    sign_in(client, seat.user)
    status, text = send(client, f"/incubation/seats/{number}/taking")
    assert (status, "Tick this, or declare the conflict below." in text) == (422, True)
    answer = client.post(f"/incubation/seats/{number}/taking", data={"is_free": "y"})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/incubation/cases/{case_id}/review")
    assert one(CaseSeat).state == SeatState.TAKEN  # type: ignore[attr-defined]


def test_a_declared_conflict_closes_the_case_at_once(client: FlaskClient, place: Place) -> None:
    seat = make_seat(make_called_case(place))
    number, case_id = seat.id, seat.case_id
    sign_in(client, seat.user)
    page(client, f"/incubation/cases/{case_id}/review")
    assert send(client, f"/incubation/seats/{number}/conflict", conflict=" ")[0] == 422
    assert send(client, f"/incubation/seats/{number}/conflict", conflict="是我的学生")[0] == 303
    assert client.get(f"/incubation/cases/{case_id}/review").status_code == 404
    assert client.get(f"/incubation/seats/{number}").status_code == 404
    assert "Declared a conflict of interest" in page(client, "/incubation/seats")


def test_who_declines_is_gone_from_the_case(client: FlaskClient, place: Place) -> None:
    seat = asked(make_called_case(place))
    number = seat.id
    sign_in(client, seat.user)
    assert send(client, f"/incubation/seats/{number}/refusal", reason="出差")[0] == 303
    assert one(CaseSeat).note == "出差"  # type: ignore[attr-defined]


def test_before_the_first_check_a_seat_is_not_taken_but_a_conflict_declared(
    client: FlaskClient, place: Place
) -> None:
    seat = asked(make_called_case(place, Stage.SUBMITTED))
    number = seat.id
    sign_in(client, seat.user)
    text = page(client, f"/incubation/seats/{number}")
    assert "still checks the application" in text
    assert f"/incubation/seats/{number}/taking" not in text
    assert f"/incubation/seats/{number}/conflict" in text


def test_a_review_is_written_in_two_sittings(client: FlaskClient, place: Place) -> None:
    seat = make_seat(make_called_case(place))
    address = f"/incubation/cases/{seat.case_id}/review"
    sign_in(client, seat.user)
    assert "Not begun" in page(client, address)
    half = {"points_need": "3", "remark_need": "有调查数据", "act": "draft"}
    assert send(client, address, **half)[0] == 303
    text = page(client, address)
    assert "有调查数据" in text
    assert '<option selected value="3">' in text
    status, text = send(client, address, **{**filled(), "points_team": "", "recommendation": ""})
    assert status == 422
    assert text.count("Choose 0 to 5 points.") >= 1
    assert "Choose what you recommend." in text
    assert "团队可靠" in text  # what was typed is still there
    assert send(client, address, **filled(vetoes="dispute"))[0] == 303
    review = one(Review)
    assert (review.number, review.total, review.vetoes) == (1, 80, ["dispute"])  # type: ignore[attr-defined]
    text = page(client, address)
    assert "Review handed in" in text
    assert "<textarea" not in text


def test_an_unknown_choice_is_refused_beside_its_field(client: FlaskClient, place: Place) -> None:
    seat = make_seat(make_called_case(place))
    address = f"/incubation/cases/{seat.case_id}/review"
    sign_in(client, seat.user)
    assert send(client, address, **filled(points_need="6"))[0] == 422
    assert send(client, address, **filled(vetoes="weather"))[0] == 422
    assert send(client, address, **filled(comment="字" * 2001))[0] == 422


def test_no_reviewer_sees_what_another_has_scored(client: FlaskClient, place: Place) -> None:
    case = make_called_case(place)
    make_review(make_seat(case), level(1), comment="秘密的意见")
    seat = make_seat(case)
    address, case_id = f"/incubation/cases/{seat.case_id}/review", case.id
    sign_in(client, seat.user)
    assert "秘密的意见" not in page(client, address)
    assert client.get(f"/incubation/cases/{case_id}/reviews").status_code == 403


# The base


def test_the_base_assigns_reviewers_and_is_told_who_may_not(
    client: FlaskClient, place: Place
) -> None:
    case = make_called_case(place)
    address = f"/incubation/cases/{case.id}/reviewers"
    expert = make_expert("秦教授")
    tied = make_user("孙玉兰", roles=[Role.AGENCY_MANAGER], organisation=case.agency.organisation)
    give_expert(tied)
    sign_in(client, place.people["officer"])
    text = page(client, address)
    assert "manages an agency that applies in the same call" in text
    due = (TODAY + timedelta(days=9)).isoformat()
    assert send(client, address, expert=str(tied.id), due_on=due)[0] == 409
    late = send(client, address, expert=str(expert.id), due_on="2026-01-01")
    assert (late[0], "Choose a day within the next year." in late[1]) == (422, True)
    assert send(client, address, expert=str(expert.id), due_on=due)[0] == 303
    text = page(client, address)
    assert "has been asked already" in text
    number = one(CaseSeat).id  # type: ignore[attr-defined]
    assert send(client, f"{address}/{number}/end", reason="")[0] == 422
    assert send(client, f"{address}/{number}/end", reason="没有时间")[0] == 303
    assert one(CaseSeat).state == SeatState.DECLINED  # type: ignore[attr-defined]


def give_expert(user: User) -> None:
    from trainingapp.accounts.models import RoleGrant

    written(RoleGrant(user_id=user.id, role=Role.EXPERT, granted_at=NOON))


def test_experts_are_looked_for_by_name(client: FlaskClient, place: Place) -> None:
    address = f"/incubation/cases/{make_called_case(place).id}/reviewers"
    make_expert("秦教授")
    make_expert("韩老师")
    sign_in(client, place.people["head"])
    text = page(client, f"{address}?q=秦")
    assert "秦教授" in text
    assert "韩老师" not in text
    assert "No expert is found" in page(client, f"{address}?q=没有这个人")


def test_the_base_reads_each_review_and_notes_what_was_said(
    client: FlaskClient, place: Place
) -> None:
    case = make_called_case(place)
    address = f"/incubation/cases/{case.id}/reviews"
    sign_in(client, place.people["officer"])
    assert "No review is handed in yet" in page(client, address)
    bring(case)
    make_reviews(case, 5, 2)
    text = page(client, address)
    assert "The totals lie 60 points apart." in text
    assert "Can be admitted by its score" in text
    assert send(client, f"{address}/moderation", note="")[0] == 422
    assert send(client, f"{address}/moderation", note="两位专家已沟通")[0] == 303
    text = page(client, address)
    assert "两位专家已沟通" in text
    assert "The totals lie 60 points apart." not in text


def test_a_visit_is_recorded_with_a_file_that_only_the_base_reads(
    client: FlaskClient, place: Place
) -> None:
    case = make_called_case(place)
    number = case.id
    address = f"/incubation/cases/{number}/interviews/new"
    sign_in(client, place.people["officer"])
    values = {"kind": "visit", "held_on": "2026-11-20", "people": "何平", "findings": "场地合适"}
    status, text = send(client, address, **{**values, "held_on": "2026-12-20"})
    assert (status, "场地合适" in text) == (422, True)
    assert send(client, address, **values, file=(picture(), "visit.png"))[0] == 303
    held = one(Interview)
    paper = one(IncubatorDocument)
    assert held.document_id == paper.id  # type: ignore[attr-defined]
    assert paper.audience == "base"  # type: ignore[attr-defined]
    assert "场地合适" in page(client, f"/incubation/cases/{number}/reviews")


def picture() -> io.BytesIO:
    body = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(body, "PNG")
    body.seek(0)
    return body


def test_the_ranking_of_a_call_is_by_total_and_says_what_is_open(
    client: FlaskClient, place: Place
) -> None:
    intake = make_intake(place.base)
    address = f"/incubation/intakes/{intake.id}/ranking"
    sign_in(client, place.people["authority"])
    assert "No review of this call is closed yet" in page(client, address)
    bring(intake, place.base)
    for name, points in (("甲机构", 3), ("乙机构", 5)):
        make_ranking(
            make_called_case(place, Stage.DECISION, intake_id=intake.id, agency=make_agency(name)),
            points,
        )
    make_called_case(place, intake_id=intake.id, agency=make_agency("丙机构"))
    text = page(client, address)
    assert text.index("乙机构") < text.index("甲机构") < text.index("丙机构")
    assert "does not pass" in text


def test_lists_cost_the_same_however_long_they_are(client: FlaskClient, place: Place) -> None:
    intake, expert = make_intake(place.base), make_expert()
    head = place.people["head"]
    addresses = {
        "/incubation/seats": expert,
        f"/incubation/intakes/{intake.id}/ranking": head,
        "/incubation/notices": expert,
    }

    def grow() -> dict[str, int]:
        bring(intake, place.base)
        for _ in range(3):
            case = make_called_case(place, Stage.DECISION, intake_id=intake.id)
            make_ranking(case)
            make_seat(case, expert)
            make_called_case(place, intake_id=intake.id)
            make_notice(make_called_case(place, Stage.NOTICE))
        counts = {}
        for address, user in addresses.items():
            sign_in(client, user)
            counts[address] = count_statements(client, address)
        return counts

    assert grow() == grow()


def test_the_head_sets_sheet_and_bonus_of_a_call(client: FlaskClient, place: Place) -> None:
    intake = make_intake(place.base)
    address = f"/incubation/intakes/{intake.id}/scheme"
    sign_in(client, place.people["head"])
    assert "No scoring sheet is published yet" in page(client, address)
    sheet = make_rubric().id
    values = {"rubric": str(sheet), "bonus": "2.5", "fields": "domestic_violence"}
    status, text = send(client, address, **{**values, "bonus": "4"})
    assert (status, "at most 3 points" in text) == (422, True)
    assert send(client, address, **values)[0] == 303
    scheme = one(ReviewScheme)
    assert (float(scheme.bonus), scheme.bonus_fields) == (2.5, ["domestic_violence"])  # type: ignore[attr-defined]
    bring(intake, place.base)
    make_called_case(place, intake_id=intake.id)
    assert "so its scoring sheet stays" in page(client, address)
    assert send(client, address, **values)[0] == 409


@pytest.mark.parametrize("how", ["began it", "manages the agency"])
def test_a_head_who_competes_in_a_call_sets_nothing_of_it(
    client: FlaskClient, place: Place, how: str
) -> None:
    theirs, other = (make_intake(place.base).id for _ in range(2))
    head, agency = place.people["head"], make_agency()
    held = {"organisation_id": agency.organisation_id, "granted_at": NOON}
    began = {"applicant_id": head.id} if how == "began it" else {}
    make_case(place, agency, stage=Stage.DRAFT, intake_id=theirs, **began)
    if not began:
        written(RoleGrant(user_id=head.id, role=Role.AGENCY_MANAGER, **held))
    values = {"rubric": str(make_rubric().id), "bonus": "2.5", "fields": "domestic_violence"}
    sign_in(client, head)
    for intake, status in ((theirs, 403), (other, 303)):
        address = f"/incubation/intakes/{intake}"
        assert send(client, f"{address}/scheme", **values)[0] == status
        assert (f"{address}/scheme" in page(client, f"{address}/ranking")) is (status == 303)


def test_the_administrator_publishes_the_shipped_sheet_once(client: FlaskClient) -> None:
    sign_in(client, make_user("管理员", roles=[Role.ADMINISTRATOR]))
    address = "/incubation/settings/rubrics"
    assert "Not published yet" in page(client, address)
    assert send(client, f"{address}/admission/1/publication")[0] == 303
    assert one(RubricVersion).version == 1  # type: ignore[attr-defined]
    assert "Not published yet" not in page(client, address)
    assert send(client, f"{address}/admission/1/publication")[0] == 404


# The decision


def test_a_decision_needs_its_minutes_and_is_read_by_base_and_authority(
    client: FlaskClient, place: Place
) -> None:
    case = make_called_case(place, Stage.DECISION)
    make_ranking(case)
    address = f"/incubation/cases/{case.id}/determinations"
    sign_in(client, place.people["head"])
    assert "Nothing is decided yet" in page(client, address)
    values = {
        "result": "admit",
        "body": "孵化工作领导小组",
        "decided_on": "2026-11-20",
        "people": str(place.people["authority"].id),
        "others": "李主任\n",
        "reasons": "服务对象明确",
    }
    status, text = send(client, f"{address}/new", **values)
    assert (status, "Add the minutes as a file." in text) == (422, True)
    assert "服务对象明确" in text
    alone = {name: text for name, text in values.items() if name not in ("people", "others")}
    assert "Name at least one person" in send(client, f"{address}/new", **alone)[1]
    minutes = {"file": (picture(), "minutes.png")}
    assert send(client, f"{address}/new", **values, **minutes)[0] == 303
    row = one(Determination)
    assert (row.body, row.round) == ("孵化工作领导小组", "entry")  # type: ignore[attr-defined]
    paper = one(IncubatorDocument)
    assert (paper.audience, paper.category) == ("base", "minutes")  # type: ignore[attr-defined]
    sign_in(client, place.people["authority"])
    text = page(client, address)
    assert "孵化工作领导小组" in text
    assert "李主任" in text


@pytest.fixture
def rejected(place: Place) -> tuple[Case, User]:
    """A case that was rejected with 40 points, and its applicant."""
    lin = make_user("林美华")
    case = make_called_case(place, Stage.DECISION, applicant_id=lin.id)
    make_ranking(case, 2)
    make_determination(case, place, Result.REJECT, reasons="专业方法不清楚")
    make_record(case, "reject", Stage.REJECTED, transition="T10")
    return case, lin


def test_the_applicant_reads_reasons_and_points_and_no_names_of_reviewers(
    client: FlaskClient, rejected: tuple[Case, User]
) -> None:
    case, lin = rejected
    case_id = case.id
    make_review(make_seat(case, make_expert("秦教授")), level(2), comment="给审定人员")
    sign_in(client, lin)
    text = page(client, f"/incubation/cases/{case_id}/outcome")
    assert "专业方法不清楚" in text
    assert "Service model and professional method" in text
    assert "Total: 40 of 100" in text
    assert "秦教授" not in text
    assert "给审定人员" not in text
    assert "服务模式与社工专业性" in page(client, f"/incubation/cases/{case_id}/outcome", ZH)


def test_the_letter_names_result_reasons_points_and_the_appeal(
    client: FlaskClient, rejected: tuple[Case, User]
) -> None:
    case, lin = rejected
    name, address = case.agency.name, f"/incubation/cases/{case.id}/outcome/letter.pdf"
    sign_in(client, lin)
    answer = client.get(address, headers=ZH)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    document = pdfium.PdfDocument(answer.data)
    text = "".join("".join(p.get_textpage().get_text_bounded() for p in document).split())
    document.close()
    for part in ("入驻审定结果通知书", name, "不予入驻", "专业方法不清楚", "申诉", "2026年12月3日"):
        assert part in text, part
    for official in ("印章", "中华人民共和国"):
        assert official not in text


def test_an_appeal_is_sent_once_and_answered_by_somebody_else(
    client: FlaskClient, place: Place, rejected: tuple[Case, User]
) -> None:
    case, lin = rejected
    case_id = case.id
    sign_in(client, lin)
    status, text = send(client, f"/incubation/cases/{case_id}/appeal", appeal=" ")
    assert (status, "Say why you disagree." in text) == (422, True)
    assert send(client, f"/incubation/cases/{case_id}/appeal", appeal="请复核第二项")[0] == 303
    assert send(client, f"/incubation/cases/{case_id}/appeal", appeal="再来一次")[0] == 409
    assert "No answer yet" in page(client, f"/incubation/cases/{case_id}/outcome")
    values = {"outcome": "refused", "answer": "经复核维持原决定"}
    sign_in(client, place.people["head"])
    assert send(client, f"/incubation/cases/{case_id}/appeal/answer", **values)[0] == 409
    sign_in(client, place.people["authority"])
    assert send(client, f"/incubation/cases/{case_id}/appeal/answer", outcome="refused")[0] == 422
    assert send(client, f"/incubation/cases/{case_id}/appeal/answer", **values)[0] == 303
    assert one(Appeal).is_upheld is False  # type: ignore[attr-defined]
    sign_in(client, lin)
    assert "经复核维持原决定" in page(client, f"/incubation/cases/{case_id}/outcome")


def test_after_its_days_no_appeal_is_offered(
    client: FlaskClient, rejected: tuple[Case, User]
) -> None:
    case, lin = rejected
    address = f"/incubation/cases/{case.id}/outcome"
    with time_machine.travel(NOON + timedelta(days=11), tick=False):
        sign_in(client, lin)
        text = page(client, address)
    assert "The time to appeal ended on" in text
    assert "<textarea" not in text


# The public


def test_anybody_reads_a_notice_and_a_signed_in_person_objects(
    client: FlaskClient, place: Place
) -> None:
    case = make_called_case(place, Stage.NOTICE, agency=make_agency("春晖社工"))
    notice = make_notice(case)
    number, case_id = notice.id, case.id
    anonymous = client.application.test_client()
    assert "春晖社工" in page(anonymous, "/incubation/notices")
    assert "Sign in to object" in page(anonymous, f"/incubation/notices/{number}")
    zhao = make_user("赵某")
    sign_in(client, zhao)
    address = f"/incubation/notices/{number}/objections"
    assert send(client, address, text=" ")[0] == 422
    assert send(client, address, text="法定代表人有纠纷")[0] == 303
    assert "You have objected already" in page(client, f"/incubation/notices/{number}")
    assert "赵某" not in page(anonymous, f"/incubation/notices/{number}")
    sign_in(client, place.people["head"])
    text = page(client, f"/incubation/cases/{case_id}/determinations")
    assert "法定代表人有纠纷" in text
    objection = one(Objection).id  # type: ignore[attr-defined]
    address = f"/incubation/cases/{case_id}/objections/{objection}/settlement"
    assert send(client, address, outcome="upheld")[0] == 422
    assert send(client, address, outcome="refused", answer="查无此事")[0] == 303
    assert "查无此事" in page(client, f"/incubation/cases/{case_id}/determinations")


def test_who_objected_is_not_told_to_the_applicant(client: FlaskClient, place: Place) -> None:
    lin = make_user("林美华")
    case = make_called_case(place, Stage.NOTICE, applicant_id=lin.id)
    notice, case_id = make_notice(case), case.id
    row = Objection(notice_id=notice.id, by_id=make_user("赵某").id, text="有异议", made_at=NOON)
    written(row)
    sign_in(client, lin)
    text = page(client, f"/incubation/cases/{case_id}/outcome")
    assert "赵某" not in text
    assert client.get(f"/incubation/cases/{case_id}/determinations").status_code == 403


@pytest.mark.parametrize("stage", [Stage.ONBOARDING, Stage.DECISION, Stage.WITHDRAWN])
def test_a_notice_is_public_only_while_the_case_stands_in_it(
    client: FlaskClient, place: Place, stage: Stage
) -> None:
    number = make_notice(make_called_case(place, stage)).id
    assert "No admission is public now" in page(client, "/incubation/notices")
    assert client.get(f"/incubation/notices/{number}").status_code == 404


def test_every_page_has_its_chinese(client: FlaskClient, place: Place) -> None:
    case = make_called_case(place)
    make_reviews(case, 5, 2)
    make_interview(case, place)
    case_id, intake_id = case.id, case.intake_id
    sign_in(client, place.people["head"])
    for path, words in (
        (f"cases/{case_id}/reviews", "最大分差"),
        (f"cases/{case_id}/reviewers", "邀请专家评审"),
        (f"cases/{case_id}/determinations", "尚未审定"),
        (f"intakes/{intake_id}/ranking", "评审排名"),
    ):
        assert words in page(client, f"/incubation/{path}", ZH), path
