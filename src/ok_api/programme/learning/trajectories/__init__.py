"""Learning trajectories: what an expertise school offers to other schools in one school year."""
