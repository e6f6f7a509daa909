#include "escalon/journal/record.hpp"

#include <algorithm>
#include <limits>

namespace escalon::journal {
namespace {

constexpr unsigned char kLayout = 1;

void put_number(std::string& out, std::uint64_t value) {
  while (value >= 0x80U) {
    out.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    value >>= 7U;
  }
  out.push_back(static_cast<char>(value));
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out.append(text);
}

// Reads forward; after the first error every read yields nothing and `failed_at` stays.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}

  [[nodiscard]] bool ok() const { return !failed_; }
  [[nodiscard]] size_t at() const { return at_; }
  [[nodiscard]] bool finished() const { return at_ == bytes_.size(); }

  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && at_ < bytes_.size(); shift += 7) {
      const auto byte = static_cast<unsigned char>(bytes_[at_++]);
      value |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if ((byte & 0x80U) == 0) {
        return value;
      }
    }
    failed_ = true;
    return 0;
  }

  std::string text() {
    const std::uint64_t size = number();
    if (failed_ || size > bytes_.size() - at_) {
      failed_ = true;
      return {};
    }
    std::string text(bytes_.substr(at_, size));
    at_ += size;
    return text;
  }

  std::uint32_t partition() {
    const std::uint64_t value = number();
    failed_ = failed_ || value > std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(value);
  }

  // Each element takes at least one byte, which bounds what a damaged count can ask for.
  std::uint64_t count() {
    const std::uint64_t value = number();
    failed_ = failed_ || value > bytes_.size() - at_;
    return failed_ ? 0 : value;
  }

 private:
  std::string_view bytes_;
  size_t at_ = 0;
  bool failed_ = false;
};

Error damaged(size_t at) {
  return invalid("record header is damaged at byte " + std::to_string(at) +
                 "; it was not written by Escalon or by a newer version");
}

void read_lists(Reader& reader, RecordHeader& header) {
  for (std::uint64_t n = reader.count(); n > 0 && reader.ok(); --n) {
    header.keys.push_back(reader.text());
  }
  for (std::uint64_t n = reader.count(); n > 0 && reader.ok(); --n) {
    std::string stage = reader.text();
    header.destinations.push_back({std::move(stage), reader.partition()});
  }
  for (std::uint64_t n = reader.count(); n > 0 && reader.ok(); --n) {
    std::string topic = reader.text();
    const std::uint32_t partition = reader.partition();
    header.plain.push_back({{std::move(topic), partition}, reader.number()});
  }
}

}  // namespace

std::string encode_header(const RecordHeader& header) {
  std::string out;
  out.reserve(96);
  out.push_back(static_cast<char>(kLayout));
  out.push_back(static_cast<char>(header.kind));
  put_text(out, header.stage);
  put_number(out, header.epoch);
  put_number(out, header.seq);
  put_text(out, header.id);
  put_text(out, header.traceparent);
  put_number(out, header.keys.size());
  for (const std::string& key : header.keys) {
    put_text(out, key);
  }
  put_number(out, header.destinations.size());
  for (const Destination& destination : header.destinations) {
    put_text(out, destination.stage);
    put_number(out, destination.partition);
  }
  put_number(out, header.plain.size());
  for (const PlainPosition& position : header.plain) {
    put_text(out, position.at.topic);
    put_number(out, position.at.partition);
    put_number(out, position.next);
  }
  return out;
}

Result<RecordHeader> decode_header(std::string_view bytes) {
  Reader reader(bytes);
  if (reader.number() != kLayout) {
    return damaged(0);
  }
  RecordHeader header;
  const std::uint64_t kind = reader.number();
  if (kind > static_cast<std::uint64_t>(RecordKind::kAttempt)) {
    return damaged(1);
  }
  header.kind = static_cast<RecordKind>(kind);
  header.stage = reader.text();
  header.epoch = reader.number();
  header.seq = reader.number();
  header.id = reader.text();
  header.traceparent = reader.text();
  read_lists(reader, header);
  if (!reader.ok() || !reader.finished()) {
    return damaged(reader.at());
  }
  return header;
}

bool concerns(const RecordHeader& header, std::string_view stage, std::uint32_t partition) {
  return std::any_of(
      header.destinations.begin(), header.destinations.end(),
      [&](const Destination& to) { return to.partition == partition && to.stage == stage; });
}

}  // namespace escalon::journal
