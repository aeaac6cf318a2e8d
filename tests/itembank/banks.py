"""A small question bank without faults, as files, for tests to break or to load."""

from __future__ import annotations

from datetime import date
from pathlib import Path

ON = date(2026, 12, 31)
LAWS = "laws.yaml"
POLICIES = "policies.yaml"
SYLLABUS = "syllabi/2025/junior-comprehensive.yaml"
SPECIFICATION = "specifications/junior-comprehensive.yaml"
ITEMS = "items/junior-comprehensive/one.yaml"
FORM = "forms/junior-comprehensive/one.yaml"

SINGLE = """\
- code: {code}
  kind: single
  status: ready
  knowledge: [{knowledge}]
  level: {level}
  facility: {{expected: 0.65, reason: 两种做法容易混淆}}
  stem: >-
    社会工作者小李走访独居老人时，
    下列做法中，最恰当的是（　　）。{code}
  options:
    A: {{text: 立即告知子女, why: 没有先征得老人同意}}
    B: {{text: 先倾听老人的想法, why: 建立关系从倾听开始}}
    C: {{text: 安排入住养老院, why: 没有评估需要}}
    D: {{text: 转介给志愿者, why: 过早转介}}
  key: B
  rationale: 接案阶段的首要任务是建立专业关系。
  sources: [2025年版大纲 第一章]
  anchors: []
  origin: original
  author: 内容组甲
  reviews:
    - {{reader: 审题组乙, answer: B, verdict: agree, second_defensible: false, "on": 2026-11-22, note: ""}}
"""
MULTIPLE = """\
- code: JC-02-0001
  kind: multiple
  status: ready
  knowledge: [JC02.1.01]
  level: understand
  facility: {expected: 0.45, reason: 第四项容易漏选}
  stem: 根据慈善法，下列活动中，属于慈善活动的有（　　）。
  options:
    A: {text: 扶贫, why: 第三条列明}
    B: {text: 济困, why: 第三条也列明}
    C: {text: 开办商场, why: 属于经营}
    D: {text: 助残, why: 第三条第二项列明}
    E: {text: 出售商品, why: 属于买卖}
  key: ABD
  rationale: 慈善活动限于法定的公益活动。
  sources: [慈善法第三条]
  anchors:
    - {law: charity-law, version: "2023-12-29", article: "3", phrase: 自愿开展的下列公益活动}
  origin: original
  author: 内容组甲
  enemies: []
  reviews:
    - {reader: 审题组乙, answer: ABD, verdict: agree, second_defensible: false, "on": 2026-11-22, note: ""}
"""
DRAFT = """\
- code: JC-01-0009
  kind: essay
  status: draft
  knowledge: [JC01.1.02]
  level: apply
  facility: {expected: 0.5, reason: 需要综合运用}
  stimulus: 某街道拟开展老年人互助服务。
  tasks:
    - prompt: 请论述服务方案的设计步骤。
      points: 10
      rubric:
        - {point: 需求评估, points: 6, accept: [评估需求, 需求调查]}
        - {point: 目标设定, points: 4}
      model_answer: 先评估需求，再设定目标。
      common_mistakes: [没有目标]
  rationale: 方案设计始于需求评估。
  sources: [2025年版大纲 第一章]
  origin: original
  author: 内容组甲
"""
FILES = {
    LAWS: """\
- code: charity-law
  title: 中华人民共和国慈善法
  short: 慈善法
  versions:
    - {version: "2016-03-16", effective_from: "2016-09-01", effective_to: "2024-09-04", source: 数据库}
    - {version: "2023-12-29", effective_from: "2024-09-05", effective_to: null, source: 数据库}
- code: prison-law
  title: 中华人民共和国监狱法
  short: 监狱法
  versions:
    - {version: "2026-04-30", effective_from: "2027-03-01", source: 数据库}
""",
    POLICIES: """\
- {code: cn-objective, version: 1, single: "1", multiple: "2", per_option: "0.5", source: 试卷说明}
""",
    SYLLABUS: """\
edition: "2025"
subject: junior-comprehensive
code: JC
title: {zh: 社会工作综合能力（初级）, en: Comprehensive ability (junior)}
first_exam_year: 2026
chapters:
  - code: JC01
    title: {zh: 社会工作服务的内涵, en: Social work service}
    confidence: official
    weight: {min: 8, max: 13, source: 机构统计}
    sections:
      - code: JC01.1
        title: {zh: 目标与功能, en: Goals}
        points:
          - {code: JC01.1.01, title: {zh: 目标}}
          - {code: JC01.1.02, title: {zh: 功能}}
          - {code: JC01.1.03, title: {zh: 旧知识点}, retired: true}
  - code: JC02
    title: {zh: 慈善, en: Charity}
    confidence: notes
    sections:
      - code: JC02.1
        title: {zh: 慈善法, en: Charity law}
        points:
          - {code: JC02.1.01, title: {zh: 慈善活动}}
""",
    "syllabi/2025/junior-practice.yaml": """\
edition: "2025"
subject: junior-practice
code: JP
title: {zh: 社会工作实务（初级）, en: Practice (junior)}
first_exam_year: 2026
chapters:
  - code: JP01
    title: {zh: 通用过程, en: General process}
    confidence: official
    sections:
      - code: JP01.1
        title: {zh: 接案, en: Intake}
        points:
          - {code: JP01.1.01, title: {zh: 接案准备}}
""",
    SPECIFICATION: """\
subject: junior-comprehensive
code: junior-comprehensive-2025
edition: "2025"
minutes: 120
policy: cn-objective@1
cut_score: "2.4"
full_score: "4"
kinds: {single: 2, multiple: 1}
chapters:
  JC01: {min: 1, max: 2}
  JC02: {min: 1, max: 2}
levels: {recall: {min: 0, max: 1}, understand: {min: 1, max: 2}, apply: {min: 1, max: 2}}
source: 2025年版大纲
""",
    ITEMS: "".join(
        [
            SINGLE.format(code="JC-01-0001", knowledge="JC01.1.01", level="apply"),
            SINGLE.format(code="JC-01-0002", knowledge="JC01.1.02, JC01.1.01", level="recall"),
            MULTIPLE,
            DRAFT,
            SINGLE.format(code="JC-01-0003", knowledge="JC01.1.01", level="apply"),
        ]
    ),
    FORM: """\
code: junior-comprehensive-1
version: 1
title: {zh: 初级综合能力 模拟卷一, en: "Junior comprehensive ability, mock form 1"}
specification: junior-comprehensive-2025
items: [JC-01-0001,
  JC-01-0002,
  JC-02-0001]
""",
}


