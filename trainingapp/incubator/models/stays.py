"""The stay of an agency in a base: its tables together."""

from trainingapp.incubator.models.assessments import (
    Assessment,
    Evaluation,
)
from trainingapp.incubator.models.encounters import (
    AgreedAction,
    Encounter,
    Incident,
    RiskFlag,
)
from trainingapp.incubator.models.leaving import (
    Dismissal,
    FollowUp,
    FollowUpContact,
    Handover,
    HandoverItem,
    LeaveNotice,
    Rectification,
    RectificationItem,
)
from trainingapp.incubator.models.plans import PlanItem, Task
from trainingapp.incubator.models.residence import (
    Agreement,
    DeskAssignment,
    EarlyConsent,
    Equipment,
    EquipmentLoan,
    Extension,
    Pledge,
)
from trainingapp.incubator.models.suspensions import Suspension

__all__ = [
    "AgreedAction",
    "Agreement",
    "Assessment",
    "DeskAssignment",
    "Dismissal",
    "EarlyConsent",
    "Encounter",
    "Equipment",
    "EquipmentLoan",
    "Evaluation",
    "Extension",
    "FollowUp",
    "FollowUpContact",
    "Handover",
    "HandoverItem",
    "Incident",
    "LeaveNotice",
    "PlanItem",
    "Pledge",
    "Rectification",
    "RectificationItem",
    "RiskFlag",
    "Suspension",
    "Task",
]
