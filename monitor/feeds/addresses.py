"""Which network addresses may be reached: a public feed must not lead the daemon into its operator's own network.

Terms of the IANA special-purpose registries (RFC 6890). Allowed is what is known to be public, not what is not known
to be private: of IPv6 only global unicast (2000::/3), less the ranges that carry an IPv4 address inside (6to4,
Teredo), since what they lead to is decided elsewhere. IPv4-mapped addresses are judged as IPv4. Pure functions.
"""

from __future__ import annotations

import socket
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

# `is_global` of an older Python does not know all of these.
_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",  # "this network": Linux connects to itself
        "100.64.0.0/10",  # carrier-grade NAT; cloud metadata and overlay networks live here too
        "168.63.129.16/32",  # Azure's host, inside every virtual machine there
        "169.254.0.0/16",  # link-local, and the metadata address of most clouds
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata
        "192.88.99.0/24",  # 6to4 relays
        "198.18.0.0/15",  # benchmarking
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
        "2001::/23",  # Teredo and protocol assignments
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "3fff::/20",  # documentation
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # 64:ff9b::/96 (NAT64), fc00::/7, fe80::/10, ::/96 … lie outside
# A private feed lives on the operator's own network. Nobody's feed lives here:
_NEVER = tuple(ip_network(network) for network in ("0.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4", "240.0.0.0/4"))


def literal(host: str) -> Address | None:
    """The address that a host *is*, not names: dotted, IPv6, or the old forms (2130706433, 0x7f.1, 0177.0.0.1)."""
    bare = host.strip("[]").partition("%")[0]
    try:
        return ip_address(bare)
    except ValueError:
        pass
    try:  # the C library, and so every resolver, takes these for addresses
        return IPv4Address(socket.inet_aton(bare.rstrip("."))) if bare[:1].isdigit() else None
    except OSError:
        return None


@lru_cache(maxsize=4096)
def is_public(address: Address) -> bool:
    """Whether an address is reachable for everybody: nobody's own machine, network or cloud."""
    address = _plain(address)
    if any(address.version == network.version and address in network for network in _NOT_PUBLIC):
        return False
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global and not address.is_multicast


@lru_cache(maxsize=4096)
def is_reachable(address: Address) -> bool:
    """Whether a feed marked `private: true` may live there: public, or the operator's own network."""
    address = _plain(address)
    if isinstance(address, IPv6Address):
        return is_public(address) or address.is_loopback or address in IPv6Network("fc00::/7")
    return not any(address in network for network in _NEVER)


def _plain(address: Address) -> Address:
    """The IPv4 address inside an IPv4-mapped one; any other unchanged."""
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address
