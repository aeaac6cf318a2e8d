"""The pages of registration, hours and numbers: what is next, every form, nothing lost, nobody else's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import make_published
from tests.factories_education import make_entry, make_rule
from tests.factories_eligibility import MASTER, make_claim
from tests.factories_registration import (
    END,
    NOON,
    NUMBER,
    TODAY,
    begin,
    get_cycle,
    make_certificate,
    make_cycle,
    number_it,
    place,
    places,
    step,
)
from tests.statements import count_statements
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.models.certificates import NationalCertificate
from trainingapp.credentials.models.registration import RegistrationCycle
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role
from trainingapp.rules.registration_words import Step

EN = {"Accept-Language": "en"}
ZH = {"Accept-Language": "zh"}
LIST = "/credentials/registration"
DAY = date(2025, 5, 1)
STANDING = {
    "kind": "first",
    "starts_on": "2024-03-01",
    "last_day": "",
    "body": "滨江区民政局",
    "proof": "登20240301001",
}


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def lin(client: FlaskClient) -> User:
    """Lin, signed in."""
    user = make_user()
    sign_in(client, user)
    return user


def page(client: FlaskClient, url: str, headers: dict[str, str] = EN) -> str:
    answer = client.get(url, headers=headers)
    assert answer.status_code == 200, url
    return str(answer.text)


def send(client: FlaskClient, url: str, **values: str) -> tuple[int, str]:
    answer = client.post(url, data=values, headers=EN)
    return answer.status_code, str(answer.text)


# the list


def test_without_a_certificate_the_way_to_enter_one_is_shown(
    client: FlaskClient, lin: User
) -> None:
    told = page(client, LIST)
    assert "No certificate is entered yet" in told
    assert 'href="/eligibility/record/certificate"' in told
    assert "neither issues the national certificate nor registers anybody" in told


@pytest.mark.parametrize(
    ("issued_on", "english", "chinese"),
    [
        (
            date(2026, 5, 24),
            "Apply by May 23, 2027. Days left: 183.",
            "请最迟在 2027年5月23日 提出申请，还有 183 天。",
        ),
        (date(2025, 11, 23), "Days left: 1.", "还有 1 天"),
        (date(2023, 6, 11), "Not registered, the year for it is over", "未登记，一年期限已过"),
    ],
)
def test_who_is_not_registered_reads_until_when(
    client: FlaskClient, lin: User, issued_on: date, english: str, chinese: str
) -> None:
    make_certificate(lin, issued_on=issued_on)
    assert english in page(client, LIST)
    assert chinese in page(client, LIST, ZH)


def test_the_list_shows_hours_and_the_last_four(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    number_it(lin, certificate)
    make_cycle(lin, certificate)
    make_entry(lin, 36 * 60, earned_on=DAY)
    told = page(client, LIST)
    assert "36.0 of 72.0 hours" in told
    assert "No. …0123" in told
    assert NUMBER not in told
    assert f'href="{LIST}/{certificate}"' in told


def test_lists_cost_the_same_whatever_their_length(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    make_entry(lin, 60, earned_on=DAY, source_key="first")
    before = [count_statements(client, url) for url in (LIST, f"{LIST}/{certificate}")]
    sign_in(client, lin)
    make_cycle(lin, certificate, END)
    make_cycle(lin, make_certificate(lin, "middle"))
    for number in range(8):
        make_entry(lin, 60, earned_on=DAY, source_key=f"{number}")
    assert [count_statements(client, url) for url in (LIST, f"{LIST}/{certificate}")] == before


# one certificate


def test_before_the_last_step_nobody_is_finished(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin, issued_on=date(2026, 5, 24))
    cycle = begin(lin, certificate)
    step(lin, cycle, Step.PENDING)
    url = f"{LIST}/{certificate}"
    assert "You are not finished until the first review is passed." in page(client, url)
    told = page(client, url, ZH)
    assert "您还没有办完，还差：初审通过。" in told
    assert "您还没有办完，还差：拿到登记证并在这里填上编号。" in told
    assert f"/credentials/registration/cycles/{cycle}/first_passed" in told
    assert f"/credentials/registration/cycles/{cycle}/first_refused" in told
    assert f"/credentials/registration/cycles/{cycle}/issued" not in told


def test_the_regulation_is_told_with_its_document_and_what_was_not_seen(
    client: FlaskClient, lin: User
) -> None:
    told = page(client, f"{LIST}/{make_certificate(lin)}", ZH)
    assert "通过考试后一年内申请首次登记" in told
    assert "（民发〔2009〕44号）" in told or "(民发〔2009〕44号)" in told
    assert "（未见原文）" in told


@pytest.mark.parametrize(
    ("minutes", "english"),
    [
        (20 * 60, "At your present pace you will have 21.9 hours at its end"),
        (70 * 60, "At your present pace you have enough on Dec 21, 2026."),
        (72 * 60, "You have all the hours that this registration asks for."),
    ],
)
def test_the_pace_is_told(client: FlaskClient, lin: User, minutes: int, english: str) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    make_entry(lin, minutes, earned_on=DAY)
    assert english in page(client, f"{LIST}/{certificate}")


def test_the_pace_in_chinese(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    make_entry(lin, 20 * 60, earned_on=DAY)
    assert "按现在的进度，到期时预计有 21.9 学时，还不够。" in page(
        client, f"{LIST}/{certificate}", ZH
    )


def test_at_the_beginning_no_pace_is_told(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate, TODAY - timedelta(days=10))
    assert "too early to say" in page(client, f"{LIST}/{certificate}")


def test_hours_beyond_are_explained(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    make_entry(lin, 80 * 60, earned_on=DAY)
    told = page(client, f"{LIST}/{certificate}", ZH)
    assert "比本次登记的要求多 8.0 学时" in told
    assert "能否结转" in told


def test_courses_with_hours_are_suggested_while_hours_are_missing(
    client: FlaskClient, lin: User
) -> None:
    course = make_published(title="儿童保护个案管理")
    make_rule(course)
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    told = page(client, f"{LIST}/{certificate}")
    assert "Courses that bring hours" in told
    assert f'href="/courses/{course}"' in told
    make_entry(lin, 72 * 60, earned_on=DAY)
    assert "Courses that bring hours" not in page(client, f"{LIST}/{certificate}")


def test_without_such_a_course_that_is_said(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    assert "No course of the catalogue would bring you" in page(client, f"{LIST}/{certificate}")


# forms


def test_a_registration_that_stands_is_entered_and_shown_by_its_last_four(
    client: FlaskClient, lin: User
) -> None:
    certificate = make_certificate(lin)
    url = f"{LIST}/{certificate}/standing"
    assert "Enter a registration that stands already" in page(client, url)
    assert send(client, url, **STANDING)[0] == 303
    told = page(client, f"{LIST}/{certificate}")
    assert "No. …1001" in told
    assert STANDING["proof"] not in told
    assert db.session.query(RegistrationCycle).one().ends_on == END


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"starts_on": ""}, "Enter a date."),
        ({"starts_on": "2027-01-01"}, "This day is still to come."),
        ({"starts_on": "1999-01-01"}, "Too long ago."),
        ({"last_day": "2024-02-01"}, "It ends before it begins."),
        ({"last_day": "2034-02-01"}, "No registration lasts so long."),
        ({"proof": "12"}, "Enter the number as it is printed."),
    ],
)
def test_a_wrong_entry_is_said_beside_its_field_and_nothing_is_lost(
    client: FlaskClient, lin: User, changes: dict[str, str], fault: str
) -> None:
    url = f"{LIST}/{make_certificate(lin)}/standing"
    status, told = send(client, url, **{**STANDING, **changes})
    assert status == 422
    assert fault in told
    assert "滨江区民政局" in told
    assert db.session.query(RegistrationCycle).count() == 0


def test_an_application_is_followed_step_by_step(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin, issued_on=date(2026, 5, 24))
    page(client, f"{LIST}/{certificate}/application")
    assert send(client, f"{LIST}/{certificate}/application", body="滨江区民政局")[0] == 303
    cycle = db.session.query(RegistrationCycle).one().id
    base = f"{LIST}/cycles/{cycle}"
    day = {"happened_on": "2026-11-20"}
    for word in ("pending", "first_passed", "final_passed"):
        page(client, f"{base}/{word}")
        assert send(client, f"{base}/{word}", **day)[0] == 303
    assert send(client, f"{base}/registered", **day, starts_on="2026-11-22")[0] == 303
    status, told = send(client, f"{base}/issued", **day, proof="", note="窗口领取")
    assert status == 422
    assert "Enter the number." in told
    assert "窗口领取" in told
    assert send(client, f"{base}/issued", **day, proof="登2026001")[0] == 303
    assert get_cycle(lin, cycle).state == Step.ISSUED
    assert "Registered" in page(client, f"{LIST}/{certificate}")


def test_a_step_that_has_not_happened_or_does_not_follow_is_refused(
    client: FlaskClient, lin: User
) -> None:
    cycle = begin(lin, make_certificate(lin))
    base = f"{LIST}/cycles/{cycle}"
    status, told = send(client, f"{base}/pending", happened_on="2026-11-23")
    assert status == 422
    assert "This day is still to come." in told
    status, told = send(client, f"{base}/final_passed", happened_on="2026-11-20")
    assert status == 409
    assert "This step does not come after the last one." in told
    assert client.get(f"{base}/dancing").status_code == 404
    status, _told = send(
        client, f"{base}/registered", happened_on="2026-11-20", starts_on="2040-01-01"
    )
    assert status == 422


def test_a_registration_is_removed_after_asking(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    cycle = make_cycle(lin, certificate)
    assert "Remove this registration?" in page(client, f"{LIST}/{certificate}")
    assert send(client, f"{LIST}/cycles/{cycle}/removal")[0] == 303
    assert db.session.query(RegistrationCycle).count() == 0


# the number


def test_a_number_of_the_usual_length_is_kept_at_once(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    url = f"{LIST}/{certificate}/number"
    page(client, url)
    assert send(client, url, number=NUMBER, confirmed="")[0] == 303
    assert db.session.get_one(NationalCertificate, certificate).number_last4 == "0123"


def test_another_length_is_asked_about_once(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    url = f"{LIST}/{certificate}/number"
    number = "9" * 16
    status, told = send(client, url, number=number, confirmed="")
    assert status == 422
    assert "Nearly all numbers have 18 digits" in told
    assert f'value="{number}"' in told
    assert send(client, url, number="8" * 16, confirmed=number)[0] == 422
    assert send(client, url, number=number, confirmed=number)[0] == 303


@pytest.mark.parametrize("number", ["", "123", "2" * 31, "12345678901234567X"])
def test_what_is_no_number_is_said_beside_the_field(
    client: FlaskClient, lin: User, number: str
) -> None:
    certificate = make_certificate(lin)
    status, told = send(client, f"{LIST}/{certificate}/number", number=number, confirmed=number)
    assert status == 422
    assert "15 to 30 digits" in told or "Enter the number." in told
    assert db.session.get_one(NationalCertificate, certificate).number_sealed is None


# hours


def test_hours_are_moved_by_a_button_where_two_registrations_share_the_day(
    client: FlaskClient, lin: User
) -> None:
    junior = make_certificate(lin)
    first = make_cycle(lin, junior)
    second = make_cycle(lin, make_certificate(lin, "middle"))
    entry = make_entry(lin, 60, earned_on=DAY)
    place(lin)
    assert places() == {entry: first}
    assert "Count in my other registration" in page(client, f"{LIST}/{junior}")
    assert send(client, f"{LIST}/hours/{entry}", cycle=str(second))[0] == 303
    assert places() == {entry: second}
    assert send(client, f"{LIST}/hours/{entry}")[0] == 400
    assert send(client, f"{LIST}/hours/999", cycle=str(second))[0] == 409


def test_a_degree_is_offered_and_counted_once(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin)
    make_cycle(lin, certificate)
    degree = make_claim(lin, "degree", {**MASTER, "awarded_on": DAY}, "verified")
    url = f"{LIST}/{certificate}/degrees/{degree}"
    assert f'action="{url}"' in page(client, f"{LIST}/{certificate}")
    assert send(client, url)[0] == 303
    told = page(client, f"{LIST}/{certificate}")
    assert "90.0 of 72.0 hours" in told
    assert f'action="{url}"' not in told
    assert send(client, url)[0] == 409


# somebody else


def test_what_is_somebody_elses_is_not_found(client: FlaskClient, lin: User) -> None:
    wang = make_user("王强")
    certificate = make_certificate(wang)
    cycle = make_cycle(wang, certificate)
    degree = make_claim(wang, "degree", {**MASTER, "awarded_on": DAY}, "verified")
    for path in ("", "/number", "/application", "/standing"):
        assert client.get(f"{LIST}/{certificate}{path}").status_code == 404, path
    assert client.get(f"{LIST}/cycles/{cycle}/issued").status_code == 404
    for path in (
        f"{certificate}/number",
        f"cycles/{cycle}/removal",
        f"cycles/{cycle}/issued",
        f"{certificate}/degrees/{degree}",
    ):
        assert client.post(f"{LIST}/{path}").status_code == 404, path
    own = make_certificate(lin)
    assert client.post(f"{LIST}/{own}/degrees/{degree}").status_code == 409


def test_a_rejected_certificate_has_no_page(client: FlaskClient, lin: User) -> None:
    certificate = make_certificate(lin, status="rejected")
    assert client.get(f"{LIST}/{certificate}").status_code == 404


# the office


def test_the_office_sees_the_same_number_and_reveals_it_for_a_reason(client: FlaskClient) -> None:
    lin, wang = make_user(), make_user("王强")
    ids = [make_certificate(person) for person in (lin, wang)]
    for person, certificate in zip((lin, wang), ids, strict=True):
        number_it(person, certificate)
    sign_in(client, make_user("韩立", roles=[Role.ADMINISTRATOR]))
    assert "The same number" in page(client, "/credentials/office/certificates")
    url = f"/credentials/office/certificates/{ids[0]}"
    told = page(client, url)
    assert "王强" in told
    assert NUMBER not in told
    status, told = send(client, f"{url}/reveal", reason="")
    assert status == 422
    assert NUMBER not in told
    status, told = send(client, f"{url}/reveal", reason="核对两位申请人的证书")
    assert status == 200
    assert NUMBER in told
    last = db.session.query(AuditEntry).order_by(AuditEntry.number.desc()).first()
    assert last is not None
    assert last.action == "certificate.reveal"


def test_an_empty_office_says_so_and_a_certificate_without_number_has_no_page(
    client: FlaskClient,
) -> None:
    certificate = make_certificate(make_user())
    sign_in(client, make_user("韩立", roles=[Role.ADMINISTRATOR]))
    assert "No number is entered yet." in page(client, "/credentials/office/certificates")
    assert client.get(f"/credentials/office/certificates/{certificate}").status_code == 404
