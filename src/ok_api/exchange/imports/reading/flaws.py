"""What cannot be read of a file or a row, in words for its sender."""

from ok_api.rules.text import Text

EMPTY = Text("Het bestand heeft geen kop.", "The file has no header.")
WIDE = Text(
    "Dit lijkt UTF-16 zonder dat het er staat. Bewaar het bestand als UTF-8, of noem de codering: "
    "Content-Type: text/csv; charset=utf-16.",
    "This seems to be UTF-16 without saying so. Save the file as UTF-8, or state the encoding: "
    "Content-Type: text/csv; charset=utf-16.",
)
OTHER_SHEETS = Text(
    "Alleen het blad ‘{sheet}’ is gelezen; niet gelezen: {others}.",
    "Only the sheet ‘{sheet}’ was read; not read: {others}.",
)
ON_SHEET = Text("Blad ‘{sheet}’: {said}", "Sheet ‘{sheet}’: {said}")
ABOVE_HEADER = Text(
    "Regel {line} staat boven de kop en is niet gelezen.",
    "Line {line} stands above the header and was not read.",
)
UNNAMED = Text(
    "Kolom {column} heeft geen naam, maar er staat wel iets in.",
    "Column {column} has no name, but there is something in it.",
)
NAME = Text(
    "De naam van kolom {column} is langer dan {most} tekens, of bevat stuurtekens.",
    "The name of column {column} is longer than {most} characters, or holds control characters.",
)
TWICE = Text(
    "De kop noemt {name} meer dan eens.",
    "The header names {name} more than once.",
)
HEADER = Text(
    "De kop past niet bij deze soort. Onbekend: {unknown}. Ontbrekend: {missing}."
    " De kolommen zijn {known}.",
    "The header does not fit this kind. Unknown: {unknown}. Missing: {missing}."
    " The columns are {known}.",
)
UNKNOWN_COLUMN = Text("Deze kolom is niet bekend.", "This column is not known.")
IGNORED = Text(
    "De kolom ‘{name}’ is niet bekend en is overgeslagen.",
    "The column ‘{name}’ is not known and was passed over.",
)
IGNORED_ONES = Text("Overgeslagen: {names}.", "Passed over: {names}.")
MISSING_COLUMN = Text(
    "Deze kolom ontbreekt. Nodig is {choices}.", "This column is missing. Needed is {choices}."
)
TOO_WIDE = Text("De kop heeft meer dan {most} kolommen.", "The header has over {most} columns.")
TOO_MANY = Text(
    "Het bestand heeft meer dan {most} rijen; verdeel het.",
    "The file has more than {most} rows; divide it.",
)
CELLS = Text(
    "De rij heeft {found} cellen; de kop noemt er {expected}.",
    "The row has {found} cells; the header names {expected}.",
)
LONG_CELL = Text(
    "Hier staan meer dan {most} tekens.", "There are more than {most} characters here."
)
CONTROL = Text("Hier staat een NUL-teken.", "There is a NUL character here.")
UNREADABLE = Text(
    "De tekst bevat een teken dat in deze codering niet bestaat.",
    "The text holds a character that does not exist in this encoding.",
)
JSON = Text("Deze regel is geen geldige JSON.", "This line is not valid JSON.")
OBJECT = Text("Op elke regel hoort één JSON-object.", "Each line must hold one JSON object.")
ROW_ID = Text(
    "Het eigen kenmerk van de rij is een tekst of getal van hoogstens {most} tekens, zonder"
    " stuurtekens.",
    "The row's own id is a text or number of at most {most} characters, without control"
    " characters.",
)
FORMULA = Text(
    "Hier staat een formule; plak de waarde.", "This is a formula; paste its value instead."
)
ERROR_CELL = Text("Hier staat een rekenfout ({value}).", "This is an error value ({value}).")
WORKBOOK = Text("Dit is geen leesbare werkmap (XLSX).", "This is not a readable workbook (XLSX).")
BOMB = Text(
    "Uitgepakt is deze werkmap te groot, of te eentonig: bladen tot {most} MB, de rest tot "
    "{beside} MB.",
    "Unpacked this workbook is too large, or too monotonous: sheets up to {most} MB, the rest up "
    "to {beside} MB.",
)
ENTITIES = Text(
    "Deze werkmap bevat XML-definities (DOCTYPE); die worden niet gelezen.",
    "This workbook holds XML definitions (DOCTYPE); these are not read.",
)
