"""Money of a case: small grants, what is held in trust, instalments of the base, and payments that two people move."""

from __future__ import annotations

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from trainingapp.education.days import today
from trainingapp.incubator.actions import paying as actions
from trainingapp.incubator.forms.money import (
    AccountingForm,
    GrantForm,
    PaymentForm,
    RefusalForm,
    TrustForm,
    offer_papers,
)
from trainingapp.incubator.models import Case, Instalment, Payment, SmallGrant
from trainingapp.incubator.queries import money as queries
from trainingapp.incubator.routes.accounting_pages import (
    AGENCY,
    DESK,
    ON_PAGE,
    PARTIES,
    TILL,
    acting,
    done,
    fill_in,
    listed,
    papers_of,
    show,
    titles_of,
)
from trainingapp.incubator.routes.mount import bp
from trainingapp.incubator.routes.reaching import open_case
from trainingapp.rules.incubation.accounting_words import Direction
from trainingapp.rules.incubation.words import Actor
from trainingapp.rules.permissions import Permission
from trainingapp.web.auth import current, require

HERE = "/incubation/cases/<int:case_id>"


@bp.get("/incubation/payments")
@require(Permission.INCUBATOR_OVERSEE)
def list_payments() -> str:
    """Payments that wait to be released, of all cases the reader reaches."""
    return show(
        "list_payments",
        page=listed(queries.select_all_waiting(current())),
    )


@bp.get(f"{HERE}/money")
@require(Permission.CASE_OPEN)
def show_money(case_id: int) -> ResponseReturnValue:
    """Grants, the trust account, the base's instalments and payments of a case."""
    case, actors = open_case(case_id, PARTIES)
    return _show(case, actors)


def _show(
    case: Case, actors: frozenset[Actor], *, refusing: RefusalForm | None = None
) -> ResponseReturnValue:
    grants, waiting = queries.list_grants(case), queries.list_waiting(case)
    moved = listed(queries.select_trust(case))
    shown: list[SmallGrant | Payment] = [*grants, *waiting]
    shown += [one.payment for one in moved.items]
    page = show(
        "show_money",
        case=case,
        actors=actors,
        grants=grants,
        waiting=waiting,
        papers=titles_of(case, [one.document_id for one in shown]),
        instalments=queries.list_own_instalments(case),
        balance=queries.trust_balance(case)[1],
        page=moved,
        refusing=refusing or RefusalForm(),
        is_agency=bool(actors & AGENCY),
        is_office=bool(actors & DESK),
        is_till=bool(actors & TILL),
        me=current().id,
    )
    return page, 422 if refusing else 200


