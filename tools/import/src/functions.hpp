#pragma once

#include <string_view>

#include "escalon/base/result.hpp"
#include "expression.hpp"

namespace escalon::importing {

/// The function of a name as it is called, `lookup` and `time` apart from their first and fixed
/// arguments. The error suggests the nearest name.
[[nodiscard]] Result<Function> function_named(std::string_view name);

/// True where `name` is called like a function.
[[nodiscard]] bool is_function(std::string_view name);

/// Checks the number and the types of `call`'s arguments and sets its type. The error names the
/// function.
[[nodiscard]] Status check_call(Expression& call);

/// How an operator or function is written.
[[nodiscard]] std::string_view name_of(Function function);

}  // namespace escalon::importing
