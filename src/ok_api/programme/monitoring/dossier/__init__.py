"""The dossier of a participation: one call shows one case."""
