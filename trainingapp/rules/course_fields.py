"""The fields of practice that a course may be about.

After the chapters of the exam's practice paper: 2018 edition (children, the old, women, disability, corrections,
veterans, relief, family, school, community, health, enterprises) and 2025 edition (letters and visits, disasters).
"""

from __future__ import annotations

from enum import StrEnum


class Field(StrEnum):
    """One field of social work; a course is about one of them, or about none in particular."""

    FOUNDATIONS = "foundations"
    YOUTH = "youth"
    AGEING = "ageing"
    FAMILY = "family"
    DISABILITY = "disability"
    CORRECTIONS = "corrections"
    DRUGS = "drugs"
    COMMUNITY = "community"
    HEALTH = "health"
    SCHOOL = "school"
    WORKPLACE = "workplace"
    VETERANS = "veterans"
    RELIEF = "relief"
    PETITIONS = "petitions"
    DISASTERS = "disasters"
