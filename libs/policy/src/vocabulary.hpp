#pragma once

#include <span>
#include <string_view>

#include "escalon/rules/field.hpp"

namespace escalon::policy {

/// All causes of escalations, as policies write them.
[[nodiscard]] std::span<const std::string_view> causes();

/// The values that a field may have, where the vocabulary is closed; else empty.
[[nodiscard]] std::span<const std::string_view> known_values(rules::FieldKind field);

/// What such a value is called: `channel`, `event`, ….
[[nodiscard]] std::string_view value_word(rules::FieldKind field);

}  // namespace escalon::policy
