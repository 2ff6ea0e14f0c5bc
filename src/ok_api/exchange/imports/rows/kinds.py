"""The kinds of rows there are."""

from collections.abc import Mapping

from ok_api.exchange.imports.reading.header import check_header
from ok_api.exchange.imports.reading.tables import ROW_ID, SentFile
from ok_api.exchange.imports.rows import applications, boards, enrolments, sessions
from ok_api.exchange.imports.rows.taking import RowKind
from ok_api.rules.exchange_words import ImportKind

KINDS: Mapping[ImportKind, RowKind] = {
    ImportKind.BOARDS: boards.KIND,
    ImportKind.APPLICATIONS: applications.KIND,
    ImportKind.ENROLMENTS: enrolments.KIND,
    ImportKind.SESSIONS: sessions.KIND,
}
COLUMNS: Mapping[ImportKind, tuple[str, ...]] = {
    kind: (ROW_ID, *known.columns) for kind, known in KINDS.items()
}
"""The columns of each kind, in the order in which a template would have them."""

_TRAJECTORIES = frozenset({"enrolments", "learning-trajectories", "participations", "schools"})
RESTS_ON: Mapping[ImportKind, frozenset[str]] = {
    ImportKind.BOARDS: frozenset({"school-boards"}),
    ImportKind.APPLICATIONS: frozenset(
        {"applications", "selection-rounds", "expertises", "schools"}
    ),
    ImportKind.ENROLMENTS: _TRAJECTORIES | {"programme-years", "sessions", "evaluations"},
    ImportKind.SESSIONS: _TRAJECTORIES
    | {"sessions", "attendances", "team-members", "expert-assignments"},
}
"""Resources whose change after the plan may make a row turn out otherwise."""


KNOWN: Mapping[ImportKind, frozenset[str]] = {
    kind: frozenset(COLUMNS[kind]).union(known.told_only) for kind, known in KINDS.items()
}
"""The names by which a header is told from a title above it."""


def check_columns(kind: ImportKind, file: SentFile) -> None:
    """Raises `InvalidInput` for a header that no row of this kind can have."""
    known = KINDS[kind]
    check_header(file, COLUMNS[kind], known.needs, known.told_only)
