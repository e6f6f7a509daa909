#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>

#include "adapter.hpp"
#include "client.hpp"

namespace escalon::adapter_conformance {

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

/// Runs a suite derived from Conformance against every adapter of the log's ports.
#define CONFORMANCE_OF_LOGS(suite) \
  CONFORMANCE_OF_CANDIDATES(suite, ::escalon::adapter_conformance::log_candidates())
/// Runs a suite derived from Conformance against every adapter of the view.
#define CONFORMANCE_OF_VIEWS(suite) \
  CONFORMANCE_OF_CANDIDATES(suite, ::escalon::adapter_conformance::view_candidates())
#define CONFORMANCE_OF_CANDIDATES(suite, candidates)                      \
  INSTANTIATE_TEST_SUITE_P(Adapter, suite, testing::ValuesIn(candidates), \
                           [](const auto& candidate) { return candidate.param.name; })
