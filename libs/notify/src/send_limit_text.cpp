#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "escalon/base/instant.hpp"
#include "escalon/notify/send_limit.hpp"

namespace escalon::notify {
namespace {

constexpr int kCountMax = 10'000;
constexpr std::size_t kLimitsMax = 5;
constexpr absl::Duration kWindowMax = absl::Hours(24);

Result<SendLimit> parse_one(const std::string& text) {
  const std::vector<std::string> words = absl::StrSplit(text, ' ', absl::SkipEmpty());
  SendLimit limit;
  if (words.size() != 3 || words[1] != "per" || !absl::SimpleAtoi(words[0], &limit.count)) {
    return invalid("'" + text + "' is not a limit; write it like 10 per 1m");
  }
  const Result<absl::Duration> window = parse_duration(words[2]);
  if (!window) {
    return window.error();
  }
  limit.per = *window;
  if (limit.count < 1 || limit.count > kCountMax || limit.per <= absl::ZeroDuration() ||
      limit.per > kWindowMax) {
    return invalid("'" + text + "' is out of range; write 1 to 10000 per 1d at most");
  }
  return limit;
}

}  // namespace

Result<std::vector<SendLimit>> parse_send_limits(std::string_view text) {
  std::vector<SendLimit> limits;
  const std::string whole(text);
  for (const std::string& part :
       std::vector<std::string>(absl::StrSplit(whole, ',', absl::AllowEmpty()))) {
    const std::string one(absl::StripAsciiWhitespace(part));
    const Result<SendLimit> limit = parse_one(one);
    if (!limit) {
      return limit.error();
    }
    if (!limits.empty() &&
        (limit->per <= limits.back().per || limit->count <= limits.back().count)) {
      return invalid("'" + one + "' does not go on from the limit before it; let both rise");
    }
    limits.push_back(*limit);
  }
  if (limits.size() > kLimitsMax) {
    return invalid("more than 5 limits; leave some out");
  }
  return limits;
}

}  // namespace escalon::notify
