#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "escalon/base/assert.hpp"
#include "escalon/journal/ports.hpp"
#include "recording_mailbox.hpp"

namespace escalon::adapter_conformance {

/// The topics and the stage that every adapter under test is opened with, two partitions each.
inline constexpr const char* kPlainTopic = "inputs";
inline constexpr const char* kJournal = "journal";
inline constexpr const char* kStage = "stage";
inline constexpr std::uint32_t kPartitions = 2;

/// An adapter under test. The suite knows nothing else of it. An adapter may have the log's ports
/// or the view alone: then it is a candidate of that suite only, and whoever asks for the others
/// stops the test.
class Adapter {
 public:
  /// Tells what was acknowledged before the crash. Once the crash has come, wait() is false.
  using Report = std::function<void(const std::string&)>;
  using Work = std::function<void(Adapter&, const Report&)>;

  virtual ~Adapter() = default;

  [[nodiscard]] virtual journal::Log& log() { has_none("log"); }
  [[nodiscard]] virtual journal::Producer& producer() { has_none("producer"); }
  [[nodiscard]] virtual journal::Ownership& ownership() { has_none("ownership"); }
  [[nodiscard]] virtual journal::View& view() { has_none("view"); }
  [[nodiscard]] virtual Signal& signal() = 0;

  /// Waits until `done` holds, which is asked under the signal's mutex. False when it never will.
  [[nodiscard]] virtual bool wait(const std::function<bool()>& done) = 0;

  /// Lets what is under way arrive, as far as that can be known.
  virtual void settle() = 0;

  /// Runs `work` on what is stored so far in a process of its own, kills that process in the midst
  /// of its work after `reports` reports (kill -9 where there are real processes), and opens what
  /// is stored again. Returns the reports.
  virtual std::vector<std::string> crash_and_reopen(std::size_t reports, const Work& work) = 0;

 private:
  [[noreturn]] static void has_none(const char* port) {
    assertion_failed(port, "an adapter without this port", 0);
  }
};

/// Makes an adapter with nothing stored.
using AdapterFactory = std::function<std::unique_ptr<Adapter>()>;

/// An adapter by name.
struct Candidate {
  std::string name;
  AdapterFactory make;
  friend std::ostream& operator<<(std::ostream& out, const Candidate& candidate) {
    return out << candidate.name;
  }
};

/// The adapters of Log, Producer and Ownership that this program runs the suite against.
[[nodiscard]] std::vector<Candidate> log_candidates();
/// The adapters of View that this program runs the suite against.
[[nodiscard]] std::vector<Candidate> view_candidates();

}  // namespace escalon::adapter_conformance
