#pragma once

#include <string>
#include <string_view>

#include "escalon/base/ids.hpp"

namespace escalon {

/// Whether `text` is a traceparent by W3C Trace Context, level 1 (www.w3.org/TR/trace-context-1):
/// `version-trace id-parent id-flags` in lower-case hexadecimal digits, no id all zeros.
[[nodiscard]] bool is_traceparent(std::string_view text);

/// The traceparent of a record about `key`: its own, or where that is none by the standard the
/// key's, whose ids are derived from the key, so that whoever asks gets the same.
[[nodiscard]] std::string traceparent_of(std::string_view traceparent, const Key& key);

/// The trace id, 32 digits, of what traceparent_of gives.
[[nodiscard]] std::string trace_id_of(std::string_view traceparent, const Key& key);

}  // namespace escalon
