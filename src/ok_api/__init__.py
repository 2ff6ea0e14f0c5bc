"""The backend of Ontwikkelkracht."""

from importlib.metadata import version

__version__ = version("ok-api")
