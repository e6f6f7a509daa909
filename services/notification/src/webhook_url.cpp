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

Status check_public(CURLU* url, const std::string& text) {
  if (part(url, CURLUPART_SCHEME) != "https") {
    return invalid("url: " + text +
                   " is not https; use https, or set allow_private: true for your own network");
  }
  const std::string port = part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  if (port != "443" && port != "8443") {
    return invalid("url: " + text + " has port " + port +
                   "; use 443 or 8443, or set allow_private: true");
  }
  return {};
}

}  // namespace

Status check_webhook_url(const std::string& url, bool allow_private) {
  const std::unique_ptr<CURLU, CloseUrl> parsed(curl_url());
  if (url.size() > kUrlBytesMax ||
      curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK) {
    return invalid("url: '" + url.substr(0, kUrlBytesMax) +
                   "' cannot be read; give one like https://example.com/hook");
  }
  const std::string scheme = part(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "https" && scheme != "http") {
    return invalid("url: " + url + " is neither https nor http");
  }
  if (!part(parsed.get(), CURLUPART_USER).empty() ||
      !part(parsed.get(), CURLUPART_PASSWORD).empty()) {
    return invalid("url: holds a user or a password; take it out and rely on the signature");
  }
  if (!part(parsed.get(), CURLUPART_FRAGMENT).empty()) {
    return invalid("url: " + url + " has a fragment; take it out");
  }
  return allow_private ? Status() : check_public(parsed.get(), url);
}

}  // namespace escalon::notification
