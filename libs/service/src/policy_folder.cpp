#include "escalon/service/policy_folder.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <system_error>

namespace escalon::service {
namespace {

bool is_yaml(const std::filesystem::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

bool is_icalendar(const std::filesystem::path& path) {
  return path.extension() == ".ics";
}

Result<policy::PolicyFile> read_file(const std::filesystem::path& path) {
  std::error_code failed;
  const auto bytes = std::filesystem::file_size(path, failed);
  if (!failed && bytes > policy::kPolicyBytesMax) {
    return invalid(path.string() + ": a policy may have at most " +
                   std::to_string(policy::kPolicyBytesMax) + " bytes; is this file a policy?");
  }
  std::ifstream stream(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
  if (!stream) {
    return invalid(path.string() + ": cannot be read; check its permissions");
  }
  return policy::PolicyFile{path.filename().string(), std::move(content)};
}

}  // namespace

Result<policy::PolicyFiles> read_policy_folder(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::directory_iterator entries(folder, failed);
  if (failed) {
    return Error{Error::Kind::kNotFound,
                 folder.string() + ": " + failed.message() +
                     "; give the folder of a policy, as deploy/policies/default"};
  }
  policy::PolicyFiles files;
  bool any_yaml = false;
  for (const auto& entry : entries) {
    const bool yaml = is_yaml(entry.path());
    if (!entry.is_regular_file() || (!yaml && !is_icalendar(entry.path()))) {
      continue;
    }
    any_yaml = any_yaml || yaml;
    auto file = read_file(entry.path());
    if (!file) {
      return file.error();
    }
    files.push_back(std::move(file).value());
  }
  if (!any_yaml) {
    return invalid(folder.string() +
                   ": holds no *.yaml; give the folder of a policy, as deploy/policies/default");
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

}  // namespace escalon::service
