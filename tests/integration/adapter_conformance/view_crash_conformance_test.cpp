#include <algorithm>

#include "conformance.hpp"

namespace escalon::adapter_conformance {
namespace {

using journal::ViewCode;

class ViewCrashConformance : public Conformance {};

// Writes its version into ten states at once, reporting each version that is acknowledged.
void apply_until_killed(Adapter& adapter, const Adapter::Report& report) {
  Client client(adapter);
  if (client.acquire(1).code != ViewCode::kOk) {
    return;
  }
  for (journal::Offset version = 0;; ++version) {
    std::vector<journal::PostImage> images;
    const auto due = static_cast<std::int64_t>(version) + 1;
    for (int key = 0; key < 10; ++key) {
      images.push_back(
          image_of("default/" + std::to_string(key), std::to_string(version + 1), due));
      images.back().removed = {timer_of("default/" + std::to_string(key), due - 1)};
    }
    const auto answer =
        client.apply(1, version, batch_of(version + 1, images, std::to_string(version + 1)));
    if (answer.code != ViewCode::kOk) {
      return;
    }
    report(std::to_string(version + 1));
    client.mailbox().clear();
  }
}

TEST_P(ViewCrashConformance, KeepsAppliesWholeOrNotAtAll) {
  const auto told = adapter_->crash_and_reopen(25, apply_until_killed);
  ASSERT_GE(told.size(), 25U);
  Client client(*adapter_);
  adapter_->settle();
  const auto acquired = client.acquire(2);
  ASSERT_EQ(acquired.code, ViewCode::kOk);
  const journal::Offset version = acquired.meta.version;
  EXPECT_GE(version, std::stoul(told.back())) << "what was acknowledged is there";
  EXPECT_EQ(acquired.meta.partition_state, std::to_string(version));
  for (int key = 0; key < 10; ++key) {
    const auto states = client.load(2, version, {"default/" + std::to_string(key)}).states;
    EXPECT_EQ(states.at(0).envelope, std::to_string(version));
  }
  const auto timers = client.horizon(2, version, {}, 1'000'000).timers;
  EXPECT_EQ(timers.size(), 10U);
  EXPECT_TRUE(std::all_of(timers.begin(), timers.end(), [&](const journal::TimerRow& timer) {
    return timer.due_ms == static_cast<std::int64_t>(version);
  }));
}

CONFORMANCE_OF_VIEWS(ViewCrashConformance);

}  // namespace
}  // namespace escalon::adapter_conformance
