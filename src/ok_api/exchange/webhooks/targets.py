"""Where webhooks may go: to public addresses only, and to the very address that was checked.

A name is resolved when somebody subscribes and again at each connection. The connection is made to
the address that was checked, so that a name which meanwhile leads inside is of no use. Why an
address is not public is told to nobody: it would map the network that we are in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

import httpcore
import httpx

from ok_api.exchange.webhooks.lookups import Busy, Resolve
from ok_api.foundation.errors import Flaw, Unavailable
from ok_api.rules.text import Text

Address = IPv4Address | IPv6Address

FREE_PORTS = 1024
"""Below it live mail, shells and databases, which are no receivers of webhooks."""
WRITTEN = r"^https?://[!-~]+$"
MOST_ADDRESSES = 4
NAT64 = IPv6Network("64:ff9b::/96")
GLOBAL_UNICAST = IPv6Network("2000::/3")
SPECIAL = tuple(
    map(ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20"))
)
"""Not every Python knows these as special. Two of them wrap an address of version 4, any one."""
WITHOUT_TLS = ("http",)


class NotPublic(Exception):
    """This target is nowhere, or where webhooks may not go."""


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


async def allowed_addresses(host: str, port: int, *, private: bool, resolve: Resolve) -> list[str]:
    """Every address of the host. Raises `NotPublic` when it has none, or one that is not."""
    try:
        found = await resolve(host, port)
    except (OSError, UnicodeError) as error:
        raise NotPublic("not a public address") from error
    if not found or not (private or all(is_public(address) for address in found)):
        raise NotPublic("not a public address")
    return found[:MOST_ADDRESSES]


class Pinning(httpcore.AnyIOBackend):
    """Connects to an address that was checked a moment ago; TLS still asks for the name."""

    def __init__(self, *, private: bool, resolve: Resolve) -> None:
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
            return await allowed_addresses(host, port, private=self._private, resolve=self._resolve)
        except Busy as error:
            raise httpcore.ConnectTimeout("no answer in time") from error
        except NotPublic as error:
            raise httpcore.ConnectError(str(error)) from error


@dataclass(frozen=True)
class Target:
    """An address, and why no webhook may go there."""

    address: str
    flaws: list[Flaw]


async def look_at(address: str, *, private: bool, resolve: Resolve) -> Target:
    """A name is looked up once the form is right. Raises `Unavailable` where many do that now."""
    url = _parsed(address)
    codes = ["not_a_url"] if url is None else _wrong_in_form(url, private=private)
    if url is not None and not codes:
        codes = await _wrong_in_place(url, private=private, resolve=resolve)
    return Target(address, [flaw(code) for code in codes])


def _parsed(address: str) -> httpx.URL | None:
    if not re.fullmatch(WRITTEN, address):
        return None
    try:
        url = httpx.URL(address)
        host = url.host  # Here names of other alphabets are read, also those that cannot be one.
    except (httpx.InvalidURL, ValueError):
        return None
    port = 443 if url.port is None else url.port
    return url if host and 0 < port < 65536 else None


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
        await allowed_addresses(url.raw_host.decode(), port, private=private, resolve=resolve)
    except Busy:
        raise Unavailable(BUSY) from None
    except NotPublic:
        return ["not_public"]
    return []


def flaw(code: str) -> Flaw:
    return Flaw(where="body", name="/address", code=code, message=SENTENCES[code])


BUSY = Text(
    "Er worden nu te veel adressen opgezocht; probeer het over enkele seconden weer.",
    "Too many addresses are being looked up now; try again in a few seconds.",
)
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
        "Dit adres is niet openbaar: de naam bestaat niet, of leidt naar een besloten netwerk.",
        "This address is not public: its name does not exist, or leads to a private network.",
    ),
}
