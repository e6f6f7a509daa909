#include "world.hpp"

#include <algorithm>
#include <iostream>
#include <optional>

#include "absl/strings/str_cat.h"
#include "checks.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/journal/partition_fold.hpp"

namespace escalon::simulation {
namespace {

using journal::Offset;
using journal::StagePartition;
using simulated::Fault;
using simulated::Faults;

constexpr absl::Duration kCalmAtMost = absl::Seconds(400);
constexpr absl::Duration kStaysQuiet = absl::Seconds(120);
constexpr size_t kHosts = 2;

/// Every policy that the schedule knows.
class KnownPolicies final : public journal::PolicyBook {
 public:
  explicit KnownPolicies(const MeshUnderTest& mesh) : mesh_(mesh) {}
  std::shared_ptr<const journal::CompiledPolicy> find(const std::string& hash) override {
    for (const auto& policy : mesh_.policies()) {
      if (policy->hash() == hash) {
        return policy;
      }
    }
    return nullptr;
  }
  Result<std::shared_ptr<const journal::CompiledPolicy>> learn(
      const journal::Record& record) override {
    auto policy = find(record.header.id);
    if (policy == nullptr) {
      return invalid("no such policy");
    }
    return policy;
  }

 private:
  const MeshUnderTest& mesh_;
};

class World final : public journal::OwnerListener {
 public:
  World(const MeshUnderTest& mesh, const Schedule& schedule);
  Outcome run();

  void fired(const StagePartition&, int, absl::Duration, absl::Duration) override {}
  void accepted(const StagePartition&, Offset, const journal::Record&, bool) override {}
  void alarm(const StagePartition& at, const std::string& text) override {
    say(absl::StrCat(at.stage, "/", at.partition, " ", text));
  }

 private:
  void say(const std::string& text) const {
    if (schedule_.trace) {
      std::cout << absl::FormatDuration(scheduler_.now()) << " " << text << "\n";
    }
  }
  bool strike(Fault fault) { return faults_.force(fault); }
  void set_rates();
  void plan_inputs();
  void plan_accidents();
  void publish_policy(size_t index);
  void tell(const PlannedInput& input);
  Host& start_host();
  void give_away(const Host* from, bool tell_former);
  void crash(Host& host);
  void become_zombie();
  std::vector<Host*> living();
  bool quiet();
  bool calm_down();
  void check_stays_quiet(Outcome& outcome);

