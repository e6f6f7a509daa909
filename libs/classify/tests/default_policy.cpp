#include "default_policy.hpp"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "escalon/policy/compile.hpp"

namespace escalon::classify {
namespace {

policy::PolicyFiles default_files() {
  const std::filesystem::path folder = ESCALON_DEFAULT_POLICY;
  std::ifstream file(folder / "triggers.yaml", std::ios::binary);
  return {{"triggers.yaml", std::string(std::istreambuf_iterator<char>(file), {})}};
}

}  // namespace

ClassifyPolicy default_policy() {
  const policy::CompileResult compiled = policy::compile(default_files());
  if (!compiled) {
    std::fprintf(stderr, "%s\n", policy::text(compiled.error()).c_str());
    std::abort();
  }
  return (*compiled)->classify;
}

}  // namespace escalon::classify
