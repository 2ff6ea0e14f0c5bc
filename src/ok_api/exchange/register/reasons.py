"""Why a row is refused, or a cell is not stored, in words for the sender of the file."""

from ok_api.rules.text import Text

CODE = Text(
    nl="De vestigingscode is niet twee cijfers, twee letters en twee cijfers, zoals 00AA00.",
    en="The establishment code is not two digits, two letters and two digits, such as 00AA00.",
)
TWICE = Text(
    nl="De vestigingscode staat al op regel {first}; die rij geldt.",
    en="The establishment code is already on line {first}; that row counts.",
)
NAMELESS = Text(nl="De naam ontbreekt.", en="The name is missing.")
WITHHELD_ABSENCE = Text(
    nl="Deze lijst sluit geen scholen. Rijen die niet te splitsen zijn, of geen school noemen: "
    "{count}. Daardoor is niet zeker wie er ontbreekt. Verbeter die rijen en stuur de hele lijst "
    "opnieuw.",
    en="This list closes no schools. Rows that cannot be split, or name no school: {count}. So it "
    "is not certain who is absent. Mend those rows and send the whole list again.",
)
CELLS = Text(
    nl="De rij heeft {found} kolommen in plaats van {expected}.",
    en="The row has {found} columns instead of {expected}.",
)
SCHOOL_TYPE = Text(
    nl="Dit schooltype is niet bekend, dus ook de sector niet. Bekend zijn basisschool, SBAO, SO, "
    "VSO, (V)SO en combinaties van BRUGJAAR, PRO, VBO, MAVO, HAVO en VWO.",
    en="This type of school is not known, so neither is its sector. Known are basisschool, SBAO, "
    "SO, VSO, (V)SO and combinations of BRUGJAAR, PRO, VBO, MAVO, HAVO and VWO.",
)
UNREADABLE = Text(
    nl="De tekst bevat een teken dat in deze codering niet bestaat.",
    en="The text holds a character that does not exist in this encoding.",
)
TOO_LONG = Text(
    nl="De tekst is langer dan {most} tekens.", en="The text is longer than {most} characters."
)
COUNT = Text(nl="Dit is geen aantal leerlingen.", en="This is not a number of pupils.")
DEGREES = Text(
    nl="Dit is geen coördinaat in graden tussen -{most} en {most}.",
    en="This is not a coordinate in degrees between -{most} and {most}.",
)
WITHHELD = Text(
    nl="Het aantal van {year} is geen getal (minder dan vijf wordt niet genoemd); "
    "dat van {used} is gebruikt.",
    en="The number for {year} is not given (fewer than five are not told); "
    "that of {used} was used.",
)
ALL_WITHHELD = Text(
    nl="Geen jaar tot en met {year} noemt een aantal; wat bekend was blijft staan.",
    en="No year up to {year} gives a number; what was known stays.",
)
