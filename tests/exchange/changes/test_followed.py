"""What is followed, beside what the trail records: nothing is forgotten in silence."""

import pytest
from sqlalchemy import inspect

from ok_api.access import policy
from ok_api.exchange.changes.followed import FOLLOWED, NOT_FOLLOWED
from ok_api.exchange.changes.places import Place, place_of
from ok_api.rules.words import Role
from ok_api.tables import Base

RECORDED = {
    mapper.class_.__tablename__.replace("_", "-")
    for mapper in Base.registry.mappers
    if mapper.class_.recorded
}


def test_whatever_is_recorded_is_followed_or_said_not_to_be() -> None:
    assert FOLLOWED.keys() | NOT_FOLLOWED.keys() == RECORDED
    assert not FOLLOWED.keys() & NOT_FOLLOWED.keys()
    assert all(len(reason) > 20 for reason in NOT_FOLLOWED.values())


@pytest.mark.parametrize("resource", sorted(FOLLOWED))
def test_every_resource_has_its_address_and_its_readers(resource: str) -> None:
    followed = FOLLOWED[resource]
    allowed = policy.OPERATIONS[followed.operation]
    assert allowed is None or Role.OFFICE in allowed
    columns = [column.key for column in inspect(followed.table).columns]
    assert followed.members(columns), "no member tells of any column"
    assert followed.members(["version", "updated_at"]) in ((), ("updatedAt",))


@pytest.mark.parametrize(
    "cursor",
    ["", "1", "1-", "-1", "01-1", "1-01", "0-1", "1-0", "1-1-1", "1-1 ", "a-b", "1-" + "9" * 19],
)
def test_what_is_no_cursor_names_no_place(cursor: str) -> None:
    assert place_of(cursor) is None


@pytest.mark.parametrize("place", [Place.START, Place(1, 1), Place(10**17, 10**17)])
def test_a_cursor_names_its_place(place: Place) -> None:
    assert place_of(place.cursor) == place
