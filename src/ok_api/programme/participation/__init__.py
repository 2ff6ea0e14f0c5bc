"""Participation: a school's way through the programme, year by year."""
