// The bytes of a log, read as CSV, TSV, JSON and JSON lines: every event that comes out is valid,
// and every row counts.
#include <array>
#include <cstdint>
#include <string>

#include "escalon/base/assert.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/events/validate.hpp"
#include "escalon/import/import_rows.hpp"

namespace {

using escalon::importing::Mapping;

Mapping mapping_of(const std::string& format) {
  auto mapping = escalon::importing::parse_mapping(
      "mapping: 1\nname: fuzz\ninput: {format: " + format +
          ", zone: Europe/Berlin}\ncase: id\norder: [time(at), state]\n"
          "defaults: {channel: '\"chat\"', agent: state}\n"
          "emit:\n"
          "  - {when: first, type: started, at: time(at), subject: \"substr(state, 1, 2)\"}\n"
          "  - {when: changed(state), type: customer_message, at: \"later(time(at), "
          "prev(time(at)))\", text: state}\n",
      "fuzz.yaml");
  ESCALON_ASSERT(mapping.ok());
  return std::move(mapping).value();
}

const std::array<Mapping, 4>& mappings() {
  static const std::array<Mapping, 4> kMappings{mapping_of("csv"), mapping_of("tsv"),
                                                mapping_of("json"), mapping_of("jsonl")};
  return kMappings;
}

void import(const Mapping& mapping, const std::string& content) {
  const auto imported = escalon::importing::import_rows(mapping, "log", content);
  if (!imported.ok()) {
    return;
  }
  ESCALON_ASSERT(imported->counts.rejected == imported->rejects.size());
  for (const std::string& bytes : imported->events) {
    auto event = escalon::events::parse_event_binary(bytes);
    ESCALON_ASSERT(event.ok());
    ESCALON_ASSERT(escalon::events::validate(*event, std::nullopt).ok());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string content(reinterpret_cast<const char*>(data), size);
  for (const Mapping& mapping : mappings()) {
    import(mapping, content);
  }
  return 0;
}
