"""Applying, reviewing and deciding: their tables together."""

from trainingapp.incubator.models.applications import (
    AgencyTrait,
    Application,
    ApplicationForm,
    ApplicationPaper,
    ApplicationPart,
    ApplicationRevision,
    CaseLetter,
    DuplicateCleared,
    PaperAsked,
    Screening,
)
from trainingapp.incubator.models.determinations import (
    Appeal,
    Decider,
    Determination,
    Objection,
    PublicNotice,
    WaitPlace,
)
from trainingapp.incubator.models.reviews import (
    Interview,
    Moderation,
    RankingRecord,
    Review,
    ReviewScheme,
    RubricVersion,
)

__all__ = [
    "AgencyTrait",
    "Appeal",
    "Application",
    "ApplicationForm",
    "ApplicationPaper",
    "ApplicationPart",
    "ApplicationRevision",
    "CaseLetter",
    "Decider",
    "Determination",
    "DuplicateCleared",
    "Interview",
    "Moderation",
    "Objection",
    "PaperAsked",
    "PublicNotice",
    "RankingRecord",
    "Review",
    "ReviewScheme",
    "RubricVersion",
    "Screening",
    "WaitPlace",
]
