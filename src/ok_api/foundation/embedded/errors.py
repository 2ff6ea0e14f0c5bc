class EmbeddedDatabaseError(RuntimeError):
    """The database of our own cannot be had; its sentence tells the operator what to do."""
