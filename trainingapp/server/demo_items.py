"""Items of the demonstration that are still being worked on: some wait for a reader, one has come back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from trainingapp.accounts.models import User
from trainingapp.itembank.exam_years import law_day_at
from trainingapp.itembank.reviewing import answer_blind, give_verdict
from trainingapp.itembank.shapes import ObjectiveItem, ReviewShape
from trainingapp.itembank.storing import check_shape, lock_item
from trainingapp.itembank.writing import (
    Person,
    act_on_item,
    base_of,
    get_item_to_change,
    save_item,
)
from trainingapp.rules.item_states import Act
from trainingapp.web.i18n import SHANGHAI

# Codes that no file will ever use: the files count from 0001.
WAITING, RETURNED, REVISED = "JC-06-9001", "JC-06-9002", "JC-06-9003"
COMMON = {
    "kind": "single",
    "status": "draft",
    "knowledge": ["JC06.1.01"],
    "level": "apply",
    "sources": ["2025年版大纲 第六章"],
    "origin": "original",
}
ITEMS: dict[str, dict[str, Any]] = {
    WAITING: {
        "stem": "社区居民老周确诊慢性病后情绪低落，常独自坐在楼下。社会工作者小林首次面谈时，最恰当的做法是（　　）。",
        "options": {
            "A": {"text": "介绍其他病友的康复经历", "why": "尚未了解老周的感受，过早提供信息"},
            "B": {"text": "倾听老周对患病的感受", "why": "首次面谈重在建立关系，从倾听感受开始"},
            "C": {"text": "建议老周参加社区合唱队", "why": "没有评估老周的需要就提出建议"},
            "D": {"text": "联系子女商量照顾安排", "why": "未征得本人同意，也未了解其想法"},
        },
        "key": "B",
        "rationale": "个案工作首次面谈的重点是建立专业关系，社会工作者应先倾听并理解服务对象的感受，再进入评估。",
        "facility": {"expected": 0.75, "reason": "多数考生熟悉接案阶段的任务"},
    },
    RETURNED: {
        "stem": "小学生亮亮近期常与同学争吵，其父母正在分居。从“人在情境中”的视角，社会工作者小何首先应（　　）。",
        "options": {
            "A": {"text": "教亮亮控制情绪的方法", "why": "只看到亮亮个人，没有看到家庭情境"},
            "B": {"text": "了解家庭变化对亮亮的影响", "why": "把亮亮的行为放到家庭情境中理解"},
            "C": {"text": "请班主任调整亮亮的座位", "why": "没有评估亮亮的处境就采取措施"},
            "D": {"text": "与亮亮的父母见面谈话", "why": "目的不明，且未与亮亮建立关系"},
        },
        "key": "B",
        "rationale": "心理社会治疗模式主张在情境中理解人的行为，评估应先看环境变化与个人反应之间的联系。",
        "facility": {"expected": 0.6, "reason": "D 项有一定干扰"},
    },
    REVISED: {
        "stem": "社会工作者小宋发现，服务对象王女士每次面谈都回避谈及婚姻。小宋最恰当的回应是（　　）。",
        "options": {
            "A": {"text": "直接指出王女士在回避", "why": "关系未稳时对质会加重防卫"},
            "B": {"text": "尊重王女士的谈话节奏", "why": "尊重自决与节奏，有利于建立信任"},
            "C": {"text": "改由同事继续提供服务", "why": "服务关系仍在建立，没有转介的理由"},
            "D": {"text": "询问亲友了解婚姻情况", "why": "未经同意打听隐私，违反保密原则"},
        },
        "key": "B",
        "rationale": "服务对象的回避可能是自我保护，社会工作者应接纳并尊重其节奏，待关系稳固后再作探讨。",
        "facility": {"expected": 0.7, "reason": "A 项对经验少的考生有吸引力"},
    },
}


def make_items(editor: User, reviewer: User, *, now: datetime) -> None:
    """Make what is missing of these items, when the syllabus they are about is loaded."""
    chen, zhao = Person(editor.id, editor.display_name), Person(reviewer.id, reviewer.display_name)
    on = law_day_at(now)
    if lock_item(WAITING) is not None or check_shape(_shape(WAITING, chen), on=on):
        return
    for code in ITEMS:
        save_item(_shape(code, chen), base=None, editor=chen, note="", on=on, now=now)
    changed = {"stem": ITEMS[REVISED]["stem"].replace("回避谈及婚姻", "把话题从婚姻上岔开")}
    base = base_of(get_item_to_change(REVISED))
    note = "用具体行为代替“回避”一词"
    save_item(_shape(REVISED, chen, **changed), base=base, editor=chen, note=note, on=on, now=now)
    for code in ITEMS:
        act_on_item(get_item_to_change(code), Act.SEND, actor_id=chen.id, on=on, now=now)
    _send_back(zhao, now=now)


def _shape(code: str, author: Person, **changes: object) -> ObjectiveItem:
    said = {**COMMON, **ITEMS[code], "code": code, "author": author.name, **changes}
    return ObjectiveItem.model_validate(said)


def _send_back(reader: Person, *, now: datetime) -> None:
    item = get_item_to_change(RETURNED)
    answer_blind(
        item,
        revision_id=item.latest.id,
        reader=reader,
        answer="D",
        doubt="B 与 D 都说得通",
        now=now,
    )
    review = {
        "reader": reader.name,
        "verdict": "disagree",
        "second_defensible": True,
        "on": now.astimezone(SHANGHAI).date(),
        "note": "D 项也可以是评估的一部分，建议改为“要求亮亮的父母停止分居”一类明显不当的做法。",
    }
    give_verdict(
        item,
        revision_id=item.latest.id,
        reader=reader,
        review=ReviewShape.model_validate(review),
        on=law_day_at(now),
        now=now,
    )
