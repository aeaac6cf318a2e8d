"""What the worker does for packages: unpacks them, and forgets those that no lesson has any more."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from trainingapp.courses.actions import packages as actions
from trainingapp.courses.models import PackageState
from trainingapp.courses.packages.unpacking import unpack
from trainingapp.courses.packages.violations import PackageRefused
from trainingapp.courses.queries import packages as queries
from trainingapp.extensions import db
from trainingapp.files.queries import find_stored_file
from trainingapp.jobs.registry import every, job
from trainingapp.web.transactions import commit_now, start_writing


@job(actions.UNPACK, lease_seconds=1800, attempts=4, reads_first=True)
def unpack_package(*, package_id: int, now: datetime) -> None:
    """Unpack an archive, or note for its author why it is not taken."""
    package = queries.find_package_to_unpack(package_id)
    archive = find_stored_file(package.sha256) if package else None
    if package is None or archive is None or package.state != PackageState.WAITING:
        return
    db.session.expunge_all()
    db.session.rollback()  # unpacking takes a while: no transaction stays open for it
    try:
        unpacked = unpack(archive, settings=current_app.config["SETTINGS"])
    except PackageRefused as violation:
        start_writing()
        actions.refuse_package(package_id, violation)
    else:
        start_writing()
        actions.keep_unpacked(package_id, unpacked, now=now)
    commit_now()


@every(seconds=6 * 3600)
def forget_packages(*, now: datetime) -> None:  # noqa: ARG001 - the timetable's signature
    """Forget packages whose archive has gone."""
    actions.remove_unused()
