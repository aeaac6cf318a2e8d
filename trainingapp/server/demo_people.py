"""The people of the demonstration, made up, one for each role. Nothing here opens anything real."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from trainingapp.rules.permissions import Role

PASSWORD = "shegong-lianxi-2026"  # noqa: S105 - printed at every start of the demonstration
ACCESS_CODE = "MONI2026"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A made-up person, the role shown, and the organisation it is held in (None: the site)."""

    name: str
    email: str
    role: Role
    organisation: str | None = None

    @property
    def totp_secret(self) -> str | None:
        """The second factor of staff, the same at every start; candidates have none."""
        if self.role is Role.CANDIDATE:
            return None
        digest = hashlib.sha256(f"demonstration {self.email}".encode()).digest()
        return base64.b32encode(digest[:20]).decode()


UNIVERSITY = "滨江师范大学（演示）"
AGENCY = "春晖社会工作服务中心（演示）"
BASE = "滨江社会组织孵化基地（演示）"
AUTHORITY = "滨江区民政局（演示）"

PEOPLE = (
    DemoPerson("林美华", "lin@demo.example", Role.CANDIDATE),
    DemoPerson("王建国", "wang@demo.example", Role.CANDIDATE),
    DemoPerson("周敏", "zhou@demo.example", Role.EXAM_OFFICER),
    DemoPerson("陈思远", "chen@demo.example", Role.ITEM_EDITOR),
    DemoPerson("赵文静", "zhao@demo.example", Role.ITEM_REVIEWER),
    DemoPerson("吴晓东", "wu@demo.example", Role.INSTRUCTOR, UNIVERSITY),
    DemoPerson("顾怀远", "gu@demo.example", Role.INSTRUCTOR, UNIVERSITY),
    DemoPerson("郑丽", "zheng@demo.example", Role.MARKER),
    DemoPerson("冯雪", "feng@demo.example", Role.REGISTRAR, UNIVERSITY),
    DemoPerson("何平", "he@demo.example", Role.INCUBATOR_STAFF, BASE),
    DemoPerson("方慧", "fang@demo.example", Role.INCUBATOR_HEAD, BASE),
    DemoPerson("钱芸", "qian@demo.example", Role.INCUBATOR_FINANCE, BASE),
    DemoPerson("田勇", "tian@demo.example", Role.AUTHORITY_STAFF, AUTHORITY),
    DemoPerson("秦若兰", "qin@demo.example", Role.EXPERT),
    DemoPerson("罗成章", "luo@demo.example", Role.EXPERT),
    DemoPerson("谭秋实", "tan@demo.example", Role.EXPERT),
    DemoPerson("孙玉兰", "sun@demo.example", Role.AGENCY_MANAGER, AGENCY),
    DemoPerson("许诚", "xu@demo.example", Role.AUDITOR),
    DemoPerson("韩立", "admin@demo.example", Role.ADMINISTRATOR),
)

# Whole working lives, from a graduate to the highest level; see `demo_careers`.
LIVES = (
    DemoPerson("沈一诺", "shen@demo.example", Role.CANDIDATE),
    DemoPerson("刘芳", "liu@demo.example", Role.CANDIDATE),
    DemoPerson("马骏", "ma@demo.example", Role.CANDIDATE),
    DemoPerson("高敏", "gao@demo.example", Role.CANDIDATE),
)
