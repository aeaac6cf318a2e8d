"""The words of the account pages for levels, roles, kinds, purposes, provinces and devices."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from trainingapp.accounts.models import Level, OrganisationKind, Purpose
from trainingapp.rules.permissions import Role

LEVELS: Mapping[Level, LazyString] = {
    Level.JUNIOR: _("Assistant social worker (junior)"),
    Level.MIDDLE: _("Social worker (middle)"),
    Level.SENIOR: _("Senior social worker"),
}

ROLES: Mapping[Role, LazyString] = {
    Role.CANDIDATE: _("Candidate"),
    Role.INSTRUCTOR: _("Instructor"),
    Role.ITEM_EDITOR: _("Item editor"),
    Role.ITEM_REVIEWER: _("Item reviewer"),
    Role.MARKER: _("Marker"),
    Role.REGISTRAR: _("Registrar"),
    Role.INCUBATOR_STAFF: _("Incubator staff"),
    Role.INCUBATOR_HEAD: _("Head of an incubation base"),
    Role.INCUBATOR_FINANCE: _("Finance of an incubation base"),
    Role.EXPERT: _("Expert (reviewer, mentor, assessor)"),
    Role.AUTHORITY_STAFF: _("Staff of an authority"),
    Role.AGENCY_MANAGER: _("Agency manager"),
    Role.EXAM_OFFICER: _("Exam officer"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}

KINDS: Mapping[OrganisationKind, LazyString] = {
    OrganisationKind.UNIVERSITY: _("University"),
    OrganisationKind.AGENCY: _("Social work agency"),
    OrganisationKind.INCUBATION_BASE: _("Incubation base"),
    OrganisationKind.AUTHORITY: _("Authority"),
}

PURPOSES: Mapping[Purpose, LazyString] = {
    Purpose.SERVICE: _("Having an account, sitting exams and keeping your results"),
    Purpose.REMINDERS: _("Reminders by e-mail about exams and unfinished practice"),
    Purpose.RESEARCH: _("Statistics that improve the items, without your name"),
}

FIELDS: Mapping[str, LazyString] = {
    "mobile": _("Mobile number"),
    "id_number": _("ID number"),
}

# In the order of GB/T 2260, which every Chinese form follows.
PROVINCES: Mapping[str, LazyString] = {
    "11": _("Beijing"),
    "12": _("Tianjin"),
    "13": _("Hebei"),
    "14": _("Shanxi"),
    "15": _("Inner Mongolia"),
    "21": _("Liaoning"),
    "22": _("Jilin"),
    "23": _("Heilongjiang"),
    "31": _("Shanghai"),
    "32": _("Jiangsu"),
    "33": _("Zhejiang"),
    "34": _("Anhui"),
    "35": _("Fujian"),
    "36": _("Jiangxi"),
    "37": _("Shandong"),
    "41": _("Henan"),
    "42": _("Hubei"),
    "43": _("Hunan"),
    "44": _("Guangdong"),
    "45": _("Guangxi"),
    "46": _("Hainan"),
    "50": _("Chongqing"),
    "51": _("Sichuan"),
    "52": _("Guizhou"),
    "53": _("Yunnan"),
    "54": _("Tibet"),
    "61": _("Shaanxi"),
    "62": _("Gansu"),
    "63": _("Qinghai"),
    "64": _("Ningxia"),
    "65": _("Xinjiang"),
    "71": _("Taiwan"),
    "81": _("Hong Kong"),
    "82": _("Macao"),
}

# The first sign found in the user agent wins; WeChat comes first because it also names its browser.
_PROGRAMS = (
    ("MicroMessenger", _("WeChat")),
    ("DingTalk", _("DingTalk")),
    ("HuaweiBrowser", _("Huawei Browser")),
    ("MiuiBrowser", _("Mi Browser")),
    ("QQBrowser", _("QQ Browser")),
    ("Edg", _("Edge")),
    ("Firefox", _("Firefox")),
    ("Chrome", _("Chrome")),
    ("Safari", _("Safari")),
)
_MACHINES = (
    ("iPhone", _("iPhone")),
    ("iPad", _("iPad")),
    ("HarmonyOS", _("HarmonyOS device")),
    ("Android", _("Android phone")),
    ("Windows", _("Windows computer")),
    ("Macintosh", _("Mac")),
    ("Linux", _("Linux computer")),
)


def device_words(user_agent: str) -> tuple[LazyString, LazyString | None]:
    """The machine and the browser behind a user agent, in words; the browser is None when unknown."""
    machine = next((label for sign, label in _MACHINES if sign in user_agent), _("Unknown device"))
    program = next((label for sign, label in _PROGRAMS if sign in user_agent), None)
    return machine, program
