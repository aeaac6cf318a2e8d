"""An editor, reviewers and a small bank for tests of the pages where items are written and reviewed."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories_accounts import make_user, sign_in
from tests.factories_itembank import make_item, make_law, make_syllabus
from trainingapp.accounts.models import User
from trainingapp.extensions import db
from trainingapp.itembank.models import BankItem, BlindAnswer, ItemReview
from trainingapp.itembank.writing import Person
from trainingapp.rules.permissions import Role
from trainingapp.web.transactions import writing

TYPED: dict[str, str] = {
    "stem": "社会工作者小李走访独居老人时，下列做法中，最恰当的是（　　）。",
    "options-0-text": "立即告知老人的子女",
    "options-0-why": "没有先征得老人同意",
    "options-1-text": "先倾听老人的想法",
    "options-1-why": "建立关系从倾听开始",
    "options-2-text": "安排老人入住养老院",
    "options-2-why": "没有评估老人的需要",
    "options-3-text": "转介给社区志愿者",
    "options-3-why": "没有接案就转介过早",
    "key": "B",
    "rationale": "接案阶段的首要任务是建立专业关系。",
    "sources": "2025年版大纲 第一章\n社会工作综合能力（初级）",
    "knowledge_1": "JC01.1.01",
    "level": "apply",
    "expected": "0.65",
    "reason": "两种做法容易混淆",
    "anchors-0-law": "charity-law@2023-12-29",
    "anchors-0-article": "3",
    "anchors-0-phrase": "扶贫",
    "origin": "original",
}
WRITTEN: dict[str, str] = {
    **{n: TYPED[n] for n in ("rationale", "sources", "level", "expected", "reason", "origin")},
    "knowledge_1": "JC01.1.02",
    "stimulus": "某街道拟开展老年人互助服务。",
    "tasks-0-prompt": "请分析服务对象的需要。",
    "tasks-0-points": "10",
    "tasks-0-rubric-0-point": "评估",
    "tasks-0-rubric-0-points": "6",
    "tasks-0-rubric-0-accept": "需求评估\n需求调查",
    "tasks-0-rubric-1-point": "",  # a browser sends the empty fields of a row as well
    "tasks-0-rubric-1-points": "",
    "tasks-0-rubric-1-accept": "",
    "tasks-0-rubric-2-point": "目标",
    "tasks-0-rubric-2-points": "4",
    "tasks-0-model_answer": "先评估需求，再设定目标。",
    "tasks-0-common_mistakes": "没有目标\n没有评估",
}
NEW = "/bank/items/new?subject=junior-comprehensive&kind="


def make_ground() -> None:
    """A syllabus and a law to write items on."""
    with writing():
        make_syllabus()
        make_law()
        db.session.commit()


def make_person(name: str, *roles: Role) -> Person:
    """Somebody with an account; the default is an editor."""
    with writing():
        user = make_user(name, roles=list(roles or [Role.ITEM_EDITOR]))
        db.session.commit()
        return Person(user.id, user.display_name)


def enter(client: FlaskClient, someone: Person) -> FlaskClient:
    """The client, signed in as that person."""
    user = db.session.get(User, someone.id)
    assert user
    return sign_in(client, user)


def add_item(key: str = "B", **changes: Any) -> str:
    """An item of nobody with an account; returns its code."""
    with writing():
        code: str = make_item(key, **changes).code
        db.session.commit()
    return code


def get_item(code: str) -> BankItem:
    """The item as stored now."""
    db.session.expire_all()
    return db.session.scalars(select(BankItem).where(BankItem.code == code)).one()


def list_reviews() -> list[ItemReview]:
    """Every review that has an account behind it."""
    query = select(ItemReview).where(ItemReview.reader_id.is_not(None)).order_by(ItemReview.id)
    return list(db.session.scalars(query))


def list_blind_answers() -> list[BlindAnswer]:
    """Every answer given blind."""
    return list(db.session.scalars(select(BlindAnswer).order_by(BlindAnswer.id)))
