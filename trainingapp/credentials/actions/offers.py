"""What of a university's loaded papers waits for somebody, by the facts of their identity."""

from __future__ import annotations

from collections.abc import Sequence

from trainingapp.accounts.models import User
from trainingapp.credentials.actions.graduates import index_name
from trainingapp.credentials.models.batches import DegreeBatchRow
from trainingapp.credentials.numbers import DEGREE_NUMBER
from trainingapp.credentials.queries import offers as queries
from trainingapp.rules.graduate_fields import Fault, read_number
from trainingapp.web.vault import blind_index


def list_offers_of(user: User) -> Sequence[DegreeBatchRow]:
    """What waits for somebody: their identity number and the name of their account agree with the university's."""
    return queries.list_offers(user.id_number_index, index_name(user.display_name))


def has_other_name(user: User) -> bool:
    """Whether something waits under somebody's identity number and another name."""
    return queries.count_named_otherwise(user.id_number_index, index_name(user.display_name)) > 0


def look_up(user: User, *, name: str, number: str) -> DegreeBatchRow | None:
    """The paper with this name and number; where the university gave an identity number it must be the account's."""
    try:
        lookup = blind_index(read_number(number), DEGREE_NUMBER)
    except Fault:
        return None
    return queries.find_offer(lookup, index_name(name), user.id_number_index)