def write_bank(folder: Path, **changes: str) -> Path:
    """Write the bank; `changes` replaces whole files by name, None leaves one out."""
    for name, text in {**FILES, **changes}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def write_large(folder: Path, items: int, *, per_file: int = 500) -> Path:
    """The bank with so many single items more, all different, a file for every five hundred."""
    write_bank(folder)
    for start in range(0, items, per_file):
        text = "".join(
            SINGLE.format(
                code=f"JC-01-{number:05d}", knowledge="JC01.1.01, JC01.1.02", level="apply"
            )
            for number in range(10_000 + start, 10_000 + min(start + per_file, items))
        )
        path = folder / f"items/junior-comprehensive/more-{start:05d}.yaml"
        path.write_text(text, encoding="utf-8")
    return folder


def changed(file: str, old: str, new: str) -> dict[str, str]:
    """The file with the first `old` replaced; `old` must be there."""
    assert old in FILES[file], f"{old!r} is not in {file}"
    return {file: FILES[file].replace(old, new, 1)}


def write_statutes(folder: Path) -> Path:
    """The text of the charity law's third article, as `--laws` expects it."""
    folder.mkdir(exist_ok=True)
    (folder / "index.json").write_text(
        '[{"file": "慈善法.md", "title": "中华人民共和国慈善法", "published": "2023-12-29", '
        '"effective": "2024-09-05"}]',
        encoding="utf-8",
    )
    (folder / "慈善法.md").write_text(
        "# 中华人民共和国慈善法\n\n公布 2023-12-29\n\n## 第一章 总  则\n\n"
        "- **第二条** 自然人、法人和非法人组织开展慈善活动，适用本法。\n\n"
        "- **第三条** 本法所称慈善活动，是指自愿开展的下列\n\n  公益活动：\n\n  - （一）扶贫、济困；\n\n"
        "## 第二章 慈善组织\n\n- **第十四条之一** 增加的条文。\n",
        encoding="utf-8",
    )
    return folder
