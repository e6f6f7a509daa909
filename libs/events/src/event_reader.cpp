#include "escalon/events/event_reader.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

#include "escalon/events/codec.hpp"
#include "escalon/events/validate.hpp"

namespace escalon::events {
namespace {

constexpr std::size_t kChunkBytes = 1 << 18;
/// JSON may write each byte of an event as six.
constexpr std::size_t kLineBytesMax = 6 * kEventBytesMax;
constexpr std::size_t kFrameBytesMax = 16 * kEventBytesMax;
constexpr std::array<std::string_view, 3> kJsonEndings{".jsonl", ".ndjson", ".json"};

std::string_view without_blanks(std::string_view line) {
  const std::size_t begin = std::min(line.size(), line.find_first_not_of(" \t\r"));
  line.remove_prefix(begin);
  return line.substr(0, line.find_last_not_of(" \t\r") + 1);
}

}  // namespace

Result<Format> format_of(std::string_view path) {
  const std::string_view name = inflated_name(path);
  if (name.ends_with(".binpb")) {
    return Format::kBinary;
  }
  for (const std::string_view ending : kJsonEndings) {
    if (path == "-" || name.ends_with(ending)) {
      return Format::kJsonLines;
    }
  }
  return invalid(fmt::format(
      "{}: the name does not tell the format; end it in .jsonl or .binpb, or .gz of them", path));
}

Result<EventReader> EventReader::open(const std::string& path, std::optional<Format> format) {
  if (!format) {
    const auto told = format_of(path);
    if (!told.ok()) {
      return told.error();
    }
    format = *told;
  }
  auto input = InputFile::open(path);
  if (!input.ok()) {
    return input.error();
  }
  return EventReader(std::move(input).value(), *format);
}

Result<bool> EventReader::next(contact::v1::ContactEvent& event) {
  std::string_view bytes;
  const Result<bool> found = next(bytes);
  if (!found.ok() || !*found) {
    return found;
  }
  if (const Status decoded = decode(format_, bytes, event); !decoded.ok()) {
    return at(decoded.error().message);
  }
  return true;
}

Result<bool> EventReader::next(std::string_view& bytes) {
  if (broken_) {
    return at("cannot be read on");
  }
  return format_ == Format::kJsonLines ? next_line(bytes) : next_frame(bytes);
}

Status EventReader::decode(Format format, std::string_view bytes,
                           contact::v1::ContactEvent& event) {
  event.Clear();
  return format == Format::kJsonLines ? parse_json(bytes, event) : parse_event_binary(bytes, event);
}

std::string EventReader::where(const Place& place) const {
  if (format_ == Format::kJsonLines) {
    return fmt::format("{}:{}", input_.name(), place.number);
  }
  return fmt::format("{}: event {} at byte {}", input_.name(), place.number, place.offset);
}

Error EventReader::at(std::string_view reason) const {
  return invalid(fmt::format("{}: {}", where(), reason));
}

Error EventReader::out_of_step(std::string_view reason) {
  broken_ = true;
  return at(reason);
}

void EventReader::consume(std::size_t bytes) {
  begin_ += bytes;
  offset_ += bytes;
}

Result<bool> EventReader::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  const auto count = input_.read(buffer_, kChunkBytes);
  if (!count.ok()) {
    broken_ = true;
    return count.error();
  }
  return *count > 0;
}

Result<bool> EventReader::fill_to(std::size_t bytes) {
  while (buffer_.size() - begin_ < bytes) {
    if (const auto more = fill(); !more.ok() || !*more) {
      return more;
    }
  }
  return true;
}

Result<bool> EventReader::find_line_end(std::size_t& end) {
  std::size_t searched = 0;
  while (true) {
    const std::size_t found = buffer_.find('\n', begin_ + searched);
    if (found != std::string::npos) {
      end = found;
      return true;
    }
    searched = buffer_.size() - begin_;
    if (searched > kLineBytesMax) {
      ++number_;
      return out_of_step(
          fmt::format("the line has more than {} bytes; is this a file of events?", kLineBytesMax));
    }
    const auto more = fill();
    if (!more.ok()) {
      return more.error();
    }
    if (!*more) {
      end = buffer_.size();
      return end > begin_;
    }
  }
}

Result<bool> EventReader::next_line(std::string_view& bytes) {
  while (true) {
    std::size_t end = 0;
    if (const auto found = find_line_end(end); !found.ok() || !*found) {
      return found;
    }
    const std::string_view line =
        without_blanks(std::string_view(buffer_).substr(begin_, end - begin_));
    ++number_;
    consume(std::min(end + 1, buffer_.size()) - begin_);
    if (!line.empty()) {
      bytes = line;
      return true;
    }
  }
}

Result<bool> EventReader::next_length(std::uint64_t& length) {
  constexpr int kVarintBytesMax = 5;
  length = 0;
  for (int i = 0; i < kVarintBytesMax; ++i) {
    const auto more = fill_to(1);
    if (!more.ok()) {
      return more.error();
    }
    if (!*more) {
      return i == 0 ? Result<bool>(false)
                    : Result<bool>(out_of_step("the file is cut off inside a length"));
    }
    const auto byte = static_cast<std::uint8_t>(buffer_[begin_]);
    consume(1);
    length |= static_cast<std::uint64_t>(byte & 0x7fU) << (7 * i);
    if (byte < 0x80) {
      return true;
    }
  }
  return out_of_step("this is not a length; is this a .binpb file of events?");
}

Result<bool> EventReader::next_frame(std::string_view& bytes) {
  event_offset_ = offset_;
  ++number_;
  std::uint64_t length = 0;
  if (const auto found = next_length(length); !found.ok() || !*found) {
    return found;
  }
  if (length > kFrameBytesMax) {
    return out_of_step(
        fmt::format("a length of {} bytes; is this a .binpb file of events?", length));
  }
  if (const auto whole = fill_to(length); !whole.ok() || !*whole) {
    return whole.ok() ? out_of_step("the file is cut off inside an event") : whole.error();
  }
  bytes = std::string_view(buffer_).substr(begin_, length);
  consume(length);
  return true;
}

Result<std::vector<contact::v1::ContactEvent>> read_events(const std::string& path) {
  auto reader = EventReader::open(path);
  if (!reader.ok()) {
    return reader.error();
  }
  std::vector<contact::v1::ContactEvent> events;
  while (true) {
    contact::v1::ContactEvent event;
    const auto more = reader->next(event);
    if (!more.ok()) {
      return more.error();
    }
    if (!*more) {
      return events;
    }
    if (Status valid = validate(event, std::nullopt); !valid.ok()) {
      return invalid(fmt::format("{}: {}", reader->where(), valid.error().message));
    }
    events.push_back(std::move(event));
  }
}

}  // namespace escalon::events
