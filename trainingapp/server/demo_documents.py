"""The demonstration's course of slides and of an article with a picture, drawn by the site's own program."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.courses.actions import authoring, versions
from trainingapp.courses.models import Course
from trainingapp.courses.plans import CoursePlan, LessonPlan
from trainingapp.courses.queries.authoring import get_draft
from trainingapp.extensions import db
from trainingapp.rules.items import Subject
from trainingapp.server.demo_drawing import add_picture, add_slides

FILES = Path(__file__).with_name("demo_files")
TITLE = {"zh": "接案会谈：讲义与家系图", "en": "The intake interview: slides and a genogram"}
PLAN = CoursePlan(
    title=TITLE,
    summary={
        "zh": "十二页讲义讲清第一次会谈怎样准备、怎样接话，再学画一张三代家系图。可以存到手机，离线看。",
        "en": "Twelve slides on the first interview, and a genogram of three generations. Can be kept on a phone.",
    },
    subject=Subject.JUNIOR_PRACTICE,
    level="junior",
)
GENOGRAM = """## 为什么画家系图

会谈记录会越写越长，一张图却能让人一眼看清：谁和谁住在一起，谁已经离开，谁能帮上忙。

![小梅家三代人的家系图：祖父已故，祖母七十六岁；父亲四十九岁，母亲四十六岁；小梅十七岁，弟弟十二岁](image:家系图)

## 三步画成

1. 先画三代人：男为方，女为圆，已故的打叉。
2. 再连关系：婚姻用横线，子女用竖线，求助者涂上颜色。
3. 最后问一句：“还有谁，是你觉得应该画上去的？”

> 画的时候让服务对象拿着笔。他把谁画得近、谁画得远，比你问十个问题都清楚。
"""


def make_documents(*, author: User, organisation_id: int, reviewer: User, now: datetime) -> None:
    """Make and publish the course, unless it is there."""
    made = exists().where(
        Course.owner_id == author.id, Course.title["zh"].as_string() == TITLE["zh"]
    )
    if db.session.scalar(select(made)):
        return
    course = authoring.create_course(
        PLAN, owner_id=author.id, organisation_id=organisation_id, now=now
    )
    version = get_draft(course)
    section = version.sections[0]
    slides = LessonPlan(
        kind="slides",
        title={"zh": "接案会谈（讲义）", "en": "The intake interview (slides)"},
        minutes=15,
        content={"may_download": True},
        points=("JP01.1.01", "JP01.1.02"),
    )
    article = LessonPlan(
        kind="article",
        title={"zh": "画一张三代家系图", "en": "Drawing a genogram"},
        minutes=8,
        content={"markdown": GENOGRAM},
        points=("JP01.2.01",),
        is_preview=True,
    )
    add_slides(authoring.add_lesson(version, section, slides), FILES / "intake.pdf", now=now)
    add_picture(authoring.add_lesson(version, section, article), FILES / "genogram.png", now=now)
    versions.send_version(version, note="", actor_id=author.id, now=now)
    versions.publish_version(version, reviewer_id=reviewer.id, now=now)
