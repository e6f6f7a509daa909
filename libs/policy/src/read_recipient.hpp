#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cursor.hpp"

namespace escalon::policy {

/// A recipient: `person:NAME`, `team:NAME`, or one of `words`. `refusal` begins the error for
/// anything else; the text follows it in quotes. Returns whether `out` is set.
bool read_recipient(const Cursor& at, std::span<const std::string_view> words,
                    std::string_view refusal, std::string& out);

}  // namespace escalon::policy
