"""Communities and how they are covered: the figures against the target, the list, and the list as a workbook."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.education.days import today
from trainingapp.incubator import registry_wording
from trainingapp.incubator.forms.communities import CommunityFilterForm
from trainingapp.incubator.queries import communities as queries
from trainingapp.incubator.routes import community_files as files
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.target_files import list_targets
from trainingapp.rules.incubation.coverage import measure
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require
from trainingapp.web.pages import paginate


@bp.get("/incubation/communities")
@require(Permission.INCUBATOR_OVERSEE)
def list_communities() -> ResponseReturnValue:
    """How the communities of an area are covered, against the target, and each of them."""
    form = CommunityFilterForm(request.args)
    form.offer_kinds()
    is_valid = form.validate()
    if "area" not in request.args:
        form.area.data = files.own_area(current())
    area = (form.area.data or "") if is_valid else ""
    chosen = queries.select_communities(
        area,
        text=(form.q.data or "") if is_valid else "",
        kind=(form.kind.data or "") if is_valid else "",
    )
    page = paginate(chosen, per_page=queries.PER_PAGE)
    return render_template(
        "incubator/list_communities.html",
        page=page,
        form=form,
        coverage=measure(queries.list_totals(area), list_targets(), on=today()),
        agencies=queries.count_agencies([one.id for one in page.items], today()),
        may_bring=bool(files.led_prefixes(current())),
        registry_words=registry_wording,
    ), (200 if is_valid else 422)


@bp.get("/incubation/communities.xlsx")
@require(Permission.INCUBATOR_OVERSEE)
def download_communities() -> ResponseReturnValue:
    """The communities that the list shows as a workbook; of an area that has none it is the template."""
    form = CommunityFilterForm(request.args)
    form.offer_kinds()
    if not form.validate():
        asked = {name: request.args.get(name) for name in ("area", "q", "kind")}
        return redirect(url_for("incubator.list_communities", _external=False, **asked), 303)
    chosen = queries.select_communities(
        form.area.data or "", text=form.q.data or "", kind=form.kind.data or ""
    )
    return files.send_sheet(chosen)
