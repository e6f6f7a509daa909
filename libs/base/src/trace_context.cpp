#include "escalon/base/trace_context.hpp"

#include <algorithm>

namespace escalon {
namespace {

constexpr std::size_t kTraceIdDigits = 32;
constexpr std::size_t kParentIdDigits = 16;
constexpr std::size_t kTraceIdAt = 3;
constexpr std::size_t kParentIdAt = kTraceIdAt + kTraceIdDigits + 1;
constexpr std::size_t kFlagsAt = kParentIdAt + kParentIdDigits + 1;
constexpr std::size_t kLength = kFlagsAt + 2;

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_id(std::string_view text) {
  return is_hex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

std::string own_trace_id(const Key& key) {
  return derive_id({"trace", key.str()});
}

}  // namespace

bool is_traceparent(std::string_view text) {
  if (text.size() < kLength || text[kTraceIdAt - 1] != '-' || text[kParentIdAt - 1] != '-' ||
      text[kFlagsAt - 1] != '-') {
    return false;
  }
  const std::string_view version = text.substr(0, kTraceIdAt - 1);
  // Later versions may say more after the flags.
  const bool ends =
      version == "00" ? text.size() == kLength : text.size() == kLength || text[kLength] == '-';
  return ends && is_hex(version) && version != "ff" &&
         is_id(text.substr(kTraceIdAt, kTraceIdDigits)) &&
         is_id(text.substr(kParentIdAt, kParentIdDigits)) && is_hex(text.substr(kFlagsAt, 2));
}

std::string traceparent_of(std::string_view traceparent, const Key& key) {
  if (is_traceparent(traceparent)) {
    return std::string(traceparent);
  }
  const std::string id = own_trace_id(key);
  return "00-" + id + "-" + id.substr(0, kParentIdDigits) + "-00";
}

std::string trace_id_of(std::string_view traceparent, const Key& key) {
  return is_traceparent(traceparent) ? std::string(traceparent.substr(kTraceIdAt, kTraceIdDigits))
                                     : own_trace_id(key);
}

}  // namespace escalon
