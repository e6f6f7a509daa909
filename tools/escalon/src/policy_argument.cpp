#include "policy_argument.hpp"

#include <iostream>
#include <utility>

#include "command.hpp"
#include "escalon/service/policy_folder.hpp"

namespace escalon::cli {

std::optional<GivenPolicy> read_given_policy(const std::string& folder) {
  auto files = service::read_policy_folder(folder);
  if (!files) {
    fail(files.error().message);
    return std::nullopt;
  }
  auto compiled = policy::compile(*files);
  if (!compiled) {
    std::cerr << policy::check(*files).text;
    return std::nullopt;
  }
  return GivenPolicy{*std::move(files), *std::move(compiled)};
}

}  // namespace escalon::cli
