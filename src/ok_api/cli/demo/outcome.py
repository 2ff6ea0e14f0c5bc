"""What the story led to: a table, and one calculation with its reasons."""

from rich.console import Console
from rich.table import Table

from ok_api.cli.demo.stage import Player
from ok_api.cli.demo.story import Story
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import DecisionOutcome, Phase


def show(console: Console, office: Player, story: Story) -> None:
    table = Table("School", "Fase", "Scholen", "FTE", "Dagen", "Laatste besluit", title="Uitkomst")
    for hub in story.hubs.values():
        standing = office.get(hub.address)
        years = office.get(f"{hub.address}/programme-years", sort="-schoolYear")["items"]
        decided = office.get(
            "/v1/go-no-go-decisions", participationId=hub.participation, sort="-decidedOn"
        )["items"]
        year, granted = years[0], years[0]["facilitation"]["granted"]
        table.add_row(
            hub.lead.name,
            f"{Phase(standing['phase']).label.nl} {year['schoolYear']}",
            str(granted["schoolCount"]),
            f"{granted['fte']:.1f}".replace(".", ","),
            f"{granted['days']:g}",
            f"{DecisionOutcome(decided[0]['outcome']).label.nl}, {decided[0]['decidedOn']}",
        )
    console.print(table)
    explain(console, office, story.last_year)


def explain(console: Console, office: Player, school_year: SchoolYear) -> None:
    answer = office.post(
        "/v1/facilitation-calculations", phase="pilot", schoolCount=6, schoolYear=str(school_year)
    )
    console.print("\n[bold]Een berekening uitgelegd:[/] een pilotschool die zes scholen begeleidt")
    for step in answer["explanation"]:
        console.print(f"  {step['text']['nl']}", highlight=False)
        source = step["source"]
        console.print(f'    [dim]{source["name"]}, {source["place"]}: "{source["sentence"]}"[/]')
