"""Facilitation: the time that was granted beside the time that follows from who takes part."""
