#pragma once

#include "cursor.hpp"
#include "escalon/rules/condition.hpp"

namespace escalon::policy {

/// Reads a condition:
///   `{channel: chat, priority: [1, 2]}`               every test holds; a list means any of the
///   values
///   `{sentiment: {at_most: -0.5}}`                    also at_least, not (value or list), present:
///   true
///   `{all: [..], any: [..], not: {..}}`               conditions within, beside tests
///   a list of conditions                              any of them holds
///   `always`, `never`
/// Values are checked where the vocabulary is closed: channels, events, causes, clocks and the
/// like.
void read_condition(const Cursor& at, rules::Condition& out);

/// What read_condition() reads, as JSON Schema; conditions within are `#/$defs/condition`.
[[nodiscard]] std::string condition_schema(const Cursor& probe);

}  // namespace escalon::policy