  const MeshUnderTest& mesh_;
  Schedule schedule_;
  simulated::Scheduler scheduler_;
  simulated::Random random_;
  Faults faults_;
  simulated::Broker broker_;
  simulated::ViewStore views_;
  simulated::Registrar registrar_;
  simulated::Outside outside_;
  KnownPolicies policies_;
  Surroundings around_;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::vector<std::uint64_t> strikes_;
  std::vector<PlannedInput> plan_;
  History history_;
  absl::Duration last_input_;
};

World::World(const MeshUnderTest& mesh, const Schedule& schedule)
    : mesh_(mesh),
      schedule_(schedule),
      scheduler_(schedule.seed),
      random_(scheduler_.random().fork()),
      faults_(scheduler_.random().fork()),
      broker_(scheduler_, faults_),
      views_(scheduler_, faults_, {}, journal::PartitionFold::kVersion),
      registrar_(scheduler_),
      outside_(scheduler_, faults_,
               [&mesh](const journal::EffectRequest& request, bool delivered) {
                 return mesh
                     .outcome(*request.payload, request.effect_id, request.attempt, delivered)
                     ->SerializeAsString();
               }),
      policies_(mesh),
      around_{scheduler_, broker_,  views_,
              registrar_, outside_, mesh,
              policies_,  *this,    from_ms(1'700'000'000'000)} {
  history_.origin = around_.origin;
  faults_.set_filter([this](const simulated::Strike& strike) {
    const bool other = schedule_.only && *schedule_.only != strike.fault;
    if (other || schedule_.left_out.contains(strike.number)) {
      return false;
    }
    strikes_.push_back(strike.number);
    say(absl::StrCat("FAULT ", strike.number, " ", std::string(fault_name(strike.fault))));
    return true;
  });
  for (const std::string& topic : mesh.plain_topics()) {
    broker_.add_topic(topic, mesh.topology().partitions_of(topic), true);
  }
  broker_.add_topic(std::string(journal::kPolicyTopic), 1, true);
  broker_.add_topic(std::string(journal::kDeadLetterTopic), 1, false);
  for (const journal::Stage* stage : mesh.stages()) {
    broker_.add_topic(stage->spec().journal, mesh.topology().partitions_of(stage->spec().journal),
                      false);
  }
}

void World::set_rates() {
  struct Rate {
    Fault fault;
    double share;  // of schedules in which it may strike
    double rate;   // at each opportunity
    std::uint64_t most;
  };
  constexpr Rate kRates[] = {
      {Fault::kLostAcknowledgement, 0.15, 0.004, 2},
      {Fault::kLateAppend, 0.12, 0.004, 2},
      {Fault::kDuplicateAppend, 0.15, 0.004, 2},
      {Fault::kFailedAppend, 0.15, 0.004, 2},
      {Fault::kLateReadBack, 0.12, 0.002, 2},
      {Fault::kSlowReader, 0.12, 0.002, 2},
      {Fault::kStaleEnds, 0.15, 0.03, 3},
      {Fault::kViewUnreachable, 0.10, 0.002, 1},
      {Fault::kViewSlow, 0.15, 0.004, 3},
      {Fault::kViewRolledBack, 0.12, 0.003, 2},
      {Fault::kViewWiped, 0.10, 0.002, 1},
      {Fault::kEffectFailed, 0.40, 0.2, 8},
  };
  for (const Rate& rate : kRates) {
    const bool active = random_.chance(schedule_.only ? 1.0 : rate.share);
    faults_.set_rate(rate.fault, active ? rate.rate : 0);
    faults_.set_most(rate.fault, rate.most);
  }
}

void World::publish_policy(size_t index) {
  auto record = std::make_shared<journal::Record>();
  record->header.id = mesh_.policies()[index]->hash();
  broker_.append({std::string(journal::kPolicyTopic), 0}, std::move(record));
  history_.policies.push_back({scheduler_.now(), mesh_.policies()[index]});
}

void World::tell(const PlannedInput& input) {
  const std::uint32_t partition =
      partition_of(input.key, mesh_.topology().partitions_of(input.topic));
  auto record = std::make_shared<journal::Record>();
  record->header.stage = "world";
  record->header.id = input.id;
  record->header.keys = {input.key.str()};
  record->header.destinations = input.destinations;
  record->body =
      input.message == nullptr ? std::string("\xff\xff\xff") : input.message->SerializeAsString();
  const Offset offset = broker_.append({input.topic, partition}, std::move(record));
  history_.inputs.push_back({scheduler_.now(), {input.topic, partition}, offset, &input});
}

void World::plan_inputs() {
  plan_ = mesh_.plan(random_, schedule_.inputs);
  for (PlannedInput& input : plan_) {
    if (input.set_aside &&
        !strike(input.message == nullptr ? Fault::kBadRecord : Fault::kOversizeDecision)) {
      continue;
    }
    scheduler_.at(input.at + input.told_after, [this, &input] { tell(input); });
    last_input_ = std::max(last_input_, input.at + input.told_after);
  }
}

void World::plan_accidents() {
  const auto sometime = [this] { return random_.between(absl::Milliseconds(300), last_input_); };
  const auto happens = [this](double share) {
    return random_.chance(schedule_.only ? 1.0 : share);
  };
  for (std::uint64_t crashes = schedule_.only ? 3 : random_.below(3); crashes > 0; --crashes) {
    scheduler_.at(sometime(), [this] {
      const auto alive = living();
      if (!alive.empty() && strike(Fault::kCrash)) {
        crash(*alive[random_.below(alive.size())]);
      }
    });
  }
  if (happens(0.3)) {
    scheduler_.at(sometime(), [this] { become_zombie(); });
  }
  if (happens(0.15)) {
    scheduler_.at(sometime(), [this] {
      const auto alive = living();
      if (!alive.empty() && strike(Fault::kClockStep)) {
        const absl::Duration by = random_.between(absl::Seconds(3), absl::Seconds(60));
        alive[random_.below(alive.size())]->clock().step(random_.chance(0.5) ? by : -by,
                                                         absl::Seconds(2));
      }
    });
  }
  for (size_t i = 1; i < mesh_.policies().size(); ++i) {
    if (happens(0.25)) {
      scheduler_.at(sometime(), [this, i] {
        if (strike(Fault::kPolicyChange)) {
          publish_policy(i);
        }
      });
    }
  }
}

Host& World::start_host() {
  const std::string name = absl::StrCat("host-", hosts_.size());
  const absl::Duration off_by = random_.between({}, absl::Milliseconds(15));
  hosts_.push_back(
      std::make_unique<Host>(around_, name, off_by, [this](Host& host) { crash(host); }));
  return *hosts_.back();
}

std::vector<Host*> World::living() {
  std::vector<Host*> alive;
  for (const auto& host : hosts_) {
    if (host->process().alive() && !host->process().paused()) {
      alive.push_back(host.get());
    }
  }
  return alive;
}

void World::give_away(const Host* from, bool tell_former) {
  const auto alive = living();
  if (alive.empty()) {
    return;
  }
  for (const journal::Stage* stage : mesh_.stages()) {
    const std::uint32_t partitions = mesh_.topology().partitions_of(stage->spec().journal);
    for (std::uint32_t partition = 0; partition < partitions; ++partition) {
      const StagePartition at{stage->spec().name, partition};
      const auto owner = registrar_.owner(at);
      const bool lost = !owner || !owner->alive();
      if (lost || (from != nullptr && *owner == const_cast<Host*>(from)->process())) {
        registrar_.assign(at, alive[random_.below(alive.size())]->process(), tell_former);
      }
    }
  }
}

void World::crash(Host& host) {
  say(absl::StrCat(host.process().name(), " dies"));
  host.process().kill();
  scheduler_.after(random_.between(absl::Milliseconds(100), absl::Seconds(3)), [this] {
    start_host();
    give_away(nullptr, false);
  });
}

void World::become_zombie() {
  const auto alive = living();
  if (alive.size() < 2 || !strike(Fault::kZombie)) {
    return;
  }
  Host* zombie = alive[random_.below(alive.size())];
  zombie->process().pause();
  say(absl::StrCat(zombie->process().name(), " is paused"));
  if (random_.chance(0.8)) {
    give_away(zombie, false);
  }
  scheduler_.after(random_.between(absl::Milliseconds(500), absl::Seconds(12)), [this, zombie] {
    say(absl::StrCat(zombie->process().name(), " goes on"));
    zombie->process().resume();
  });
}

bool World::quiet() {
  const auto alive = living();
  return !alive.empty() &&
         std::all_of(alive.begin(), alive.end(), [](const Host* host) { return host->quiet(); }) &&
         unserved_partitions(mesh_, broker_, views_).empty();
}

bool World::calm_down() {
  scheduler_.run_until(last_input_);
  faults_.set_enabled(false);
  const journal::SteadyTime begun = scheduler_.now();
  scheduler_.run_until(begun + absl::Seconds(30) + mesh_.longest_timer());
  while (!quiet()) {
    if (scheduler_.now() - begun > kCalmAtMost) {
      return false;
    }
    scheduler_.run_until(scheduler_.now() + absl::Seconds(1));
  }
  return true;
}

void World::check_stays_quiet(Outcome& outcome) {
  const auto before = journal_ends(mesh_, broker_);
  scheduler_.run_until(scheduler_.now() + kStaysQuiet);
  if (journal_ends(mesh_, broker_) != before) {
    outcome.failures.push_back("INVARIANT quiet: a quiet mesh wrote to its journals");
  }
}

Outcome World::run() {
  set_rates();
  publish_policy(0);
  plan_inputs();
  plan_accidents();
  for (size_t i = 0; i < kHosts; ++i) {
    start_host();
  }
  give_away(nullptr, false);
  Outcome outcome;
  const bool calm = calm_down();
  if (!calm) {
    std::string waits;
    for (const Host* host : living()) {
      waits += host->describe();
    }
    outcome.failures.push_back("INVARIANT progress: the mesh did not come to rest; " + waits +
                               unserved_partitions(mesh_, broker_, views_));
  }
  for (const auto& host : hosts_) {
    const journal::OwnerStatistics one = host->statistics();
    history_.gate_overrides += one.gate_overrides;
    add(outcome.statistics, one);
  }
  if (calm) {
    check_everything(mesh_, broker_, views_, outside_, history_, outcome);
    check_stays_quiet(outcome);
  }
  for (size_t kind = 0; kind < simulated::kFaultKinds; ++kind) {
    outcome.faults[std::string(fault_name(static_cast<Fault>(kind)))] =
        faults_.count(static_cast<Fault>(kind));
  }
  outcome.strikes = strikes_;
  outcome.inputs = history_.inputs.size();
  return outcome;
}

}  // namespace

Outcome run(const MeshUnderTest& mesh, const Schedule& schedule) {
  return World(mesh, schedule).run();
}

}  // namespace escalon::simulation
