"""Addresses that must not be reached are known in every spelling."""

from __future__ import annotations

from ipaddress import ip_address

import pytest

from monitor.feeds.addresses import is_public, is_reachable, literal

OWN_NETWORK = ["127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"]
NOBODYS = ["0.0.0.0", "0.1.2.3", "169.254.169.254", "224.0.0.1", "255.255.255.255", "fe80::1", "ff02::1", "::"]
CLOUDS = ["168.63.129.16", "192.0.0.192", "100.100.100.200", "198.18.0.1", "192.0.2.1", "192.88.99.1"]
CARRIERS = ["64:ff9b::7f00:1", "64:ff9b::808:808", "2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1", "2001:db8::1"]


@pytest.mark.parametrize("address", [*OWN_NETWORK, *NOBODYS, *CLOUDS, *CARRIERS, "64:ff9b:1::1", "fec0::1", "3fff::1"])
def test_what_is_not_public_is_refused(address: str) -> None:
    """Own machine and network, link-local, shared, reserved, multicast, and IPv6 that carries an IPv4 address."""
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "100.128.0.1"])
def test_what_is_public_is_allowed(address: str) -> None:
    """Ordinary addresses of the web pass."""
    assert is_public(ip_address(address))


def test_a_private_feed_may_live_on_the_own_network_and_nowhere_odder() -> None:
    """`private: true` opens loopback and private ranges, not metadata services, multicast or "this network"."""
    assert all(is_reachable(ip_address(address)) for address in [*OWN_NETWORK, "8.8.8.8", "2606:4700::1111"])
    assert not any(is_reachable(ip_address(address)) for address in NOBODYS)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1.", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1"]
)
def test_old_spellings_of_an_address_are_that_address(host: str) -> None:
    """Decimal, hexadecimal, octal and shortened hosts reach what they mean without any resolver."""
    assert str(literal(host)) == "127.0.0.1"


@pytest.mark.parametrize(("host", "address"), [("[::1]", "::1"), ("fe80::1%eth0", "fe80::1"), ("0", "0.0.0.0")])
def test_brackets_and_zones_do_not_hide_an_address(host: str, address: str) -> None:
    """URL brackets and interface names are no part of the address."""
    assert str(literal(host)) == address


@pytest.mark.parametrize("host", ["example.org", "4chan.org", "bad.cafe", "0x7g.1", "1.2.3.4.5", "", "x 127.0.0.1"])
def test_names_are_left_to_the_resolver(host: str) -> None:
    """What is not wholly an address is a name."""
    assert literal(host) is None
