"""The documentation for people comes from this host, whole, and cannot be framed."""

import re

import httpx


async def test_everything_on_the_page_is_served_here(client: httpx.AsyncClient) -> None:
    page = await client.get("/v1/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/v1/"), address
        answer = await client.get(address)
        assert answer.status_code == 200
        assert answer.headers["x-content-type-options"] == "nosniff"


async def test_its_policy_allows_no_other_host(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/v1/docs")).headers.get_list("content-security-policy")[0]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "script-src 'self';" in policy
