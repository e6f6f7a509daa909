#include "conformance.hpp"

namespace escalon::adapter_conformance {
namespace {

class LogCrashConformance : public Conformance {};

// Appends for ever, reporting each offset that it is told.
void produce_until_killed(Adapter& adapter, const Adapter::Report& report) {
  Client client(adapter);
  for (int i = 0;; ++i) {
    const auto offset = client.produce(plain_partition(), "plain " + std::to_string(i));
    if (!offset || !offset->ok()) {
      return;
    }
    report(std::to_string(**offset));
  }
}

// Appends pipelined, as an owner does, reporting how many it has read back.
void append_until_killed(Adapter& adapter, const Adapter::Report& report) {
  Client client(adapter);
  RecordingMailbox mailbox(adapter.signal());
  adapter.log().read_from(1, {journal_partition(), 0}, mailbox);
  std::size_t appended = 0;
  std::size_t read_back = 0;
  for (;;) {
    for (; appended < read_back + 200; ++appended) {
      client.append(journal_partition(), std::to_string(appended));
    }
    if (!adapter.wait([&] { return !mailbox.all<journal::Records>().empty(); })) {
      return;
    }
    read_back += mailbox.take_records(1).size();
    report(std::to_string(read_back));
  }
}

TEST_P(LogCrashConformance, KeepsWhatProducersWereTold) {
  for (const std::size_t reports : {1U, 40U}) {
    adapter_ = GetParam().make();
    const auto told = adapter_->crash_and_reopen(reports, produce_until_killed);
    ASSERT_GE(told.size(), reports);
    Client client(*adapter_);
    const auto records = client.read(plain_partition(), 0, told.size());
    ASSERT_GE(records.size(), told.size());
    for (std::size_t i = 0; i < told.size(); ++i) {
      EXPECT_EQ(std::to_string(records[i].offset), told[i]);
      EXPECT_EQ(records[i].record->body, "plain " + std::to_string(i));
    }
  }
}

TEST_P(LogCrashConformance, KeepsWhatOwnersReadBackAndGoesOnAfterIt) {
  const auto told = adapter_->crash_and_reopen(5, append_until_killed);
  ASSERT_GE(told.size(), 5U);
  const std::size_t acknowledged = std::stoul(told.back());
  Client client(*adapter_);
  adapter_->settle();
  client.append(journal_partition(), "afterwards");
  auto records = client.read(journal_partition(), 0, acknowledged + 1);
  ASSERT_GT(records.size(), acknowledged);
  while (records.back().record->body != "afterwards") {
    const auto more = client.read(journal_partition(), records.back().offset + 1, 1);
    ASSERT_FALSE(more.empty());
    records.insert(records.end(), more.begin(), more.end());
  }
  for (std::size_t i = 0; i + 1 < records.size(); ++i) {
    ASSERT_EQ(records[i].record->body, std::to_string(i))
        << "neither lost nor doubled nor out of order";
  }
}

CONFORMANCE_OF_LOGS(LogCrashConformance);

}  // namespace
}  // namespace escalon::adapter_conformance
