"""The Word template: two examples in the layout that is read, and how to write more."""

from __future__ import annotations

import io

from docx import Document
from docx.oxml.ns import qn

GUIDE = (
    "请保留题号、选项字母和【】里的名称；题型由小标题或选项个数决定。上传后先检查，不写入题库。",
    "题号写成“1．”，选项写成“A．”，可以一行一项，也可以几项写在一行。请直接输入题号，不要用自动编号。",
    "表格和图片不读取。【考点】写大纲知识点的编号或完整名称；【难度】写预计答对率和理由。",
)
EXAMPLES = (
    "一、单项选择题",
    "1．社会工作者小李走访独居老人时，下列做法中，最恰当的是（　　）。",
    "A．立即告知老人的子女",
    "B．先倾听老人的想法",
    "C．尽快安排入住养老院",
    "D．直接转介给志愿者",
    "【答案】B",
    "【解析】接案阶段的首要任务是建立专业关系，其他做法都跳过了评估。",
    "【选项解析】A：没有先征得老人同意。B：建立专业关系从倾听开始。C：没有评估需要。D：过早转介。",
    "【考点】JC06.1.01",
    "【认知层次】应用",
    "【难度】0.65（需区分两种相近技巧，约三分之一考生会混淆）",
    "【依据】2025年版大纲（初级综合能力）个案社会工作服务方法",
    "二、多项选择题",
    "1．根据《慈善法》，下列活动中，属于慈善活动的有（　　）。",
    "A．扶贫、济困　B．扶老、救孤　C．开办商场　D．助残、优抚　E．出售自产商品",
    "【答案】ABD",
    "【解析】慈善活动限于法律列明的公益活动，经营和买卖不在其中。",
    "【选项解析】A：第三条列明。B：第三条列明。C：属于经营活动。D：第三条列明。E：属于买卖。",
    "【考点】JC02.1.01",
    "【认知层次】理解",
    "【难度】0.45（第四项容易漏选）",
    "【依据】《慈善法》第三条",
    "【法条】《慈善法》2023-12-29 第3条：自愿开展的下列公益活动",
)


def write_template() -> bytes:
    """A document that shows the layout and can be filled in."""
    document = Document()
    style = document.styles["Normal"]
    style.font.name = "宋体"
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    document.add_heading("试题导入模板", level=1)
    for sentence in GUIDE:
        document.add_paragraph(sentence)
    for line in EXAMPLES:
        document.add_paragraph(line)
    body = io.BytesIO()
    document.save(body)
    return body.getvalue()
