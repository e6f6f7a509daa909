#include "escalon/service/stage_loops.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <utility>

#include "escalon/service/mesh_clock.hpp"
#include "escalon/service/mesh_metrics.hpp"

namespace escalon::service {
namespace {

// A stage that decides nothing.
class IdleStage final : public journal::Stage {
 public:
  explicit IdleStage(journal::StageSpec spec) : spec_(std::move(spec)) {}
  [[nodiscard]] const journal::StageSpec& spec() const override { return spec_; }
  [[nodiscard]] journal::MessagePtr new_state() const override { return nullptr; }
  [[nodiscard]] journal::MessagePtr new_event() const override { return nullptr; }
  [[nodiscard]] journal::MessagePtr new_input(std::string_view) const override { return nullptr; }
  void keys(const journal::Input&, std::vector<Key>&) const override {}
  [[nodiscard]] journal::Events decide(const journal::Message&, const Key&, const journal::Input&,
                                       absl::Time, const journal::CompiledPolicy&) const override {
    return {};
  }
  [[nodiscard]] journal::Events decide(const journal::Message&, const Key&, const DueTimer&,
                                       absl::Time, const journal::CompiledPolicy&) const override {
    return {};
  }
  [[nodiscard]] journal::Events retarget(const journal::Message&, const Key&, absl::Time,
                                         const journal::CompiledPolicy&) const override {
    return {};
  }
  void evolve(journal::Message&, const Key&, const journal::Message&) const override {}
  void timers(const journal::Message&, std::vector<DueTimer>&) const override {}
  void addressed(const Key&, const journal::Message&,
                 std::vector<journal::Address>&) const override {}
  [[nodiscard]] journal::MessagePtr effect(const journal::Message&, const Key&,
                                           const DueTimer&) const override {
    return nullptr;
  }

 private:
  journal::StageSpec spec_;
};

// Nothing is ever assigned, so that nothing is ever asked.
struct Nobody : journal::Log,
                journal::Ownership,
                journal::View,
                journal::Producer,
                journal::PolicyBook,
                journal::EffectExecutor {
  void read_from(journal::ReaderId, journal::Position, journal::Mailbox&) override {}
  void stop(journal::ReaderId, journal::TopicPartition) override {}
  void append(journal::TopicPartition, journal::RecordPtr, journal::Ticket,
              journal::Mailbox&) override {}
  void purge(journal::TopicPartition) override {}
  void probe_ends(absl::Time, journal::Mailbox&) override {}
  void follow(const std::string&, journal::Mailbox&) override {}
  void confirm(journal::StagePartition, journal::Mailbox&) override {}
  void acquire(journal::StagePartition, journal::Epoch, journal::OnAcquire, journal::Ticket,
               journal::Mailbox&) override {}
  void load(journal::ViewVersion, std::vector<Key>, journal::Ticket, journal::Mailbox&) override {}
  void horizon(journal::ViewVersion, journal::TimerPosition, absl::Time, int, journal::Ticket,
               journal::Mailbox&) override {}
  void apply(journal::ViewVersion, journal::ViewBatch, journal::Ticket,
             journal::Mailbox&) override {}
  void produce(journal::TopicPartition, journal::RecordPtr,
               std::function<void(Result<journal::Offset>)>) override {}
  std::shared_ptr<const journal::CompiledPolicy> find(const std::string&) override {
    return nullptr;
  }
  Result<std::shared_ptr<const journal::CompiledPolicy>> learn(const journal::Record&) override {
    return invalid("nothing is learnt");
  }
  void execute(journal::EffectRequest, journal::Mailbox&) override {}
};

// Everything is assigned, and nothing can ever be appended.
struct FullLog final : Nobody {
  void follow(const std::string& stage, journal::Mailbox& mailbox) override {
    mailbox.post(journal::Assigned{{stage, 0}});
  }
  void acquire(journal::StagePartition at, journal::Epoch, journal::OnAcquire,
               journal::Ticket ticket, journal::Mailbox& mailbox) override {
    journal::ViewAnswer answer;
    answer.at = std::move(at);
    answer.ticket = ticket;
    mailbox.post(std::move(answer));
  }
  void append(journal::TopicPartition at, journal::RecordPtr, journal::Ticket ticket,
              journal::Mailbox& mailbox) override {
    mailbox.post(journal::AppendFailed{std::move(at), ticket, true, "no such topic"});
  }
};

class Stages : public testing::Test {
 protected:
  std::unique_ptr<StageLoops> make(bool owns_everything) { return make(owns_everything, nobody); }
  std::unique_ptr<StageLoops> make(bool owns_everything, Nobody& all) {
    StageLoopsOptions options;
    options.owns_everything = owns_everything;
    return std::make_unique<StageLoops>(StagesByThread{{&stage}}, journal::Topology{2, {}},
                                        StagePorts{all, all, all, clock, all, all, all}, options,
                                        metrics);
  }

