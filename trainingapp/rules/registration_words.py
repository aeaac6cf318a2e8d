"""The words of registration (登记) and of employment: steps, kinds, and how an employment stands."""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """Where an application stands, as the national system names it (民发〔2009〕44号, since March 2021 online)."""

    NOT_APPLIED = "not_applied"  # 未申请
    PENDING = "pending"  # 待审核
    FIRST_PASSED = "first_passed"  # 初审通过
    FIRST_REFUSED = "first_refused"  # 初审未通过
    FINAL_PASSED = "final_passed"  # 终审通过
    FINAL_REFUSED = "final_refused"  # 终审未通过
    REGISTERED = "registered"  # 登记已完成
    ISSUED = "issued"  # 已出证


class RegistrationKind(StrEnum):
    """The first registration after passing, or one of those that follow."""

    FIRST = "first"
    RENEWAL = "renewal"


class EmploymentState(StrEnum):
    """What the employer has said of an employment that somebody states."""

    STATED = "stated"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"  # by the person, before anybody has confirmed it


class EmploymentAct(StrEnum):
    """What happened to an employment."""

    STATE = "state"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    END = "end"
