"""The report as a person reads it on a terminal, in Dutch or English."""

from collections.abc import Callable, Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ok_api.exchange.register import reasons
from ok_api.exchange.register.report import Changed, Flawed, Item, Kept, Named, RegisterReport
from ok_api.rules.text import Text

SHOWN = 20

TITLE = Text(nl="{list}, peildatum {date}: {rows} rijen", en="{list} as of {date}: {rows} rows")
CREATED = Text(nl="nieuw", en="created")
UPDATED = Text(nl="gewijzigd", en="updated")
REOPENED = Text(nl="waarvan heropend", en="of which reopened")
UNCHANGED = Text(nl="ongewijzigd", en="unchanged")
ABSENT = Text(nl="afwezig, nu gesloten", en="absent, now closed")
REFUSED = Text(nl="rijen geweigerd", en="rows refused")
REMARKS = Text(nl="rijen met een opmerking", en="rows with a remark")
IGNORED = Text(nl="niet in het register, overgeslagen", en="not in the register, ignored")
BOARDS = Text(nl="nieuwe besturen", en="new boards")
REGIONS = Text(nl="nieuwe regio's", en="new regions")
RENAMED = Text(nl="hernoemde regio's", en="renamed regions")
FIELDS = Text(nl="gewijzigde velden", en="changed fields")
LINE = Text(nl="regel {line}", en="line {line}")
MORE = Text(nl="… en nog {count}", en="… and {count} more")
BLANK = Text(nl="leeg", en="blank")


def render(console: Console, report: RegisterReport, language: str = "nl") -> None:
    """Counts first, then who and what, each list cut where it stops helping a reader."""
    title = TITLE.format(list=report.list_kind, date=report.reference_date, rows=report.rows)
    console.print(f"[bold]{escape(title.in_(language))}[/bold]")
    console.print(_counts(report, language))
    if report.withheld:
        withheld = reasons.WITHHELD_ABSENCE.format(count=report.unclear)
        console.print(f"[yellow]{withheld.in_(language)}[/yellow]")
    if report.fields:
        counted = ", ".join(f"{name} {count}" for name, count in report.fields.items())
        console.print(f"[bold]{FIELDS.in_(language)}[/bold]: {escape(counted)}")
    _list(console, language, CREATED, report.created, lambda one: _named(one, language))
    _list(console, language, UPDATED, report.updated, lambda one: _changed(one, language))
    _list(console, language, ABSENT, report.absent, lambda one: _named(one, language))
    _list(console, language, REFUSED, report.refused, lambda one: _flawed(one, language))
    _list(console, language, REMARKS, report.remarks, lambda one: _flawed(one, language))


def _counts(report: RegisterReport, language: str) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 1))
    table.add_column(justify="right")
    for label, count, always in (
        (CREATED, report.created.count, True),
        (UPDATED, report.updated.count, True),
        (REOPENED, report.reopened.count, False),
        (UNCHANGED, report.unchanged, True),
        (ABSENT, report.absent.count, True),
        (REFUSED, report.refused.count, True),
        (REMARKS, report.remarks.count, False),
        (IGNORED, report.ignored, False),
        (BOARDS, report.boards_created, False),
        (REGIONS, report.regions_created, False),
        (RENAMED, report.regions_renamed, False),
    ):
        if count or always:
            table.add_row(str(count), label.in_(language))
    return table


def _list(
    console: Console,
    language: str,
    heading: Text,
    kept: Kept[Item],
    lines_of: Callable[[Item], Iterable[str]],
) -> None:
    if not kept.count:
        return
    console.print(f"\n[bold]{heading.in_(language)}[/bold]")
    for item in kept.items[:SHOWN]:
        for line in lines_of(item):
            console.print(f"  {line}", highlight=False, soft_wrap=True)
    if kept.count > SHOWN:
        console.print(f"  {MORE.format(count=kept.count - SHOWN).in_(language)}")


def _named(school: Named, language: str) -> Iterable[str]:
    yield _place(school.line, school.code, language) + escape(school.name)


def _changed(school: Changed, language: str) -> Iterable[str]:
    yield from _named(school, language)
    blank = f"({BLANK.in_(language)})"
    for name, (old, new) in school.fields.items():
        shown = [blank if value is None else str(value) for value in (old, new)]
        yield f"    {name}: {escape(shown[0])} → {escape(shown[1])}"


def _flawed(row: Flawed, language: str) -> Iterable[str]:
    place = _place(row.line, row.code, language)
    for one in row.findings:
        column = f"{escape(one.column)}: " if one.column else ""
        value = f" [dim]({escape(one.value)})[/dim]" if one.value else ""
        yield f"{place}{column}{escape(one.reason.in_(language))}{value}"


def _place(line: int | None, code: str | None, language: str) -> str:
    where = f"[dim]{LINE.format(line=line).in_(language)}[/dim] " if line else ""
    return f"{where}[cyan]{code}[/cyan] " if code else where
