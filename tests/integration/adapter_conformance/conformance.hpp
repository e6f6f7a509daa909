#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <ostream>
#include <string>

#include "adapter.hpp"
#include "client.hpp"

namespace escalon::adapter_conformance {

/// An adapter by name.
struct Candidate {
  std::string name;
  AdapterFactory make;
  friend std::ostream& operator<<(std::ostream& out, const Candidate& candidate) {
    return out << candidate.name;
  }
};

/// Every adapter that the suite runs against.
[[nodiscard]] inline std::vector<Candidate> candidates() {
  return {{"sqlite", make_sqlite_adapter}, {"memory", make_memory_adapter}};
}

/// What every adapter of the ports must do. Tests are written against the ports alone.
class Conformance : public testing::TestWithParam<Candidate> {
 protected:
  Conformance() : adapter_(GetParam().make()), client_(*adapter_) {}

  void TearDown() override { adapter_.reset(); }

  /// A mailbox that outlives the adapter.
  RecordingMailbox& make_mailbox() { return mailboxes_.emplace_back(adapter_->signal()); }

  std::deque<RecordingMailbox> mailboxes_;
  std::unique_ptr<Adapter> adapter_;
  Client client_;
};

}  // namespace escalon::adapter_conformance

/// Runs a suite derived from Conformance against every adapter.
#define CONFORMANCE_OF_ALL_ADAPTERS(suite)                                                  \
  INSTANTIATE_TEST_SUITE_P(Adapter, suite,                                                  \
                           testing::ValuesIn(::escalon::adapter_conformance::candidates()), \
                           [](const auto& candidate) { return candidate.param.name; })
