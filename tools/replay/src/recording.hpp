#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <iosfwd>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/time.h"
#include "escalon/base/ids.hpp"
#include "escalon/base/result.hpp"
#include "escalon/contact/v1/contact.pb.h"

namespace escalon::replay {

/// One event of a recording.
struct RecordedEvent {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();

  std::string_view bytes;      ///< In protobuf's binary form, complete.
  std::uint32_t case_index;    ///< Whose it is.
  std::uint32_t next = kNone;  ///< The next event of that case.
  absl::Time at;               ///< When it happened.
  /// A mesh of this case alone has fired what is due before this when the event comes: the latest
  /// instant of any event since the case's last one, this one included.
  absl::Time before;
  absl::Time now;  ///< The latest instant of any event so far, which is the mesh's time.
};

struct RecordedCase {
  Key key;
  std::uint32_t first = RecordedEvent::kNone;
  std::uint32_t last = RecordedEvent::kNone;
};

/// Where a recording is read from.
struct RecordingOptions {
  std::string path;                 ///< An events file, or `-`.
  std::optional<absl::Time> until;  ///< Later events are left out.
  int threads = 1;
  std::function<void(double)> progress;  ///< From 0 to 1; may be empty.
};

/// An events file in memory, judged as intake would judge it, in the file's order and by case.
/// Immutable once read. It takes about the file's size and 100 bytes an event.
class Recording {
 public:
  /// Events that intake would have refused are left out, counted, and explained on `complaints`,
  /// the first few. The error names what cannot be read.
  [[nodiscard]] static Result<Recording> read(const RecordingOptions& options,
                                              std::ostream& complaints);

  [[nodiscard]] const std::vector<RecordedEvent>& events() const { return events_; }
  [[nodiscard]] const std::vector<RecordedCase>& cases() const { return cases_; }
  [[nodiscard]] std::uint64_t refused() const { return refused_; }
  [[nodiscard]] std::uint64_t ignored() const { return ignored_; }
  /// The instant of the latest event; the infinite past where there is none.
  [[nodiscard]] absl::Time last() const { return last_; }

 private:
  friend class RecordingReader;

  std::deque<std::string> blocks_;  // hold the events' bytes
  std::vector<RecordedEvent> events_;
  std::vector<RecordedCase> cases_;
  std::uint64_t refused_ = 0;
  std::uint64_t ignored_ = 0;
  absl::Time last_ = absl::InfinitePast();
};

/// Decodes the event; what a recording holds decodes.
void decode(const RecordedEvent& recorded, contact::v1::ContactEvent& event);

}  // namespace escalon::replay
