"""Applications: one school's way from exploratory conversation to its outcome."""
