"""FastAPI with our own outermost layers, so that they surround its answers to defects too."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

from ok_api.foundation.compression import Compression
from ok_api.foundation.lane import ReadLane
from ok_api.foundation.middleware import Envelope
from ok_api.foundation.settings import Settings


class Application(FastAPI):
    """From outside in: the envelope, compression, CORS, the fast lane for reads, FastAPI's own."""

    def __init__(self, settings: Settings, **options: Any) -> None:
        super().__init__(**options)
        self._origins = settings.cors_origins

    def build_middleware_stack(self) -> ASGIApp:
        lane = ReadLane(super().build_middleware_stack(), self.router.routes)
        cors = CORSMiddleware(
            lane,
            allow_origins=self._origins,
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
            allow_headers=["*"],
            expose_headers=["*"],
        )
        return Envelope(Compression(cors))
