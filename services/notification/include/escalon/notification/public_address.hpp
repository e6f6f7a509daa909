#pragma once

struct sockaddr;

namespace escalon::notification {

/// True when an endpoint of the public internet may have this address: not loopback, private,
/// link-local, documentation, benchmarking, multicast or reserved (IANA special-purpose
/// registries), and neither IPv6 that embeds such an IPv4 address.
[[nodiscard]] bool is_public_address(const sockaddr& address);

}  // namespace escalon::notification
