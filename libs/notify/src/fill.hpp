#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace escalon::notify {

/// The value of a placeholder, by its name without braces; empty where nothing is known.
using ValueOf = std::function<std::string(std::string_view name)>;

/// The template's text with its placeholders filled in. A doubled brace stands for itself; what is
/// no placeholder stays as it is.
[[nodiscard]] std::string fill(std::string_view text, const ValueOf& value_of);

}  // namespace escalon::notify
