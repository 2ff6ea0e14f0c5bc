"""Who plays in the story and what they know by now; every name is invented."""

from dataclasses import dataclass
from datetime import date

from ok_api.foundation import clock
from ok_api.rules.school_year import SchoolYear
from tests.callers import Callers
from tests.story.telling import Attempt, Json, Player

OURS, SISTER, STRANGER = "99AA01", "99AB01", "97AA01"
OUR_BOARD, OTHER_BOARD = "99001", "98001"
FIRST_SIX = tuple(f"98AA{number:02d}" for number in range(1, 7))
NEXT_SEVEN = tuple(f"98BA{number:02d}" for number in range(1, 8))
NAMES = {OURS: "De Vuurtoren", SISTER: "De Golfbreker", STRANGER: "Het Kompas College"}


@dataclass(frozen=True)
class Person:
    name: str
    mail: str


LEADER = Person("Vera Zeeman", "vera.zeeman@example.org")
TEAM = {
    "school_leader": LEADER,
    "teacher": Person("Joris Klaver", "joris.klaver@example.org"),
    "internal_coordinator": Person("Fatima Duinmeijer", "fatima.duinmeijer@example.org"),
}
EXPERTS = {
    "process_coach": Person("Petra Procesman", "petra.procesman@example.org"),
    "subject_expert": Person("Sander Inhoud", "sander.inhoud@example.org"),
    "trainer": Person("Tineke Trainerman", "tineke.trainerman@example.org"),
    "scientist": Person("Wouter Wetenberg", "wouter.wetenberg@example.org"),
}
INSIDER = Person("Bram Binnenhuis", "bram.binnenhuis@example.org")
OUTSIDER = Person("Eva Buitenland", "eva.buitenland@example.org")
PARENT = Person("Omar Ouderling", "omar.ouderling@example.org")
"""Somebody who is only ever mentioned in what people write down for themselves."""


def contact_of(code: str) -> Person:
    return Person(f"Contact van Leerschool {code}", f"contact-{code.lower()}@example.org")


PERSONS = (
    *TEAM.values(),
    *EXPERTS.values(),
    INSIDER,
    OUTSIDER,
    PARENT,
    *map(contact_of, (*FIRST_SIX, *NEXT_SEVEN)),
)


class Story:
    """The players, and the addresses of what they have made so far."""

    application: str
    participation: str
    trajectory: str
    evaluation: str

    def __init__(self, callers: Callers) -> None:
        first = SchoolYear.of(clock.today()).previous.previous.previous
        self.years = (first, first.next, first.next.next)
        self.attempts: list[Attempt] = []
        self.decisions: list[Json] = []
        self.enrolments: dict[str, str] = {}
        self._callers = callers
        self.nobody = Player(callers.anonymous, "anonymous", self.attempts)
        self.office = self._player("office", "office@example.org")
        self.research = self._player("research", "research@example.org")
        self.subsidy = self._player("subsidy", "subsidy@example.org")
        self.school = self._player("school", LEADER.mail, schools=[OURS])
        self.board = self._player("board", "board-99001@example.org", boards=[OUR_BOARD])
        self.stranger = self.learner(STRANGER)
        self.coach = self._player("expert", EXPERTS["process_coach"].mail)
        self.other_expert = self._player("expert", "expert@example.org")
        self.insider = self._player("evaluator", INSIDER.mail, schools=[OURS])
        self.evaluator = self._player("evaluator", OUTSIDER.mail, schools=[STRANGER])

    def learner(self, code: str) -> Player:
        return self._player("school", contact_of(code).mail, schools=[code])

    def _player(self, role: str, account: str, **claims: list[str]) -> Player:
        return Player(self._callers.as_(role, account, **claims), account, self.attempts)

    @property
    def participation_id(self) -> str:
        return self.participation.rsplit("/", 1)[-1]

    @property
    def trajectory_id(self) -> str:
        return self.trajectory.rsplit("/", 1)[-1]

    def year(self, year: SchoolYear) -> str:
        """Where a programme year lives."""
        return f"{self.participation}/programme-years/{year}"

    async def transitions(self) -> dict[str, Json]:
        """What may follow for the participation, by where it leads."""
        told = await self.school.get(f"{self.participation}/transitions")
        return {item["to"]: item for item in told["items"]}

    async def facilitation(self, year: SchoolYear) -> dict[str, tuple[object, ...]]:
        """Schools, FTE and days: granted, realised, and what differs."""
        told = (await self.school.get(self.year(year)))["facilitation"]
        explained = told["explanation"].values()
        assert all(step["source"]["sentence"] for steps in explained for step in steps)
        return {
            **{
                name: (told[name]["schoolCount"], told[name]["fte"], told[name]["days"])
                for name in ("granted", "realised")
            },
            "difference": (told["difference"]["fte"], told["difference"]["days"]),
        }


def end_of(year: SchoolYear, month: int, day: int) -> str:
    """A day in the spring or summer that closes a school year."""
    return str(date(year.end.year, month, day))


async def fill_the_register(story: Story) -> None:
    """Only the office mends the register of schools and boards."""
    facts = {"name": "De Vuurtoren", "sector": "PO", "boardNumber": OUR_BOARD}
    path = f"/v1/schools/{OURS}"
    nobody = await story.nobody.is_refused("PUT", path, why="Zomaar", **facts)
    nobody.as_(401, "unauthenticated")
    ours = await story.school.is_refused("PUT", path, why="Onze nieuwe naam", **facts)
    ours.by_role("office")
    for board, name in ((OUR_BOARD, "De Voorbeelden"), (OTHER_BOARD, "De Buren")):
        await story.office.put(f"/v1/school-boards/{board}", name=f"Stichting {name}")
    for code in (OURS, SISTER, STRANGER, *FIRST_SIX, *NEXT_SEVEN):
        await put_school(story, code, OUR_BOARD if code in (OURS, SISTER) else OTHER_BOARD)


async def put_school(story: Story, code: str, board: str, *, why: str = "") -> None:
    facts = {"name": NAMES.get(code, f"School {code}"), "sector": "PO", "province": "Zeeland"}
    await story.office.put(f"/v1/schools/{code}", why=why, boardNumber=board, **facts)
