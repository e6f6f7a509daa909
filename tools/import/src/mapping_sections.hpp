#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"
#include "rules.hpp"
#include "yaml_tree.hpp"

namespace escalon::importing {

/// The path of a key below `path`.
[[nodiscard]] std::string joined(std::string_view path, std::string_view key);

/// Reads the sections of a mapping into its rules, in the order in which they depend on each other.
class SectionReader {
 public:
  SectionReader(const std::string& file_name, Mapping::Rules& rules)
      : file_name_(file_name), rules_(rules) {}

  [[nodiscard]] Status read(const YamlNode& root);

 private:
  Status check_keys(const YamlNode& map, std::string_view path,
                    std::initializer_list<std::string_view> known) const;
  Status version(const YamlNode& root);
  Status name(const YamlNode& node);
  Status input(const YamlNode& node);
  Status format(const YamlNode& node);
  Status delimiter(const YamlNode& node);
  Status tables(const YamlNode& node);
  Status lets(const YamlNode& node);
  Status case_and_order(const YamlNode& root);
  Status defaults(const YamlNode& node);
  Status emit(const YamlNode& node);
  Status emit_line(const YamlNode& node, const std::string& path);
  Status reject(const YamlNode& node);
  Result<Assignment> assignment(const std::string& key, const YamlNode& value,
                                const std::string& path,
                                const google::protobuf::FieldDescriptor* body);
  Result<Expression> expression(const YamlNode& node, const std::string& path);
  Result<Expression> condition(const YamlNode& node, const std::string& path);
  Status row_expression(const YamlNode& node, const std::string& path, Expression& out);
  Result<std::string> text(const YamlNode& node, std::string_view path) const;
  Error wrong(const YamlNode& node, std::string_view path, std::string_view reason) const;
  Error missing(const YamlNode& node, std::string_view path, std::string_view key,
                std::string_view example) const;

  const std::string& file_name_;
  Mapping::Rules& rules_;
};

}  // namespace escalon::importing
