"""A share as the other side reads it: checks, chosen parts, no script, no robots; and looking leaves little behind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from sqlalchemy import select
from structlog.testing import capture_logs

from tests.factories_accounts import make_organisation, make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import document_of, end_credential, make_credential
from tests.factories_education import make_entry
from tests.factories_eligibility import JOB, MASTER, make_claim
from tests.factories_kinds import KINDS, make_kind
from tests.factories_sharing import end_share, make_manager, make_share
from trainingapp.credentials.models.sharing import ShareView
from trainingapp.extensions import db, limiter
from trainingapp.rules.sharing import Part

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh-CN"}
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Mobile/15E148"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def views() -> list[ShareView]:
    db.session.remove()
    return list(db.session.scalars(select(ShareView).order_by(ShareView.id)))


def look(client: FlaskClient, secret: str, agent: str = DESK) -> int:
    return client.get(f"/s/{secret}", headers={"User-Agent": agent}).status_code


def test_the_page_shows_each_credential_with_its_checks_in_each_language(
    client: FlaskClient,
) -> None:
    lin = make_user()
    _number, secret = make_share(lin, [make_credential(lin)])
    page = client.get(f"/s/{secret}", headers=EN).text
    assert "What 林美华 shows you" in page
    assert "Every check has passed" in page
    assert all(word in page for word in ("Signature", "Issuer", "In our register", "Status"))
    chinese = client.get(f"/s/{secret}", headers=ZH).text
    assert "林美华 分享给您的内容" in chinese
    assert "全部检查通过" in chinese


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_credential_is_shown_with_what_it_says(
    client: FlaskClient, kind: str
) -> None:
    lin = make_user()
    public_id = make_kind(kind, lin)
    _number, secret = make_share(lin, [public_id])
    page = client.get(f"/s/{secret}", headers=ZH).text
    assert "全部检查通过" in page
    document = document_of(public_id)
    assert document["name"].split("：")[0] in page
    assert re.search(r"<dt>证明内容</dt>\s*<dd>\s*[^\s<—]", page)


@pytest.mark.parametrize(("headers", "code", "name"), [(EN, "zh", "中文"), (ZH, "en", "English")])
def test_one_button_without_script_leads_to_the_other_language(
    client: FlaskClient, headers: dict[str, str], code: str, name: str
) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    page = client.get(f"/s/{secret}", headers=headers).text
    assert re.search(rf'<button[^>]*name="language" value="{code}"[^>]*>{name}</button>', page)
    answer = client.post("/accounts/display", data={"language": code, "next": f"/s/{secret}"})
    if answer.status_code == 303:
        assert answer.location == f"/s/{secret}"


def test_what_the_share_was_called_is_for_its_holder_alone(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    assert "春晖人事" not in client.get(f"/s/{secret}").text


def test_robots_caches_and_the_next_site_learn_nothing(client: FlaskClient) -> None:
    lin = make_user()
    number, secret = make_share(lin, [make_credential(lin)])
    for _ in range(2):
        answer = client.get(f"/s/{secret}")
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "no-store"
        end_share(number) if answer.status_code == 200 else None
    assert answer.status_code == 410


@pytest.mark.parametrize("part", list(Part))
def test_a_part_is_shown_when_it_was_ticked_and_not_otherwise(
    client: FlaskClient, part: Part
) -> None:
    lin = make_user()
    make_claim(lin, "degree", MASTER, "verified")
    make_claim(lin, "work", JOB)
    make_claim(lin, "certificate", {"level": "middle", "issued_on": date(2019, 6, 1)})
    make_claim(lin, "pass", {"level": "senior", "paper": "practice", "year": 2025})
    make_entry(lin, 77)
    signs = {
        Part.DEGREES: "滨江大学",
        Part.WORK: JOB["employer"],
        Part.CERTIFICATES: "Social worker (middle)",
        Part.PASSES: "Senior social worker",
        Part.EDUCATION: ">77<",
        Part.REGISTRATION: "Registration of the certificate",
    }
    _number, secret = make_share(lin, parts=[part])
    page = client.get(f"/s/{secret}", headers=EN).text
    page = page[page.index("<main") : page.index("</main>")]
    assert {one for one, sign in signs.items() if sign in page} == {part}


def test_of_each_record_the_reader_learns_whether_it_is_verified(client: FlaskClient) -> None:
    lin = make_user()
    make_claim(lin, "degree", MASTER, "verified")
    make_claim(lin, "work", JOB)
    _number, secret = make_share(lin, parts=["degrees", "work"])
    page = client.get(f"/s/{secret}", headers=EN).text
    assert "verified by this platform" in page
    assert "stated by the person, not verified" in page
    assert "entered by you" not in page


def test_the_page_says_that_it_is_no_national_certificate(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["certificates"])
    assert "都不是国家职业资格证书" in client.get(f"/s/{secret}", headers=ZH).text


def test_a_share_that_is_over_does_not_tell_whose_it_was(client: FlaskClient) -> None:
    lin = make_user()
    ended, first = make_share(lin, [make_credential(lin)])
    end_share(ended)
    _expired, second = make_share(lin, parts=["work"], last=date(2026, 11, 22))
    pages = [client.get(f"/s/{first}", headers=EN)]
    with time_machine.travel(NOON + timedelta(hours=12), tick=False):
        pages.append(client.get(f"/s/{second}", headers=EN))
    for answer in pages:
        assert answer.status_code == 410
        assert "This share is over" in answer.text
        assert "林美华" not in answer.text
        assert "春晖人事" not in answer.text
    assert views() == []


def test_the_last_moment_of_the_last_day_still_opens(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["work"], last=date(2026, 11, 22))
    with time_machine.travel(NOON + timedelta(hours=12, seconds=-1), tick=False):
        assert look(client, secret) == 200


@pytest.mark.parametrize("secret", ["x", "0" * 32, "..", "a/b"])
def test_a_link_that_never_was_is_not_found(client: FlaskClient, secret: str) -> None:
    make_share(make_user(), parts=["work"])
    assert client.get(f"/s/{secret}").status_code == 404


def test_half_a_secret_opens_nothing(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    assert look(client, secret[:-1]) == 404
    assert look(client, secret + "a") == 404
    assert look(client, secret.swapcase()) == 404


@pytest.mark.parametrize(
    ("agent", "device"), [(IPHONE, "phone"), (DESK, "computer"), ("curl/8", "program")]
)
def test_of_a_stranger_time_and_sort_of_device_are_kept(
    client: FlaskClient, agent: str, device: str
) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    look(client, secret, agent)
    (view,) = views()
    assert (view.at, view.device, view.viewer_id, view.organisation_id) == (
        NOON,
        device,
        None,
        None,
    )


def test_no_address_of_a_network_is_kept_with_a_look() -> None:
    columns = set(ShareView.__table__.columns.keys())
    assert columns == {"id", "share_id", "at", "device", "viewer_id", "organisation_id"}


@pytest.mark.both_databases
def test_of_who_is_signed_in_the_holder_reads_name_and_organisation(client: FlaskClient) -> None:
    lin, place = make_user(), make_organisation("春晖社会工作服务中心")
    number, secret = make_share(lin, parts=["work"])
    sign_in(client, make_manager(place))
    look(client, secret)
    sign_in(client, make_user("王建国"))
    look(client, secret)
    sign_in(client, lin)
    page = client.get(f"/credentials/shares/{number}", headers=EN).text
    assert "孙玉兰 · 春晖社会工作服务中心" in page
    assert re.search(r">王建国<", page)
    assert page.index("王建国") < page.index("孙玉兰")


def test_holders_who_look_themselves_are_not_noted(client: FlaskClient) -> None:
    lin = make_user()
    _number, secret = make_share(lin, parts=["work"])
    sign_in(client, lin)
    assert look(client, secret) == 200
    assert views() == []


def test_turning_the_page_round_is_one_look_and_coming_back_later_another(
    client: FlaskClient,
) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    for _ in range(3):
        look(client, secret)
    assert len(views()) == 1
    look(client, secret, IPHONE)
    assert [view.device for view in views()] == ["computer", "phone"]
    with time_machine.travel(NOON + timedelta(minutes=10), tick=False):
        look(client, secret)
    assert len(views()) == 3


def test_a_signed_in_reader_and_a_stranger_are_two(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    look(client, secret)
    sign_in(client, make_user("王建国"))
    look(client, secret)
    assert [view.viewer_id is None for view in views()] == [True, False]


def test_asking_for_the_head_of_the_page_is_no_look(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    assert client.head(f"/s/{secret}").status_code == 200
    assert views() == []


def test_who_reads_is_told_what_is_kept_of_it(client: FlaskClient) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    page = client.get(f"/s/{secret}", headers=EN).text
    assert "Whoever shares this sees that it was looked at" in page


def test_a_revocation_shows_at_once(client: FlaskClient) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    _number, secret = make_share(lin, [public_id])
    assert "Every check has passed" in client.get(f"/s/{secret}", headers=EN).text
    end_credential(public_id)
    assert "Do not rely on this document" in client.get(f"/s/{secret}", headers=EN).text


def test_a_credential_whose_own_page_is_closed_is_shown_by_the_share_alone(
    client: FlaskClient,
) -> None:
    lin = make_user()
    public_id = make_credential(lin)
    _number, secret = make_share(lin, [public_id])
    assert look(client, secret) == 200
    assert client.get(f"/credentials/{public_id}").status_code == 404


def test_the_secret_is_not_written_into_the_log(
    client: FlaskClient,
) -> None:
    _number, secret = make_share(make_user(), parts=["work"])
    client.application.config["LOG_REQUESTS"] = True
    try:
        with capture_logs() as lines:
            look(client, secret)
    finally:
        client.application.config["LOG_REQUESTS"] = False
    assert [line["path"] for line in lines] == ["/s/…"]
    assert secret not in str(lines)


def test_who_tries_link_after_link_has_to_wait(client: FlaskClient) -> None:
    limiter.enabled = True
    try:
        codes = [client.get(f"/s/{number}").status_code for number in range(61)]
    finally:
        limiter.enabled = False
        limiter.reset()
    assert set(codes[:60]) == {404}
    assert codes[60] == 429
