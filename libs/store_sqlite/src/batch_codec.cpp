#include "escalon/store_sqlite/batch_codec.hpp"

#include <fmt/format.h>

#include <memory>
#include <optional>

namespace escalon::store_sqlite {
namespace {

constexpr std::size_t kRecordOverhead = 256;
// Messages take about so many times the memory of the bytes that they say.
constexpr std::size_t kMessagesOfBody = 3;

void put_field(std::string& blob, std::string_view field) {
  std::uint64_t size = field.size();
  for (; size >= 0x80U; size >>= 7U) {
    blob.push_back(static_cast<char>((size & 0x7FU) | 0x80U));
  }
  blob.push_back(static_cast<char>(size));
  blob.append(field);
}

// Cuts one field off the front; nothing when the bytes end within it.
std::optional<std::string_view> cut_field(std::string_view& bytes) {
  std::uint64_t size = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (bytes.empty()) {
      return std::nullopt;
    }
    const auto byte = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    size |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) != 0) {
      continue;
    }
    if (size > bytes.size()) {
      return std::nullopt;
    }
    const std::string_view field = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return field;
  }
  return std::nullopt;
}

Error damaged(journal::Offset offset, std::string_view why) {
  return Error{Error::Kind::kInternal,
               fmt::format("the record at offset {} cannot be read: {}; restore the data directory "
                           "from a backup",
                           offset, why)};
}

}  // namespace

void encode_record(std::string& blob, const journal::Record& record) {
  put_field(blob, encode_header(record.header));
  put_field(blob, record.body);
}

Result<std::vector<journal::LogRecord>> decode_records(std::string_view blob, journal::Offset first,
                                                       journal::Offset from) {
  std::vector<journal::LogRecord> records;
  for (journal::Offset offset = first; !blob.empty(); ++offset) {
    const std::optional<std::string_view> header = cut_field(blob);
    const std::optional<std::string_view> body = header ? cut_field(blob) : std::nullopt;
    if (!body) {
      return damaged(offset, "its row ends too early");
    }
    if (offset < from) {
      continue;
    }
    Result<journal::RecordHeader> decoded = journal::decode_header(*header);
    if (!decoded.ok()) {
      return damaged(offset, decoded.error().message);
    }
    records.push_back({offset, std::make_shared<const journal::Record>(
                                   journal::Record{*std::move(decoded), std::string(*body)})});
  }
  return records;
}

std::size_t weight(const journal::Record& record) {
  const std::size_t copies = record.decoded == nullptr ? 1 : 1 + kMessagesOfBody;
  return copies * record.body.size() + kRecordOverhead;
}

}  // namespace escalon::store_sqlite
