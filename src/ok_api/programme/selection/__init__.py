"""Selection: rounds, applications, and everything that leads to a choice."""
