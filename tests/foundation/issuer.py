"""An issuer of tokens on loopback: its keys can be rotated and its visitors are counted."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

from ok_api.foundation.settings import Settings

_CURVES = {"ES256": ec.SECP256R1(), "ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}


def new_key(algorithm: str) -> Any:
    if algorithm == "EdDSA":
        return Ed25519PrivateKey.generate()
    if algorithm in _CURVES:
        return ec.generate_private_key(_CURVES[algorithm])
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _kind(algorithm: str) -> Any:
    if algorithm == "EdDSA":
        return OKPAlgorithm
    return ECAlgorithm if algorithm in _CURVES else RSAAlgorithm


class Issuer:
    def __init__(self, address: str) -> None:
        self.address = address
        self.keys: dict[str, tuple[str, Any]] = {}
        self.visits = 0
        self.down = False
        self.answers = threading.Event()
        """Cleared, it takes requests and says nothing."""
        self.answers.set()

    def add(self, identifier: str, algorithm: str = "EdDSA") -> None:
        self.keys[identifier] = (algorithm, new_key(algorithm))

    def published(self) -> dict[str, Any]:
        return {"keys": [self._public(*item) for item in self.keys.items()]}

    def _public(self, identifier: str, pair: tuple[str, Any]) -> dict[str, Any]:
        algorithm, key = pair
        told = json.loads(_kind(algorithm).to_jwk(key.public_key()))
        return {**told, "kid": identifier, "use": "sig", "alg": algorithm}

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(time.time())
        usual = {
            "iss": self.address,
            "aud": "ok-api",
            "scope": "openid ok-api",
            "sub": "someone@example.org",
            "roles": ["school"],
            "schools": ["99ZZ01"],
            "iat": now,
            "exp": now + 600,
        }
        return {name: value for name, value in {**usual, **changed}.items() if value is not None}

    def token(self, identifier: str = "first", **changed: Any) -> str:
        algorithm, key = self.keys[identifier]
        headers = {"kid": identifier}
        return jwt.encode(self.claims(**changed), key, algorithm=algorithm, headers=headers)

    def settings(self, settings: Settings, **changed: Any) -> Settings:
        return settings.model_copy(
            update={
                "token_issuer": self.address,
                "token_jwks_url": f"{self.address}jwks.json",
                **changed,
            }
        )


@contextmanager
def running() -> Iterator[Issuer]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.visits += 1
            issuer.answers.wait()
            self.send_response(500 if issuer.down else 200)
            self.end_headers()
            self.wfile.write(json.dumps(issuer.published()).encode())

        def log_message(self, *_: Any) -> None:
            """Tests have no need of an access log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        issuer = Issuer(f"http://127.0.0.1:{server.server_port}/")
        issuer.add("first")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield issuer
        issuer.answers.set()
        server.shutdown()
        thread.join()
