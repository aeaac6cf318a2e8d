"""The map of a curriculum as a workbook, to read and to fill in."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response

from trainingapp.credentials.map_sheets import write_sheet
from trainingapp.credentials.queries import maps as queries
from trainingapp.credentials.routes.mount import bp
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/programme-maps/<int:map_id>/map.xlsx")
@require(Permission.PROGRAMME_MAP)
def download_map(map_id: int) -> Response:
    """Every point of the edition with its courses: to read, and to fill in."""
    found = queries.get_map(current(), map_id)
    taught = queries.courses_by_point(found.entries)
    lines = [
        (
            subject.title["zh"],
            f"{chapter.code} {chapter.title['zh']}",
            point.code,
            point.title["zh"],
            "、".join(taught.get(point.code, ())),
        )
        for subject in queries.list_subjects(found.edition)
        for chapter, points in queries.points_by_chapter(subject).items()
        for point in points
    ]
    name = f"{found.organisation.name} {found.programme}（{found.edition}）"
    disposition = f"attachment; filename=\"map.xlsx\"; filename*=UTF-8''{quote(name)}.xlsx"
    headers = {"Content-Disposition": disposition}
    return Response(write_sheet(lines, name), mimetype=XLSX, headers=headers)
