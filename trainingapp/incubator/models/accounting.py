"""Reports, figures, contracts, projects and money: their tables together."""

from trainingapp.incubator.models.contracts import (
    Contract,
    Deliverable,
    Instalment,
)
from trainingapp.incubator.models.indicators import (
    IndicatorAssignment,
    IndicatorPeriod,
    IndicatorValue,
)
from trainingapp.incubator.models.money import (
    FinancePeriod,
    Payment,
    SmallGrant,
    TrustEntry,
)
from trainingapp.incubator.models.projects import (
    ProjectArea,
    ProjectEvaluation,
    ServiceProject,
)
from trainingapp.incubator.models.reports import (
    Report,
    ReportEvidence,
    ReportSchedule,
    ReportVersion,
)

__all__ = [
    "Contract",
    "Deliverable",
    "FinancePeriod",
    "IndicatorAssignment",
    "IndicatorPeriod",
    "IndicatorValue",
    "Instalment",
    "Payment",
    "ProjectArea",
    "ProjectEvaluation",
    "Report",
    "ReportEvidence",
    "ReportSchedule",
    "ReportVersion",
    "ServiceProject",
    "SmallGrant",
    "TrustEntry",
]
