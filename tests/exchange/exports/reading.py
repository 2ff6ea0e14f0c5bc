"""Reading an export back, as a researcher would."""

import csv
import io
import json
import zipfile
from typing import Any

import httpx

ADDRESS = "/v1/exports/programme.zip"
Tables = dict[str, list[dict[str, str]]]


def texts(answer: httpx.Response) -> dict[str, str]:
    """Every file of the archive."""
    assert answer.status_code == 200, answer.text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def tables(answer: httpx.Response) -> Tables:
    return {
        name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(text, newline="")))
        for name, text in texts(answer).items()
        if name.endswith(".csv")
    }


def package(answer: httpx.Response) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(texts(answer)["datapackage.json"])
    return told
