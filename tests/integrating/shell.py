"""A developer's shell: commands one after another, with the tools of a plain machine only."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TOOLS = ("bash", "cat", "curl", "cut", "sed", "sleep", "tr", "uniq", "wc")
"""Beside Python. What a page uses of others is a command that is not found."""
MARK = "-- the commands of this block have ended --"
PATIENCE = 120


@dataclass(frozen=True)
class Ran:
    """`printed` has one text for each block that ended; there are fewer when one of them failed."""

    printed: list[str]
    complaints: str


def equip(folder: Path) -> Path:
    """The tools, in a folder of their own. A machine without one of them fails the test."""
    tools = folder / "tools"
    tools.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found, f"the stories need {name}, which this machine lacks"
        (tools / name).symlink_to(found)
    python = tools / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    python.chmod(0o755)
    return tools


def run(blocks: Sequence[str], folder: Path, tools: Path, environment: Mapping[str, str]) -> Ran:
    """All blocks in one shell, which stops at the first command that fails."""
    marked = (f"{block}\nprintf '\\n%s\\n' '{MARK}'\n" for block in blocks)
    (folder / ".typed").write_text("".join(marked), encoding="utf-8")
    stated = {"PATH": str(tools), "HOME": str(folder), "LANG": "C.UTF-8", **environment}
    code = _ended([tools / "bash", "-euo", "pipefail", ".typed"], folder, stated)
    *printed, rest = (folder / ".said").read_text(encoding="utf-8").split(f"\n{MARK}\n")
    complaints = (folder / ".complained").read_text(encoding="utf-8")
    if code != 0:
        complaints = f"{rest}\n{complaints}\n{_how(code)}"
    return Ran([_lines(text) for text in printed], complaints)


def _ended(command: list[str | Path], folder: Path, environment: Mapping[str, str]) -> int | None:
    """Its exit code, if it ended in time; whatever it left running is stopped."""
    with (folder / ".said").open("wb") as said, (folder / ".complained").open("wb") as complained:
        shell = subprocess.Popen(  # noqa: S603
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=complained,
            start_new_session=True,
        )
        try:
            return shell.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            return None
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(shell.pid, signal.SIGKILL)
            shell.wait()


def _how(code: int | None) -> str:
    return f"not ended after {PATIENCE} seconds" if code is None else f"ended with {code}"


def _lines(text: str) -> str:
    """Answers end without a line end; a terminal shows no difference."""
    return f"{text.rstrip()}\n" if text.strip() else ""
