#include "escalon/events/event_writer.hpp"

#include <utility>

#include "escalon/events/codec.hpp"

namespace escalon::events {
namespace {

void append_frame(std::string& out, const contact::v1::ContactEvent& event) {
  const std::string bytes = to_binary(event);
  std::size_t length = bytes.size();
  for (; length >= 0x80; length >>= 7) {
    out.push_back(static_cast<char>((length & 0x7f) | 0x80));
  }
  out.push_back(static_cast<char>(length));
  out += bytes;
}

}  // namespace

Result<EventWriter> EventWriter::create(const std::string& path, std::optional<Format> format) {
  if (!format) {
    const auto told = format_of(path);
    if (!told.ok()) {
      return told.error();
    }
    format = *told;
  }
  auto output = OutputFile::create(path);
  if (!output.ok()) {
    return output.error();
  }
  return EventWriter(std::move(output).value(), *format);
}

Status EventWriter::write(const contact::v1::ContactEvent& event) {
  buffer_.clear();
  if (format_ == Format::kBinary) {
    append_frame(buffer_, event);
  } else {
    buffer_ = to_json(event);
    buffer_.push_back('\n');
  }
  return output_.write(buffer_);
}

}  // namespace escalon::events
