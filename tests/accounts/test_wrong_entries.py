"""Every form of accounts: what is wrong is said beside the field in the reader's language; what was typed stays."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.pages import field_error, title
from tests.factories_accounts import PASSWORD, fresh, make_organisation, make_user, sign_in
from trainingapp.accounts.models import Consent, Organisation, User
from trainingapp.extensions import db
from trainingapp.rules.permissions import Role

CODE = "91350100M000100Y43"
CHOICE = ("不是有效的选择。", "Not a valid choice.")
EVERYBODY = (
    "所有人都已是考生，无需授予这个角色。",
    "Everybody is a candidate already; this role need not be given.",
)
OFFERED = ("请从给出的选项中选择。", "Please choose from what is offered.")
EMPTY = ("请填写此项。", "Please fill this in.")
NO_MOBILE = (
    "手机号格式不对，应为以 1 开头的 11 位数字。",
    "This does not look like a mobile number: 11 digits, beginning with 1.",
)
NO_EMAIL = (
    "邮箱格式不对，应类似 name@example.com。",
    "This does not look like an e-mail address, e.g. name@example.com.",
)
TAKEN = (
    "这个邮箱或手机号已注册过账号，请直接登录或找回密码。",
    "There is an account with this e-mail address or mobile number already.",
)
NO_CODE = (
    "信用代码不正确，请与登记证书逐位核对 18 位字符。",
    "Please compare all 18 characters with the registration certificate.",
)
KNOWN = (
    "已有同类型同名或信用代码相同的单位。",
    "There is an organisation of this kind with this name or credit code already.",
)
NO_CONSENT = (
    "需要您同意，我们才能为您开设账号。",
    "Without this we may not make an account for you.",
)
NO_NOTICE = (
    "请勾选后继续；如不同意，可以导出数据或注销账号。",
    "Please tick this to go on, or take your data along and leave.",
)
NEITHER = ("请填写邮箱或手机号。", "Please give an e-mail address or a mobile number.")
KEEP_ONE = (
    "邮箱和手机号至少保留一个，用来登录。",
    "Please keep at least one: you sign in with it.",
)
NOT_PRESENT = ("当前密码不正确。", "This is not your present password.")
NOT_THE_SAME = (
    "新密码不能与当前密码相同。",
    "Please choose a password other than the present one.",
)
NO_PHONE_CODE = ("验证码不正确。", "This code does not fit.")


def most(characters: int) -> tuple[str, str]:
    return (
        f"字段长度不能超过 {characters} 个字符。",
        f"Field cannot be longer than {characters} characters.",
    )


def least(characters: int) -> tuple[str, str]:
    return (f"密码至少 {characters} 个字符", f"Please use at least {characters} characters")


@dataclass
class Wrong:
    """One wrong entry: the page, what is sent, the field it is about and its sentence in both languages."""

    url: str
    data: dict[str, str]
    name: str
    sentence: tuple[str, str]
    kept: list[str] = field(default_factory=list)


REGISTER = {"display_name": "张小燕", "login": "new@example.org", "consent": "1"}
GOOD = "kiefer-und-roter-tee-9"
ANONYMOUS = [
    Wrong("sign-in", {"login": "", "password": "x"}, "login", EMPTY),
    Wrong("sign-in", {"login": "  ", "password": "x"}, "login", EMPTY),
    Wrong("sign-in", {"login": "lin@example.org"}, "password", EMPTY, ["lin@example.org"]),
    Wrong("sign-in", {"login": "x" * 255, "password": "x"}, "login", most(254)),
    Wrong(
        "sign-in",
        {"login": "lin@example.org", "password": "x" * 201},
        "password",
        most(200),
        ["lin@example.org"],
    ),
    Wrong("register", {**REGISTER, "display_name": "长" * 61}, "display_name", most(60)),
    Wrong("register", {**REGISTER, "login": "x@" + "y" * 260}, "login", most(254), ["张小燕"]),
    Wrong("register", {**REGISTER, "login": "zhang@"}, "login", NO_EMAIL, ["张小燕", "zhang@"]),
    Wrong("register", {**REGISTER, "login": "zhang@host"}, "login", NO_EMAIL, ["zhang@host"]),
    Wrong("register", {**REGISTER, "login": "12800138000"}, "login", NO_MOBILE, ["12800138000"]),
    Wrong("register", {**REGISTER, "login": "138001380001"}, "login", NO_MOBILE, ["张小燕"]),
    Wrong("register", {**REGISTER, "login": "LIN@example.org"}, "login", TAKEN, ["张小燕"]),
    Wrong("register", {**REGISTER, "login": "138 0013 8000"}, "login", TAKEN, ["138 0013 8000"]),
    Wrong("register", {**REGISTER, "password": "kurz-7a"}, "password", least(8), ["张小燕"]),
    Wrong("register", {"display_name": "张", "login": "n@e.org"}, "consent", NO_CONSENT, ["张"]),
    Wrong("register", {**REGISTER, "purposes": "advertising"}, "purposes", OFFERED, ["张小燕"]),
    Wrong("register", {**REGISTER, "purposes": "service"}, "purposes", OFFERED, ["张小燕"]),
    Wrong("reset", {"email": ""}, "email", EMPTY),
    Wrong("reset", {"email": "x" * 255}, "email", most(254)),
]
OWN = [
    Wrong("profile", {"display_name": "　"}, "display_name", EMPTY),
    Wrong("profile", {"display_name": "长" * 61, "work_unit": "站"}, "display_name", most(60)),
    Wrong("profile", {"display_name": "李", "work_unit": "长" * 121}, "work_unit", most(120)),
    Wrong("profile", {"display_name": "李四", "region": "83"}, "region", CHOICE, ["李四"]),
    Wrong("profile", {"display_name": "李四", "aimed_level": "top"}, "aimed_level", CHOICE),
    Wrong("profile", {"display_name": "李四", "exam_year": "1999"}, "exam_year", CHOICE, ["李四"]),
    Wrong("contact", {"email": "", "mobile": "", "password": PASSWORD}, "email", KEEP_ONE),
    Wrong("contact", {"email": "a b@c.de", "password": PASSWORD}, "email", NO_EMAIL, ["a b@c.de"]),
    Wrong("contact", {"email": "wang@example.org", "password": PASSWORD}, "email", TAKEN),
    Wrong("contact", {"mobile": "123", "password": PASSWORD}, "mobile", NO_MOBILE, ["123"]),
    Wrong("contact", {"mobile": "1" * 21, "password": PASSWORD}, "mobile", most(20)),
    Wrong("contact", {"email": "new@example.org"}, "password", EMPTY, ["new@example.org"]),
    Wrong(
        "contact",
        {"email": "new@example.org", "password": "wrong"},
        "password",
        NOT_PRESENT,
        ["new@example.org"],
    ),
    Wrong("password", {"password": PASSWORD}, "new_password", EMPTY),
    Wrong("password", {"new_password": GOOD}, "password", EMPTY),
    Wrong("password", {"new_password": GOOD, "password": "wrong"}, "password", NOT_PRESENT),
    Wrong("password", {"new_password": GOOD, "password": "x" * 201}, "password", most(200)),
    Wrong("password", {"new_password": "kurz-7a", "password": PASSWORD}, "new_password", least(8)),
    Wrong(
        "password", {"new_password": PASSWORD, "password": PASSWORD}, "new_password", NOT_THE_SAME
    ),
    Wrong("recovery-codes", {"password": ""}, "password", EMPTY),
    Wrong("recovery-codes", {"password": "wrong"}, "password", NOT_PRESENT),
    Wrong("second-factor/removal", {"password": "wrong"}, "password", NOT_PRESENT),
    Wrong("second-factor", {"code": ""}, "code", EMPTY),
    Wrong("second-factor", {"code": "abcdef"}, "code", NO_PHONE_CODE),
    Wrong("second-factor", {"code": "1" * 13}, "code", most(12)),
    Wrong("deletion", {"password": ""}, "password", EMPTY),
    Wrong("deletion", {"password": "wrong"}, "password", NOT_PRESENT),
    Wrong("privacy/consent", {}, "consent", NO_NOTICE),
    Wrong("privacy/consent", {"consent": "1", "purposes": "ads"}, "purposes", OFFERED),
]
PERSON = {"display_name": "孙玉兰", "email": "sun@example.org"}
BASE = {"kind": "agency", "name": "和风社工中心"}
OFFICE = [
    Wrong("users/new", {"email": "sun@example.org"}, "display_name", EMPTY, ["sun@example.org"]),
    Wrong("users/new", {**PERSON, "display_name": "长" * 61}, "display_name", most(60)),
    Wrong("users/new", {"display_name": "孙玉兰"}, "email", NEITHER, ["孙玉兰"]),
    Wrong("users/new", {**PERSON, "email": "sun.example.org"}, "email", NO_EMAIL, ["孙玉兰"]),
    Wrong("users/new", {**PERSON, "email": "lin@example.org"}, "email", TAKEN, ["孙玉兰"]),
    Wrong("users/new", {**PERSON, "mobile": "13800138000"}, "mobile", TAKEN, ["孙玉兰"]),
    Wrong("users/new", {**PERSON, "mobile": "1" * 21}, "mobile", most(20), ["孙玉兰"]),
    Wrong("organisations/new", {"kind": "agency"}, "name", EMPTY),
    Wrong("organisations/new", {**BASE, "kind": ""}, "kind", EMPTY, ["和风社工中心"]),
    Wrong("organisations/new", {**BASE, "kind": "church"}, "kind", CHOICE, ["和风社工中心"]),
    Wrong("organisations/new", {**BASE, "name": "长" * 121}, "name", most(120)),
    Wrong("organisations/new", {**BASE, "name": "春晖"}, "name", KNOWN, ["春晖"]),
    Wrong("organisations/new", {**BASE, "credit_code": CODE[:-1]}, "credit_code", NO_CODE),
    Wrong(
        "organisations/new",
        {**BASE, "credit_code": CODE[:-1] + "4"},
        "credit_code",
        NO_CODE,
        [CODE[:-1] + "4"],
    ),
    Wrong("organisations/new", {**BASE, "credit_code": CODE.lower()}, "credit_code", KNOWN),
    Wrong("organisations/new", {**BASE, "region": "99"}, "region", CHOICE, ["和风社工中心"]),
    Wrong("users/{lin}/roles", {"role": ""}, "role", EMPTY),
    Wrong("users/{lin}/roles", {"role": "chancellor"}, "role", CHOICE),
    Wrong("users/{lin}/roles", {"role": "candidate"}, "role", EVERYBODY),
    Wrong(
        "users/{lin}/roles", {"role": "marker", "organisation_id": "0"}, "organisation_id", CHOICE
    ),
    Wrong("users/{lin}/reveal", {"field": "mobile"}, "reason", EMPTY),
    Wrong("users/{lin}/reveal", {"field": "email", "reason": "考前核对"}, "field", CHOICE),
]


def name_of(wrong: Wrong) -> str:
    return f"{wrong.url}:{wrong.name}:{wrong.sentence[1][:12]}"


def check(client: FlaskClient, wrong: Wrong, **ids: int) -> None:
    address = f"/accounts/{wrong.url.format(**ids)}"
    for number, language in enumerate(("zh", "en")):
        answer = client.post(address, data=wrong.data, headers={"Accept-Language": language})
        assert answer.status_code == 422
        assert wrong.sentence[number] in field_error(answer.text, wrong.name)
        assert title(answer.text)
        for typed in wrong.kept:
            assert f'value="{typed}"' in answer.text
        for secret in ("password", "new_password"):
            if len(wrong.data.get(secret, "")) > 1:
                assert f'value="{wrong.data[secret]}"' not in answer.text


@pytest.mark.parametrize("wrong", ANONYMOUS, ids=name_of)
def test_a_wrong_entry_at_the_door_is_explained(
    client: FlaskClient, lin: User, wrong: Wrong
) -> None:
    if wrong.url == "register":
        wrong.data.setdefault("password", GOOD)
    check(client, wrong)
    assert db.session.query(User).count() == 1
    assert db.session.query(Consent).count() == 0


@pytest.mark.parametrize("wrong", OWN, ids=name_of)
def test_a_wrong_entry_about_oneself_is_explained(
    client: FlaskClient, lin: User, wang: User, wrong: Wrong
) -> None:
    before = vars(fresh(lin)).copy()
    sign_in(client, lin)
    check(client, wrong)
    after = vars(fresh(lin))
    assert {k: v for k, v in before.items() if k[0] != "_"} == {
        k: v for k, v in after.items() if k[0] != "_"
    }
    assert db.session.query(Consent).count() == 0


@pytest.mark.parametrize("wrong", OFFICE, ids=name_of)
def test_a_wrong_entry_of_an_administrator_is_explained(
    client: FlaskClient, admin: User, lin: User, wrong: Wrong
) -> None:
    make_organisation("春晖", credit_code=CODE)
    sign_in(client, admin)
    check(client, wrong, lin=lin.id)
    assert db.session.query(User).count() == 2
    assert db.session.query(Organisation).count() == 1
    assert not fresh(lin).is_staff


def test_the_name_of_another_kind_of_organisation_is_free(client: FlaskClient, admin: User) -> None:
    make_organisation("春晖", credit_code=CODE)
    sign_in(client, admin)
    data = {"kind": "university", "name": "春晖"}
    assert client.post("/accounts/organisations/new", data=data).status_code == 303
    assert db.session.query(Organisation).filter_by(name="春晖").count() == 2


def test_an_organisation_is_no_obstacle_to_itself(client: FlaskClient, admin: User) -> None:
    place = make_organisation("春晖", credit_code=CODE)
    other = make_organisation("秋实")
    sign_in(client, admin)
    data = {"kind": "agency", "name": "春晖", "credit_code": CODE.lower(), "region": "35"}
    assert client.post(f"/accounts/organisations/{place.id}", data=data).status_code == 303
    kept = db.session.get_one(Organisation, place.id)
    assert (kept.credit_code, kept.region) == (CODE, "35")
    answer = client.post(f"/accounts/organisations/{other.id}", data=data)
    assert answer.status_code == 422
    assert KNOWN[0] in field_error(answer.text, "credit_code")
    assert KNOWN[0] in field_error(answer.text, "name")


def test_staff_hear_of_ten_characters(client: FlaskClient, app: Flask) -> None:
    sign_in(client, make_user(roles=[Role.MARKER]))
    wrong = Wrong(
        "password", {"new_password": "moos-7-uhr", "password": PASSWORD}, "new_password", least(10)
    )
    wrong.data["new_password"] = wrong.data["new_password"][:9]
    check(client, wrong)
