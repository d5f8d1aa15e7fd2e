"""What may be shown of an address."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"[.:\[]|^localhost$")
"""Anything else at the place of a host is a topic or a token, which is as good as a password."""


def shown(masked_url: str) -> str:
    """Return the service and the host of an address.

    Args:
        masked_url: as the library masks it. It leaves paths, topics and recipients as they are.

    >>> shown("jsons://guards:****@hook.example/s3cret?method=POST")
    'jsons://guards:****@hook.example/...'
    """
    parts = urlsplit(masked_url)
    user, at, host = parts.netloc.rpartition("@")
    if len(host) > 1 and not _HOST.search(host):
        host = f"{host[0]}...{host[-1]}"
    rest = "/..." if parts.path.strip("/") else ""
    return f"{parts.scheme}://{user}{at}{host}{rest}"
