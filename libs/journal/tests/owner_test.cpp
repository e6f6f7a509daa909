// What an owner does where the simulation's faults do not lead it: journals that nobody mends,
// movement that nobody needs to know at once, and ports that say that it is over.

#include "escalon/journal/owner.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "one_owner.hpp"

namespace escalon::journal {
namespace {

EffectOutcome outcome_of_beep(const std::string& word) {
  StringValue value;
  value.set_value(word);
  return {{"word", 0}, Key("default/c1"), "beep", 1, value.SerializeAsString()};
}

TEST(Owner, DecidesWhatItIsTold) {
  OneOwner one;
  ASSERT_EQ(one.owner().phase(), OwnerPhase::kRunning);
  one.say("hello");
  EXPECT_EQ(one.last().decision().changes(0).key(), "default/c1");
  EXPECT_EQ(one.last().decision().policy(), "p1");
  const size_t records = one.journal().size();
  one.say("hello");
  EXPECT_EQ(one.journal().size(), records);  // nothing new: no record
}

TEST(Owner, StampsADecisionWithTheInstantThatItWasDecidedBy) {
  OneOwner one;
  one.passes_at_a_look = absl::Milliseconds(1);
  one.say("when");
  const v1::Decision decision = one.last().decision();
  StringValue told;
  ASSERT_TRUE(told.ParseFromString(decision.changes(0).events(0)));
  EXPECT_EQ(told.value(), std::to_string(decision.decided_at_ms()));
}

TEST(Owner, SaysHowManyInputsWait) {
  OneOwner one;
  EXPECT_EQ(one.owner().waiting_inputs(), 0U);
  one.put_word("hello");
  one.put_word("is anybody there?");
  one.deliver();
  EXPECT_EQ(one.owner().waiting_inputs(), 2U);
  one.run();
  EXPECT_EQ(one.owner().waiting_inputs(), 0U);
}

constexpr const char* kTrace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
constexpr const char* kOtherTrace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

TEST(Trace, GoesFromAnInputIntoWhatIsMadeOfIt) {
  OneOwner one;
  one.say_in_trace(kTrace, "nap");
  EXPECT_EQ(one.last().decision().traceparent(), kTrace);
  EXPECT_EQ(one.journal().back()->header.traceparent, kTrace);
  one.say_in_trace(kOtherTrace, "nap again");
  EXPECT_EQ(one.last().decision().traceparent(), kOtherTrace) << "each input has its own";
  one.say("nap a third time");
  EXPECT_EQ(one.last().decision().traceparent(), kTrace) << "or none, and then it is the story's";
}

TEST(Trace, OfTheFirstInputIsThatOfTimersAndEffects) {
  OneOwner one;
  one.say_in_trace(kTrace, "nap");
  one.say_in_trace(kOtherTrace, "nap again");
  one.pass(absl::Seconds(31));
  EXPECT_TRUE(one.last().decision().cause().timer() == "nap");
  EXPECT_EQ(one.last().decision().traceparent(), kTrace);
  one.say_in_trace(kOtherTrace, kBeep);
  ASSERT_EQ(one.effects.size(), 1U);
  EXPECT_EQ(one.effects[0].traceparent, kTrace);
}

TEST(Trace, OutlivesATakeOver) {
  OneOwner one;
  one.say_in_trace(kTrace, "nap");
  one.take_over_again();
  one.say("nap again");
  EXPECT_EQ(one.last().decision().traceparent(), kTrace);
}

TEST(Trace, EndsWithTheStory) {
  OneOwner one;
  one.say_in_trace(kTrace, "nap");
  one.say("");
  one.say("nap");
  EXPECT_EQ(one.last().decision().traceparent(), "");
}

TEST(Foreign, BytesThatAreNoInputAreSetAsideWithTheReason) {
  OneOwner one;
  one.write_foreign("\x0a\xff", "default/c1");
  EXPECT_TRUE(has_text({one.last().decision().dead_lettered().reason()}, "StringValue"));
  EXPECT_EQ(one.last().decision().cause().offset(), 0U);
  one.write_foreign("{\"json\": true}", "default/c1");
  EXPECT_EQ(one.last().decision().cause().offset(), 1U);
  EXPECT_TRUE(one.last().decision().has_dead_lettered());
  one.say("hello");
  EXPECT_FALSE(one.last().decision().has_dead_lettered()) << "and what follows is decided";
}

TEST(Foreign, AKeyOfAnotherPartitionIsSetAsideWithTheReason) {
  OneOwner one(OneOwner::quick(), 2);
  const auto key_of = [](std::uint32_t partition) {
    int number = 0;
    while (partition_of(Key("default/c" + std::to_string(number)), 2) != partition) {
      ++number;
    }
    return "default/c" + std::to_string(number);
  };
  one.say("hello", key_of(1));
  EXPECT_TRUE(
      has_text({one.last().decision().dead_lettered().reason()}, "its key belongs to partition 1"));
  one.say("hello", key_of(0));
  EXPECT_EQ(one.last().decision().changes(0).key(), key_of(0));
}

TEST(Foreign, FieldsThatOnlyANewerProgramKnowsAreNoFault) {
  OneOwner one;
  StringValue newer;
  newer.set_value("hello");
  newer.GetReflection()->MutableUnknownFields(&newer)->AddVarint(9'999, 1);
  one.write_foreign(newer.SerializeAsString(), "default/c1");
  EXPECT_EQ(one.last().decision().changes(0).key(), "default/c1");
}

TEST(Gap, ThatNoNewerEpochFollowsIsToldOnceAfterHalfAMinute) {
  OneOwner one;
  one.peer(RecordKind::kEpochStart, 1, 0);
  one.peer(RecordKind::kProgress, 1, 2);
  one.pass(absl::Seconds(29));
  EXPECT_TRUE(one.alarms.empty());
  one.pass(absl::Seconds(2));
  EXPECT_TRUE(has_text(one.alarms, "peer/0 has a gap"));
  one.pass(absl::Minutes(5));
  EXPECT_EQ(one.alarms.size(), 1U);
}

TEST(Gap, ThatANewerEpochEndsIsNoAlarm) {
  OneOwner one;
  one.peer(RecordKind::kEpochStart, 1, 0);
  one.peer(RecordKind::kProgress, 1, 2);
  one.pass(absl::Seconds(20));
  one.peer(RecordKind::kEpochStart, 2, 0);
  one.pass(absl::Minutes(5));
  EXPECT_TRUE(one.alarms.empty());
}

TEST(Cursor, ListsForeignMovementAtMostEveryHundredMs) {
  OneOwner one;
  one.pass(absl::Seconds(1));
  one.say("first");
  one.peer(RecordKind::kEpochStart, 1, 0);
  one.say("second");
  EXPECT_EQ(one.peer_listed(), 1);  // it was never listed before
  one.peer(RecordKind::kProgress, 1, 1);
  one.say("third");
  EXPECT_EQ(one.peer_listed(), -1);
  one.pass(absl::Milliseconds(100));
  one.say("fourth");
  EXPECT_EQ(one.peer_listed(), 2);
}

TEST(Ownership, ThatIsGivenAnewOvertakesTheAnswerToAnEarlierQuestion) {
  OneOwner one;
  one.confirms = false;
  one.begin_elsewhere(9);
  ASSERT_EQ(one.owner().phase(), OwnerPhase::kConfirming);
  one.tell(Assigned{{"word", 0}});
  one.tell(NotOwner{{"word", 0}});
  one.pass(absl::Seconds(1));
  EXPECT_EQ(one.owner().phase(), OwnerPhase::kRunning);
}

TEST(Append, ThatCanNeverSucceedStopsTheOwner) {
  OneOwner one;
  one.tell(AppendFailed{one.own, 1, true, "the disk is gone"});
  EXPECT_EQ(one.owner().phase(), OwnerPhase::kStopped);
  EXPECT_TRUE(has_text(one.alarms, "the disk is gone"));
}

TEST(Append, ThatFailedOnceIsAnsweredByATakeOver) {
  OneOwner one;
  one.tell(AppendFailed{one.own, 1, false, "no room"});
  EXPECT_EQ(one.owner().phase(), OwnerPhase::kWaiting);
  one.pass(absl::Seconds(1));
  EXPECT_EQ(one.owner().phase(), OwnerPhase::kRunning);
}

TEST(Log, OlderThanWhatWasDecidedStopsTheOwnerWithTheRemedy) {
  OneOwner one;
  one.say("hello");
  one.tell(EndOfLog{one.reader_of(one.words), one.words, 0});
  EXPECT_EQ(one.owner().phase(), OwnerPhase::kStopped);
  EXPECT_TRUE(has_text(one.alarms, "words/0 ends at 0, but 1 was reached before"));
}

TEST(Log, OlderThanTheViewStopsTheOwnerWithTheRemedy) {
  OneOwner one;
  one.say("hello");
  one.meta.version = 1'000;
  one.take_over_again();
  EXPECT_EQ(one.owner().phase(), OwnerPhase::kStopped);
  EXPECT_TRUE(has_text(one.alarms, "the log is older than the view"));
}

TEST(Timer, IsNearFromTheMomentItsStateIsHere) {
  OneOwner one;
  one.say("nap");
  one.take_over_again();
  EXPECT_EQ(one.owner().near_timers(), 0U);
  one.say("nap");  // nothing new, but the state is loaded
  EXPECT_EQ(one.owner().near_timers(), 1U);
  one.pass(absl::Seconds(31));
  EXPECT_EQ(one.last().decision().cause().timer(), "nap");
}

TEST(Prefetch, LoadsTheStatesOfNearTimers) {
  OneOwner one;
  one.say("nap");
  one.tells_near_timers = true;
  one.loaded.clear();
  one.take_over_again();
  EXPECT_EQ(one.loaded, std::vector<std::string>{"default/c1"});
}

TEST(Prefetch, WakesAnOwnerThatNothingElseWakes) {
  OwnerSettings settings = OneOwner::quick();
  settings.prefetch = absl::Seconds(10);
  OneOwner one(settings);
  one.say("nap");  // until 1,030
  one.tells_near_timers = true;
  one.loaded.clear();
  one.take_over_again();
  EXPECT_TRUE(one.loaded.empty());
  EXPECT_GE(one.wake_in_mesh_time, absl::FromUnixSeconds(1'020));
  EXPECT_LE(one.wake_in_mesh_time, absl::FromUnixSeconds(1'021));
  one.pass(one.wake_in_mesh_time - absl::FromUnixSeconds(1'000));
  EXPECT_EQ(one.loaded, std::vector<std::string>{"default/c1"});
}

TEST(Prefetch, AsksForNoMoreThanItHasRoomToLearnOf) {
  OwnerSettings settings = OneOwner::quick();
  settings.cached_states_max = 50;
  OneOwner one(settings);
  one.put_word_of_many("nap", 1'000);
  one.run();
  one.tells_near_timers = true;
  one.loaded.clear();
  one.take_over_again();
  EXPECT_GE(one.loaded.size(), 2 * settings.cached_states_max);
  EXPECT_LE(one.loaded.size(), 2 * settings.cached_states_max + 400);
}

TEST(Prefetch, EndsWhereStatesTakeTooMuch) {
  OwnerSettings settings = OneOwner::quick();
  settings.prefetch_bytes_max = 0;
  OneOwner one(settings);
  one.say("nap");
  one.tells_near_timers = true;
  one.loaded.clear();
  one.take_over_again();
  EXPECT_TRUE(one.loaded.empty());
  one.pass(absl::Seconds(30));  // what is due is loaded all the same
  EXPECT_EQ(one.last().decision().cause().timer(), "nap");
}

TEST(Appends, GoAtOnceWhereTheyAreSeldomAndTogetherWhereTheyAreNot) {
  OwnerSettings settings = OneOwner::quick();
  settings.append_interval = absl::Milliseconds(2);
  OneOwner one(settings);
  one.pass(absl::Milliseconds(2));
  one.pass(absl::Milliseconds(2));
  const size_t before = one.journal().size();
  one.say("first");
  EXPECT_EQ(one.journal().size(), before + 1);
  one.say("second");
  one.say("third");
  EXPECT_EQ(one.journal().size(), before + 1);
  EXPECT_EQ(one.wake, one.steady() + absl::Milliseconds(2));
  one.pass(absl::Milliseconds(1));
  EXPECT_EQ(one.journal().size(), before + 1);
  one.pass(absl::Milliseconds(1));
  EXPECT_EQ(one.journal().size(), before + 3);
  EXPECT_TRUE(has_text({one.journal().back()->body}, "third"));
}

TEST(Sweep, NeedsNoMomentWithoutRecordsInFlight) {
  OneOwner one;
  one.say("nap");
  const size_t before = one.journal().size();
  one.read_back_below = before + 1;  // the adoption comes back, what follows stays in flight
  one.publish_policy("p2");
  one.say("hello", "default/c2");
  ASSERT_GE(one.journal().size(), before + 3);
  EXPECT_TRUE(decode_body(*one.journal()[before])->body.decision().has_policy_adopted());
  EXPECT_TRUE(one.last().decision().has_sweep_moved());
  EXPECT_TRUE(has_text({one.journal()[one.journal().size() - 2]->body}, "nap by p2"));
}

TEST(Sweep, RetargetsWhoeverHasATimerAndEnds) {
  OneOwner one;
  one.say("nap");
  one.publish_policy("p2");
  one.run();
  EXPECT_TRUE(one.owner().quiet());
  EXPECT_TRUE(has_text({one.rows.at("default/c1").envelope.value()}, "nap by p2"));
  const int pages = one.pages;
  one.say("hello", "default/c2");
  EXPECT_EQ(one.pages, pages);
}

TEST(Effect, WhoseOutcomeWaitsIsNotBegunASecondTime) {
  OneOwner one;
  one.say(kBeep);
  ASSERT_EQ(one.effects.size(), 1U);
  one.read_back_below = one.journal().size();
  one.say("beep louder");
  one.read_all_back();  // the same attempt is still wanted when its outcome arrives
  one.tell(outcome_of_beep("beep again"));
  ASSERT_EQ(one.effects.size(), 2U);
  EXPECT_EQ(one.effects.back().attempt, 2U);
  one.tell(outcome_of_beep("beeped"));  // late, of the first attempt
  EXPECT_FALSE(one.owner().quiet());
}

TEST(Sweep, OfAPolicyThatComesBackIsAnotherOne) {
  OneOwner one;
  one.say("nap");
  std::set<std::string> ids;
  const auto note = [&](size_t from) {
    for (size_t i = from; i < one.journal().size(); ++i) {
      const DecodedRecordPtr record = decode_body(*one.journal()[i]);
      if (record->body.has_decision()) {
        EXPECT_TRUE(ids.insert(record->body.decision().decision_id()).second);
      }
    }
  };
  note(0);
  for (const char* policy : {"p2", "p1", "p2", "p1"}) {
    const size_t before = one.journal().size();
    one.publish_policy(policy);
    one.run();
    EXPECT_GE(one.journal().size(), before + 3);  // adopted, retargeted, swept
    note(before);
    one.take_over_again();
  }
}

TEST(Effect, IsBegunFromAcceptedStateAlone) {
  OneOwner one;
  one.read_back_below = one.journal().size() + 1;
  one.put_word(kBeep);
  one.say("beep louder");  // appended before the first one is read back
  EXPECT_TRUE(one.effects.empty());
  one.read_all_back();
  one.run();
  EXPECT_EQ(one.effects.size(), 1U);
}

TEST(CarefulMode, AnnouncesTheOutcomeOfAnEffectBeforeItIsDecided) {
  OneOwner one;
  one.take_over_again();
  one.take_over_again();  // two short epochs that did not end in order
  one.say(kBeep);
  ASSERT_EQ(one.effects.size(), 1U);
  const size_t before = one.journal().size();
  one.tell(outcome_of_beep("beeped"));
  ASSERT_EQ(one.journal().size(), before + 2);
  EXPECT_EQ(decode_body(*one.journal()[before])->body.attempt().cause().kind(), "outcome");
  EXPECT_EQ(one.last().decision().cause().kind(), "outcome");
}

}  // namespace
}  // namespace escalon::journal
