// The YAML of an import mapping, and the expressions in it; one that is read is run over a small
// log.
#include <cstdint>
#include <string>
#include <string_view>

#include "escalon/base/assert.hpp"
#include "escalon/import/import_rows.hpp"

namespace {

constexpr const char* kLog =
    "id,at,state,text\nA,2024-03-31T02:30,New,hello\nB,2024-01-01T10:00Z,,\nA,2024-10-27T02:30,"
    "Done,bye\nA,never,?,\n";

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mapping = escalon::importing::parse_mapping(text, "fuzz.yaml");
  if (!mapping.ok()) {
    ESCALON_ASSERT(!mapping.error().message.empty());
    return 0;
  }
  const auto imported = escalon::importing::import_rows(*mapping, "log.csv", kLog);
  if (imported.ok()) {
    const auto& counts = imported->counts;
    ESCALON_ASSERT(counts.rejected == imported->rejects.size());
  }
  return 0;
}
