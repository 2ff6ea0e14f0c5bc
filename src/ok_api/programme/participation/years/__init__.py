"""Programme years: the plan of a school year, its progress and what was granted for it."""
