#include "escalon/notification/public_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace escalon::notification {
namespace {

struct Block4 {
  std::uint32_t network;
  int bits;
};
constexpr std::uint32_t ip4(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return (a << 24U) | (b << 16U) | (c << 8U) | d;
}
constexpr std::array<Block4, 15> kBlocked4{{{ip4(0, 0, 0, 0), 8},
                                            {ip4(10, 0, 0, 0), 8},
                                            {ip4(100, 64, 0, 0), 10},
                                            {ip4(127, 0, 0, 0), 8},
                                            {ip4(169, 254, 0, 0), 16},
                                            {ip4(172, 16, 0, 0), 12},
                                            {ip4(192, 0, 0, 0), 24},
                                            {ip4(192, 0, 2, 0), 24},
                                            {ip4(192, 88, 99, 0), 24},
                                            {ip4(192, 168, 0, 0), 16},
                                            {ip4(198, 18, 0, 0), 15},
                                            {ip4(198, 51, 100, 0), 24},
                                            {ip4(203, 0, 113, 0), 24},
                                            {ip4(224, 0, 0, 0), 4},
                                            {ip4(240, 0, 0, 0), 4}}};

struct Block6 {
  std::array<unsigned char, 4> prefix;
  int bits;
};
// ::/128 and ::1 are told by the IPv4 address that they embed.
constexpr std::array<Block6, 6> kBlocked6{{{{0x01, 0x00, 0x00, 0x00}, 32},
                                           {{0x20, 0x01, 0x00, 0x00}, 23},
                                           {{0x20, 0x01, 0x0d, 0xb8}, 32},
                                           {{0xfc, 0x00, 0x00, 0x00}, 7},
                                           {{0xfe, 0x80, 0x00, 0x00}, 10},
                                           {{0xff, 0x00, 0x00, 0x00}, 8}}};

bool is_public4(std::uint32_t address) {
  for (const Block4& block : kBlocked4) {
    if ((address ^ block.network) >> static_cast<unsigned>(32 - block.bits) == 0) {
      return false;
    }
  }
  return true;
}

std::uint32_t read4(const unsigned char* bytes) {
  return ip4(bytes[0], bytes[1], bytes[2], bytes[3]);
}

bool begins(const unsigned char* bytes, const Block6& block) {
  return (read4(bytes) ^ read4(block.prefix.data())) >> static_cast<unsigned>(32 - block.bits) == 0;
}

bool is_public6(const unsigned char* bytes) {
  constexpr std::array<unsigned char, 12> kZero{};
  constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<unsigned char, 12> kTranslated{0x00, 0x64, 0xff, 0x9b};
  for (const auto* prefix : {&kZero, &kMapped, &kTranslated}) {
    if (std::memcmp(bytes, prefix->data(), prefix->size()) == 0) {
      return is_public4(read4(bytes + 12));
    }
  }
  if (bytes[0] == 0x20 && bytes[1] == 0x02) {
    return is_public4(read4(bytes + 2));
  }
  for (const Block6& block : kBlocked6) {
    if (begins(bytes, block)) {
      return false;
    }
  }
  return true;
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    return is_public4(ntohl(reinterpret_cast<const sockaddr_in&>(address).sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    return is_public6(reinterpret_cast<const sockaddr_in6&>(address).sin6_addr.s6_addr);
  }
  return false;
}

}  // namespace escalon::notification
