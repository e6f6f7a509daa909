#include "bodies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "clock.hpp"
#include "escalon/base/ids.hpp"
#include "escalon/journal/record.hpp"

namespace escalon::bench {
namespace {

constexpr std::size_t kNumberDigits = 12;
constexpr std::size_t kCaseIdBytes = 36;
constexpr int kMicrosPerSecond = 1'000'000;

std::string run_prefix(int run) {
  return fmt::format("e5ca1071-{:04x}-4000-8000-", run);
}

}  // namespace

std::string case_id_of(int run, int number) {
  return fmt::format("{}{:012x}", run_prefix(run), number);
}

std::optional<int> number_of(int run, std::string_view case_id_or_key) {
  if (case_id_or_key.size() < kCaseIdBytes) {
    return std::nullopt;
  }
  const std::string_view id = case_id_or_key.substr(case_id_or_key.size() - kCaseIdBytes);
  if (!id.starts_with(run_prefix(run))) {
    return std::nullopt;
  }
  const std::string_view digits = id.substr(kCaseIdBytes - kNumberDigits);
  int number = 0;
  const auto read = std::from_chars(digits.begin(), digits.end(), number, 16);
  return read.ec == std::errc() ? std::optional(number) : std::nullopt;
}

void complete(contact::v1::ContactEvent& event, const std::string& case_id,
              const std::string& event_id) {
  event.set_tenant("default");
  event.set_case_id(case_id);
  event.set_contact_id(case_id);
  event.set_event_id(event_id);
  const std::int64_t now = now_us();
  event.mutable_occurred_at()->set_seconds(now / kMicrosPerSecond);
  event.mutable_occurred_at()->set_nanos(static_cast<int>(now % kMicrosPerSecond / 1'000) *
                                         1'000'000);
}

void append_event(Writer& writer, const std::string& topic, int partitions,
                  const contact::v1::ContactEvent& event) {
  const Key key = make_key(event.tenant(), event.case_id());
  journal::RecordHeader header;
  header.kind = journal::RecordKind::kPlain;
  header.stage = "intake";
  header.id = make_key(event.tenant(), event.event_id()).str();
  header.keys = {key.str()};
  const auto partition =
      static_cast<int>(partition_of(key, static_cast<std::uint32_t>(partitions)));
  writer.append(topic, partition, key.str(), journal::encode_header(header),
                event.SerializeAsString());
}

std::string stamped_body(std::int64_t instant_us, std::size_t size) {
  std::string body(std::max(size, sizeof instant_us), 'x');
  std::memcpy(body.data(), &instant_us, sizeof instant_us);
  return body;
}

std::int64_t stamp_of(std::string_view body) {
  std::int64_t instant_us = 0;
  if (body.size() >= sizeof instant_us) {
    std::memcpy(&instant_us, body.data(), sizeof instant_us);
  }
  return instant_us;
}

}  // namespace escalon::bench
