"""Links of degree and certificate: for everybody to read, put in force only by a document, and never signed here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.factories_accounts import make_user, sign_in
from tests.factories_courses import NOON
from tests.factories_credentials import FACTS, document_of, make_credential
from tests.statements import count_statements
from trainingapp.accounts.export import collect_data
from trainingapp.accounts.models import User
from trainingapp.audit.models import AuditEntry
from trainingapp.credentials.actions.issuing import issue
from trainingapp.credentials.actions.links import NoPilot, put_in_force, take_back
from trainingapp.credentials.kinds import Claim, CourseFacts
from trainingapp.credentials.models import Credential, LinkPolicy
from trainingapp.credentials.queries.links import get_policy, list_policies
from trainingapp.credentials.shipped_links import find_links, read_folder
from trainingapp.credentials.signing.proof import sign
from trainingapp.extensions import db
from trainingapp.rules.link_policies import PILOTS, AuthorityAlone, LinkKind, NoLegalBasis
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

EN, ZH = {"Accept-Language": "en"}, {"Accept-Language": "zh"}
URL = "https://www.mohrss.gov.cn/award"
BASIS = "某文件（人社部发〔2030〕1号）第三条"
AWARD = "/link-policies/direct-award"


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def insert(**values: Any) -> None:
    """A row by raw SQL, as somebody with the database in hand would write it."""
    row = {
        "code": "x",
        "kind": "direct_award",
        "force": "in_force",
        "legal_basis": BASIS,
        "basis_url": URL,
        "confidence": "low",
        "entered_at": 0,
        "entered_by_id": make_user().id,
        **values,
    }
    names = ", ".join(row)
    with writing():
        db.session.execute(
            text(f"INSERT INTO link_policy ({names}) VALUES ({', '.join(':' + n for n in row)})"),
            row,
        )
        db.session.commit()
        db.session.remove()


# the database itself


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "values",
    [
        {"basis_url": ""},
        {"basis_url": "http://www.mohrss.gov.cn"},
        {"basis_url": "https://"},
        {"basis_url": " https://www.mohrss.gov.cn"},
        {"basis_url": None},
        {"legal_basis": ""},
        {"legal_basis": "   "},
        {"legal_basis": None},
        {"kind": "subject_exemption", "basis_url": ""},
        {"kind": "subject_exemption", "legal_basis": ""},
        {"kind": "ce_credit", "legal_basis": ""},
        {"kind": "free_award"},
        {"force": "almost"},
        {"confidence": "sure"},
    ],
)
def test_the_database_keeps_what_has_no_basis_out_of_force(
    app: Flask, values: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError):
        insert(**values)
    db.session.rollback()
    assert db.session.query(LinkPolicy).count() == 0


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "values",
    [
        {},
        {"kind": "subject_exemption"},
        {"force": "proposed", "legal_basis": "", "basis_url": ""},
        {"kind": "ce_credit", "basis_url": ""},
    ],
)
def test_the_database_takes_what_has_a_basis_or_is_only_proposed(
    app: Flask, values: dict[str, Any]
) -> None:
    insert(**values)
    assert db.session.query(LinkPolicy).count() == 1


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "change",
    ["force = 'in_force'", "force = 'in_force', legal_basis = 'x'", "force = 'in_force', basis_url = 'https://x'"],
)  # fmt: skip
def test_no_update_puts_a_pilot_in_force_without_its_basis(app: Flask, change: str) -> None:
    insert(force="proposed", legal_basis="", basis_url="")
    with pytest.raises(IntegrityError), writing():
        db.session.execute(text(f"UPDATE link_policy SET {change}"))
    db.session.rollback()


@pytest.mark.both_databases
def test_a_link_in_force_does_not_become_a_pilot_by_its_kind(app: Flask) -> None:
    insert(kind="ce_credit", basis_url="")
    with pytest.raises(IntegrityError), writing():
        db.session.execute(text("UPDATE link_policy SET kind = 'direct_award'"))
    db.session.rollback()


# acts


def act(code: str, **values: str) -> None:
    with writing():
        put_in_force(get_policy(code), actor_id=make_user().id, now=NOON, **values)
        db.session.commit()
        db.session.remove()


def test_a_pilot_is_in_force_once_its_document_and_address_are_entered(app: Flask) -> None:
    act("direct-award", basis=BASIS, url=URL)
    stated = get_policy("direct-award")
    assert (stated.is_in_force, stated.basis, stated.url) == (True, BASIS, URL)
    assert stated.entered_at == NOON
    assert not get_policy("subject-exemption").is_in_force


@pytest.mark.parametrize(("basis", "url"), [("", URL), (BASIS, ""), (BASIS, "http://x.cn")])
def test_without_them_it_is_refused_before_the_database_is_asked(
    app: Flask, basis: str, url: str
) -> None:
    with pytest.raises(NoLegalBasis):
        act("direct-award", basis=basis, url=url)
    db.session.rollback()
    assert not get_policy("direct-award").is_in_force


def test_what_the_files_give_is_not_changed_here(app: Flask) -> None:
    with pytest.raises(NoPilot):
        act("ce-degree", basis=BASIS, url=URL)
    with pytest.raises(NoPilot), writing():
        take_back(get_policy("ce-degree"), actor_id=1, now=NOON)
    db.session.rollback()
    assert get_policy("ce-degree").is_in_force


def test_the_policies_of_a_faulty_file_are_left_out(tmp_path: Any) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.json").write_bytes("规则".encode("gbk"))
    assert read_folder(tmp_path) == ()
    assert find_links().id == "cn-social-work"


# the signer


@pytest.mark.parametrize("word", [*sorted(PILOTS), "issued_by_authority"])
def test_the_signer_refuses_a_document_that_says_it_is_the_authoritys(
    app: Flask, word: str
) -> None:
    content = document_of(make_credential())
    content.pop("proof")
    key = Ed25519PrivateKey.generate()
    assert sign(content, key, method="did:web:x#y", created=NOON)["proof"]
    content["credentialSubject"]["achievement"]["tag"] = ["issued_by_us", word]
    with pytest.raises(AuthorityAlone):
        sign(content, key, method="did:web:x#y", created=NOON)


class AuthorityFacts(CourseFacts):
    @property
    def claim(self) -> Claim:
        return Claim.ISSUED_BY_AUTHORITY


class AwardFacts(CourseFacts):
    pass


@pytest.mark.parametrize("is_in_force", [False, True])
def test_nothing_of_the_authority_is_issued_even_when_the_pilot_is_law(
    app: Flask, is_in_force: bool
) -> None:
    if is_in_force:
        act("direct-award", basis=BASIS, url=URL)
    lin = make_user()
    facts = [AuthorityFacts(*_plain()), AwardFacts(*_plain(), kind=LinkKind.DIRECT_AWARD)]  # type: ignore[arg-type]
    for one in facts:
        with pytest.raises(AuthorityAlone), writing():
            issue(db.session.get_one(User, lin.id), one, now=NOON)
        db.session.rollback()
    assert db.session.query(Credential).count() == 0


def _plain() -> tuple[Any, ...]:
    return FACTS.course_id, FACTS.course_title, FACTS.completed_on


# the pages


def test_everybody_reads_each_link_with_its_force_basis_and_confidence(client: FlaskClient) -> None:
    page = client.get("/link-policies", headers=ZH).text
    assert page.count("现行有效") == sum(one.is_in_force for one in list_policies()) == 7
    assert page.count("试点规则，无法律依据，未生效") == 2
    assert page.count("法律依据：没有查到。") == 2
    assert "社会工作者继续教育办法（民发〔2009〕123号）" in page
    assert page.count("可信度") >= 9
    assert "录入法律依据" not in page


def test_the_same_in_english_without_script_and_without_a_word_missing(client: FlaskClient) -> None:
    page = client.get("/link-policies", headers=EN).text
    assert page.count("Pilot rule without legal basis, not in force") == 2
    assert "not published; reported between 50 and 60 points, since 2019" in page
    assert "60 points, since 2008" in page
    assert "%(" not in page
    assert len(re.findall(r"<h1", page)) == 1


def test_the_page_asks_the_same_of_the_database_whatever_was_entered(client: FlaskClient) -> None:
    before = count_statements(client, "/link-policies")
    act("direct-award", basis=BASIS, url=URL)
    act("subject-exemption", basis=BASIS, url=URL)
    assert count_statements(client, "/link-policies") == before


def manager(client: FlaskClient) -> User:
    user = make_user("韩立", roles=[Role.ADMINISTRATOR])
    sign_in(client, user)
    return user


def test_the_office_puts_a_pilot_in_force_and_takes_it_back(client: FlaskClient) -> None:
    han = manager(client)
    assert AWARD + "/basis" in client.get("/link-policies", headers=EN).text
    assert client.get(AWARD + "/basis").status_code == 200
    answer = client.post(AWARD + "/basis", data={"basis": BASIS, "url": URL})
    assert (answer.status_code, answer.location) == (303, "/link-policies")
    page = client.get("/link-policies", headers=ZH).text
    assert page.count("试点规则，无法律依据，未生效") == 1
    assert BASIS in page
    assert f'href="{URL}"' in page
    assert "本平台不发放也不签发" in page
    exported = collect_data(han.id)
    assert exported["link_policies"][0]["legal_basis"] == BASIS
    assert client.post(AWARD + "/withdrawal").status_code == 303
    assert client.get("/link-policies", headers=ZH).text.count("未生效") >= 2
    acts = [row.action for row in db.session.query(AuditEntry).order_by(AuditEntry.number)]
    assert [one for one in acts if one.startswith("link.")] == ["link.enforce", "link.take_back"]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"basis": BASIS, "url": "http://x.cn/1"}, "begins with https://"),
        ({"basis": BASIS, "url": "https://"}, "begins with https://"),
        ({"basis": BASIS, "url": "https://a b"}, "begins with https://"),
        ({"basis": " ", "url": URL}, "required"),
        ({"basis": "文" * 301, "url": URL}, "300"),
    ],
)
def test_what_is_no_basis_is_said_beside_the_field_and_stays_typed(
    client: FlaskClient, values: dict[str, str], sentence: str
) -> None:
    manager(client)
    answer = client.post(AWARD + "/basis", data=values, headers=EN)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert all(value in answer.text for value in values.values() if value.strip())
    assert not get_policy("direct-award").is_in_force


@pytest.mark.parametrize("role", [Role.REGISTRAR, Role.INSTRUCTOR, Role.EXAM_OFFICER])
def test_nobody_else_enters_a_basis(client: FlaskClient, role: Role) -> None:
    sign_in(client, make_user(roles=[role]))
    assert client.post(AWARD + "/basis", data={"basis": BASIS, "url": URL}).status_code == 403
    assert client.post(AWARD + "/withdrawal").status_code == 403
    assert AWARD not in client.get("/link-policies").text
    assert db.session.query(LinkPolicy).count() == 0


def test_a_policy_of_the_files_or_of_nowhere_has_no_such_page(client: FlaskClient) -> None:
    manager(client)
    good = {"basis": BASIS, "url": URL}
    assert client.post("/link-policies/nowhere/basis", data=good).status_code == 404
    assert client.post("/link-policies/ce-degree/basis", data=good).status_code == 409
    assert client.post("/link-policies/ce-degree/withdrawal").status_code == 409
