"""How a moment is written: in UTC, by its `Z`, whatever offset it came with (RFC 3339)."""

from datetime import UTC, datetime


def written_moment(moment: datetime) -> str:
    """Raises `ValueError` for one without an offset: nobody knows which moment that is."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no offset")
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
