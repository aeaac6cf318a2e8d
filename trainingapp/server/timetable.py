"""Brings the job functions of all parts together: a worker that loads this knows them all.

It also holds the repeated work of parts that stand below `jobs`.
"""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from trainingapp.accounts import jobs as account_jobs
from trainingapp.audit.actions import remove_expired
from trainingapp.classes import jobs as class_jobs
from trainingapp.courses import document_jobs, package_jobs, video_jobs
from trainingapp.credentials import (
    batch_jobs,
    evidence_jobs,
    registration_jobs,
    run_jobs,
    watch_jobs,
)
from trainingapp.exams import jobs as exam_jobs
from trainingapp.exams.actions import sittings
from trainingapp.files import jobs as file_jobs
from trainingapp.incubator import (
    compliance_jobs,
    due_jobs,
    passing_jobs,
    reporting_jobs,
    residence_jobs,
    staffing_jobs,
)
from trainingapp.itembank import jobs as bank_jobs
from trainingapp.jobs import jobs as job_jobs
from trainingapp.jobs.registry import every
from trainingapp.notices import jobs as notice_jobs

MODULES = (
    account_jobs,
    file_jobs,
    document_jobs,
    package_jobs,
    video_jobs,
    bank_jobs,
    exam_jobs,
    class_jobs,
    batch_jobs,
    evidence_jobs,
    registration_jobs,
    run_jobs,
    watch_jobs,
    compliance_jobs,
    due_jobs,
    passing_jobs,
    reporting_jobs,
    residence_jobs,
    staffing_jobs,
    job_jobs,
    notice_jobs,
)


@every(seconds=24 * 60 * 60, name="audit.remove_expired")
def remove_expired_entries(*, now: datetime) -> None:
    """Remove audit entries past the time that the settings keep them, never before a year."""
    remove_expired(keep_months=int(current_app.config["AUDIT_KEEP_MONTHS"]), now=now)


@every(seconds=5 * 60, name="exams.open_self_service")
def open_self_service(*, now: datetime) -> None:
    """Let candidates sit every form that `bank load` has brought since the last time."""
    sittings.open_self_service(now=now)
