// Policy files as text: names and contents are parted by NUL, as `name NUL content NUL name …`. An
// input without NUL is the content of one file.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "escalon/base/assert.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/policy/snapshot.hpp"

namespace {

using escalon::policy::PolicyFiles;

PolicyFiles files_of(std::string_view input) {
  if (input.find('\0') == std::string_view::npos) {
    return {{"policy.yaml", std::string(input)}};
  }
  PolicyFiles files;
  bool is_name = true;
  while (!input.empty()) {
    const std::size_t end = std::min(input.find('\0'), input.size());
    if (is_name) {
      files.push_back({std::string(input.substr(0, end)), ""});
    } else {
      files.back().content = input.substr(0, end);
    }
    is_name = !is_name;
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  return files;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const PolicyFiles files = files_of({reinterpret_cast<const char*>(data), size});
  const auto compiled = escalon::policy::compile(files);
  if (!compiled) {
    ESCALON_ASSERT(!compiled.error().empty());
    return 0;
  }
  ESCALON_ASSERT(escalon::policy::check(files, absl::UnixEpoch()).ok);
  const auto again =
      escalon::policy::from_snapshot(escalon::policy::to_snapshot(**compiled, absl::UnixEpoch()));
  ESCALON_ASSERT(again.ok());
  ESCALON_ASSERT((*again)->hash == (*compiled)->hash);
  return 0;
}
