"""Every list of the incubator as a workbook, by whose it is. A new list is a line here."""

from __future__ import annotations

from collections.abc import Mapping

from trainingapp.incubator import listings_papers as papers
from trainingapp.incubator.exports import Listing
from trainingapp.incubator.listings_agencies import OF_AGENCIES, WALL
from trainingapp.incubator.listings_choosing import OF_CHOOSING
from trainingapp.incubator.listings_figures import FIGURES
from trainingapp.incubator.listings_money import AGENCIES_MONEY, CASES_MONEY
from trainingapp.incubator.listings_places import OF_PLACES
from trainingapp.incubator.listings_registers import OF_REGISTERS
from trainingapp.incubator.listings_stays import OF_STAYS

OF_CASE: Mapping[str, Listing] = {
    **OF_CHOOSING,
    **OF_STAYS,
    **CASES_MONEY,
    "figures": FIGURES,
    **papers.OF_CASE,
}
OF_AGENCY: Mapping[str, Listing] = {
    **OF_AGENCIES,
    **AGENCIES_MONEY,
    **OF_REGISTERS,
    **papers.OF_AGENCY,
}
# Of a base: everything of its cases and agencies, and what is its own.
OF_BASE: Mapping[str, Listing] = {**OF_PLACES, **OF_CASE, **OF_AGENCY, "wall": WALL}
