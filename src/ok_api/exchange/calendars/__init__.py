"""Sessions as calendars that a calendar program follows."""
