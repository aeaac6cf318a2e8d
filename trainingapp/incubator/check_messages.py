"""What is to be done for each check, as message ids of tasks and of what a passage still needs."""

from __future__ import annotations

from collections.abc import Mapping


def _(text: str) -> str:
    """Mark a message id; it is translated where it is shown."""
    return text


TO_DO: Mapping[str, str] = {
    "R01": _("Put right: unified social credit code"),
    "R02": _("Put right: certificate of registration"),
    "R03": _("Put right: no activity under a name before registration"),
    "R04": _("Put right: days of the registration authority"),
    "R05": _("Put right: changes of registered items"),
    "R06": _("Put right: audit at a change of the legal representative"),
    "R07": _("Put right: charter complete and approved"),
    "R08": _("Put right: council, executive, supervisors"),
    "R09": _("Put right: no branches"),
    "R10": _("Put right: seal and account on file"),
    "R11": _("Put right: net assets and start capital"),
    "R12": _("Put right: right to use the premises"),
    "R13": _("Put right: share of qualified staff"),
    "R14": _("Put right: certificates of founders"),
    "R15": _("Put right: number of full-time staff"),
    "R16": _("Put right: registrations that end"),
    "R17": _("Put right: pace of continuing education"),
    "R18": _("Put right: first registration"),
    "R19": _("Put right: written labour contracts"),
    "R20": _("Put right: social insurance"),
    "R21": _("Put right: roster of staff"),
    "R22": _("Put right: record queries for work with minors"),
    "R23": _("Put right: protocol of mandatory reporting"),
    "R24": _("Put right: counselling and referral"),
    "R25": _("Put right: yearly filing"),
    "R26": _("Put right: corrections after the inspection"),
    "R27": _("Put right: years missed in a row"),
    "R28": _("Put right: credit lists"),
    "R29": _("Put right: reachable at its address"),
    "R30": _("Put right: grade"),
    "R31": _("Put right: party organisation"),
    "R32": _("Put right: tax exemption"),
    "R33": _("Put right: average pay of an exempt agency"),
    "R34": _("Put right: taxable and exempt income apart"),
    "R35": _("Put right: accounting system in force"),
    "R36": _("Put right: donations"),
    "R37": _("Put right: raising money from the public"),
    "R38": _("Put right: report of a charity"),
    "R39": _("Put right: signing of purchase contracts"),
    "R40": _("Put right: supplier's papers"),
    "R41": _("Put right: term and passing on of contracts"),
    "R42": _("Put right: staff's share of a project"),
    "R43": _("Put right: pay not below the local average"),
    "R44": _("Put right: hours of supervision"),
    "R45": _("Put right: records of volunteers"),
    "R46": _("Put right: protection of personal data"),
    "R47": _("Put right: the agreement with the base"),
    "R48": _("Put right: same traces as another agency"),
    "R49": _("Put right: papers of the stage"),
}
