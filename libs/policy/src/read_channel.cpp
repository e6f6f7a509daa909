#include "read_channel.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "escalon/notify/send_limit.hpp"
#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using notify::Channel;

/// A setting of channels of every kind.
constexpr std::string_view kLimit = "limit";

void read_kind(const Cursor& at, Channel& out) {
  static constexpr std::array<std::string_view, 3> kKnown{"console", "file", "webhook"};
  std::string kind;
  if (read_one_of(at, "kind of channel", kKnown, kind)) {
    out.kind = kind == "console" ? Channel::Kind::kConsole
               : kind == "file"  ? Channel::Kind::kFile
                                 : Channel::Kind::kWebhook;
  }
}

void read_setting(const Cursor& at, Channel& out) {
  std::string value;
  if (read_text(at, value)) {
    out.settings.emplace(at.name(), std::move(value));
  }
}

void read_allow_private(const Cursor& at, Channel& out) {
  bool allowed = false;
  if (read_flag(at, allowed)) {
    out.settings.emplace("allow_private", allowed ? "true" : "false");
  }
}

void read_timeout(const Cursor& at, Channel& out) {
  absl::Duration timeout;
  if (read_duration(at, Zero::kRefused, timeout)) {
    read_setting(at, out);
  }
}

void read_limit(const Cursor& at, Channel& out) {
  std::string text;
  if (!read_text(at, text)) {
    return;
  }
  if (const auto limits = notify::parse_send_limits(text); !limits) {
    fail_with(at, limits.error().message);
    return;
  }
  out.settings.emplace(kLimit, std::move(text));
}

constexpr Field<Channel> kChannelFields[] = {
    {"kind", Need::kRequired, &read_kind,
     "console, file (JSON lines) or webhook (Standard Webhooks)."},
    {"path", Need::kOptional, &read_setting,
     "File: where lines are appended, relative to the data folder."},
    {"url", Need::kOptional, &read_setting, "Webhook: https://…"},
    {"secret_file", Need::kOptional, &read_setting, "Webhook: file that holds the signing secret."},
    {"allow_private", Need::kOptional, &read_allow_private,
     "Webhook: true allows http:// and addresses of private networks."},
    {"timeout", Need::kOptional, &read_timeout, "Webhook: how long an attempt may take."},
    {kLimit, Need::kOptional, &read_limit,
     "How much one recipient gets besides pages, as '10 per 1m' or '10 per 1m, 60 per 1h'."},
};

std::span<const std::string_view> settings_of(Channel::Kind kind) {
  static constexpr std::array<std::string_view, 1> kFile{"path"};
  static constexpr std::array<std::string_view, 4> kWebhook{"url", "secret_file", "allow_private",
                                                            "timeout"};
  switch (kind) {
    case Channel::Kind::kFile:
      return kFile;
    case Channel::Kind::kWebhook:
      return kWebhook;
    case Channel::Kind::kConsole:
      break;
  }
  return {};
}

void check_settings(const Cursor& at, const Channel& channel) {
  const auto known = settings_of(channel.kind);
  for (const auto& [name, value] : channel.settings) {
    if (name != kLimit && std::ranges::find(known, name) == known.end()) {
      at.fail_at_key(cat("a channel of this kind has no setting '", name, "'"),
                     known.empty() ? "remove it" : cat("it may have: ", list_of(known)));
    }
  }
  if (!known.empty() && !channel.settings.contains(known.front())) {
    at.fail_at_key(cat("'", known.front(), "' is missing"), cat("add the key ", known.front()));
  }
}

// The scheme and what follows it up to the first slash, less a user and password: the rest of a
// web address may be secret.
std::string shown(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) {
    return "the url";
  }
  const std::size_t begin = scheme + 3;
  std::string_view host = url.substr(begin, url.find('/', begin) - begin);
  host.remove_prefix(host.find('@') == std::string_view::npos ? 0 : host.rfind('@') + 1);
  return cat("'", url.substr(0, begin), host, "'");
}

void check_url(const Cursor& at, const Channel& channel) {
  const auto url = channel.settings.find("url");
  if (channel.kind != Channel::Kind::kWebhook || url == channel.settings.end()) {
    return;
  }
  const auto allowed = channel.settings.find("allow_private");
  const bool plain = url->second.starts_with("http://");
  if (!plain && !url->second.starts_with("https://")) {
    at.fail_at_key(cat(shown(url->second), " is no web address"), "write https://host/path");
  } else if (plain && (allowed == channel.settings.end() || allowed->second != "true")) {
    at.fail_at_key(cat(shown(url->second), " is not encrypted"),
                   "use https://, or set allow_private: true for an endpoint of your own network");
  }
}

}  // namespace

bool read_channel(const Cursor& at, Channel& out) {
  out.name = std::string(at.name());
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kChannelFields, out)) {
    return false;
  }
  if (at.reading().errors.size() == errors_before) {
    check_settings(at, out);
    check_url(at, out);
  }
  return true;
}

}  // namespace escalon::policy
