#include "counter_mesh.hpp"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "counter/counter.pb.h"
#include "counter_stages.hpp"
#include "escalon/base/instant.hpp"

namespace escalon::counter {
namespace {

using simulation::PlannedInput;

constexpr std::int64_t kOriginMs = 1'700'000'000'000;

class CounterMesh final : public simulation::MeshUnderTest {
 public:
  CounterMesh() {
    topology_.default_partitions = 2;
    policies_ = {std::make_shared<CounterPolicy>("policy-one"),
                 std::make_shared<CounterPolicy>("policy-two")};
  }

  const std::vector<const journal::Stage*>& stages() const override { return stages_; }
  const journal::Topology& topology() const override { return topology_; }
  const std::vector<std::string>& plain_topics() const override { return plain_; }
  const std::vector<std::shared_ptr<const journal::CompiledPolicy>>& policies() const override {
    return policies_;
  }
  absl::Duration longest_timer() const override { return absl::Seconds(20); }

  std::vector<PlannedInput> plan(simulated::Random& random, int count) const override {
    std::vector<PlannedInput> inputs;
    absl::Duration at = absl::Milliseconds(50);
    const bool deadly = random.chance(0.06);
    for (int i = 0; i < count; ++i) {
      at += random.between({}, absl::Milliseconds(200));
      inputs.push_back(one(random, i, at));
      if (deadly && i == count / 2) {
        PlannedInput killer = one(random, count + i, at);
        auto tick = std::make_shared<Tick>();
        tick->set_kills(true);
        killer.message = tick;
        killer.set_aside = true;
        inputs.push_back(killer);
      }
    }
    return inputs;
  }

  journal::MessagePtr outcome(const journal::Message&, const std::string& effect_id,
                              std::uint64_t attempt, bool delivered) const override {
    auto outcome = std::make_unique<CounterOutcome>();
    outcome->set_id(effect_id);
    outcome->set_attempt(attempt);
    outcome->set_delivered(delivered);
    return outcome;
  }

  std::string settled(const journal::Stage&, const journal::Message& message) const override {
    const auto& state = static_cast<const CounterState&>(message);
    const std::set<std::string> seen(state.seen().begin(), state.seen().end());
    const std::set<std::string> delivered(state.delivered().begin(), state.delivered().end());
    return absl::StrCat("count ", state.count(), " seen ", absl::StrJoin(seen, ","), " due ",
                        state.due_ms(), " fired ", state.fired(), " heard ", state.heard(),
                        " pending ", state.effects_size(), " delivered ",
                        absl::StrJoin(delivered, ","));
  }

 private:
  static PlannedInput one(simulated::Random& random, int number, absl::Duration at) {
    PlannedInput input;
    input.at = at;
    input.told_after = random.chance(0.05) ? random.between({}, absl::Seconds(4))
                                           : random.between({}, absl::Milliseconds(30));
    input.topic = "ticks";
    input.key = Key(absl::StrCat("t/case-", random.below(24)));
    // A few ids come twice.
    input.id = absl::StrCat("t/", random.chance(0.03) && number > 0 ? number - 1 : number);
    auto tick = std::make_shared<Tick>();
    tick->set_at_ms(kOriginMs + absl::ToInt64Milliseconds(at));
    tick->set_arm_after_ms(random.chance(0.4) ? static_cast<std::int64_t>(100 + random.below(4000))
                                              : 0);
    tick->set_cancel(random.chance(0.3));
    tick->set_effect(random.chance(0.08));
    if (random.chance(0.3)) {
      tick->set_group(absl::StrCat("t/group-", random.below(4)));
    }
    if (random.chance(0.004)) {
      tick->set_poison(true);
      input.set_aside = true;
    } else if (random.chance(0.002)) {
      tick->set_oversize(true);
      input.set_aside = true;
    }
    input.message = tick;
    if (random.chance(0.004)) {
      input.message = nullptr;
      input.set_aside = true;
    }
    return input;
  }

  std::vector<const journal::Stage*> stages_{&tally_stage(), &group_stage()};
  journal::Topology topology_;
  std::vector<std::string> plain_{"ticks"};
  std::vector<std::shared_ptr<const journal::CompiledPolicy>> policies_;
};

}  // namespace

std::unique_ptr<simulation::MeshUnderTest> make_counter_mesh() {
  return std::make_unique<CounterMesh>();
}

}  // namespace escalon::counter
