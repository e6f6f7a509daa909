#include "escalon/policy/policy_files.hpp"

#include <algorithm>
#include <tuple>

#include "escalon/base/ids.hpp"
#include "text.hpp"

namespace escalon::policy {

std::string content_hash(const PolicyFiles& files) {
  std::vector<const PolicyFile*> sorted;
  for (const PolicyFile& file : files) {
    sorted.push_back(&file);
  }
  std::ranges::sort(sorted, {},
                    [](const PolicyFile* file) { return std::tie(file->name, file->content); });
  std::string bytes;
  for (const PolicyFile* file : sorted) {
    bytes += cat(file->name.size(), ":", file->name, file->content.size(), ":", file->content);
  }
  return sha256_hex(bytes);
}

}  // namespace escalon::policy
