#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/events/input_file.hpp"

namespace escalon::events {

/// How the events of a file are written.
enum class Format {
  kJsonLines,  ///< `.jsonl`: one event a line in protobuf's JSON mapping; blank lines are passed
               ///< over.
  kBinary,     ///< `.binpb`: each event in protobuf's binary form behind its length as a varint.
};

/// The format that a file's name tells (`.jsonl`, `.ndjson`, `.json` or `.binpb`, each also with
/// `.gz`). For `-` it is JSON lines. The error names the known endings.
[[nodiscard]] Result<Format> format_of(std::string_view path);

/// Reads an events file in order. It decodes; what an event means is judged by validate(). Not
/// thread-safe.
class EventReader {
 public:
  /// `path` may be `-` for standard input. Without `format` the name tells it.
  [[nodiscard]] static Result<EventReader> open(const std::string& path,
                                                std::optional<Format> format = std::nullopt);

  /// The next event into `event`, or false at the end. The error begins with the file and the line
  /// (or the event's number and byte). When it is about one event alone, the next call goes on
  /// behind that event; see broken().
  [[nodiscard]] Result<bool> next(contact::v1::ContactEvent& event);

  /// The next event as the file holds it, without decoding it; decode() does. Otherwise as the
  /// other next(). `bytes` is valid until the next call.
  [[nodiscard]] Result<bool> next(std::string_view& bytes);

  /// Decodes what next() gave. Safe from several threads. The error does not say where.
  [[nodiscard]] static Status decode(Format format, std::string_view bytes,
                                     contact::v1::ContactEvent& event);
  [[nodiscard]] Format format() const { return format_; }

  /// True once the file cannot be read on: an error of the system, or a binary file out of step.
  [[nodiscard]] bool broken() const { return broken_; }

  /// Where an event stands in its file.
  struct Place {
    std::uint64_t number = 0;  ///< Of the line, or of the event, counted from 1.
    std::uint64_t offset = 0;  ///< In bytes, of an event in binary form.
  };
  /// The place of the last event.
  [[nodiscard]] Place place() const { return {number_, event_offset_}; }
  /// Where the last event was: `path:line`, or `path: event N at byte M`.
  [[nodiscard]] std::string where() const { return where(place()); }
  [[nodiscard]] std::string where(const Place& place) const;

  /// From 0 to 1, by bytes on disk.
  [[nodiscard]] double progress() const { return input_.progress(); }

 private:
  EventReader(InputFile input, Format format) : input_(std::move(input)), format_(format) {}

  Result<bool> next_line(std::string_view& bytes);
  Result<bool> next_frame(std::string_view& bytes);
  Result<bool> next_length(std::uint64_t& length);
  Result<bool> fill();
  Result<bool> fill_to(std::size_t bytes);
  Result<bool> find_line_end(std::size_t& end);
  void consume(std::size_t bytes);
  Error at(std::string_view reason) const;
  Error out_of_step(std::string_view reason);

  InputFile input_;
  Format format_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::uint64_t number_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t event_offset_ = 0;
  bool broken_ = false;
};

/// All events of a file, each validated without a clock. Stops at the first error.
[[nodiscard]] Result<std::vector<contact::v1::ContactEvent>> read_events(const std::string& path);

}  // namespace escalon::events
