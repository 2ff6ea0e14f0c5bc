"""Monitoring: what the whole programme shows when one looks across its slices."""