  IdleStage stage{{"sla",
                   "sla",
                   {{"classified", true, {}}, {"commands", false, {}}},
                   {{1, "breach", false, {{"contact.events", "classified"}}}},
                   {}}};
  Metrics registry;
  MeshMetrics metrics{registry};
  Nobody nobody;
  MeshClock clock;
};

TEST_F(Stages, UseWhatTheyReadWriteAndLookAtThroughGates) {
  EXPECT_EQ(
      topics_of({{&stage}}),
      (std::vector<TopicUse>{
          {"classified", false}, {"commands", true}, {"contact.events", true}, {"sla", false}}));
}

TEST(OwnersOfAStage, ShareWhatAProcessMayKeepInMemory) {
  journal::OwnerSettings stage;
  stage.cached_states_max = 60'000;
  stage.prefetch_bytes_max = 60U << 20U;
  EXPECT_EQ(share_of(stage, 1).cached_states_max, 60'000U);
  EXPECT_EQ(share_of(stage, 12).cached_states_max, 5'000U);
  EXPECT_EQ(share_of(stage, 12).prefetch_bytes_max, 5U << 20U);
  EXPECT_EQ(share_of(stage, 1'000).cached_states_max, 1'000U) << "enough to decide with";
  EXPECT_EQ(share_of(stage, 1'000).prefetch_bytes_max, 4U << 20U);
}

TEST_F(Stages, AreNotReadyBeforeAPartitionIsTheirs) {
  EXPECT_EQ(make(false)->not_ready(), "owns no partition yet");
  EXPECT_EQ(make(true)->not_ready(), "taking over: sla/0, sla/1");
}

TEST_F(Stages, TellHowManyPartitionsTheyDecideFor) {
  make(false)->measure();
  for (const char* metric : {"partitions", "take_overs_total", "inputs_waiting"}) {
    const std::string line = std::string("escalon_") + metric + "{stage=\"sla\"} 0";
    EXPECT_NE(registry.render().find(line), std::string::npos) << line;
  }
}

TEST_F(Stages, TellWhichPartitionStandsStillUntilSomebodyActs) {
  FullLog log;
  const auto loops = make(false, log);
  while (loops->not_ready().find("stopped") == std::string::npos) {
    std::this_thread::yield();
  }
  EXPECT_EQ(loops->not_ready(), "stopped, the log says why: sla/0");
  loops->measure();
  EXPECT_NE(registry.render().find("escalon_partitions_stopped{stage=\"sla\"} 1"),
            std::string::npos)
      << registry.render();
}

TEST_F(Stages, StandStillForNobodyWhenTheyWereAskedToStop) {
  const auto loops = make(false);
  loops->close();
  EXPECT_TRUE(loops->wait_until_closed(absl::Seconds(60)));
  loops->measure();
  EXPECT_NE(registry.render().find("escalon_partitions_stopped{stage=\"sla\"} 0"),
            std::string::npos);
}

}  // namespace
}  // namespace escalon::service
