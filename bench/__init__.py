"""Speed as a ratio against hand-written opponents, measured in the same run on the same rows."""
