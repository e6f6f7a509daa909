#include "escalon/import/mapping.hpp"

#include <utility>

#include "mapping_sections.hpp"
#include "rules.hpp"
#include "yaml_tree.hpp"

namespace escalon::importing {

Mapping::Mapping(std::unique_ptr<const Rules> rules) : rules_(std::move(rules)) {}
Mapping::Mapping(Mapping&&) noexcept = default;
Mapping& Mapping::operator=(Mapping&&) noexcept = default;
Mapping::~Mapping() = default;

Result<Mapping> parse_mapping(std::string_view text, const std::string& file_name) {
  const auto root = parse_yaml(text, file_name);
  if (!root.ok()) {
    return root.error();
  }
  auto rules = std::make_unique<Mapping::Rules>();
  if (Status read = SectionReader(file_name, *rules).read(*root); !read.ok()) {
    return read.error();
  }
  return Mapping(std::move(rules));
}

}  // namespace escalon::importing
