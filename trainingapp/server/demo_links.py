"""The demonstration's map of a curriculum: some courses of a bachelor's programme against the newest syllabus."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from trainingapp.accounts.models import User
from trainingapp.credentials.actions import maps
from trainingapp.credentials.models import ProgrammeMap
from trainingapp.credentials.queries.maps import list_editions, list_subjects, points_by_chapter
from trainingapp.extensions import db

PROGRAMME = "社会工作（本科）2024版（演示，虚构）"
# The junior comprehensive paper: a course for each of these chapters, by their place; what is not here is a gap.
COURSES = {
    0: ("社会工作概论",),
    3: ("社会工作概论", "社会工作伦理"),
    4: ("人类行为与社会环境",),
    5: ("个案工作",),
    6: ("小组工作",),
    7: ("社区工作",),
    8: ("社会服务机构管理",),
    10: ("社会研究方法",),
}


def make_map(university_id: int, registrar: User, *, now: datetime) -> None:
    """Make it, unless there is any map or no syllabus."""
    editions = list_editions()
    if not editions or db.session.scalar(select(exists().where(ProgrammeMap.id.is_not(None)))):
        return
    made = maps.create_map(
        university_id, PROGRAMME, edition=editions[0], actor_id=registrar.id, now=now
    )
    found: dict[str, tuple[str, ...]] = {}
    for subject in list_subjects(editions[0])[:1]:
        for place, points in enumerate(points_by_chapter(subject).values()):
            found |= {point.code: COURSES[place] for point in points[:-1] if place in COURSES}
    maps.set_courses(made, found, actor_id=registrar.id, now=now)
