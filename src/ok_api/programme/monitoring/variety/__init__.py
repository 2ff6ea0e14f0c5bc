"""The variety of a selection round beside the national share of schools (R-SEL-2)."""
