#include "case_story.hpp"

namespace escalon::sla {
namespace {

using escalation::v1::EscalationEvent;

const absl::Time kLater = kMonday + absl::Hours(24 * 30);

/// A case whose other stages end their records.
class RetiredStory : public CaseStory {
 public:
  using CaseStory::CaseStory;

  /// How many events the end of the classifier's record makes.
  std::size_t classifier_retires(absl::Time now) {
    Input input;
    input.retired = true;
    return take(decide(state(), input, now, policy()));
  }
  std::size_t escalation_retires(absl::Time now) {
    EscalationEvent event;
    event.mutable_case_retired();
    return take(decide(state(), input_of(event, "retired"), now, policy()));
  }
  /// What the clocks say to an escalation stage that is about to forget the case.
  Events escalation_leaves(absl::Time now) {
    EscalationEvent event;
    event.mutable_story_noted()->set_leaving(true);
    return decide(state(), input_of(event, "leaving"), now, policy());
  }
  void escalation_is_acknowledged(absl::Time when) {
    EscalationEvent event;
    event.set_effective_at_ms(to_ms(when));
    event.mutable_acknowledged();
    const std::string id = "acknowledged" + std::to_string(to_ms(when));
    take(decide(state(), input_of(event, id), when, policy()));
  }
  bool is_forgotten() const { return state().ByteSizeLong() == 0; }

 private:
  std::size_t take(const Events& events) {
    accept(events);
    return events.size();
  }
};

/// 30 minutes from the start until an escalation is acknowledged.
ClockRule until_acknowledged() {
  ClockRule rule;
  rule.name = "acknowledgement";
  rule.targets.otherwise = Target{Target::Kind::kWallTime, absl::Minutes(30), 0, false, "30m"};
  rule.start = is("event", {"started"});
  rule.stop = is("event", {"escalation_acknowledged"});
  return rule;
}

TEST(Retirement, EndsTheRecordOfAClosedCase) {
  Teller teller;
  RetiredStory story(policy_of({resolution()}));
  EXPECT_EQ(story.classifier_retires(kMonday), 0U) << "nothing was known";
  story.tell(teller.started(kMonday));
  story.tell(teller.status(kMonday + absl::Hours(1), "closed"));
  EXPECT_EQ(story.classifier_retires(kLater), 1U);
  EXPECT_TRUE(story.is_forgotten());
}

TEST(Retirement, WaitsWhileAClockRuns) {
  Teller teller;
  RetiredStory story(policy_of({resolution()}));
  story.tell(teller.started(kMonday));
  story.wait_until(kLater);
  story.classifier_retires(kLater);
  EXPECT_EQ(story.verdict_of("resolution"), "overdue");
  story.tell(teller.status(kLater + absl::Hours(1), "closed"));
  EXPECT_EQ(story.verdict_of("resolution"), "breached") << "one clock, from its start to its stop";
  EXPECT_EQ(story.state().runs_size(), 1);
}

TEST(Retirement, WaitsWhileAClockStandsStill) {
  Teller teller;
  RetiredStory story(policy_of({resolution()}));
  story.tell(teller.started(kMonday));
  story.tell(teller.status(kMonday + absl::Hours(1), "waiting"));
  story.classifier_retires(kLater);
  story.tell(teller.status(kLater, "open"));
  EXPECT_EQ(story.due_of("resolution"), kLater + absl::Hours(7)) << "an hour of eight was used";
}

TEST(Retirement, IsAskedForAgainWhereAContactEventGoesOn) {
  Teller teller;
  RetiredStory story(policy_of({resolution()}));
  story.tell(teller.started(kMonday));
  EXPECT_EQ(story.classifier_retires(kLater), 1U);
  EXPECT_EQ(story.classifier_retires(kLater), 0U) << "it waits already";
  EXPECT_TRUE(story.state().retirement_deferred());
  story.tell(teller.status(kLater + absl::Hours(1), "closed"));
  EXPECT_FALSE(story.state().retirement_deferred()) << "the classifier knows the case again";
  story.escalation_retires(kLater + absl::Hours(2));
  EXPECT_FALSE(story.is_forgotten());
  story.classifier_retires(kLater + absl::Hours(24 * 30));
  EXPECT_TRUE(story.is_forgotten());
}

TEST(Retirement, FollowsTheEscalationThatStoppedTheLastClock) {
  Teller teller;
  RetiredStory story(policy_of({until_acknowledged()}));
  story.tell(teller.started(kMonday));
  story.classifier_retires(kLater);
  EXPECT_EQ(story.escalation_retires(kLater), 0U) << "the clock still runs";
  story.escalation_is_acknowledged(kLater + absl::Hours(1));
  EXPECT_EQ(story.verdict_of("acknowledgement"), "breached");
  story.escalation_retires(kLater + absl::Hours(24 * 30));
  EXPECT_TRUE(story.is_forgotten());
}

TEST(Retirement, OfTheEscalationStageIsObjectedToWhileAClockRuns) {
  Teller teller;
  RetiredStory story(policy_of({resolution()}));
  EXPECT_TRUE(story.escalation_leaves(kMonday).empty()) << "nothing is known";
  story.tell(teller.started(kMonday));
  const Events objection = story.escalation_leaves(kLater);
  ASSERT_EQ(objection.size(), 1U);
  EXPECT_TRUE(objection[0].has_clocks_run());
  story.tell(teller.status(kLater, "waiting"));
  EXPECT_EQ(story.escalation_leaves(kLater).size(), 1U) << "it stands still";
  story.tell(teller.status(kLater, "closed"));
  EXPECT_TRUE(story.escalation_leaves(kLater).empty());
}

TEST(Retirement, IsNotForTheEscalationStageToSayWhileTheClassifierRemembers) {
  Teller teller;
  RetiredStory story(policy_of({resolution()}));
  story.tell(teller.started(kMonday));
  story.tell(teller.status(kMonday + absl::Hours(1), "closed"));
  EXPECT_EQ(story.escalation_retires(kLater), 0U) << "late events may still change the clock";
}

TEST(Retirement, TakesWhatAnEscalationSaidAfterIt) {
  Teller teller;
  RetiredStory story(policy_of({resolution()}));
  story.tell(teller.started(kMonday));
  story.tell(teller.status(kMonday + absl::Hours(1), "closed"));
  story.classifier_retires(kLater);
  story.escalation_is_acknowledged(kLater + absl::Hours(1));
  EXPECT_FALSE(story.is_forgotten());
  story.escalation_retires(kLater + absl::Hours(24 * 30));
  EXPECT_TRUE(story.is_forgotten());
}

}  // namespace
}  // namespace escalon::sla
