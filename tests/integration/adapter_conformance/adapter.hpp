#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "escalon/journal/ports.hpp"
#include "recording_mailbox.hpp"

namespace escalon::adapter_conformance {

/// The topics and the stage that every adapter under test is opened with, two partitions each.
inline constexpr const char* kPlainTopic = "inputs";
inline constexpr const char* kJournal = "journal";
inline constexpr const char* kStage = "stage";
inline constexpr std::uint32_t kPartitions = 2;

/// An adapter under test. The suite knows nothing else of it.
class Adapter {
 public:
  /// Tells what was acknowledged before the crash. Once the crash has come, wait() is false.
  using Report = std::function<void(const std::string&)>;
  using Work = std::function<void(Adapter&, const Report&)>;

  virtual ~Adapter() = default;

  [[nodiscard]] virtual journal::Log& log() = 0;
  [[nodiscard]] virtual journal::Producer& producer() = 0;
  [[nodiscard]] virtual journal::View& view() = 0;
  [[nodiscard]] virtual journal::Ownership& ownership() = 0;
  [[nodiscard]] virtual Signal& signal() = 0;

  /// Waits until `done` holds, which is asked under the signal's mutex. False when it never will.
  [[nodiscard]] virtual bool wait(const std::function<bool()>& done) = 0;

  /// Lets what is under way arrive, as far as that can be known.
  virtual void settle() = 0;

  /// Runs `work` on what is stored so far in a process of its own, kills that process in the midst
  /// of its work after `reports` reports (kill -9 where there are real processes), and opens what
  /// is stored again. Returns the reports.
  virtual std::vector<std::string> crash_and_reopen(std::size_t reports, const Work& work) = 0;
};

/// Makes an adapter with nothing stored.
using AdapterFactory = std::function<std::unique_ptr<Adapter>()>;

/// The embedded adapters: one SQLite file in a folder of its own.
[[nodiscard]] std::unique_ptr<Adapter> make_sqlite_adapter();
/// The simulated adapters, without faults.
[[nodiscard]] std::unique_ptr<Adapter> make_memory_adapter();

}  // namespace escalon::adapter_conformance
