"""What a load did, or would do: counts that are exact, and details up to a limit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

from ok_api.exchange.register.rows import Finding
from ok_api.rules.text import asdict

DETAILS_KEPT = 10_000
"""More than the longest list has rows; it keeps the report of a nonsensical file small."""

Item = TypeVar("Item")


@dataclass
class Kept(Generic[Item]):
    """Counts everything, keeps the first ones. All details of changes are in the audit trail."""

    count: int = 0
    items: list[Item] = field(default_factory=list)

    def add(self, item: Item) -> None:
        self.count += 1
        if len(self.items) < DETAILS_KEPT:
            self.items.append(item)


@dataclass(frozen=True)
class Named:
    """A school, and the line that names it; an absent school has no line."""

    line: int | None
    code: str
    name: str


@dataclass(frozen=True)
class Changed(Named):
    fields: dict[str, tuple[Any, Any]]
    """Per column of the register: what it was, and what it is now."""


@dataclass(frozen=True)
class Flawed:
    """Everything that is wrong with one row, or everything remarked on it."""

    line: int
    code: str | None
    findings: tuple[Finding, ...]


@dataclass
class RegisterReport:
    """The outcome of one file, keyed on the sender's own lines."""

    list_kind: str
    reference_date: date
    encoding: str | None = None
    rows: int = 0
    created: Kept[Named] = field(default_factory=Kept)
    updated: Kept[Changed] = field(default_factory=Kept)
    """Those reopened among them."""
    reopened: Kept[Named] = field(default_factory=Kept)
    unchanged: int = 0
    absent: Kept[Named] = field(default_factory=Kept)
    """Closed now, because the previous list of this kind named them and this one does not."""
    refused: Kept[Flawed] = field(default_factory=Kept)
    remarks: Kept[Flawed] = field(default_factory=Kept)
    unclear: int = 0
    """Rows of which nobody can say for certain which school they name, or how many they are."""
    withheld: bool = False
    """Whether a list of schools has such a row, and therefore closes none."""
    ignored: int = 0
    """Named by a list that tells of pupils only, and not in the register."""
    fields: dict[str, int] = field(default_factory=dict)
    """Per column of the register, in how many schools it changed."""
    boards_created: int = 0
    regions_created: int = 0
    regions_renamed: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "list": self.list_kind,
            "referenceDate": self.reference_date.isoformat(),
            "encoding": self.encoding,
            "rows": self.rows,
            "created": _kept(self.created, _named),
            "updated": _kept(self.updated, _changed) | {"fields": self.fields},
            "reopened": _kept(self.reopened, _named),
            "unchanged": {"count": self.unchanged},
            "absent": _kept(self.absent, _named) | {"withheld": self.withheld},
            "refused": _kept(self.refused, _flawed),
            "remarks": _kept(self.remarks, _flawed),
            "unclear": {"count": self.unclear},
            "ignored": {"count": self.ignored},
            "boards": {"created": self.boards_created},
            "regions": {"created": self.regions_created, "renamed": self.regions_renamed},
        }


def _kept(kept: Kept[Item], show: Callable[[Item], dict[str, Any]]) -> dict[str, Any]:
    return {"count": kept.count, "items": [show(item) for item in kept.items]}


def _named(school: Named) -> dict[str, Any]:
    return {"line": school.line, "establishmentCode": school.code, "name": school.name}


def _changed(school: Changed) -> dict[str, Any]:
    changes = {name: {"before": old, "after": new} for name, (old, new) in school.fields.items()}
    return _named(school) | {"fields": changes}


def _flawed(row: Flawed) -> dict[str, Any]:
    return {
        "line": row.line,
        "establishmentCode": row.code,
        "findings": [
            {"column": one.column, "value": one.value, "reason": asdict(one.reason)}
            for one in row.findings
        ],
    }
