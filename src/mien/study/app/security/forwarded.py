"""Who really asks: forwarding headers are believed from proxies that the study trusts, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send

from mien.errors import ConfigError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
_REMEMBERED, _SHORT = 4096, 256


def parsed(text: str) -> Address | None:
    """An address as proxies write it, with or without brackets and port; None if it is none."""
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(found, "ipv4_mapped", None)
    return mapped or found


def networks(trusted: Sequence[str]) -> tuple[Network, ...]:
    """Networks of server.trusted_proxies.

    Raises
    ------
    ConfigError
        If an entry is no address and no network.
    """
    found: list[Network] = []
    for text in trusted:
        try:
            found.append(ip_network(text, strict=False))
        except ValueError as error:
            raise ConfigError(
                f"study.toml: server.trusted_proxies: {text!r} is no address and no network; "
                "write for example 127.0.0.1 or 10.0.0.0/8"
            ) from error
    return tuple(found)


class Forwarded:
    """Puts the client's address and scheme in the scope.

    The hops of X-Forwarded-For are read from the right; the first that is not a trusted proxy is the client.
    What stands left of it was written by the client and says nothing. A hop that is no address ends the
    walk: the last hop that was understood counts. X-Forwarded-Proto is its last value.

    Parameters
    ----------
    app : the application.
    trusted : addresses and networks of proxies.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self.app = app
        ours = networks(trusted)

        @lru_cache(_REMEMBERED)
        def is_trusted(address: Address) -> bool:
            return any(address in network for network in ours)

        self._trusted = is_trusted
        self._known = lru_cache(_REMEMBERED)(self._client)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http":
            self._resolve(scope)
        await self.app(scope, receive, send)

    def _resolve(self, scope: Scope) -> None:
        hops: list[bytes] = []
        proto = b""
        for name, value in scope["headers"]:
            if name == b"x-forwarded-for":
                hops.append(value)
            elif name == b"x-forwarded-proto":
                proto = value
        if not hops and not proto:
            return
        client = scope.get("client")
        if client is None:
            return
        said = b",".join(hops)
        found = (self._known if len(said) <= _SHORT else self._client)(client[0], said)
        if found is None:
            return
        if said:
            scope["client"] = (found, 0)
        scheme = proto.rpartition(b",")[2].strip().lower()
        if scheme in (b"http", b"https"):
            scope["scheme"] = scheme.decode()

    def _client(self, peer: str, said: bytes) -> str | None:
        """The client's address; None if the peer is not to be believed."""
        last = parsed(peer)
        if last is None or not self._trusted(last):
            return None
        for hop in reversed(said.decode("latin-1").split(",")):
            address = parsed(hop)
            if address is None:
                break
            last = address
            if not self._trusted(address):
                break
        return str(last)


@lru_cache(_REMEMBERED)
def neighbourhood(address: str) -> str:
    """What limits are counted by: an IPv4 address, or the /64 network that one IPv6 subscriber has."""
    found = parsed(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, 64), strict=False))
    return str(found) if found else "unknown"


def client_of(scope: Scope) -> str:
    """The `neighbourhood` of a request's client; ``"unknown"`` on a Unix socket without a trusted header."""
    client = scope.get("client")
    return neighbourhood(client[0]) if client else "unknown"
