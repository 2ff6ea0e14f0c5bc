"""The register of schools, taken over from the lists that DUO publishes."""

from ok_api.exchange.register.display import render
from ok_api.exchange.register.load import load_register
from ok_api.exchange.register.report import RegisterReport

__all__ = ["RegisterReport", "load_register", "render"]
