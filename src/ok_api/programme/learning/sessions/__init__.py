"""Sessions: every dated activity of a participation, planned, held or cancelled."""
