#include "webhook_transfer.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <mutex>

#include "escalon/base/assert.hpp"
#include "escalon/notification/public_address.hpp"

namespace escalon::notification {
namespace {

constexpr std::size_t kAnswerBytesMax = 64U << 10U;
constexpr absl::Duration kConnectMax = absl::Seconds(5);
constexpr absl::Duration kRetryAfterMax = absl::Hours(24);

struct Progress {
  bool allow_private = false;
  bool opened = false;
  bool blocked = false;
  std::size_t answer_bytes = 0;
};

// Sees the real address of each connection, after names were resolved.
curl_socket_t open_socket(void* context, curlsocktype, curl_sockaddr* address) {
  auto& progress = *static_cast<Progress*>(context);
  if (!progress.allow_private && !is_public_address(address->addr)) {
    progress.blocked = true;
    return CURL_SOCKET_BAD;
  }
  progress.opened = true;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

std::size_t drop_answer(char*, std::size_t size, std::size_t count, void* context) {
  auto& progress = *static_cast<Progress*>(context);
  progress.answer_bytes += size * count;
  return progress.answer_bytes > kAnswerBytesMax ? 0 : size * count;
}

struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

HeaderList make_headers(const std::vector<std::string>& headers) {
  curl_slist* list = nullptr;
  for (const std::string& header : headers) {
    list = curl_slist_append(list, header.c_str());
  }
  return HeaderList(list);
}

void prepare(CURL* curl, const Transfer& what, curl_slist* headers, Progress& progress) {
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, what.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(what.body.size()));
  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, what.body.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, what.allow_private ? "http,https" : "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(curl, CURLOPT_PROXY, "");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  const auto timeout_ms = static_cast<long>(absl::ToInt64Milliseconds(what.timeout));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, timeout_ms);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                   std::min(timeout_ms, static_cast<long>(absl::ToInt64Milliseconds(kConnectMax))));
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
  curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, &progress);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_answer);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &progress);
}

}  // namespace

void CloseCurl::operator()(void* handle) const {
  curl_easy_cleanup(handle);
}

CurlHandle make_curl_handle() {
  static std::once_flag initialised;
  std::call_once(initialised, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CurlHandle handle(curl_easy_init());
  ESCALON_ASSERT(handle != nullptr);
  return handle;
}

Transferred transfer(void* handle, const Transfer& what) {
  Progress progress{.allow_private = what.allow_private};
  const HeaderList headers = make_headers(what.headers);
  prepare(handle, what, headers.get(), progress);
  const CURLcode code = curl_easy_perform(handle);
  long status = 0;
  curl_off_t retry_after = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &retry_after);
  Transferred out;
  // A host may have private and public addresses: those that are allowed may still answer.
  out.blocked = progress.blocked && !progress.opened;
  out.retry_after = std::min(absl::Seconds(retry_after), kRetryAfterMax);
  // An answer that is too long is still an answer: only its end was not read.
  if (code == CURLE_OK || (code == CURLE_WRITE_ERROR && progress.answer_bytes > kAnswerBytesMax)) {
    out.status = static_cast<int>(status);
  } else {
    out.failure = curl_easy_strerror(code);
  }
  return out;
}

Attempted judge(const Transferred& transferred) {
  if (transferred.status == 0) {
    return transferred.blocked
               ? Attempted{false,
                           "the address is not a public one; allow_private: true allows it",
                           true,
                           {}}
               : Attempted{false, transferred.failure, false, {}};
  }
  const bool delivered = transferred.status >= 200 && transferred.status < 300;
  const std::string answer =
      delivered ? std::to_string(transferred.status) : fmt::format("HTTP {}", transferred.status);
  return {delivered, answer, transferred.status == 410, transferred.retry_after};
}

}  // namespace escalon::notification
