"""Small made-up lists in the forms that DUO uses. None of these schools exists."""

from collections.abc import Iterable

from ok_api.exchange.register.formats import DUO_PO, DUO_VO, NATIONAL
from ok_api.exchange.register.headers import PUPIL_COLUMNS

Row = dict[str, str]
PO_HEADER = DUO_PO.columns
VO_HEADER = DUO_VO.columns
NATIONAL_HEADER = NATIONAL.columns


def po_row(code: str, name: str = "De Verzonnen School", **cells: str) -> Row:
    """A primary location; keyword `INTERNETADRES="…"` sets a column, blanks are one space."""
    return {
        **dict.fromkeys(PO_HEADER, " "),
        "VESTIGINGSCODE": code,
        "INSTELLINGSCODE": code[:4],
        "VESTIGINGSNAAM": name,
        "BEVOEGD GEZAG NUMMER": "00042",
        "PROVINCIE": "Friesland",
        "GEMEENTENUMMER": "0042",
        "GEMEENTENAAM": "VERZONNEN AAN ZEE",
        "ONDERWIJSGEBIED CODE": "03",
        "ONDERWIJSGEBIED NAAM": "Verzonnen gebied",
        "PLAATSNAAM": "VERZONNEN AAN ZEE",
        **cells,
    }


def national_row(code: str, kind: str = "basisschool", **cells: str) -> Row:
    return {
        **dict.fromkeys(NATIONAL_HEADER, ""),
        "vestigingscode": code,
        "brin_nummer": code[:4],
        "naam": "De Verzonnen School",
        "type": kind,
        **cells,
    }


def pupils(years: Iterable[int], rows: dict[str, list[str]]) -> bytes:
    header = [*PUPIL_COLUMNS, *(f"LEERLINGEN_{year}" for year in years)]
    width = len(PUPIL_COLUMNS)
    lines = [[code[:4], code, *[""] * (width - 2), *counts] for code, counts in rows.items()]
    return text([header, *lines]).encode()


def po_list(*rows: Row, encoding: str = "windows-1252") -> bytes:
    return written(PO_HEADER, rows).encode(encoding)


def vo_list(*rows: Row) -> bytes:
    return written(VO_HEADER, [{"ONDERWIJSSTRUCTUUR": "HAVO/VWO"} | row for row in rows]).encode()


def national_list(*rows: Row) -> bytes:
    return written(NATIONAL_HEADER, rows).encode()


def written(header: Iterable[str], rows: Iterable[Row]) -> str:
    names = list(header)
    return text([names, *([row[name] for name in names] for row in rows)])


def text(lines: Iterable[Iterable[str]]) -> str:
    return "".join(";".join(_quoted(cell) for cell in line) + "\r\n" for line in lines)


def _quoted(cell: str) -> str:
    if any(character in cell for character in '";\r\n'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
