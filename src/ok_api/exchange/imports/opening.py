"""A file as it is opened, and what is to be known of it as a whole whatever comes of its rows."""

from asyncio import to_thread
from collections.abc import Callable
from typing import TypeVar

from ok_api.exchange.imports import steps
from ok_api.exchange.imports.reading import Content
from ok_api.exchange.tools import Tools
from ok_api.foundation.errors import InvalidInput
from ok_api.foundation.problems import kept_flaws
from ok_api.tables import Import

_Opened = TypeVar("_Opened")


async def opened_by(
    tools: Tools, imported: Import, content: Content, read: Callable[[], _Opened]
) -> _Opened:
    """What `read` makes of it, beside the loop: of a workbook all texts come before its rows.

    Raises what `read` does, naming the sheet; what was found by then is told of all the same.
    """
    try:
        return await to_thread(read)
    except InvalidInput as error:
        raise content.of_sheet(error) from error.__cause__
    finally:
        remarks = kept_flaws(content.remarks) or None
        await steps.note_file(tools, imported.id, sheet=content.sheet, remarks=remarks)
