"""Enrolments: a learning school's way through one trajectory."""
