#include "escalon/notification/public_address.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace escalon::notification {
namespace {

bool is_public(const char* text) {
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  if (inet_pton(AF_INET6, text, &six.sin6_addr) == 1) {
    return is_public_address(reinterpret_cast<const sockaddr&>(six));
  }
  sockaddr_in four{};
  four.sin_family = AF_INET;
  EXPECT_EQ(inet_pton(AF_INET, text, &four.sin_addr), 1) << text;
  return is_public_address(reinterpret_cast<const sockaddr&>(four));
}

TEST(PublicAddress, BlocksEverySpecialPurposeBlockOfIpv4) {
  for (const char* address :
       {"0.0.0.0",         "0.1.2.3",        "10.0.0.1",        "10.255.255.255", "100.64.0.1",
        "100.127.255.255", "127.0.0.1",      "169.254.169.254", "172.16.0.1",     "172.31.255.255",
        "192.0.0.1",       "192.0.2.1",      "192.88.99.1",     "192.168.1.1",    "198.18.0.1",
        "198.19.255.255",  "198.51.100.7",   "203.0.113.9",     "224.0.0.1",      "239.1.1.1",
        "240.0.0.1",       "255.255.255.255"}) {
    EXPECT_FALSE(is_public(address)) << address;
  }
}

TEST(PublicAddress, LetsNeighboursOfTheBlocksThrough) {
  for (const char* address :
       {"1.1.1.1", "9.255.255.255", "11.0.0.1", "100.63.255.255", "100.128.0.1", "126.0.0.1",
        "128.0.0.1", "172.15.0.1", "172.32.0.1", "192.167.0.1", "198.17.0.1", "223.255.255.255"}) {
    EXPECT_TRUE(is_public(address)) << address;
  }
}

TEST(PublicAddress, BlocksSpecialIpv6AndWhatEmbedsAPrivateAddress) {
  for (const char* address :
       {"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::169.254.169.254", "100::1",
        "2001::1", "2001:db8::1", "2002:7f00:1::", "fc00::1", "fd12::1", "fe80::1", "ff02::1"}) {
    EXPECT_FALSE(is_public(address)) << address;
  }
  for (const char* address :
       {"2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::8.8.8.8", "2002:101:101::"}) {
    EXPECT_TRUE(is_public(address)) << address;
  }
}

TEST(PublicAddress, AnotherFamilyIsNotPublic) {
  sockaddr address{};
  address.sa_family = AF_UNIX;
  EXPECT_FALSE(is_public_address(address));
}

}  // namespace
}  // namespace escalon::notification
