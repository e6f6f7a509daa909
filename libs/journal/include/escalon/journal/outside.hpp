#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalon/base/result.hpp"
#include "escalon/journal/record.hpp"

namespace escalon::journal {

/// Headers in their order; a name may come more than once.
using OutsideHeaders = std::vector<std::pair<std::string, std::string>>;

/// A record as programs outside of the mesh write and read it: any key, any headers, any bytes.
struct OutsideRecord {
  TopicPartition at;
  Offset offset = 0;              ///< Where it was read; nothing where it is to be written.
  std::int64_t timestamp_ms = 0;  ///< The log's own, when it was read.
  std::string key;
  OutsideHeaders headers;
  std::string value;

  /// The first header of that name.
  [[nodiscard]] std::optional<std::string_view> header(std::string_view name) const {
    const auto found = std::ranges::find(headers, name, &OutsideHeaders::value_type::first);
    return found == headers.end() ? std::nullopt : std::optional<std::string_view>(found->second);
  }
};

/// Reads a topic that others write, shared with the other processes of the service. For one
/// thread at a time.
class OutsideReader {
 public:
  virtual ~OutsideReader() = default;
  /// What comes next, at most `records_max`; waits for the first one at most so long. What was
  /// returned and not committed is returned again after a restart, here or elsewhere.
  [[nodiscard]] virtual std::vector<OutsideRecord> poll(int records_max,
                                                        std::chrono::milliseconds longest) = 0;
  /// Everything that was returned so far is done with.
  virtual void commit() = 0;
};

/// Topics that are shared with programs outside of the mesh. Thread-safe.
class OutsideLog {
 public:
  virtual ~OutsideLog() = default;
  /// Makes those of the topics that are absent, kept for a while, and checks those that are there.
  /// Blocks. kInvalid for a topic with another number of partitions or unfit settings, kNotFound
  /// for an absent one that may not be made, kConflict for one that the cluster refuses to make,
  /// kUnavailable when nobody answers; with the remedy.
  [[nodiscard]] virtual Status make_topics(const std::vector<std::string>& topics,
                                           std::uint32_t partitions) = 0;
  /// Appends one record; `done` is called once, from any thread, when it is durable or could not be
  /// appended: kInvalid when it never can be (too large), kExhausted or kUnavailable when it may
  /// later.
  virtual void write(OutsideRecord record, std::function<void(Status)> done) = 0;
  /// Reads a topic that others write, as one of the processes of this service, which must have no
  /// stages. The reader goes before the log does.
  [[nodiscard]] virtual Result<std::unique_ptr<OutsideReader>> share(const std::string& topic) = 0;
};

}  // namespace escalon::journal
