"""What to try next, in lines that can be copied as they are."""

import shlex
import sys
from pathlib import Path

from ok_api.foundation.settings import Settings


def hints(settings: Settings, address: str, *, own: bool) -> str:
    """For a demonstration that keeps serving at this address."""
    program = shlex.quote(_near(Path(sys.argv[0])))
    command = f"OK_DATA_DIR={shlex.quote(_near(settings.data_dir))} {program}"
    other = "\n`make serve` and `ok-api serve` use another database, which is empty."
    return (
        f"\nDocumentation  {address}/v1/docs"
        f"\nOpenAPI        {address}/v1/openapi.json"
        "\n\nA token of the office, and what it may see:\n"
        f"\n  TOKEN=$({command} token --role office)"
        f'\n  curl -s {address}/v1/participations -H "Authorization: Bearer $TOKEN"'
        "\n\nA token of a school:\n"
        f"\n  {command} token --role school --school 99AA01\n"
        f"{other if own else ''}"
        "\nCtrl-C stops it; every start begins anew."
    )


def _near(path: Path) -> str:
    """Relative when it lies in the folder that the person stands in."""
    whole, here = path.absolute(), Path.cwd()
    return str(whole.relative_to(here)) if whole.is_relative_to(here) else str(whole)
