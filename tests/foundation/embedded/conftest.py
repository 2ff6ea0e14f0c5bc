"""Data folders, empty or with a cluster, and processes that use them."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ok_api.foundation.embedded import acquire
from tests.foundation.embedded.neighbours import User, processes, wait_until


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that any account can enter, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="ok-test-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    assert wait_until(lambda: not processes(f"{folder}/"))
    shutil.rmtree(folder)


@pytest.fixture
def empty() -> Iterator[Path]:
    """A data folder without a cluster."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    with open_folder() as folder:
        acquire(folder).release()
        yield folder


@pytest.fixture
def place(made: Path) -> Iterator[Path]:
    """A data folder with a cluster; making one takes longest, so the tests share it in turn."""
    yield made
    assert wait_until(lambda: not processes(f"{made}/"))


@pytest.fixture
def join() -> Iterator[Callable[[Path], User]]:
    users: list[User] = []

    def start(folder: Path) -> User:
        users.append(User(folder))
        return users[-1]

    yield start
    for user in users:
        user.kill()
