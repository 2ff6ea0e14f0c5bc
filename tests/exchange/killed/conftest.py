"""A town per test: its processes start anew, on a database of its own."""

from collections.abc import Iterator

import pytest

from ok_api.foundation.embedded import acquire
from tests.exchange.killed.town import Town
from tests.foundation.embedded.conftest import open_folder


@pytest.fixture
def town() -> Iterator[Town]:
    with open_folder() as folder, acquire(folder / "database") as database:
        made = Town(folder, database)
        try:
            yield made
        finally:
            made.close()
