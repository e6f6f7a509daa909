#include "webhook_url.hpp"

#include <curl/curl.h>

#include <memory>
#include <string_view>

namespace escalon::notification {
namespace {

constexpr std::size_t kUrlBytesMax = 2048;

struct CloseUrl {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

std::string part(CURLU* url, CURLUPart which, unsigned int flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, which, &text, flags) != CURLUE_OK) {
    return {};
  }
  std::string out(text);
  curl_free(text);
  return out;
}

// What errors show of a URL: users, paths and queries may hold secrets, and errors are logged.
std::string shown(CURLU* url) {
  return part(url, CURLUPART_SCHEME) + "://" + part(url, CURLUPART_HOST) + "/…";
}

Status check_public(CURLU* url) {
  if (part(url, CURLUPART_SCHEME) != "https") {
    return invalid("url: " + shown(url) +
                   " is not https; use https, or set allow_private: true for your own network");
  }
  const std::string port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (port != "443" && port != "8443") {
    return invalid("url: " + shown(url) + " has port " + port +
                   "; use 443 or 8443, or set allow_private: true");
  }
  return {};
}

}  // namespace

Status check_webhook_url(const std::string& url, bool allow_private) {
  const std::unique_ptr<CURLU, CloseUrl> parsed(curl_url());
  const CURLUcode code = url.size() > kUrlBytesMax
                             ? CURLUE_MALFORMED_INPUT
                             : curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0);
  if (code != CURLUE_OK) {
    return invalid(std::string("url: cannot be read (") + curl_url_strerror(code) +
                   "); give one of at most 2048 bytes like https://example.com/hook");
  }
  if (!part(parsed.get(), CURLUPART_USER).empty() ||
      !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return invalid("url: holds a user or a password; take it out and rely on the signature");
  }
  const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") {
    return invalid("url: " + shown(parsed.get()) + " is neither https nor http; use https");
  }
  if (!part(parsed.get(), CURLUPART_FRAGMENT).empty()) {
    return invalid("url: " + shown(parsed.get()) + " has a fragment; take it out");
  }
  return allow_private ? Status() : check_public(parsed.get());
}

}  // namespace escalon::notification
