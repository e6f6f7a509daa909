#include "escalon/policy/schema.hpp"

#include "sections.hpp"

namespace escalon::policy {

std::string schema() {
  return sections_schema() + "\n";
}

}  // namespace escalon::policy
