#include "escalon/service/version.hpp"

namespace escalon::service {

std::string_view version() {
  return ESCALON_VERSION;
}

}  // namespace escalon::service
