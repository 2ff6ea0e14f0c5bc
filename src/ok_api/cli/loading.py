"""Loading register files from the command line: one transaction a file, with a progress bar."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeElapsedColumn

from ok_api.cli.pushing import MEDIA_TYPES
from ok_api.cli.revision import behind
from ok_api.exchange.imports.reading import CSV, Content
from ok_api.exchange.imports.schools import school_list
from ok_api.exchange.register.display import render
from ok_api.exchange.register.load import SentList, load_register
from ok_api.exchange.register.report import RegisterReport
from ok_api.foundation import clock, json, migrations
from ok_api.foundation.address import database_address
from ok_api.foundation.database import bulk
from ok_api.foundation.settings import Settings

ACTOR = "command-line"
console = Console(stderr=True)


async def load_files(
    settings: Settings,
    files: Sequence[Path],
    reference_date: date,
    *,
    plan: bool,
    accept_shrinkage: bool,
    reason: str | None,
    json_report: bool,
) -> int:
    """Load the files in the order given; answers how many rows were refused.

    Raises `ValueError` for a day that is still to come, and for a database that is behind.
    """
    if reference_date > clock.today():
        raise ValueError(f"The reference date {reference_date} is still to come.")
    refused = 0
    with database_address(settings) as address:
        if address.own:
            migrations.migrate(address.dsn)
        elif wrong := await behind(address.dsn):
            raise ValueError(wrong)
        for path in files:
            report = await _load(address.dsn, path, reference_date, plan, accept_shrinkage, reason)
            refused += report.refused.count
            _show(path, report, as_json=json_report)
    return refused


async def _load(
    dsn: str,
    path: Path,
    reference_date: date,
    plan: bool,
    accept_shrinkage: bool,
    reason: str | None,
) -> RegisterReport:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(path.name, total=None)

        def on_progress(done: int, total: int | None) -> None:
            progress.update(task, completed=done, total=total)

        def read(stream: BinaryIO) -> SentList:
            media_type = MEDIA_TYPES.get(path.suffix.lower(), CSV)
            return school_list(Content(stream), media_type)

        async with bulk(dsn, keep=not plan) as connection:
            report = await load_register(
                connection,
                path,
                reference_date=reference_date,
                on_progress=on_progress,
                actor=ACTOR,
                reason=reason,
                accept_shrinkage=accept_shrinkage,
                read=read,
            )
    if plan:
        console.print("Planned only: nothing was changed.")
    return report


def _show(path: Path, report: RegisterReport, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.encode({"file": path.name, **report.as_json()}).decode() + "\n")
    else:
        console.print(f"[bold]{path.name}[/]")
        render(console, report)
