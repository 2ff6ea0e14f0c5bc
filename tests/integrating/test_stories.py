"""docs/integrating.md does what it says: its commands and programs are run as they stand there.

What they print is compared with what the page shows, so that a page that is wrong fails.
"""

import re
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi import FastAPI

from ok_api.foundation.openapi import document
from tests.exchange.register.lists import po_list, po_row
from tests.integrating import page
from tests.integrating.conftest import Place
from tests.integrating.shell import run

pytestmark = pytest.mark.xdist_group("integrating")
"""They share one demonstration, which takes long to play."""

PARTS = page.parts()
BEGINNING = "Before you begin"
STORIES = [title for title in PARTS if re.match(r"\d\. ", title)]
METHODS = ("get", "post", "put", "patch", "delete")


def register() -> bytes:
    """Six schools in DUO's own columns, one of them with a code that cannot be one."""
    good = [po_row(f"97AA0{number}", f"De Verzonnen School {number}") for number in range(1, 6)]
    return po_list(*good, po_row("97A", "Zonder goede code"))


FILES: dict[str, Callable[[], bytes]] = {"vestigingen.csv": register}
"""What the reader has in hand before a story begins."""


def test_the_page_has_the_four_stories() -> None:
    assert [title[:2] for title in STORIES] == ["1.", "2.", "3.", "4."]
    assert all(PARTS[title].programs for title in STORIES), "each also as a program"


@pytest.mark.parametrize("title", [BEGINNING, *STORIES])
def test_the_page_shows_what_happens(title: str, demonstration: Place, checkout: Path) -> None:
    part = PARTS[title]
    for name, content in FILES.items():
        (checkout / name).write_bytes(content())
    for name, program in {**PARTS[BEGINNING].programs, **part.programs}.items():
        (checkout / name).write_text(program, encoding="utf-8")
    before = () if title == BEGINNING else PARTS[BEGINNING].typed
    typed = (*before, *part.typed)
    environment = {"BASE": demonstration.address, "PORT": str(_free_port())}
    ran = run([each.commands for each in typed], checkout, demonstration.tools, environment)
    for each, printed in zip(typed, ran.printed, strict=False):
        assert page.matches(each.shown, printed), (
            f"typed:\n{each.commands}\nthe page shows:\n{each.shown}\nprinted:\n{printed}"
        )
    assert len(ran.printed) == len(typed), (
        f"typed:\n{typed[len(ran.printed)].commands}\n{ran.complaints}"
    )


def test_every_path_on_the_page_is_one_of_the_api(app: FastAPI) -> None:
    known = [re.sub(r"\{\w+\}", r"[^/]+", path) for path in document(app)["paths"]]
    named = set(re.findall(r"/v1(/[\w/{}$.-]+)", page.text()))
    assert len(named) > 8
    unknown = {path for path in named if not any(re.fullmatch(one, path) for one in known)}
    assert not unknown - PUBLISHED


def test_every_operation_on_the_page_is_one_of_the_api(app: FastAPI) -> None:
    known = {
        operation["operationId"]
        for path in document(app)["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    }
    words = set(re.findall(r"`([a-z]+[A-Z]\w+)`", page.text()))
    verbs = {re.match(r"[a-z]+", name)[0] for name in known}  # type: ignore[index]
    named = {word for word in words if re.match(r"[a-z]+", word)[0] in verbs}  # type: ignore[index]
    assert named <= known


PUBLISHED = {"/docs", "/openapi.json"}
"""Beside the operations."""


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
    return port
