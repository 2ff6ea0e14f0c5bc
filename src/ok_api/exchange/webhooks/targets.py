"""Where webhooks may go: to public addresses only, and to the very address that was checked.

A name is resolved when somebody subscribes and again at each connection. The connection is made to
the address that was checked, so that a name which meanwhile leads inside is of no use.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore
import httpx

from ok_api.foundation.errors import Flaw
from ok_api.rules.text import Text

Address = IPv4Address | IPv6Address
Resolve = Callable[[str, int], Awaitable[list[str]]]

FREE_PORTS = 1024
"""Below it live mail, shells and databases, which are no receivers of webhooks."""
WRITTEN = r"^https?://[!-~]+$"
MOST_ADDRESSES = 4
RESOLVED_WITHIN = 3.0
NAT64 = IPv6Network("64:ff9b::/96")
GLOBAL_UNICAST = IPv6Network("2000::/3")
SPECIAL = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20"))
)
"""Not every Python knows these as special. Two of them wrap an address of version 4, any one."""
WITHOUT_TLS = ("http",)


class NotAllowed(Exception):
    """This target leads to where webhooks may not go."""


async def resolve(host: str, port: int) -> list[str]:
    """Every address of a name. Raises `OSError` when it has none."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether it lies outside every private, loopback, link-local or otherwise special range."""
    one = _meant(ip_address(address.partition("%")[0]))
    if isinstance(one, IPv6Address) and one not in GLOBAL_UNICAST:
        return False
    special = any(one in network for network in SPECIAL)
    return one.is_global and not (special or one.is_multicast or one.is_reserved)


def _meant(address: Address) -> Address:
    """Where a packet ends up: some addresses of version 6 only wrap one of version 4."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


async def allowed_addresses(
    host: str, port: int, *, private: bool, resolve: Resolve = resolve
) -> list[str]:
    """Every address of the host. Raises `NotAllowed` when one of them is not public."""
    found = await resolve(host, port)
    if not found:
        raise OSError("no address")
    if not private and not all(is_public(address) for address in found):
        raise NotAllowed("not a public address")
    return found[:MOST_ADDRESSES]


class Pinning(httpcore.AnyIOBackend):
    """Connects to an address that was checked a moment ago; TLS still asks for the name."""

    def __init__(self, *, private: bool, resolve: Resolve = resolve) -> None:
        self._private = private
        self._resolve = resolve

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - The library's own signature.
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        failed: Exception = httpcore.ConnectError("no address")
        for address in await self._addresses(host, port):
            try:
                return await super().connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            async with asyncio.timeout(RESOLVED_WITHIN):
                return await allowed_addresses(
                    host, port, private=self._private, resolve=self._resolve
                )
        except TimeoutError as error:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from error
        except OSError as error:
            raise httpcore.ConnectError("the name cannot be resolved") from error
        except NotAllowed as error:
            raise httpcore.ConnectError(str(error)) from error


async def flaws_in_target(address: str, *, private: bool, resolve: Resolve = resolve) -> list[Flaw]:
    """Why no webhook may go to this address; a name is looked up once its form is right."""
    url = _parsed(address)
    if url is None:
        codes = ["not_a_url"]
    else:
        codes = _wrong_in_form(url, private=private)
        codes = codes or await _wrong_in_place(url, private=private, resolve=resolve)
    return [_flaw(code) for code in codes]


def _parsed(address: str) -> httpx.URL | None:
    if not re.fullmatch(WRITTEN, address):
        return None
    try:
        url = httpx.URL(address)
    except (httpx.InvalidURL, ValueError):
        return None
    port = 443 if url.port is None else url.port
    return url if url.host and 0 < port < 65536 else None


def _wrong_in_form(url: httpx.URL, *, private: bool) -> list[str]:
    wrong = {
        "https_only": url.scheme in WITHOUT_TLS and not private,
        "no_credentials": bool(url.userinfo),
        "no_fragment": bool(url.fragment),
        "port": not private and url.port is not None and url.port < FREE_PORTS,
    }
    return [code for code, found in wrong.items() if found]


async def _wrong_in_place(url: httpx.URL, *, private: bool, resolve: Resolve) -> list[str]:
    port = url.port or (80 if url.scheme in WITHOUT_TLS else 443)
    try:
        async with asyncio.timeout(RESOLVED_WITHIN):
            await allowed_addresses(url.raw_host.decode(), port, private=private, resolve=resolve)
    except NotAllowed:
        return ["not_public"]
    except (OSError, TimeoutError, UnicodeError):
        return ["not_resolved"]
    return []


def _flaw(code: str) -> Flaw:
    return Flaw(where="body", name="/address", code=code, message=SENTENCES[code])


SENTENCES = {
    "port": Text(
        "Alleen poort 443, of een poort vanaf 1024.", "Port 443 only, or a port from 1024 on."
    ),
    "not_a_url": Text(
        "Een https-adres, zoals https://ontvanger.example.org/meldingen, zonder spaties en "
        "zonder letters met accenten.",
        "An https address, such as https://ontvanger.example.org/meldingen, without spaces and "
        "without accented letters.",
    ),
    "https_only": Text(
        "Een https-adres: meldingen gaan alleen versleuteld over het internet.",
        "An https address: messages cross the internet encrypted only.",
    ),
    "no_credentials": Text(
        "Zet geen naam of wachtwoord in het adres; berichten zijn ondertekend.",
        "Put no name or password in the address; messages are signed.",
    ),
    "no_fragment": Text("Laat het deel vanaf # weg.", "Leave out the part from # on."),
    "not_public": Text(
        "Dit adres leidt naar een besloten netwerk; alleen openbare adressen mogen.",
        "This address leads to a private network; only public addresses are allowed.",
    ),
    "not_resolved": Text(
        "De naam in dit adres is niet te vinden.", "The name in this address cannot be found."
    ),
}
