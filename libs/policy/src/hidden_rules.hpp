#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "escalon/rules/relations.hpp"

namespace escalon::policy {

/// The earlier rule that takes all that a later one is for.
struct Hidden {
  std::size_t by;       ///< Its index among the earlier ones.
  std::string example;  ///< What both would take, in words; empty where nothing needs to be said.
};

/// Whether each way to meet `later` meets one of `earlier`; of several the last is named.
/// `given` is what else is known.
[[nodiscard]] std::optional<Hidden> hidden(std::span<const rules::Condition* const> earlier,
                                           const rules::Ways& later, const rules::Conjunct& given);

}  // namespace escalon::policy
