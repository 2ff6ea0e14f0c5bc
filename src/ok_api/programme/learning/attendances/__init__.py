"""Attendances: which enrolled schools and which team members were at a session."""
