"""`README.txt`: what the files are, how they were made unrecognisable, how to cite the rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ok_api import __version__
from ok_api.exchange.exports import dictionary, profiles, wording
from ok_api.exchange.exports.columns import File
from ok_api.exchange.exports.datapackage import Written
from ok_api.foundation.clock import AMSTERDAM
from ok_api.rules.text import Text


@dataclass(frozen=True)
class Asked:
    """What was asked for, and when the look at the database was taken."""

    taken_at: datetime
    school_year: str | None
    fingerprint: str


TEXT = Text(
    """\
ONTWIKKELKRACHT: HET HELE PROGRAMMA, GEPSEUDONIMISEERD
Stand van {moment} (Nederlandse tijd); {extent}. API {version}.
Sleutel {fingerprint}: leveringen met dezelfde sleutel zijn te koppelen.

WAT HET IS
Eén rij per ding, UTF-8, komma's, punt als decimaalteken, dagen als 2026-01-31. Een lege cel is
onbekend of niet van toepassing. Alle bestanden komen uit één en hetzelfde moment, dus aantallen
kloppen onderling. dictionary.csv legt elke kolom uit; met datapackage.json (Data Package v2)
leest software alles in. Een levering van één schooljaar bevat de rijen van dat jaar en alles waar
die naar verwijzen. national.csv telt alle open scholen van het register in dezelfde indeling als
schools.csv: daarmee zijn aandelen te vergelijken (gelijke toegang; variatie: R-SEL-2).

HOE HET ONHERKENBAAR IS GEMAAKT
- Elke school, elk bestuur en elk ander ding heeft een pseudoniem: HMAC-SHA-256 met een geheim van
  de installatie, per soort apart, 16 hexadecimale tekens. Zonder het geheim rekent niemand terug.
- Geen personen, geen vrije tekst, geen namen, adressen, codes of kenmerken uit de API.
- Van een school alleen sector, provincie en grootte, en alleen wat ten minste {schools} open
  scholen in het register delen; anders is de cel leeg. Geen gemeente, denominatie of schooltype.
- Thema, indicator en instrument zijn met de hand getypt: in woorden alleen als scholen van ten
  minste {boards} besturen hetzelfde schreven, anders alleen als pseudoniem.
- Dagen staan er zonder tijd, want dosering en doorlooptijd zijn zonder dag niet te onderzoeken.
  Van kennisdeelactiviteiten staat er de maand: hun dag is openbaar aangekondigd.
- De volgorde van de rijen is geloot.

LET OP: dit is gepseudonimiseerd en niet anoniem. Wie expertiseschool is, is openbaar, en het zijn
er weinig; wie ook toegang heeft tot de API kan rijen herkennen aan hun dagen en aantallen.
Behandel de levering als persoonsgegevens: deel haar niet verder, koppel haar niet terug, en
publiceer geen aantallen onder de {schools} over herkenbare groepen.

REGELS AANHALEN
De kolom rules noemt de regels. Haal aan als: Ontwikkelkracht, regel R-FAC-2, waarde die gold op
(datum), bron als in de kolom source. De regel staat op /v1/rules/R-FAC-2, met zijn waarden.

RIJEN PER BESTAND
{counts}
""",
    """\
ONTWIKKELKRACHT: THE WHOLE PROGRAMME, PSEUDONYMISED
As of {moment} (Dutch time); {extent}. API {version}.
Key {fingerprint}: exports with the same key can be linked.

WHAT IT IS
One row per thing, UTF-8, commas, a decimal point, days as 2026-01-31. An empty cell is unknown or
does not apply. All files come from one and the same moment, so counts agree between them.
dictionary.csv explains every column; software reads everything with datapackage.json (Data
Package v2). An export of one school year holds the rows of that year and whatever they refer to.
national.csv counts all open schools of the register in the same groups as schools.csv, to compare
shares with (equal access; variety: R-SEL-2).

HOW IT WAS MADE UNRECOGNISABLE
- Every school, board and other thing has a pseudonym: HMAC-SHA-256 with a secret of the
  installation, per kind, 16 hexadecimal digits. Without the secret nobody turns it back.
- No persons, no free text, no names, addresses, codes or identities of the API.
- Of a school only sector, province and size, and only what at least {schools} open schools of the
  register share; otherwise the cell is empty. No municipality, denomination or school type.
- Theme, indicator and instrument are typed by hand: in words only where schools of at least
  {boards} boards wrote the same, otherwise as a pseudonym only.
- Days stand without a time, since dose and duration cannot be studied without the day. Of
  knowledge activities the month is told: their day was announced to all.
- The order of the rows is drawn by lot.

NOTE: this is pseudonymised and not anonymous. Who is an expertise school is public, and they are
few; who has access to the API as well can recognise rows by their days and counts. Treat the
export as personal data: do not pass it on, do not link it back, and publish no counts below
{schools} about groups that can be recognised.

CITING THE RULES
The column rules names them. Cite as: Ontwikkelkracht, rule R-FAC-2, value in force on (date),
source as in the column source. The rule is at /v1/rules/R-FAC-2, with its values by date.

ROWS PER FILE
{counts}
""",
)
_ALL = Text("alle schooljaren", "all school years")
_ONE = Text("schooljaar {year}", "school year {year}")


def readme(files: tuple[File, ...], written: Mapping[str, Written], asked: Asked) -> str:
    titles = {**{file.name: file.title for file in files}, dictionary.NAME: dictionary.TITLE}
    told = TEXT.format(
        moment=asked.taken_at.astimezone(AMSTERDAM).strftime("%Y-%m-%d %H:%M:%S"),
        extent=_ONE.format(year=asked.school_year) if asked.school_year else _ALL,
        version=__version__,
        fingerprint=asked.fingerprint,
        schools=profiles.ENOUGH,
        boards=wording.ENOUGH,
        counts=Text(_counts(titles, written, "nl"), _counts(titles, written, "en")),
    )
    return f"{told.nl}\n\n{told.en}"


def _counts(titles: Mapping[str, Text], written: Mapping[str, Written], language: str) -> str:
    return "\n".join(
        f"{known.rows:>9}  {name}.csv  {titles[name].in_(language)}"
        for name, known in written.items()
    )
