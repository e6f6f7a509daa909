// A row of the embedded log: what can be read is written back and read again to the same records.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "escalon/base/assert.hpp"
#include "escalon/store_sqlite/batch_codec.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view row(reinterpret_cast<const char*>(data), size);
  const auto records = escalon::store_sqlite::decode_records(row, 0, 0);
  if (!records.ok()) {
    return 0;
  }
  std::string again;
  for (const auto& record : *records) {
    escalon::store_sqlite::encode_record(again, *record.record);
  }
  const auto same = escalon::store_sqlite::decode_records(again, 0, 0);
  ESCALON_ASSERT(same.ok() && same->size() == records->size());
  for (std::size_t i = 0; i < same->size(); ++i) {
    ESCALON_ASSERT((*same)[i].offset == i);
    ESCALON_ASSERT((*same)[i].record->body == (*records)[i].record->body);
  }
  return 0;
}
