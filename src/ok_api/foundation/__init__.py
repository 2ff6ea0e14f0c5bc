"""The technical ground floor: it knows HTTP, the database and time, but no school."""
