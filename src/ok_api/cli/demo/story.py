"""Three school years of five fictional schools, told to the API as their users would."""

from collections.abc import Callable, Iterator
from functools import partial

from ok_api.cli.demo import cast, deciding, guiding, selecting, years
from ok_api.cli.demo.cast import LEADS, Lead, School
from ok_api.cli.demo.stage import Stage
from ok_api.cli.demo.years import Hub
from ok_api.rules.school_year import SchoolYear

Scene = tuple[str, Callable[[], None]]


class Story:
    """The scenes in order; `hubs` fills while they are played."""

    def __init__(self, stage: Stage, first: SchoolYear) -> None:
        self._stage = stage
        self._years = (first, first.next, first.next.next)
        self._free = iter(cast.learning_schools())
        self._recruited: dict[str, tuple[str, list[str]]] = {}
        self.hubs: dict[str, Hub] = {}

    @property
    def last_year(self) -> SchoolYear:
        return self._years[-1]

    def scenes(self) -> Iterator[Scene]:
        yield "De scholen komen in het register", self._register
        yield "Selectie", self._select
        for lead in LEADS:
            if lead.code != cast.REJECTED:
                yield f"Jaar 1, {lead.name}", partial(self._first_year, lead)
        for number in (1, 2):
            for lead in LEADS:
                if lead.guided:
                    name = f"Jaar {number + 1}, {lead.name}"
                    yield name, partial(self._later_year, lead, number)

    def _register(self) -> None:
        office = self._stage.office
        office.put(f"/v1/school-boards/{cast.BOARD}", name="Stichting De Voorbeelden")
        schools: tuple[School, ...] = (*LEADS, *cast.learning_schools())
        for school in schools:
            office.put(
                f"/v1/schools/{school.code}",
                name=school.name,
                sector=school.sector,
                province=school.province,
                city=school.city,
                boardNumber=cast.BOARD,
            )

    def _select(self) -> None:
        selection_round = selecting.open_round(self._stage, self._years[0])
        for lead in LEADS:
            participation = selecting.apply(self._stage, lead, selection_round, self._years[0])
            if participation is not None:
                self.hubs[lead.code] = Hub(self._stage, lead, participation)

    def _first_year(self, lead: Lead) -> None:
        hub, year = self.hubs[lead.code], self._years[0]
        years.aspirant_year(hub, year)
        if not lead.guided:
            deciding.evaluate(hub, year, "negative")
            deciding.decide(
                hub, year, None, "De aanpak liet zich niet in een jaar overdraagbaar maken."
            )
            return
        self._prepare(hub, 0)
        deciding.evaluate(hub, year)
        self._decide(hub, 0)

    def _later_year(self, lead: Lead, number: int) -> None:
        hub, year = self.hubs[lead.code], self._years[number]
        trajectory, enrolments = self._recruited[lead.code]
        years.enrol(hub, enrolments)
        years.plan(hub, year)
        guiding.guide(hub, year, trajectory, enrolments)
        guiding.finish(hub, trajectory, enrolments)
        guiding.share(hub, year, pilot=number == 1)
        self._prepare(hub, number)
        deciding.evaluate(hub, year)
        self._decide(hub, number)

    def _prepare(self, hub: Hub, number: int) -> None:
        """Recruits next year's schools: as many as that year will guide."""
        wanted = (*hub.lead.guided, hub.lead.next_year or 0)[number]
        year = self._years[number]
        trajectory = years.develop_trajectory(hub, year.next, capacity=6)
        schools = [next(self._free) for _ in range(wanted)]
        day = year.end.replace(month=5, day=20)
        self._recruited[hub.lead.code] = trajectory, years.recruit(hub, trajectory, schools, day)
        hub.school.patch(hub.year_address(year), nextYearPlanning="Zie het jaarrooster.")

    def _decide(self, hub: Hub, number: int) -> None:
        schools = (*hub.lead.guided, hub.lead.next_year or 0)[number]
        deciding.decide(
            hub,
            self._years[number],
            schools,
            "De evaluatie is positief en het team is er klaar voor.",
            "Een kleine school heeft een jaar lang plaats voor drie scholen, niet voor vier.",
        )
