"""ETags as they come back from behind a proxy.

Who compresses on the way must say that the bytes are others, and so makes our tag a weak one or
names the encoding in it (RFC 9110, 8.8.3.3): `W/"3"` of nginx, `"3-gzip"` of Apache, `"3--gzip"` of
Jetty. Our tags count versions, or sum what is told before any encoding: those that come back so
mean what they meant.
"""

import re

_NAMED = re.compile(r"-{1,2}(gzip|br|zstd|deflate)$")


def tags_in(header: str) -> set[str]:
    """The tags in If-Match or If-None-Match as we gave them, without quotes; or `*`."""
    return {_ours(part.strip()) for part in header.split(",")}


def _ours(tag: str) -> str:
    return _NAMED.sub("", tag.removeprefix("W/").strip('"'))
