"""The development key: made once, by whoever comes first to an empty data folder."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ok_api.foundation import keys
from ok_api.foundation.keys import development_key

FOLDERS, PROCESSES, THREADS = 50, 2, 4


def _meet(together: Barrier) -> None:
    """The worst order there is: all find nothing before one writes, all write before one links."""
    pem, link = keys._pem, Path.hardlink_to

    def written_together(key: Ed25519PrivateKey) -> bytes:
        together.wait(20)
        return pem(key)

    def linked_together(path: Path, target: Path) -> None:
        together.wait(20)
        link(path, target)

    keys._pem = written_together
    Path.hardlink_to = linked_together  # type: ignore[assignment,method-assign]


def _keys_of(folder: Path) -> list[bytes]:
    with ThreadPoolExecutor(THREADS) as threads:
        asked = [threads.submit(keys.development_key, folder) for _ in range(THREADS)]
        return [key.result(20).private_bytes_raw() for key in asked]


def test_all_who_start_at_once_end_with_the_same_key(tmp_path: Path) -> None:
    """Server and worker are threads of one process, the command line is another: fifty times."""
    context = multiprocessing.get_context("spawn")
    barrier = context.Barrier(PROCESSES * THREADS)
    with ProcessPoolExecutor(
        PROCESSES, mp_context=context, initializer=_meet, initargs=(barrier,)
    ) as processes:
        for number in range(FOLDERS):
            folder = tmp_path / str(number) / "data"
            asked = [processes.submit(_keys_of, folder) for _ in range(PROCESSES)]
            had = [key for one in asked for key in one.result(timeout=60)]
            assert len(had) == PROCESSES * THREADS
            assert set(had) == {development_key(folder).private_bytes_raw()}
            assert [path.name for path in folder.iterdir()] == ["development-key.pem"]


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    development_key(tmp_path)
    assert (tmp_path / "development-key.pem").stat().st_mode & 0o077 == 0


def test_what_cannot_be_linked_in_leaves_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "hardlink_to", full)
    with pytest.raises(OSError, match="No space left"):
        development_key(tmp_path)
    assert list(tmp_path.iterdir()) == []