@bp.route(f"{HERE}/grants/new", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def ask_grant(case_id: int) -> ResponseReturnValue:
    """Ask the base for a small grant."""
    case, _actors = open_case(case_id, DESK | AGENCY)
    form = GrantForm()
    if form.validate_on_submit():
        actions.ask_grant(
            case,
            purpose=form.purpose.data or "",
            amount=form.amount.data,
            **acting(),
        )
        return _done(case, _("The grant is asked for."))
    return _fill(case, form, _("Ask for a small grant"), submit=_("Ask for it"))


@bp.route(f"{HERE}/grants/<int:grant_id>/accounting", methods=ON_PAGE)
@require(Permission.CASE_OPEN)
def account_for_grant(case_id: int, grant_id: int) -> ResponseReturnValue:
    """Say what became of a grant."""
    case, _actors = open_case(case_id, DESK | AGENCY, lock=True)
    grant = queries.get_grant(case, grant_id)
    form = AccountingForm(obj=grant)
    offer_papers(form, papers_of(case))
    if form.validate_on_submit():
        actions.account_for_grant(
            grant,
            spent=form.spent.data,
            returned=form.returned.data,
            document_id=form.document_id.data,
            now=acting()["now"],
        )
        return _done(case, _("Your account of the grant is entered."))
    title = _("Account for “%(purpose)s”", purpose=grant.purpose)
    return _fill(case, form, title, submit=_("Enter the account"))


@bp.post(f"{HERE}/grants/<int:grant_id>/settlement")
@require(Permission.INCUBATOR_WORK)
def settle_grant(case_id: int, grant_id: int) -> ResponseReturnValue:
    """Accept what was said of a grant."""
    case, _actors = open_case(case_id, TILL, lock=True)
    grant = queries.get_grant(case, grant_id)
    actions.settle_grant(grant, **acting())
    return _done(case, _("The grant is settled."))


@bp.route(f"{HERE}/grants/<int:grant_id>/payment", methods=ON_PAGE)
@require(Permission.INCUBATOR_WORK)
def pay_grant(case_id: int, grant_id: int) -> ResponseReturnValue:
    """Propose to pay a grant."""
    case, _actors = open_case(case_id, DESK, lock=True)
    grant = queries.get_grant(case, grant_id)
    form = PaymentForm(amount=grant.amount, purpose=grant.purpose, moved_on=today())
    offer_papers(form, papers_of(case))
    if form.validate_on_submit():
        actions.propose_grant(case, grant, _movement(form), **acting())
        return _proposed(case)
    return _fill(case, form, _("Propose a payment"), submit=_("Propose it"))


@bp.route(f"{HERE}/instalments/<int:instalment_id>/payment", methods=ON_PAGE)
@require(Permission.INCUBATOR_WORK)
def pay_instalment(case_id: int, instalment_id: int) -> ResponseReturnValue:
    """Propose to pay an instalment of the base's own money."""
    case, _actors = open_case(case_id, DESK, lock=True)
    instalment = _own_instalment(case, instalment_id)
    form = PaymentForm(
        amount=instalment.amount, purpose=instalment.contract.title, moved_on=today()
    )
    offer_papers(form, papers_of(case))
    if form.validate_on_submit():
        actions.propose_instalment(case, instalment, _movement(form), **acting())
        return _proposed(case)
    return _fill(case, form, _("Propose a payment"), submit=_("Propose it"))


def _own_instalment(case: Case, instalment_id: int) -> Instalment:
    found = [one for one in queries.list_own_instalments(case) if one.id == instalment_id]
    return found[0] if found else abort(404)


@bp.route(f"{HERE}/trust/new", methods=ON_PAGE)
@require(Permission.INCUBATOR_WORK)
def move_trust(case_id: int) -> ResponseReturnValue:
    """Propose money into the trust account of a team, or out of it."""
    case, _actors = open_case(case_id, DESK, lock=True)
    form = TrustForm(moved_on=today())
    offer_papers(form, papers_of(case))
    if form.validate_on_submit():
        actions.propose_trust(
            case,
            Direction(form.direction.data),
            _movement(form),
            **acting(),
        )
        return _proposed(case)
    return _fill(case, form, _("Move money held in trust"), submit=_("Propose it"))


@bp.post(f"{HERE}/payments/<int:payment_id>/release")
@require(Permission.INCUBATOR_WORK)
def release_payment(case_id: int, payment_id: int) -> ResponseReturnValue:
    """Release what another person proposed."""
    case, _actors = open_case(case_id, TILL, lock=True)
    payment = queries.get_payment(case, payment_id)
    actions.release_payment(case, payment, **acting())
    return _done(case, _("The payment is released."))


@bp.post(f"{HERE}/payments/<int:payment_id>/refusal")
@require(Permission.INCUBATOR_WORK)
def refuse_payment(case_id: int, payment_id: int) -> ResponseReturnValue:
    """Do not release a payment, or take one's own proposal back."""
    case, actors = open_case(case_id, DESK, lock=True)
    payment = queries.get_payment(case, payment_id)
    if payment.proposed_by_id != current().id and not actors & TILL:
        open_case(case_id, TILL)
    form = RefusalForm()
    if not form.validate_on_submit():
        return _show(case, actors, refusing=form)
    actions.refuse_payment(payment, note=form.note.data or "", **acting())
    return _done(case, _("The payment is not released."))


def _movement(form: PaymentForm) -> actions.Movement:
    return actions.Movement(
        amount=form.amount.data,
        moved_on=form.moved_on.data,
        purpose=form.purpose.data or "",
        counterparty=form.counterparty.data or "",
        document_id=form.document_id.data,
    )


def _fill(
    case: Case, form: GrantForm | AccountingForm | PaymentForm, title: str, *, submit: str
) -> ResponseReturnValue:
    back = url_for("incubator.show_money", case_id=case.id)
    return fill_in(case, form, title, back=back, submit=submit)


def _proposed(case: Case) -> ResponseReturnValue:
    return _done(case, _("The payment is proposed. Another person of the base releases it."))


def _done(case: Case, sentence: str) -> ResponseReturnValue:
    return done(sentence, "show_money", case_id=case.id)
