#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalon/base/result.hpp"

namespace escalon::importing {

/// A value of a YAML file with its place.
struct YamlNode {
  enum class Kind { kScalar, kList, kMap };
  Kind kind = Kind::kScalar;
  std::string text;             ///< kScalar.
  std::vector<YamlNode> items;  ///< kList: the values; kMap: those of `keys`, in their order.
  std::vector<std::pair<std::string, int>> keys;  ///< kMap: each key and its line.
  int line = 0;                                   ///< From 1.
  int column = 0;                                 ///< From 1.

  [[nodiscard]] bool is_list() const { return kind == Kind::kList; }
  [[nodiscard]] bool is_map() const { return kind == Kind::kMap; }

  /// The value of a key, or null.
  [[nodiscard]] const YamlNode* find(std::string_view key) const;
};

/// Reads one YAML document. A repeated key is an error. The error names file, line and column.
[[nodiscard]] Result<YamlNode> parse_yaml(std::string_view text, const std::string& file_name);

}  // namespace escalon::importing
