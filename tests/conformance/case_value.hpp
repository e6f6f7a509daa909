#pragma once

#include <google/protobuf/struct.pb.h>

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"

namespace escalon::conformance {

/// A value of a case file, read without asking first: what is absent is an empty text, zero, false
/// or no elements. Borrows the message it was made from.
class CaseValue {
 public:
  explicit CaseValue(const google::protobuf::Value& value) : value_(&value) {}

  [[nodiscard]] bool present() const;
  [[nodiscard]] CaseValue operator[](const std::string& key) const;
  [[nodiscard]] CaseValue operator[](std::size_t index) const;
  [[nodiscard]] std::vector<CaseValue> elements() const;
  /// The names of an object, sorted.
  [[nodiscard]] std::vector<std::string> keys() const;

  [[nodiscard]] const std::string& text() const { return value_->string_value(); }
  [[nodiscard]] bool is_text() const;
  [[nodiscard]] double number() const { return value_->number_value(); }
  [[nodiscard]] bool is_number() const;
  [[nodiscard]] bool truth() const { return value_->bool_value(); }
  /// The number of seconds.
  [[nodiscard]] absl::Duration seconds() const { return absl::Seconds(number()); }
  /// The instant that the text says; the epoch where it says none.
  [[nodiscard]] absl::Time instant() const;

 private:
  const google::protobuf::Value* value_;
};

}  // namespace escalon::conformance
