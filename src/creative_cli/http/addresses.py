"""Which IP addresses are public: an address in a brief or from a service must not lead into a private network."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import TypeAlias

IPAddress: TypeAlias = IPv4Address | IPv6Address

_UNICAST_IPV6 = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")
_NEVER = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments; early 3.11 calls most of them global
    IPv4Network("192.88.99.0/24"),  # relays from IPv4 into 6to4
    IPv6Network("2001::/23"),  # protocol assignments, Teredo among them
    IPv6Network("2002::/16"),  # 6to4: any IPv4 address in disguise
    IPv6Network("3fff::/20"),  # documentation; early 3.11 calls it global
)


def is_public(address: IPAddress) -> bool:
    """Tell whether *address* belongs to the public internet.

    IPv4: global by the IANA registry, no multicast. IPv6: global unicast without the tunnels that wrap an IPv4
    address; NAT64 (RFC 6052), by which networks without IPv4 reach IPv4 hosts, counts as the address inside.
    """
    if isinstance(address, IPv6Address) and address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    if isinstance(address, IPv6Address) and address not in _UNICAST_IPV6:
        return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _NEVER)
