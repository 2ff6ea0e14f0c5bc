"""The whole register as CSV: how many rows a second one caller gets."""

import time
from http.client import HTTPConnection

from bench import servers


def ours() -> float:
    return _rows_per_second(servers.OURS, "/v1/schools")


def bare() -> float:
    return _rows_per_second(servers.THEIRS, "/schools.csv")


def _rows_per_second(port: int, path: str) -> float:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Accept": "text/csv"})
    answer = connection.getresponse()
    told = answer.read()
    spent = time.perf_counter() - begun
    connection.close()
    if answer.status != 200:
        raise RuntimeError(told.decode())
    return (told.count(b"\r\n") - 1) / spent
