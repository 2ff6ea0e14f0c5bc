"""Putting a dossier together: PostgreSQL's documents as they are, the years with their rulings."""

from collections.abc import Mapping

from ok_api.foundation import json
from ok_api.programme.monitoring.dossier.queries import PARTS
from ok_api.programme.participation.years.queries import PROGRAMME_YEAR


def tell_dossier(address: str, row: Mapping[str, str | None]) -> bytes:
    """A part that the caller may not list is null; a list without rows is an empty list."""
    members = [f'"self":{json.encode_text(address)}']
    members += [f'"{name}":{_part(name, row)}' for name in PARTS]
    return ("{" + ",".join(members) + "}").encode()


def _part(name: str, row: Mapping[str, str | None]) -> str:
    if name not in row:
        return "null"
    told = row[name] or ("[]" if PARTS[name].order else "null")
    years = PROGRAMME_YEAR.retelling
    return years.page(told) if name == "programmeYears" and years else told
