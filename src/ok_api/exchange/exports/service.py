"""The programme as research data: every file from one moment, then what explains them."""

from datetime import datetime
from typing import IO

import asyncpg
import structlog

from ok_api import __version__
from ok_api.exchange.exports import dictionary
from ok_api.exchange.exports.archive import Archive, all_at_once, rows_of
from ok_api.exchange.exports.columns import RESEARCHER, File
from ok_api.exchange.exports.datapackage import package
from ok_api.exchange.exports.files import FILES
from ok_api.exchange.exports.pseudonyms import Pseudonyms
from ok_api.exchange.exports.readme import Asked, readme
from ok_api.foundation import clock, json
from ok_api.foundation.database import Database
from ok_api.foundation.identity import Actor, actor_values
from ok_api.foundation.keys import secret
from ok_api.foundation.queries import Compiled
from ok_api.foundation.settings import Settings
from ok_api.rules.moments import written_moment

log = structlog.get_logger(__name__)
_compiled = Compiled()


async def export_programme(
    database: Database, settings: Settings, actor: Actor, school_year: str | None
) -> IO[bytes]:
    """The ZIP, ready to be read. Who took it, and how much, stands in the log."""
    pseudonyms = Pseudonyms(secret(settings, "pseudonyms"))
    asked = Asked(clock.now(), school_year, pseudonyms.fingerprint)
    async with Archive(asked.taken_at) as archive:
        async with database.long_read() as connection:
            for file in FILES:
                await _add(archive, connection, file, pseudonyms, school_year)
        await _explain(archive, asked)
    rows = sum(written.rows for written in archive.written.values())
    log.info("programme exported", actor=actor.subject, school_year=school_year, rows=rows)
    archive.file.seek(0)
    return archive.file


async def _add(
    archive: Archive,
    connection: asyncpg.pool.PoolConnectionProxy,
    file: File,
    pseudonyms: Pseudonyms,
    school_year: str | None,
) -> None:
    query = _compiled.get(file.name, file.select)
    values = {
        **actor_values(RESEARCHER),
        "school_year": school_year,
        "shuffle": pseudonyms.shuffle,
    }
    tellers = [column.teller(pseudonyms) for column in file.columns]
    await archive.add_table(file.name, file.header, rows_of(connection, query, values, tellers))


async def _explain(archive: Archive, asked: Asked) -> None:
    """What can only be told when all is written: the meanings, the sizes, the counts."""
    meanings = all_at_once(dictionary.entries(FILES))
    await archive.add_table(dictionary.NAME, list(dictionary.MEMBERS), meanings)
    told = package(FILES, archive.written, _about(asked.taken_at, asked.school_year))
    archive.add_text("datapackage.json", json.encode(told))
    archive.add_text("README.txt", readme(FILES, archive.written, asked).encode())


def _about(taken_at: datetime, school_year: str | None) -> dict[str, str]:
    extent = f"school year {school_year}" if school_year else "all school years"
    return {
        "title": "Ontwikkelkracht: the whole programme, pseudonymised",
        "description": f"One moment of the programme, {extent}; see README.txt.",
        "version": __version__,
        "created": written_moment(taken_at.replace(microsecond=0)),
    }
