"""The command line: everything that is not HTTP."""

import asyncio
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape

from ok_api.cli.failing import EXPECTED, sentences
from ok_api.foundation.settings import Settings, get_settings
from ok_api.rules.exchange_words import ImportKind, ImportMode, ImportUnit, UnknownColumns
from ok_api.rules.words import Role

app = typer.Typer(
    name="ok-api",
    help="The backend of Ontwikkelkracht: serve it, load registers, try it out.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
imports = typer.Typer(help="Load files into the database.", no_args_is_help=True)
app.add_typer(imports, name="import")
console = Console(stderr=True)

Host = Annotated[str, typer.Option(help="Address to listen on; 0.0.0.0 for every interface.")]
Port = Annotated[int, typer.Option(help="Port to listen on.", min=1, max=65535)]


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    migrate: Annotated[
        bool, typer.Option(help="Migrate a stated database first; our own always is.")
    ] = False,
    work: Annotated[
        bool | None,
        typer.Option(
            "--work/--no-work",
            help="Run a worker beside it; without either, only on a database of our own.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Serve the API.

    Without OK_DATABASE_URL it starts a PostgreSQL of its own in the data folder (OK_DATA_DIR).
    """
    from ok_api.cli.serving import serve as run

    run(_settings(), host, port, migrate=migrate, work=work)


@app.command()
def work() -> None:
    """Run a worker: imports, webhooks and what is tidied at night. More than one may run."""
    from ok_api.cli.working import run_worker

    run_worker(_settings())


@app.command()
def healthy() -> None:
    """Whether the server or worker that runs here does its work: a container's health check."""
    from ok_api.cli.healthy import flaws

    wrong = flaws()
    for flaw in wrong:
        console.print(flaw, highlight=False)
    if wrong:
        raise typer.Exit(1)


@app.command()
def demo(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    leave: Annotated[bool, typer.Option("--exit", help="Stop after the story.")] = False,
) -> None:
    """Play three years of fictional schools through HTTP, show the outcome, and keep serving."""
    from ok_api.cli.demo import run

    run(_settings(), host, port, leave=leave)


@app.command()
def migrate() -> None:
    """Bring the database to the newest revision; safe to repeat."""
    from ok_api.foundation import migrations
    from ok_api.foundation.address import database_address

    with database_address(_settings()) as address:
        migrations.migrate(address.dsn)
        console.print(f"{address.place} is at revision {migrations.newest()}.")


@imports.command("schools")
def import_schools(
    files: Annotated[
        list[Path], typer.Argument(help="Registers: CSV, XLSX or JSON Lines.", exists=True)
    ],
    reference_date: Annotated[
        datetime,
        typer.Option(
            formats=["%Y-%m-%d"], help="The day the files speak of; no file says it itself."
        ),
    ],
    plan: Annotated[bool, typer.Option(help="Report what would change, and change nothing.")] = (
        False
    ),
    accept_shrinkage: Annotated[
        bool, typer.Option(help="Believe a file that names fewer than half of the schools.")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Why; kept in the audit trail.")] = None,
    json_report: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Load school registers: primary, secondary, the national list, or pupils per school.

    A file may also have the columns of the API (docs/import-columns.md). What it is, is recognised
    by its header. Loading the same file again changes nothing.
    Schools that a list no longer names are marked closed, never deleted.
    """
    from ok_api.cli.loading import load_files

    settings = _settings()
    refused = asyncio.run(
        load_files(
            settings,
            files,
            reference_date.date(),
            plan=plan,
            accept_shrinkage=accept_shrinkage,
            reason=reason,
            json_report=json_report,
        )
    )
    raise typer.Exit(1 if refused else 0)


@app.command()
def push(
    file: Annotated[Path, typer.Argument(help="CSV, JSON Lines or XLSX.", exists=True)],
    kind: Annotated[ImportKind, typer.Option(help="What its rows are.")] = ImportKind.SCHOOLS,
    reference_date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day that a register speaks of."),
    ] = None,
    mode: Annotated[
        ImportMode, typer.Option(help="plan: check everything and change nothing.")
    ] = ImportMode.APPLY,
    unit: Annotated[
        ImportUnit, typer.Option(help="file: all rows or none; row: the good ones.")
    ] = ImportUnit.FILE,
    accept_shrinkage: Annotated[
        bool, typer.Option(help="Believe a list that names fewer than half of the schools.")
    ] = False,
    unknown_columns: Annotated[
        UnknownColumns, typer.Option(help="ignore: pass columns over that are not known.")
    ] = UnknownColumns.REFUSE,
    reason: Annotated[str, typer.Option(help="Why; kept in the audit trail.")] = "",
    url: Annotated[str, typer.Option(help="Where the server is.")] = "http://127.0.0.1:8000",
    token: Annotated[
        str, typer.Option(help="A bearer token; OK_TOKEN is better.", envvar="OK_TOKEN")
    ] = "",
) -> None:
    """Send a file to a running server and follow it to its end.

    Ends with 1 when a row was refused; the table says who has to mend it.
    """
    from ok_api.cli.pushing import push as send

    if not token:
        raise ValueError("Set OK_TOKEN to a bearer token; `ok-api token --role office` prints one.")
    query = {"kind": kind.value, "mode": mode.value, "unit": unit.value}
    if reference_date is not None:
        query["referenceDate"] = reference_date.date().isoformat()
    if accept_shrinkage:
        query["acceptShrinkage"] = "true"
    if unknown_columns is UnknownColumns.IGNORE:
        query["unknownColumns"] = unknown_columns.value
    headers = {"Authorization": f"Bearer {token}", "Audit-Reason": quote(reason)}
    raise typer.Exit(0 if send(url, headers, file, query, console) else 1)


@app.command()
def token(
    role: Annotated[Role, typer.Option(help="The role to act in.")],
    subject: Annotated[str | None, typer.Option(help="Who acts; a name of the role if absent.")] = (
        None
    ),
    school: Annotated[
        list[str] | None, typer.Option(help="Establishment code; repeat for more.")
    ] = None,
    board: Annotated[list[str] | None, typer.Option(help="Board number; repeat for more.")] = None,
) -> None:
    """Print a bearer token, valid for 12 hours, signed by the development key.

    Production refuses such tokens.
    """
    from ok_api.foundation.keys import development_token

    settings = _settings()
    if settings.production:
        raise ValueError("Production refuses development tokens: ask the token issuer for one.")
    claims = {"roles": [role.value], "schools": school or [], "boards": board or []}
    named = subject or f"{role.value}@example.org"
    sys.stdout.write(development_token(settings, named, claims) + "\n")


@app.command()
def openapi(
    output: Annotated[
        Path | None, typer.Option(help="Write to this file instead of to the terminal.")
    ] = None,
) -> None:
    """Print the OpenAPI document."""
    from ok_api.foundation.openapi import render
    from ok_api.main import create_app

    text = render(create_app(_settings(), dsn="postgresql:///unused"))
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding="utf-8")


@app.command()
def check() -> None:
    """Check the configuration and the database, and say what is not right."""
    from ok_api.cli.checking import report

    raise typer.Exit(0 if report(_settings(), console) else 1)


def _settings() -> Settings:
    """The settings, or a short message that names each setting that is wrong."""
    try:
        return get_settings()
    except ValidationError as error:
        for flaw in error.errors():
            name = "_".join(str(part) for part in ("OK", *flaw["loc"])).upper()
            console.print(f"[red]{name if flaw['loc'] else 'Settings'}[/]: {flaw['msg']}")
        raise typer.Exit(2) from None


def main(arguments: Sequence[str] | None = None) -> None:
    """The entry point: expected failures end in a sentence, not in a traceback."""
    try:
        app(arguments)
    except EXPECTED as error:
        for sentence in sentences(error):
            console.print(f"[red]ok-api:[/] {escape(sentence)}", highlight=False, soft_wrap=True)
        sys.exit(1)
