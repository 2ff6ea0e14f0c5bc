"""Schools over HTTP: DUO's lists as they are, or a list of our own columns, in whole sets."""

from ok_api.exchange.imports.schools.reading import school_list
from ok_api.exchange.imports.schools.running import RESTS_ON, run

__all__ = ["RESTS_ON", "run", "school_list"]
