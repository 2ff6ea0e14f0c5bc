"""Learning: trajectories, the schools that follow them, sessions and what they bring."""
