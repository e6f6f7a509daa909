#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "escalon/view_redis/options.hpp"

namespace escalon::view_redis {
namespace {

constexpr std::string_view kForms =
    "write redis://[[USER]:PASSWORD@]HOST[:PORT] or unix://[[USER]:PASSWORD@]/PATH";

Error unusable(const std::string& why) {
  return invalid(fmt::format("the Redis URL {}; {}", why, kForms));
}

bool eat(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) {
    return false;
  }
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i]);
      continue;
    }
    unsigned byte = 0;
    const auto digits = text.substr(i + 1, 2);
    const auto [end, failed] =
        std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
    if (failed != std::errc() || digits.size() != 2 || end != digits.data() + 2) {
      return std::nullopt;
    }
    decoded.push_back(static_cast<char>(byte));
    i += 2;
  }
  return decoded;
}

// Takes `USER:PASSWORD@` off the front.
Status take_credentials(std::string_view& rest, RedisAddress& address) {
  const std::size_t end = rest.rfind('@');
  if (end == std::string_view::npos) {
    return {};
  }
  const std::string_view credentials = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  const std::size_t colon = credentials.find(':');
  if (colon == std::string_view::npos) {
    return unusable("names a user without a password");
  }
  auto user = percent_decoded(credentials.substr(0, colon));
  auto password = percent_decoded(credentials.substr(colon + 1));
  if (!user || !password) {
    return unusable("has a % that no two hexadecimal digits follow in user or password");
  }
  address.user = *std::move(user);
  address.password = *std::move(password);
  return {};
}

// HOST[:PORT] or [IPv6][:PORT]
Status take_host(std::string_view rest, RedisAddress& address) {
  std::size_t end = rest.find(':');
  if (rest.starts_with('[')) {
    const std::size_t bracket = rest.find(']');
    if (bracket == std::string_view::npos) {
      return unusable("has a [ without a ]");
    }
    address.host = rest.substr(1, bracket - 1);
    end = bracket + 1 < rest.size() ? bracket + 1 : std::string_view::npos;
  } else {
    address.host = rest.substr(0, end);
  }
  if (address.host.empty()) {
    return unusable("names no host");
  }
  if (end == std::string_view::npos) {
    return {};
  }
  const std::string_view port = rest.substr(end + 1);
  const auto [stop, failed] = std::from_chars(port.data(), port.data() + port.size(), address.port);
  if (rest[end] != ':' || failed != std::errc() || stop != port.data() + port.size() ||
      address.port < 1 || address.port > 65'535) {
    return unusable("has no port from 1 to 65535 after its host");
  }
  return {};
}

}  // namespace

std::string RedisAddress::text() const {
  const std::string who = user.empty() ? "" : user + "@";
  if (!unix_socket.empty()) {
    return "unix://" + who + unix_socket;
  }
  const bool v6 = host.find(':') != std::string::npos;
  return fmt::format("{}://{}{}{}{}:{}", tls ? "rediss" : "redis", who, v6 ? "[" : "", host,
                     v6 ? "]" : "", port);
}

Result<RedisAddress> parse_redis_url(std::string_view url) {
  RedisAddress address;
  std::string_view rest = url;
  const bool unix_socket = eat(rest, "unix://");
  address.tls = !unix_socket && eat(rest, "rediss://");
  if (!unix_socket && !address.tls && !eat(rest, "redis://")) {
    return unusable("does not begin with redis:// or unix://");
  }
  if (Status taken = take_credentials(rest, address); !taken) {
    return taken.error();
  }
  if (unix_socket) {
    address.unix_socket = rest;
    return rest.starts_with('/') ? Result<RedisAddress>(address)
                                 : unusable("names no absolute path of a socket");
  }
  if (const std::size_t slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view database = rest.substr(slash + 1);
    if (!database.empty() && database != "0") {
      return unusable(
          "asks for another database than 0, which a cluster does not have; give each "
          "mesh a prefix of its own instead");
    }
    rest = rest.substr(0, slash);
  }
  if (Status taken = take_host(rest, address); !taken) {
    return taken.error();
  }
  return address;
}

}  // namespace escalon::view_redis
