#pragma once

#include <optional>
#include <string>

#include "escalon/base/result.hpp"
#include "escalon/contact/v1/contact.pb.h"
#include "escalon/events/event_reader.hpp"
#include "escalon/events/output_file.hpp"

namespace escalon::events {

/// Writes an events file from its beginning. Not thread-safe.
class EventWriter {
 public:
  /// `path` may be `-` for standard output. Without `format` the name tells it.
  [[nodiscard]] static Result<EventWriter> create(const std::string& path,
                                                  std::optional<Format> format = std::nullopt);

  /// Appends one event, which should be valid.
  [[nodiscard]] Status write(const contact::v1::ContactEvent& event);

  /// Ends the file; what was written is complete only after this. Call it once.
  [[nodiscard]] Status close() { return output_.close(); }

 private:
  EventWriter(OutputFile output, Format format) : output_(std::move(output)), format_(format) {}

  OutputFile output_;
  Format format_;
  std::string buffer_;
};

}  // namespace escalon::events
