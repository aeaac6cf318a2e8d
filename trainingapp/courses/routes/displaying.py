"""The pages and pictures of a lesson with their addresses, which differ by who reads it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import request, url_for

from trainingapp.courses.articles import Picture
from trainingapp.courses.images import Findings, look_through
from trainingapp.courses.models import DocumentPage, Lesson, LessonProgress, MakingState
from trainingapp.courses.queries.documents import document_of, read_portion
from trainingapp.courses.queries.packages import list_registrations
from trainingapp.courses.routes.package_display import PackageDisplay
from trainingapp.courses.routes.playing import Player, show_player
from trainingapp.rules.course_versions import LessonKind
from trainingapp.web.auth import current

MOST_WORDS = 80


class LessonDisplay:
    """What a lesson shows besides its text. `family` begins the names of its views, say `courses.show`."""

    def __init__(
        self,
        lesson: Lesson,
        family: str,
        *,
        progress: LessonProgress | None = None,
        **place: object,
    ) -> None:
        self.lesson, self.family, self.place = lesson, family, place
        self.document = document_of(lesson)
        self.progress = progress
        self.resume = progress.position if progress and self.document else 0
        self.package = self._package()
        self.portion = None
        if self.document is not None:
            self.portion = read_portion(
                self.document,
                number=request.args.get("page", type=int),
                at=request.args.get("at", type=int) or self.resume or None,
                words=request.args.get("find", "").strip()[:MOST_WORDS],
            )

    def _package(self) -> PackageDisplay | None:
        """The package of the lesson, with what its learner has done of it."""
        if self.lesson.kind != LessonKind.PACKAGE:
            return None
        course_id = self.place.get("course_id")
        if self.family != "courses.show" or not isinstance(course_id, int):
            return PackageDisplay(self.lesson, {})
        rows = list_registrations(current().id, course_id, key=self.lesson.key)
        return PackageDisplay(self.lesson, rows)

    @property
    def launch_url(self) -> str:
        """Where a package is opened."""
        return self._address("launch")

    @property
    def player(self) -> Player:
        """The player of a video."""
        return show_player(self.lesson, self.family, self.place, progress=self.progress)

    @property
    def seen(self) -> Sequence[int]:
        """The numbers of the pages that the reader has seen."""
        spans = self.progress.covered if self.progress else []
        return [number for start, end in spans for number in range(start + 1, end + 1)]

    def page_url(self, page: DocumentPage, size: str) -> str:
        """Where the picture of a page is. It names the content, so that a new one is not taken for the old."""
        version = page.small_file_id if size == "small" else page.large_file_id
        return self._address("page", number=page.number, size=size, v=version)

    def image_url(self, name: str, version: int | None) -> str:
        """Where a picture of the article is."""
        return self._address("image", name=name, v=version)

    def _address(self, what: str, **values: object) -> str:
        return url_for(f"{self.family}_{what}", **self.place, **values)  # type: ignore[arg-type]

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures that the article may show."""
        return tuple(
            Picture(
                image.name,
                self.image_url(image.name, image.stored_file_id),
                image.width or 1,
                image.height or 1,
            )
            for image in self.lesson.images
            if image.state == MakingState.READY
        )

    @property
    def findings(self) -> Findings | None:
        """What its author should look at again in the pictures of an article."""
        if self.lesson.kind != LessonKind.ARTICLE:
            return None
        names = [image.name for image in self.lesson.images]
        return look_through(self.lesson.content.get("markdown", ""), names)
