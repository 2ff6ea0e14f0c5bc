"""Selection rounds: one intake of aspirants for a school year."""
