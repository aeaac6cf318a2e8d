"""A made-up edition of the syllabus after the one of `banks`: one point moved, one new, one dropped, one reworded."""

from __future__ import annotations

from tests.itembank.banks import FILES, SYLLABUS

NEW_SYLLABUS = "syllabi/2030/junior-comprehensive.yaml"
POINT = "          - {{code: {code}, title: {{zh: {title}}}{more}}}\n"


def point(code: str, title: str, more: str = "") -> str:
    """A line of a syllabus."""
    return POINT.format(code=code, title=title, more=more)


NEW_EDITION = (
    """\
edition: "2030"
subject: junior-comprehensive
code: JC
title: {zh: 社会工作综合能力（初级）, en: Comprehensive ability (junior)}
first_exam_year: 2031
chapters:
  - code: JC01
    title: {zh: 社会工作服务的内涵, en: Social work service}
    confidence: inference
    sections:
      - code: JC01.1
        title: {zh: 目标与功能}
        points:
"""
    + point("JC01.1.01", "社会工作的目标")  # reworded
    + point("JC01.1.04", "数字化服务")  # new
    + """\
  - code: JC03
    title: {zh: 公益慈善, en: Charity}
    confidence: official
    formerly: JC02
    sections:
      - code: JC03.1
        title: {zh: 慈善法规}
        formerly: JC02.1
        points:
"""
    + point("JC03.1.01", "慈善活动")  # moved, as its words say
)  # JC01.1.02 is dropped


def with_new_edition(text: str = NEW_EDITION) -> dict[str, str]:
    """The bank with both editions."""
    assert SYLLABUS in FILES
    return {NEW_SYLLABUS: text}
