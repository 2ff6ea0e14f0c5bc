"""Act one: from exploratory conversation to aspirant, or not."""

from datetime import date, timedelta

from ok_api.cli.demo.cast import REJECTED, Lead
from ok_api.cli.demo.stage import Json, Stage
from ok_api.rules.school_year import SchoolYear
from ok_api.rules.words import CriterionKey

FILE = b"Beschrijving van de aanpak, met de werkzame elementen en de opbrengsten.\n"


def open_round(stage: Stage, year: SchoolYear) -> Json:
    return stage.office.post(
        "/v1/selection-rounds",
        schoolYear=str(year),
        title="Voorjaarsronde",
        opensAt=f"{year.first}-03-01T09:00:00+01:00",
        closesAt=f"{year.first}-06-30T16:00:00+02:00",
        places=10,
    )


def apply(stage: Stage, lead: Lead, selection_round: Json, year: SchoolYear) -> str | None:
    """Walks one application to its end; answers the participation's id when it is accepted.

    The round has closed, so what a school does while it is open is recorded by the office.
    """
    school, spring = stage.school(lead.code), year.start.replace(month=3, day=15)
    expertise = school.post(
        "/v1/expertises",
        establishmentCode=lead.code,
        title=lead.title,
        summary=f"Onze aanpak voor {lead.theme}, zoals die al jaren in de hele school werkt.",
        theme=lead.theme,
        sectors=[lead.sector],
        evidenceBase="Gebaseerd op recente inzichten uit de onderwijswetenschap.",
        inUseSince=year.first - 6,
        published=True,
    )
    application = stage.office.post(
        "/v1/applications",
        selectionRoundId=selection_round["id"],
        expertiseId=expertise["id"],
        startedOn=str(spring),
    )
    address = application["self"]
    _talk(stage, address, "exploratory", str(spring))
    for kind in ("approach_description", "results", "board_commitment"):
        school.upload(f"{address}/documents", f"{kind}.txt", FILE, kind=kind)
    _step(stage, address, "registered", str(spring + timedelta(days=5)))
    _step(stage, address, "in_selection", str(spring + timedelta(days=12)))
    _judge(stage, lead, address)
    if lead.code == REJECTED:
        motivation = "De aanpak is nog niet in een jaar over te dragen; wij denken graag mee."
        _step(stage, address, "rejected", str(spring + timedelta(days=40)), motivation)
        return None
    return _take_in(stage, lead, address, spring + timedelta(days=40))


def _take_in(stage: Stage, lead: Lead, address: str, day: date) -> str:
    submitted = day - timedelta(days=20)
    stage.office.patch(
        address,
        why="Overgenomen van het subsidieloket",
        submittedAt=f"{submitted}T10:00:00+02:00",
        completeOn=str(submitted + timedelta(days=4)),
    )
    _step(stage, address, "intake", str(day))
    _talk(stage, address, "intake", str(day))
    stage.office.patch(address, trajectoryPart=f"{lead.title}: de kern, voor een heel team.")
    stage.school(lead.code).patch(address, formallyRegisteredOn=str(day))
    _step(stage, address, "accepted", str(day), "De school voldoet aan alle eisen.")
    found = stage.office.get("/v1/participations", establishmentCode=lead.code)["items"]
    return str(found[0]["id"])


def _talk(stage: Stage, address: str, kind: str, day: str) -> None:
    summary = "Het gesprek bevestigt dat de rol bij de school past."
    stage.office.post(f"{address}/conversations", kind=kind, heldOn=day, summary=summary)


def _judge(stage: Stage, lead: Lead, address: str) -> None:
    for criterion in CriterionKey:
        doubted = lead.code == REJECTED and criterion is CriterionKey.TRANSFERABLE_IN_ONE_YEAR
        stage.office.put(
            f"{address}/criteria/{criterion.value}",
            judgement="not_met" if doubted else "met",
            motivation="Blijkt uit de documenten en het gesprek.",
        )


def _step(stage: Stage, address: str, to: str, day: str, motivation: str | None = None) -> None:
    body = {"to": to, "takenOn": day} | ({"motivation": motivation} if motivation else {})
    stage.office.post(f"{address}/transitions", **body)
