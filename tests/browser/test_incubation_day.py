"""An agency from its first word on a phone to the question how it is a year after it has left, everybody by pages.

Months lie between the chapters: the clock of the site is moved, and so every day falls as it would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import select

from tests.browser.clock import move_clock
from tests.browser.incubation_scene import Scene
from tests.browser.live import LiveServer
from tests.browser.test_courses import is_accessible
from tests.factories_applying import REGISTERED
from tests.factories_checks import make_code
from tests.factories_reviewing import CODES
from trainingapp.extensions import db
from trainingapp.incubator.models import Case, IncubatorDocument
from trainingapp.incubator.plan_files import newest_sheet
from trainingapp.rules.incubation.residence_words import AssessmentKind, EvaluationKind

pytestmark = pytest.mark.slow

BEGIN = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)
ANSWERS = REGISTERED | {"plan": REGISTERED["plan"] | {"mode": "physical", "desks": "2"}}
MISSING = (
    "持证或社工专业人员比例",
    "社工证书登记到期",
    "尚无已结项且末期评估合格的项目",
    "机构尚未提交末期自评",
    "基地尚未提交末期评估",
    "机构尚未提交出壳自评分",
)
QUARTER = "main tr:has-text('季报') a[href$='/write']"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def scene(live_server: LiveServer, open_context: Callable[..., BrowserContext]) -> Iterator[Scene]:
    yield Scene(live_server, open_context, BEGIN)
    move_clock(None)


def test_an_agency_applies_is_reviewed_admitted_reports_graduates_and_is_asked_a_year_later(
    scene: Scene,
) -> None:
    apply_in_two_sittings(scene)
    check(scene)
    review(scene)
    admit(scene)
    move_in(scene)
    report(scene)
    fall_short_of_graduating(scene)
    graduate(scene)
    ask_a_year_later(scene)
    assert scene.do(lambda case: case.outcome) == "graduated_registered"
    assert scene.stage == "alumni"


def press(page: Page, button: str) -> None:
    """Send a form and wait for the page that follows."""
    with page.expect_navigation():
        page.click(button)


def send(page: Page) -> None:
    """Send the form of the page."""
    press(page, "main form .submit-bar [type=submit] >> nth=0")


def fill(page: Page, **values: str | list[str]) -> None:
    """Fill in fields by their names, of whatever kind they are."""
    for name, value in values.items():
        place = f"main [name='{name}']"
        kind = page.locator(place).first.evaluate("one => one.type")
        if kind in ("radio", "checkbox"):
            for one in [value] if isinstance(value, str) else value:
                page.check(f"{place}[value='{one}']")
        elif kind == "select-one":
            page.select_option(place, value)
        else:
            assert isinstance(value, str)
            page.fill(place, value)


def says(page: Page, *words: str) -> None:
    """The page says all of this, and nothing stands in its way on this screen."""
    for word in words:
        expect(page.locator("main")).to_contain_text(word)


def add_file(page: Page, field: str, name: str) -> None:
    """Choose a file and wait until it has arrived."""
    page.set_input_files(f"#{field}", {"name": name, "mimeType": "application/pdf", "buffer": PDF})
    expect(page.locator(f"[data-uploads={field}] .upload-done")).to_be_visible()


def apply_in_two_sittings(scene: Scene) -> None:
    """Lin finds the call on her phone, writes, and the browser closes on her; two days later she goes on."""
    lin = scene.page("lin")
    lin.goto("/incubation/calls")
    assert is_accessible(lin)
    press(lin, "main a[href*='/incubation/calls/'] >> nth=0")
    says(lin, "评分", "申请")
    press(lin, "main a[href$='/applications']")
    lin.check(f"[name=who][value=agency-{scene.agency_id}]")
    send(lin)
    scene.case_id = int(lin.url.split("/")[-2])
    says(lin, "未填写")
    assert is_accessible(lin)
    lin.goto(f"{scene.url}/application/parts/basics")
    fill(lin, **REGISTERED["basics"] | {"credit_code": make_code(scene.agency_id)})
    assert is_accessible(lin)
    send(lin)
    fill(lin, need="走访 320 户，146 户独居。")
    lin.keyboard.press("Tab")
    expect(lin.locator("#saved")).to_contain_text("已保存")
    scene.put_away("lin")
    scene.pass_to(date(2026, 11, 25))
    finish_application(scene)


def finish_application(scene: Scene) -> None:
    """What was typed is there; the rest is written, papers are given, and it goes to the base."""
    lin = scene.page("lin")
    lin.goto("/incubation/applications")
    press(lin, f"main a[href*='/cases/{scene.case_id}/application'] >> nth=0")
    lin.goto(f"{scene.url}/application/parts/service")
    expect(lin.locator("[name=need]")).to_have_value("走访 320 户，146 户独居。")
    for part in ("service", "team", "plan", "precheck"):
        fill(lin, **{key: value for key, value in ANSWERS[part].items() if key != "need"})
        send(lin)
    for paper in ("certificate", "charter", "roster", "project_plan"):
        add_file(lin, f"file_{paper}", f"{paper}.pdf")
        press(lin, f"#paper-{paper} form[action$='/{paper}'] [type=submit]")
    assert is_accessible(lin)
    lin.goto(f"{scene.url}/application/submission")
    lin.check("[name=pledge]")
    assert is_accessible(lin)
    send(lin)
    says(lin, "初核", "回执")


def take_act(page: Page, scene: Scene, act: str, reason: str = "") -> None:
    """Take the case a step further on the page of the step."""
    page.goto(f"{scene.url}/acts/{act}")
    if reason:
        fill(page, reason=reason)
    send(page)


def confirm(page: Page) -> None:
    """Say yes to what somebody else proposed, from the page of the case."""
    press(page, "main a[href*='/proposals/']")
    press(page, "main form[action$='/confirmation'] [type=submit]")


def check(scene: Scene) -> None:
    """The officer checks it, and asks three experts; the step names what is missing until then."""
    he = scene.page("he")
    he.goto(f"{scene.url}/screening")
    says(he, "初核还没有通过", "已安排 0 名评审专家，至少需要 3 名")
    keys = ("eligible", "complete", "papers_read", "credit_code", "declarations", "local")
    fill(he, **{f"state_{key}": "ok" for key in keys})
    fill(he, credit_checked_on="2026-11-25", credit_source="中国社会组织政务服务平台")
    he.check("[name=is_passed]")
    assert is_accessible(he)
    send(he)
    he.goto(f"{scene.url}/reviewers")
    for who in ("qin", "luo", "meng"):
        ask(he, scene, who)
    assert is_accessible(he)
    take_act(he, scene, "pass_check")
    says(he, "专家评审")


def ask(he: Page, scene: Scene, who: str) -> None:
    """Ask an expert to review."""
    press(he, f"main button[name=expert][value='{scene.people[who].id}']")


def review(scene: Scene) -> None:
    """Two score; the third has a tie to the applicant, says so, and sees nothing any more. A fourth is asked."""
    score(scene, "qin", 4)
    score(scene, "luo", 5)
    declare_conflict(scene)
    he = scene.page("he")
    he.goto(f"{scene.url}/acts/close_review")
    says(he, "已提交 2 份评审，至少需要 3 份")
    assert is_accessible(he)
    he.goto(f"{scene.url}/reviewers")
    says(he, "曾任该机构理事")
    ask(he, scene, "xu")
    score(scene, "xu", 4)
    he.goto(f"{scene.url}/interviews/new")
    fill(he, kind="visit", held_on="2026-11-25", place="青园街", people="何平、林小满")
    fill(he, findings="走访了服务点，与申请材料一致。")
    send(he)
    assert is_accessible(he)
    take_act(he, scene, "close_review")
    says(he, "待审定")


def score(scene: Scene, who: str, points: int) -> None:
    """An expert takes the seat and scores every criterion."""
    page = scene.page(who)
    page.goto("/incubation/seats")
    press(page, "main a[href*='/incubation/seats/']")
    page.check("[name=is_free]")
    press(page, "main form[action$='/taking'] [type=submit]")
    fill(page, **{f"points_{code}": str(points) for code in CODES})
    fill(page, recommendation="yes", comment="建议入驻。")
    if who == "qin":
        assert is_accessible(page)
    press(page, "main button[name=act][value=submit]")
    says(page, "已提交")


def declare_conflict(scene: Scene) -> None:
    """From that moment on nothing of the case opens, neither its pages nor its papers."""
    meng = scene.page("meng")
    meng.goto("/incubation/seats")
    press(meng, "main a[href*='/incubation/seats/']")
    assert is_accessible(meng)
    fill(meng, conflict="曾任该机构理事")
    press(meng, "main form[action$='/conflict'] [type=submit]")
    says(meng, "已申报利益冲突")
    paper = scene.do(find_paper)
    closed = ("", "/review", "/application", "/application/revisions/1", "/documents")
    for path in (*(scene.url + one for one in closed), f"/incubation/documents/{paper}"):
        answer = meng.goto(path)
        assert answer is not None
        assert answer.status == 404, path


def find_paper(case: Case) -> int:
    """A paper of the application."""
    return db.session.scalars(select(IncubatorDocument.id).filter_by(case_id=case.id)).first() or 0


def admit(scene: Scene) -> None:
    """The committee decides: the head writes it down and proposes, the authority confirms, the public may object."""
    fang = scene.page("fang")
    fang.goto(f"{scene.url}/determinations/new")
    fill(fang, result="admit", body="孵化工作领导小组", decided_on="2026-11-25")
    fill(fang, others="李主任\n王副主任", reasons="需求有走访数据，团队稳定。")
    add_file(fang, "file", "minutes.pdf")
    assert is_accessible(fang)
    send(fang)
    take_act(fang, scene, "admit")
    says(fang, "待审定")
    tian = scene.page("tian")
    tian.goto(scene.url)
    assert is_accessible(tian)
    confirm(tian)
    says(tian, "公示中")
    lin = scene.page("lin")
    lin.goto("/incubation/notices")
    says(lin, "春晖社会工作服务中心")
    lin.goto(f"{scene.url}/outcome")
    says(lin, "需求有走访数据", "公示")
    assert is_accessible(lin)


def move_in(scene: Scene) -> None:
    """The notice has run out without an objection; everything is signed, and the agency moves in."""
    scene.pass_to(date(2026, 12, 14))
    he, fang = scene.page("he"), scene.page("fang")
    take_act(he, scene, "close_notice")
    says(he, "待签约入驻")
    fang.goto(f"{scene.url}/acts/move_in")
    says(fang, "协议")
    scene.sign_everything()
    take_act(fang, scene, "move_in")
    says(fang, "在孵")
    scene.assess(AssessmentKind.BASELINE, 2)


def report(scene: Scene) -> None:
    """The quarter is over: Lin reports on her phone, gets it back with a word, corrects it, and it is approved."""
    scene.pass_to(date(2027, 1, 5))
    lin, he = scene.page("lin"), scene.page("he")
    lin.goto(f"{scene.url}/reports")
    assert is_accessible(lin)
    press(lin, QUARTER)
    write_report(lin, cases=12)
    says(lin, "已提交")
    he.goto("/incubation/reports")
    press(he, "main td a")
    fill(he, note="个案数和台账不一致，请核对。")
    assert is_accessible(he)
    press(he, "main form[action$='/return'] [type=submit]")
    lin.goto(f"{scene.url}/reports")
    press(lin, QUARTER)
    says(lin, "个案数和台账不一致")
    write_report(lin, cases=11)
    he.goto("/incubation/reports")
    press(he, "main td a")
    expect(he.locator("main td", has_text=re.compile("^11$")).first).to_be_visible()
    he.click("main details.confirm summary")
    press(he, "dialog form[action$='/approval'] [type=submit]")
    says(he, "已通过")


def write_report(lin: Page, *, cases: int) -> None:
    """Every figure and a few words, and hand it in."""
    fill(lin, narrative="开展个案与小组，完成一次理事会。", next_steps="准备中期材料。")
    for number in lin.locator("main input[name^=value_]").all():
        number.fill(str(cases))
    assert is_accessible(lin)
    press(lin, "main button[name=act][value=submit]")


def fall_short_of_graduating(scene: Scene) -> None:
    """Graduation is asked for and refused with a list of all that is missing, each with the page of it."""
    scene.pass_to(date(2027, 4, 8))
    lin = scene.page("lin")
    lin.goto(f"{scene.url}/acts/ask_graduation")
    says(lin, "还不能办理这一步", *MISSING)
    expect(lin.locator("main .callout li a")).to_have_count(len(MISSING))
    assert is_accessible(lin)
    assert lin.locator("main form").count() == 0
    assert scene.stage == "incubating"


def graduate(scene: Scene) -> None:
    """What was missing is there; the agency asks, is scored, and head and authority let it go."""
    scene.renew_registration()
    scene.finish_project()
    scene.assess(AssessmentKind.FINAL, 3)
    lin = scene.page("lin")
    give_points(lin, scene)
    take_act(lin, scene, "ask_graduation")
    he, fang, tian = (scene.page(who) for who in ("he", "fang", "tian"))
    give_points(he, scene)
    fang.goto(f"{scene.url}/acts/graduate")
    says(fang, "交接尚未开始", "还没有记录审定结果")
    scene.hand_desk_over()
    fang.goto(f"{scene.url}/determinations/new")
    fill(fang, result="graduate", body="孵化工作领导小组", decided_on="2027-04-08")
    fill(fang, others="李主任", reasons="治理、人员、项目和财务都已达到条件。")
    add_file(fang, "file", "minutes.pdf")
    send(fang)
    take_act(fang, scene, "graduate")
    assert scene.stage == "graduation"
    tian.goto(scene.url)
    confirm(tian)
    says(tian, "跟踪期")


def give_points(page: Page, scene: Scene) -> None:
    """The sheet of graduation, nine tenths of every criterion."""
    page.goto(f"{scene.url}/evaluations/graduation")
    for one in newest_sheet(EvaluationKind.GRADUATION).criteria:
        if not one.computed:
            fill(page, **{one.code: str(one.weight * 9 / 10)})
    fill(page, feedback="项目和制度都有进步。")
    assert is_accessible(page)
    press(page, "main button[name=submit]")


def ask_a_year_later(scene: Scene) -> None:
    """Twelve months on the officer asks how they are; the case ends as that of an alumna."""
    scene.pass_to(date(2028, 4, 10))
    he = scene.page("he")
    he.goto(f"{scene.url}/follow-ups")
    assert is_accessible(he)
    press(he, "main a[href$='/answer'] >> nth=-1")
    fill(he, survival="active", staff="5", projects="2", needs="希望继续参加督导沙龙。")
    send(he)
    says(he, "希望继续参加督导沙龙")
    take_act(he, scene, "finish_followup")
    says(he, "校友")
    lin = scene.page("lin")
    lin.goto(scene.url)
    says(lin, "已毕业")
    assert is_accessible(lin)
