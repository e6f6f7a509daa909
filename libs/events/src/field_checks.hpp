#pragma once

#include <google/protobuf/message.h>
#include <google/protobuf/timestamp.pb.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"

namespace escalon::events {

/// What is wrong with one event: a sentence a field, each beginning with the field's path.
class Problems {
 public:
  void add(std::string_view field, std::string_view reason);
  [[nodiscard]] bool empty() const { return sentences_.empty(); }
  [[nodiscard]] std::string text() const;

 private:
  std::vector<std::string> sentences_;
};

/// An id or name: bounded, without control characters. Empty is fine.
void check_name(std::string_view field, std::string_view value, Problems& problems);

/// One of `allowed`.
void check_one_of(std::string_view field, std::string_view value,
                  std::span<const std::string_view> allowed, Problems& problems);

/// After 1970-01-01T00:00:00Z, which states keep for "unset", and before the year 10000.
void check_instant(std::string_view field, const google::protobuf::Timestamp& value,
                   Problems& problems);

/// A text is UTF-8.
void check_text(std::string_view field, std::string_view value, Problems& problems);

/// Every text in `message` and below is UTF-8, and every field in it is known to this program.
/// Repeated fields and maps are not looked into.
void check_texts(std::string_view path, const google::protobuf::Message& message,
                 Problems& problems);

/// The instant of a timestamp that check_instant has passed.
[[nodiscard]] absl::Time instant_of(const google::protobuf::Timestamp& value);

/// Sets `out` to `instant`, rounded down to nanoseconds.
void set_instant(google::protobuf::Timestamp& out, absl::Time instant);

}  // namespace escalon::events
