"""Rows of the item bank with sensible defaults; everything can be overridden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from trainingapp.extensions import db
from trainingapp.itembank import actions, queries
from trainingapp.itembank.content import search_text, sha256
from trainingapp.itembank.models import (
    BankItem,
    ContentArea,
    ItemReview,
    ItemRevision,
    Law,
    LawAnchor,
    LawVersion,
    PolicyVersion,
    RevisionKnowledge,
    Syllabus,
    TestForm,
    TestSpecification,
)

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # noon in Shanghai
JUNIOR = "junior-comprehensive"
_numbers = count(1)


def make_syllabus(subject: str = JUNIOR, *, chapters: int = 2, **changes: Any) -> Syllabus:
    """A syllabus with one section and two points in every chapter: JC01, JC01.1, JC01.1.01 …"""
    prefix = subject[0].upper() + subject.split("-")[1][0].upper()
    row = Syllabus(
        **{
            "edition": "2025",
            "subject": subject,
            "code": prefix,
            "title": {"zh": "社会工作综合能力（初级）", "en": "Comprehensive ability (junior)"},
            "first_exam_year": 2026,
            "note": "",
            **changes,
        }
    )
    position = count()
    for number in range(1, chapters + 1):
        chapter = f"{prefix}{number:02d}"
        codes = [(chapter, "chapter", None), (f"{chapter}.1", "section", chapter)]
        codes += [(f"{chapter}.1.0{point}", "point", f"{chapter}.1") for point in (1, 2)]
        row.areas += [
            ContentArea(
                code=code,
                kind=kind,
                parent_code=parent,
                position=next(position),
                title={"zh": f"{code} 的标题", "en": f"Title of {code}"},
                confidence="notes" if kind == "chapter" else None,
            )
            for code, kind, parent in codes
        ]
    return _add(row)


def make_law(code: str = "charity-law", **changes: Any) -> LawVersion:
    """A law with one version; the version is returned."""
    law = Law(code=code, title="中华人民共和国慈善法", short="慈善法")
    fields = {
        "version": "2023-12-29",
        "effective_from": date(2024, 9, 5),
        "effective_to": None,
        "source": "国家法律法规数据库",
        **changes,
    }
    return _add(LawVersion(law=law, **fields))


def make_item(key: str = "B", *, status: str = "ready", **changes: Any) -> BankItem:
    """An item with its first revision. One letter makes it single, more make it multiple.

    `chapter`, `level`, `facility`, `anchors` ([(law version, article, phrase)]), `enemies`, `subject`, `code`, `kind`.
    """
    number = next(_numbers)
    chapter = changes.pop("chapter", "JC01")
    kind = changes.pop("kind", "single" if len(key) == 1 else "multiple")
    level = changes.pop("level", "apply")
    facility = changes.pop("facility", 0.65)
    anchors: Sequence[tuple[LawVersion, str, str]] = changes.pop("anchors", ())
    knowledge: Sequence[str] = changes.pop("knowledge", [f"{chapter}.1.01"])
    content = {
        **make_content(key, kind=kind, number=number),
        "knowledge": list(knowledge),
        "level": level,
        "facility": {"expected": facility, "reason": "两种做法容易混淆"},
        "anchors": [
            {"law": v.law.code, "version": v.version, "article": article, "phrase": phrase}
            for v, article, phrase in anchors
        ],
        **changes.pop("content", {}),
    }
    item = BankItem(
        **{
            "code": f"JC-01-{number:04d}",
            "subject": JUNIOR,
            "author": "内容组甲",
            "origin": "original",
            "enemies": [],
            "exceptions": {},
            "latest_number": 1,
            **changes,
        },
        status=status,
    )
    item.search_text = search_text(item.code, content)
    item.revisions.append(
        ItemRevision(
            number=1,
            kind=kind,
            content=content,
            content_sha256=sha256(content),
            key=key or None,
            level=level,
            chapter=chapter,
            expected_facility=facility,
            made_at=NOON,
            knowledge=[RevisionKnowledge(position=n, code=c) for n, c in enumerate(knowledge)],
            anchors=[
                LawAnchor(position=n, law_version=version, article=article, phrase=phrase)
                for n, (version, article, phrase) in enumerate(anchors)
            ],
            reviews=[
                ItemReview(
                    reader="审题组乙",
                    answer=key,
                    verdict="agree",
                    is_second_defensible=False,
                    read_on=date(2026, 11, 22),
                    note="",
                )
            ],
        )
    )
    return _add(item)


def make_content(key: str, *, kind: str, number: int) -> dict[str, Any]:
    """What an objective item says."""
    letters = "ABCD" if kind == "single" else "ABCDE"
    return {
        "kind": kind,
        "stem": f"社会工作者小李在第{number}个社区走访独居老人，下列做法中，最恰当的是（　　）。",
        "options": {
            letter: {"text": f"做法{letter}", "why": f"做法{letter}的理由"} for letter in letters
        },
        "key": key,
        "rationale": "考查接案阶段的任务，依据二〇二五年版大纲。",
        "sources": ["2025年版大纲 第一章"],
    }


def make_policy(version: int = 1, **content: str) -> PolicyVersion:
    """The official objective policy."""
    numbers = {"single": "1", "multiple": "2", "per_option": "0.5", **content}
    return _add(
        PolicyVersion(code="cn-objective", version=version, content=numbers, source="试卷说明")
    )


def make_specification(
    kinds: Mapping[str, int] | None = None,
    *,
    code: str = "junior-comprehensive-2025",
    **content: Any,
) -> TestSpecification:
    """A specification of any chapters and levels; the policy is made when it is missing."""
    kinds = kinds or {"single": 2, "multiple": 1}
    if queries.find_policy("cn-objective@1") is None:
        make_policy()
    full = {
        "minutes": 120,
        "policy": "cn-objective@1",
        "cut_score": "60",
        "full_score": "100",
        "kinds": dict(kinds),
        "chapters": {},
        "levels": {},
        "source": "2025年版大纲",
        **content,
    }
    subject = full.pop("subject", JUNIOR)
    return _add(
        TestSpecification(
            code=code,
            number=1,
            subject=subject,
            edition="2025",
            content=full,
            content_sha256=sha256(full),
        )
    )


def make_form(
    keys: Sequence[str] = ("A", "B", "CD"), *, code: str = "junior-comprehensive-1", **changes: Any
) -> TestForm:
    """A published form with one new item per key, single keys first; `specification`, `version`, `title`, `items`."""
    kinds = {"single": sum(len(key) == 1 for key in keys)}
    kinds["multiple"] = len(keys) - kinds["single"]
    items = changes.pop("items", None) or [make_item(key) for key in keys]
    specification = changes.pop("specification", None)
    if specification is None:
        specification = queries.find_specification("junior-comprehensive-2025")
    if specification is None:
        specification = make_specification(kinds)
    revisions = queries.latest_revision_ids([item.code for item in items])
    return actions.publish_form(
        specification,
        [revisions[item.code] for item in items],
        **{
            "code": code,
            "title": {"zh": "初级综合能力 模拟卷一", "en": "Junior comprehensive, mock form 1"},
            "origin": "fixed",
            "now": NOON,
            **changes,
        },
    )


def _add(row: Any) -> Any:
    db.session.add(row)
    db.session.flush()
    return row
