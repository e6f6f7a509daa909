#include "record_codec.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace escalon::log_kafka {
namespace {

constexpr std::size_t kRecordOverhead = 256;

std::string_view bytes_of(const void* data, std::size_t size) {
  return size == 0 ? std::string_view() : std::string_view(static_cast<const char*>(data), size);
}

std::optional<journal::RecordHeader> header_of(const rd_kafka_message_t& message) {
  rd_kafka_headers_t* headers = nullptr;
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR ||
      rd_kafka_header_get_last(headers, kHeaderName, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return std::nullopt;
  }
  Result<journal::RecordHeader> header = journal::decode_header(bytes_of(value, size));
  return header.ok() ? std::optional(*std::move(header)) : std::nullopt;
}

}  // namespace

const std::string& message_key(const journal::Record& record) {
  static const std::string kNone;
  return record.header.keys.empty() ? kNone : record.header.keys.front();
}

journal::RecordPtr decode(const rd_kafka_message_t& message) {
  std::optional<journal::RecordHeader> header = header_of(message);
  if (!header) {
    header.emplace();
    if (message.key_len > 0) {
      header->keys.emplace_back(bytes_of(message.key, message.key_len));
    }
  }
  return std::make_shared<const journal::Record>(
      journal::Record{*std::move(header), std::string(bytes_of(message.payload, message.len))});
}

std::size_t weight(const journal::Record& record) {
  return record.body.size() + kRecordOverhead;
}

std::size_t weight(const journal::OutsideRecord& record) {
  std::size_t bytes = record.key.size() + record.value.size() + kRecordOverhead;
  for (const auto& [name, value] : record.headers) {
    bytes += name.size() + value.size();
  }
  return bytes;
}

journal::OutsideRecord decode_outside(const rd_kafka_message_t& message, const std::string& topic) {
  journal::OutsideRecord record;
  record.at = {topic, static_cast<std::uint32_t>(message.partition)};
  record.offset = static_cast<journal::Offset>(message.offset);
  record.timestamp_ms = rd_kafka_message_timestamp(&message, nullptr);
  record.key = bytes_of(message.key, message.key_len);
  record.value = bytes_of(message.payload, message.len);
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(headers, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      record.headers.emplace_back(name, bytes_of(value, size));
    }
  }
  return record;
}

}  // namespace escalon::log_kafka
