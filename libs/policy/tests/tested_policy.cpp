#include "tested_policy.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace escalon::policy::testing {
namespace {

std::string without_remedies(PolicyErrors errors) {
  for (PolicyError& error : errors) {
    error.remedy.clear();
  }
  return text(errors);
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace

PolicyFiles one_file(std::string_view text) {
  if (text.starts_with('\n')) {
    text.remove_prefix(1);
  }
  return {{"policy.yaml", std::string(text)}};
}

std::shared_ptr<const CompiledPolicy> compiled(const PolicyFiles& files) {
  const CompileResult result = compile(files);
  if (!result) {
    std::fputs(text(result.error()).c_str(), stderr);
    std::abort();
  }
  return *result;
}

std::shared_ptr<const CompiledPolicy> compiled(std::string_view text) {
  return compiled(one_file(text));
}

std::string errors(const PolicyFiles& files) {
  const CompileResult result = compile(files);
  return result ? "" : without_remedies(result.error());
}

std::string errors(std::string_view text) {
  return errors(one_file(text));
}

std::string warnings(std::string_view text) {
  return without_remedies(compiled(text)->warnings);
}

std::string remedy(std::string_view text) {
  const CompileResult result = compile(one_file(text));
  return result ? "" : result.error().front().remedy;
}

PolicyFiles shipped(std::string_view folder) {
  PolicyFiles files;
  const auto root = std::filesystem::path(ESCALON_POLICIES_DIR) / folder;
  for (const auto& entry : std::filesystem::directory_iterator(root)) {
    if (entry.path().extension() == ".yaml") {
      files.push_back({entry.path().filename().string(), read_file(entry.path())});
    }
  }
  return files;
}

}  // namespace escalon::policy::testing
