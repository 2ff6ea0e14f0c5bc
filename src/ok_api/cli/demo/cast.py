"""The cast: fictional schools with well-formed codes, and what becomes of each."""

from dataclasses import dataclass

BOARD = "99001"


@dataclass(frozen=True)
class School:
    code: str
    name: str
    sector: str
    province: str
    city: str


@dataclass(frozen=True)
class Lead(School):
    """A school that applies. `guided` are the learning schools of its pilot and its third year."""

    title: str
    theme: str
    guided: tuple[int, ...]
    next_year: int | None
    """The schools of the year after the story; `None` for a school that does not get there."""


LEADS = (
    Lead("99AA01", "Basisschool De Vuurtoren", "PO", "Zeeland", "Vlissingen",
         "Lezen om te leren", "lezen", (5, 6), 6),
    Lead("99AB01", "Het Kompas College", "VO", "Gelderland", "Zutphen",
         "Formatief handelen", "didactiek", (4, 5), 6),
    Lead("99AC01", "De Klimroos, school voor speciaal onderwijs", "SO", "Drenthe", "Assen",
         "Kijken naar leren", "gedrag", (4, 3), 4),
    Lead("99AD01", "Daltonschool Het Waterrad", "PO", "Utrecht", "Amersfoort",
         "Rekenen met begrip", "rekenen", (), None),
    Lead("99AE01", "'t Zonnewiel", "PO", "Limburg", "Roermond",
         "Thematisch werken", "curriculum", (), None),
)  # fmt: skip
STOPS_AFTER_YEAR_ONE = "99AD01"
REJECTED = "99AE01"

NAMES = ("De Akker", "De Beuk", "De Ceder", "De Duif", "De Eik", "De Fontein", "De Gaard",
         "De Hoeve", "De Iep", "De Jol", "De Kade", "De Linde")  # fmt: skip
PLACES = (("Fryslân", "Sneek"), ("Overijssel", "Deventer"), ("Noord-Holland", "Alkmaar"),
          ("Noord-Brabant", "Tilburg"))  # fmt: skip


def learning_schools() -> list[School]:
    """Schools that follow a trajectory; enough for every hub to have its own."""
    return [
        School(
            code=f"98{chr(65 + number // 12)}A{number % 12 + 1:02d}",
            name=f"{NAMES[number % 12]} {number // 12 + 1}",
            sector=("PO", "VO", "SO")[number // 12 % 3],
            province=PLACES[number % 4][0],
            city=PLACES[number % 4][1],
        )
        for number in range(48)
    ]
