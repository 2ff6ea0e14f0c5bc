"""Where webhooks may go, at subscribing and at every connection."""

import ssl
from typing import Any

import httpcore
import pytest

from ok_api.exchange.tools import Tools
from ok_api.exchange.webhooks.delivering.posting import Post
from ok_api.exchange.webhooks.lookups import Lookups, Resolve
from ok_api.exchange.webhooks.targets import is_public, look_at
from ok_api.foundation.settings import Settings
from ok_api.rules.text import Text
from tests.exchange.webhooks.receiver import Receiver

PUBLIC = ("93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:93.184.216.34")
INSIDE = (
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.1.2.3",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:a00:1::",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_allowed(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", INSIDE)
def test_everything_else_is_not(address: str) -> None:
    assert not is_public(address)


def resolving(*found: str) -> Resolve:
    async def resolve(_host: str, _port: int) -> list[str]:
        return list(found)

    return resolve


async def refused(address: str, *, private: bool = False, resolve: Resolve) -> str | None:
    flaws = (await look_at(address, private=private, resolve=resolve)).flaws
    assert {flaw.name for flaw in flaws} <= {"/address"}
    return " ".join(flaw.code for flaw in flaws) or None


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("https://hooks.example.org/ok", None),
        ("https://hooks.example.org:8443/ok?key=1", None),
        ("http://hooks.example.org/ok", "https_only"),
        ("https://name:word@hooks.example.org/", "no_credentials"),
        ("https://name@hooks.example.org/", "no_credentials"),
        ("https://hooks.example.org/#part", "no_fragment"),
        ("http://a:b@hooks.example.org/#part", "https_only no_credentials no_fragment"),
        ("https://hooks.example.org/a b", "not_a_url"),
        ("https:///ok", "not_a_url"),
        ("ftp://hooks.example.org/", "not_a_url"),
        ("https://hooks.example.org:99999/", "not_a_url"),
        ("https://[::1", "not_a_url"),
        ("hooks.example.org", "not_a_url"),
        ("https://xn--a/", "not_a_url"),
        ("https://xn--bcher-kva.example/", None),
    ],
)
async def test_the_form_of_an_address(address: str, code: str | None) -> None:
    assert await refused(address, resolve=resolving("93.184.216.34")) == code


@pytest.mark.parametrize("address", INSIDE)
async def test_a_name_that_leads_inside_is_refused(address: str) -> None:
    one = resolving(address)
    assert await refused("https://hooks.example.org/", resolve=one) == "not_public"
    some = resolving("93.184.216.34", address)
    assert await refused("https://hooks.example.org/", resolve=some) == "not_public"
    assert await refused("http://hooks.example.org/", private=True, resolve=one) is None


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "2130706433", "0x7f000001", "127.1", "[::1]", "[::ffff:7f00:1]"]
)
async def test_numbers_are_read_as_the_machine_reads_them(host: str) -> None:
    assert await refused(f"https://{host}/", resolve=Lookups().of("office@example.org")) in (
        "not_public",
        "not_a_url",
    )


@pytest.mark.parametrize(
    "error", [OSError("unknown"), TimeoutError(), UnicodeError("label too long")]
)
async def test_why_an_address_is_not_public_is_told_to_nobody(error: Exception) -> None:
    """Whether a name exists inside would map our network for whoever asks."""

    async def nowhere(_host: str, _port: int) -> list[str]:
        raise error

    async def said(resolve: Resolve) -> list[tuple[str, Text]]:
        target = await look_at("https://hooks.example.org/", private=False, resolve=resolve)
        return [(flaw.code, flaw.message) for flaw in target.flaws]

    inside = await said(resolving("10.0.0.1"))
    assert [code for code, _ in inside] == ["not_public"]
    assert await said(nowhere) == await said(resolving()) == inside


@pytest.mark.parametrize("found", [OSError("unknown"), "10.0.0.1", None])
async def test_nor_of_a_message_that_did_not_get_there(
    settings: Settings, found: OSError | str | None
) -> None:
    async def leading(_host: str, _port: int) -> list[str]:
        if isinstance(found, OSError):
            raise found
        return [found] if found else []

    async with Post(settings, 4, resolve=leading) as post:
        answer = await post.send("https://hooks.example.org/", {}, "{}")
    assert (answer.status, answer.said) == (None, "not a public address")


async def test_the_connection_goes_to_the_address_that_was_checked(
    tools: Tools, receiver: Receiver
) -> None:
    """The name exists nowhere: only what the one look-up said can have led here."""
    async with Post(tools.settings, 4, resolve=resolving("127.0.0.1")) as post:
        address = f"http://hooks.example.invalid:{receiver.port}/in?a=1"
        answer = await post.send(address, {"webhook-id": "1"}, "{}")
    assert answer.status == 204
    (message,) = receiver.got
    assert message.headers["host"] == f"hooks.example.invalid:{receiver.port}"
    assert message.path == "/in?a=1"


async def test_a_name_that_leads_inside_later_is_not_followed(
    settings: Settings, receiver: Receiver
) -> None:
    """The name was public when somebody subscribed, and is looked up anew at the connection."""
    said = iter([["93.184.216.34"], ["127.0.0.1"]])

    async def rebinding(_host: str, _port: int) -> list[str]:
        return next(said)

    address = f"https://hooks.example.invalid:{receiver.port}/"
    assert not (await look_at(address, private=False, resolve=rebinding)).flaws
    async with Post(settings, 4, resolve=rebinding) as post:
        answer = await post.send(address, {}, "{}")
    assert (answer.status, answer.said) == (None, "not a public address")
    assert not receiver.got


async def test_the_environment_names_no_proxy_for_webhooks(
    tools: Tools, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with Post(tools.settings, 4) as post:
        assert (await post.send(receiver.address, {}, "{}")).status == 204


async def test_the_name_is_asked_for_in_tls(settings: Settings) -> None:
    """Pinned to an address, the certificate must still be of the name."""
    stream = Answering([b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore.AnyIOBackend, "connect_tcp", stream.connect)
        async with Post(settings, 4, resolve=resolving("93.184.216.34")) as post:
            answer = await post.send("https://hooks.example.org/", {}, "{}")
    assert answer.status == 200
    assert (stream.host, stream.name) == ("93.184.216.34", "hooks.example.org")


class Answering(httpcore.AsyncMockStream):
    """Notes where it was connected to, and under which name."""

    host = name = ""

    async def connect(self, host: str, *_: Any) -> httpcore.AsyncNetworkStream:
        self.host = host
        return self

    async def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ASYNC109 - The library's own signature.
    ) -> httpcore.AsyncNetworkStream:
        self.name = server_hostname or ""
        return self
