"""The schools and what they are good at, and the country to compare them with."""

from sqlalchemy import func, select

from ok_api.access.scope import EXPERTISES as EXPERTISE_SCOPE
from ok_api.access.scope import REGISTER
from ok_api.exchange.exports.columns import File, code, count, flag, pseudonym, word
from ok_api.exchange.exports.files import year
from ok_api.exchange.exports.profiles import ENOUGH, PROFILES, PROVINCES, SIZES
from ok_api.exchange.exports.pseudonyms import Kind
from ok_api.exchange.exports.wording import THEME, folded
from ok_api.rules.text import Text
from ok_api.rules.words import SchoolStatus, Sector
from ok_api.tables import Expertise, School

_WITHHELD = (
    f"Leeg als het register het niet weet, of als minder dan {ENOUGH} open scholen het delen.",
    f"Empty when the register does not know, or fewer than {ENOUGH} open schools share it.",
)
_place = PROFILES.c

SCHOOLS = File(
    "schools",
    Text(
        "Scholen: die zich inschreven, deelnemen of leren",
        "Schools that applied, take part or learn",
    ),
    PROFILES.join(School.__table__, School.establishment_code == _place.establishment_code),
    (
        pseudonym("school_id", Kind.SCHOOL, School.establishment_code, "De school.", "The school."),
        pseudonym(
            "board_id",
            Kind.BOARD,
            School.board_number,
            "Het bevoegd gezag: scholen met dezelfde waarde hebben hetzelfde bestuur.",
            "The board: schools with the same value have the same one.",
            optional=True,
        ),
        word("sector", Sector, _place.sector, "Sector.", "Sector.", rules=("R-SEL-2",)),
        code(
            "province",
            PROVINCES,
            _place.province,
            f"Provincie (ISO 3166-2). {_WITHHELD[0]}",
            f"Province (ISO 3166-2). {_WITHHELD[1]}",
            optional=True,
            rules=("R-SEL-2",),
        ),
        code(
            "size",
            SIZES,
            _place.size,
            f"Grootte naar leerlingen, per sector. {_WITHHELD[0]}",
            f"Size by pupils, for the sector. {_WITHHELD[1]}",
            optional=True,
        ),
        flag(
            "applied",
            School.establishment_code.in_(year.APPLICANTS),
            "Of er een aanvraag van deze school in deze levering zit.",
            "Whether this export holds an application of the school.",
        ),
        flag(
            "takes_part",
            School.establishment_code.in_(year.EXPERTISE_SCHOOLS),
            "Of er een deelname als (aspirant-)expertiseschool in zit.",
            "Whether it holds a participation as (aspirant) expertise school.",
        ),
        flag(
            "learns",
            School.establishment_code.in_(year.LEARNERS),
            "Of er een deelname als ontwikkelschool in zit.",
            "Whether it holds an enrolment as learning school.",
        ),
    ),
    key=("school_id",),
    where=year.among(
        School.establishment_code,
        year.APPLICANTS,
        year.EXPERTISE_SCHOOLS,
        year.LEARNERS,
        select(Expertise.establishment_code).where(Expertise.id.in_(year.EXPERTISES)),
    ),
    scope=REGISTER,
)

_counted = (
    select(_place.sector, _place.province, _place.size, func.count().label("schools"))
    .where(_place.status == SchoolStatus.OPEN.value)
    .group_by(_place.sector, _place.province, _place.size)
    .subquery("national")
)

NATIONAL = File(
    "national",
    Text(
        "Landelijk: alle open scholen van het register, om aandelen mee te vergelijken",
        "National: all open schools of the register, to compare shares with",
    ),
    _counted,
    (
        word("sector", Sector, _counted.c.sector, "Sector.", "Sector."),
        code(
            "province",
            PROVINCES,
            _counted.c.province,
            "Provincie, als bij schools; leeg: alle scholen zonder.",
            "Province, as in schools; empty: all schools without.",
            optional=True,
        ),
        code(
            "size",
            SIZES,
            _counted.c.size,
            "Grootte, als bij schools; leeg: alle scholen zonder.",
            "Size, as in schools; empty: all schools without.",
            optional=True,
        ),
        count(
            "school_count",
            _counted.c.schools,
            "Open scholen in het register van nu.",
            "Open schools in the register of now.",
            unit="schools",
            rules=("R-SEL-2",),
        ),
    ),
    key=("sector", "province", "size"),
)


def _for(sector: Sector) -> object:
    return Expertise.sectors.contains([sector.value])


EXPERTISES = File(
    "expertises",
    Text("Expertises waarmee scholen zich inschreven", "Expertises that schools applied with"),
    Expertise.__table__,
    (
        pseudonym("expertise_id", Kind.EXPERTISE, Expertise.id, "De expertise.", "The expertise."),
        pseudonym(
            "school_id",
            Kind.SCHOOL,
            Expertise.establishment_code,
            "De school die haar heeft.",
            "The school that has it.",
            refers_to="schools",
        ),
        pseudonym(
            "theme_id",
            Kind.THEME,
            folded(Expertise.theme),
            "Het thema: gelijke waarden zijn gelijke thema's.",
            "The theme: equal values are equal themes.",
        ),
        code(
            "theme",
            {},
            THEME,
            "Het thema in woorden; leeg als niet scholen van drie besturen het zo noemen.",
            "The theme in words; empty unless schools of three boards call it that.",
            optional=True,
            rules=("R-SEL-2",),
        ),
        *(
            flag(
                f"for_{sector.value.lower()}",
                _for(sector),
                f"Of zij bedoeld is voor {sector.label.nl}.",
                f"Whether it is meant for {sector.label.en}.",
            )
            for sector in Sector
        ),
    ),
    key=("expertise_id",),
    where=Expertise.id.in_(year.EXPERTISES),
    scope=EXPERTISE_SCOPE,
)
