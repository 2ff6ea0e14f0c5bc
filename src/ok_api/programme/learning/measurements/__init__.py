"""Measurements: where a learning school stood before the trajectory, and where after it."""
