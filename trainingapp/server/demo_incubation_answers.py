"""What the applicants of the demonstration write in their forms; no two have the same address or telephone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainingapp.server.demo_incubation_walk import Walk

NO = ("on_lists", "penalty", "false_papers", "disputes", "barred", "purpose")
NO_WHEN_REGISTERED = ("inspection", "branch", "account", "rules")
FIELDS = ("elder_care", "children", "community", "disability", "health", "school")


def answers_of(walk: Walk) -> dict[str, dict[str, Any]]:
    """Every page of the form."""
    agency, number = walk.agency, walk.number
    field = FIELDS[number % len(FIELDS)]
    basics = {
        "name": walk.name,
        "legal_representative": walk.leader.display_name,
        "address": f"滨江区和平路 {100 + number} 号（演示）",
        "phone": f"0311-801{number:05}",
        "fields": [field, "volunteers"],
    }
    declared = dict.fromkeys(NO, "no")
    if agency is None:
        basics["register_by"] = (walk.today + timedelta(days=180)).isoformat()
    else:
        declared |= dict.fromkeys(NO_WHEN_REGISTERED, "no")
        basics |= {"agency_kind": "service", "credit_code": agency.credit_code or ""}
        basics["registered_on"] = agency.registered_on.isoformat() if agency.registered_on else ""
    return {
        "basics": basics,
        "service": {
            "need": "走访 320 户，其中 146 户需要定期上门服务；数据来自社区台账（演示）。",
            "model": "个案与小组结合，每季度用量表衡量改变。",
            "area": "滨江区三个街道",
        },
        "team": {
            "full_time": "4",
            "qualified": "2",
            "team_text": "四名专职，其中两名持证；负责人有八年一线经验。",
        },
        "plan": {
            "track": "m12",
            "mode": "physical",
            "desks": "2",
            "goals": "半年内健全制度，一年内完成一个购买服务项目并通过评估。",
            "budget": "180000.00",
            "sources": "政府购买服务、公益创投、捐赠",
            "gaps": "督导、财务制度、项目书写",
        },
        "precheck": declared,
    }
