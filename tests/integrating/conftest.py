"""The demonstration as `make demo` shows it: played on a database of its own, served and worked."""

import asyncio
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from ok_api.cli.demo import first_year
from ok_api.cli.demo.stage import Stage
from ok_api.cli.demo.story import Story
from ok_api.cli.working import beside
from ok_api.foundation import clock
from ok_api.foundation.settings import Settings
from ok_api.main import create_app
from tests.conftest import clone, drop
from tests.integrating.shell import equip
from tests.serving import serving


@dataclass(frozen=True)
class Place:
    """Where the server is, and a folder that looks like the repository after `make demo`."""

    address: str
    data: Path
    tools: Path


@pytest.fixture(scope="module")
def demonstration(
    server: str, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    data = tmp_path_factory.mktemp("demonstration")
    settings = Settings(
        _env_file=None, data_dir=data, log_level="error", webhook_private_targets=True
    )
    name = f"ok_demonstration_{worker_id}_{os.getpid()}"
    dsn = asyncio.run(clone(server, name))
    try:
        with beside(settings, dsn), serving(create_app(settings, dsn=dsn)) as address:
            _play(settings, address)
            yield Place(address, data, equip(tmp_path_factory.mktemp("machine")))
    finally:
        asyncio.run(drop(server, name))


def _play(settings: Settings, address: str) -> None:
    with httpx.Client(base_url=address, timeout=30) as client:
        stage = Stage(settings, client, lambda: None)
        for _, scene in Story(stage, first_year(clock.today())).scenes():
            scene()


@pytest.fixture
def checkout(demonstration: Place, tmp_path: Path) -> Path:
    """A folder that has what the page expects in one: the programs and the data of `make`."""
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / ".ok-api").symlink_to(demonstration.data)
    return tmp_path
