"""The names of fields of practice, of stars and of the orders of the catalogue."""

from __future__ import annotations

from flask_babel import lazy_pgettext as pgettext

from trainingapp.rules.course_fields import Field

FIELDS = {
    Field.FOUNDATIONS: pgettext("field of practice", "Foundations"),
    Field.YOUTH: pgettext("field of practice", "Children and young people"),
    Field.AGEING: pgettext("field of practice", "Older people"),
    Field.FAMILY: pgettext("field of practice", "Women and families"),
    Field.DISABILITY: pgettext("field of practice", "Disability"),
    Field.CORRECTIONS: pgettext("field of practice", "Corrections"),
    Field.DRUGS: pgettext("field of practice", "Drug rehabilitation"),
    Field.COMMUNITY: pgettext("field of practice", "Communities"),
    Field.HEALTH: pgettext("field of practice", "Health care"),
    Field.SCHOOL: pgettext("field of practice", "Schools"),
    Field.WORKPLACE: pgettext("field of practice", "Workplaces"),
    Field.VETERANS: pgettext("field of practice", "Veterans"),
    Field.RELIEF: pgettext("field of practice", "Social assistance"),
    Field.PETITIONS: pgettext("field of practice", "Letters and visits"),
    Field.DISASTERS: pgettext("field of practice", "Disaster relief"),
}
STARS = {
    "5": pgettext("stars", "5 – very helpful"),
    "4": pgettext("stars", "4 – helpful"),
    "3": pgettext("stars", "3 – in between"),
    "2": pgettext("stars", "2 – little helpful"),
    "1": pgettext("stars", "1 – not helpful"),
}
SORTS = {
    "newest": pgettext("order of courses", "Newest first"),
    "rating": pgettext("order of courses", "Best rated first"),
    "shortest": pgettext("order of courses", "Shortest first"),
}
