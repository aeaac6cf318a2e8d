"""The file fields of a lesson's form."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request
from flask_babel import gettext as _

from trainingapp.courses.actions import authoring as actions
from trainingapp.courses.actions.images import add_image
from trainingapp.courses.media import PICTURES, ROLES, Role
from trainingapp.courses.models import Lesson
from trainingapp.courses.routes.arrivals import check_arrived, follow_up
from trainingapp.files.models import Upload
from trainingapp.files.posting import SUFFIX, received_uploads
from trainingapp.files.violations import UploadRefused
from trainingapp.web.auth import current
from trainingapp.web.clock import now
from trainingapp.web.errors import sentence


class Files:
    """The file fields of a lesson's form: what each takes, what has come, what is wrong."""

    def __init__(self, kind: str, lesson: Lesson | None = None) -> None:
        self.roles: Sequence[Role] = ROLES.get(kind, ())
        self.names = {file.role: file.name for file in lesson.files} if lesson else {}
        self.uploads: dict[str, Sequence[Upload]] = {}
        self.errors: dict[str, str] = {}

    def receive(self) -> None:
        """Take what the form has sent, if it was sent."""
        for role in self.roles if request.method == "POST" else ():
            try:
                found = received_uploads(role.name, user=current(), purpose=role.purpose, now=now())
                check_arrived(role, found)
            except UploadRefused as violation:
                self.errors[role.name] = sentence(violation)
                continue
            self.uploads[role.name] = found if role.is_many else found[-1:]
            if role.is_needed and not found and role.name not in self.names:
                self.errors[role.name] = _("Choose a file.")

    def arrived(self, role: str) -> Sequence[Upload]:
        """What had arrived before the form was sent: it is still there when the form is refused."""
        ids = request.form.getlist(f"{role}{SUFFIX}")
        return [upload for upload in self.uploads.get(role, ()) if upload.id in ids]

    def attach(self, lesson: Lesson) -> None:
        """Give the lesson what has come."""
        for role, uploads in self.uploads.items():
            for upload in uploads:
                if role == PICTURES:
                    add_image(lesson, upload, now=now())
                else:
                    actions.attach_file(lesson, role, upload, now=now())
                follow_up(lesson, role, upload.stored_file)
