// The bytes of an events file, read as JSON lines and as length-delimited binary, plain or gzip:
// reading comes to an end, and an error about one event says where it is.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <string>

#include "escalon/base/assert.hpp"
#include "escalon/events/event_reader.hpp"

namespace {

using escalon::events::EventReader;
using escalon::events::Format;

void read_all(const std::string& path, Format format, std::size_t size) {
  auto reader = EventReader::open(path, format);
  ESCALON_ASSERT(reader.ok());
  escalon::contact::v1::ContactEvent event;
  // No event takes less than one byte, but gzip makes many of few.
  for (std::size_t i = 0; i <= 2'000 * (size + 1); ++i) {
    const auto more = reader->next(event);
    if (more.ok() && !*more) {
      return;
    }
    ESCALON_ASSERT(more.ok() || !more.error().message.empty());
    if (reader->broken()) {
      return;
    }
  }
  ESCALON_ASSERT(false && "reading comes to no end");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const int file = memfd_create("events", 0);
  ESCALON_ASSERT(file >= 0);
  ESCALON_ASSERT(write(file, data, size) == static_cast<ssize_t>(size));
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  read_all(path, Format::kJsonLines, size);
  read_all(path, Format::kBinary, size);
  close(file);
  return 0;
}
