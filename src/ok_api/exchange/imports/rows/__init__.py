"""Rows taken over one by one: each as its own single request would be, with its guards and trail.

`run` carries out a whole import of boards, applications, enrolments or sessions, and keeps its
report. `COLUMNS` are the columns that each kind knows, and `check_columns` refuses a header that
has others, or not enough. `RESTS_ON` names, as the audit trail does,
the resources whose change may make a plan untrue.
"""

from ok_api.exchange.imports.rows.kinds import COLUMNS, KNOWN, RESTS_ON, check_columns
from ok_api.exchange.imports.rows.running import run

__all__ = ["COLUMNS", "KNOWN", "RESTS_ON", "check_columns", "run"]
