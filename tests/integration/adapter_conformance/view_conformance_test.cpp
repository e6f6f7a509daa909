#include "conformance.hpp"

namespace escalon::adapter_conformance {
namespace {

using journal::OnAcquire;
using journal::TimerPosition;
using journal::ViewAnswer;
using journal::ViewCode;

constexpr std::int64_t kForEver = 4'000'000'000'000;

class ViewConformance : public Conformance {
 protected:
  // Versions go from 0 to 10 with two states, each with a timer.
  void fill() {
    ASSERT_EQ(client_.acquire(1).code, ViewCode::kOk);
    auto batch =
        batch_of(10, {image_of("default/a", "A", 500), image_of("default/b", "B", 400)}, "P");
    ASSERT_EQ(client_.apply(1, 0, std::move(batch)).code, ViewCode::kOk);
  }

  std::vector<std::string> horizon_keys(const TimerPosition& after = {}, int limit = 1'000) {
    std::vector<std::string> keys;
    for (const auto& timer : client_.horizon(1, 0, after, kForEver, limit).timers) {
      keys.push_back(timer.key.str() + "/" + timer.timer);
    }
    return keys;
  }
};

TEST_P(ViewConformance, IsStaleForEverythingButAcquireWhileItIsAbsent) {
  EXPECT_EQ(client_.load(1, 0, {"default/a"}).code, ViewCode::kStale);
  EXPECT_EQ(client_.load(1, 0).code, ViewCode::kStale);
  EXPECT_EQ(client_.horizon(1, 0, {}, kForEver).code, ViewCode::kStale);
  EXPECT_EQ(client_.apply(1, 0, batch_of(1, {})).code, ViewCode::kStale);
  const ViewAnswer made = client_.acquire(1);
  EXPECT_EQ(made.code, ViewCode::kOk);
  EXPECT_EQ(made.meta.epoch, 1U);
  EXPECT_EQ(made.meta.version, 0U);
  EXPECT_EQ(made.meta.partition_state, "");
}

TEST_P(ViewConformance, NamesItselfAndTheQuestionInItsAnswer) {
  const ViewAnswer first = client_.acquire(1, OnAcquire::kKeep, 1);
  EXPECT_EQ(first.at, stage_partition(1));
  const ViewAnswer second = client_.acquire(1, OnAcquire::kKeep, 1);
  EXPECT_EQ(second.code, ViewCode::kFenced);
  EXPECT_EQ(second.at, stage_partition(1));
  EXPECT_NE(second.ticket, first.ticket);
}

TEST_P(ViewConformance, OnlyEverRaisesItsEpoch) {
  EXPECT_EQ(client_.acquire(5).code, ViewCode::kOk);
  for (const journal::Epoch epoch : {5U, 4U, 1U}) {
    const ViewAnswer refused = client_.acquire(epoch);
    EXPECT_EQ(refused.code, ViewCode::kFenced);
    EXPECT_EQ(refused.meta.epoch, 5U);
  }
  EXPECT_EQ(client_.acquire(9).meta.epoch, 9U);
}

TEST_P(ViewConformance, KeepsItsRowsWhenItIsAcquired) {
  fill();
  const ViewAnswer acquired = client_.acquire(2);
  EXPECT_EQ(acquired.code, ViewCode::kOk);
  EXPECT_EQ(acquired.meta.version, 10U);
  EXPECT_EQ(acquired.meta.partition_state, "P");
  EXPECT_EQ(client_.load(2, 10, {"default/a"}).states.at(0).envelope, "A");
}

TEST_P(ViewConformance, IsEmptiedForARebuild) {
  fill();
  const ViewAnswer acquired = client_.acquire(2, OnAcquire::kRebuild);
  EXPECT_EQ(acquired.code, ViewCode::kOk);
  EXPECT_EQ(acquired.meta.version, 0U);
  EXPECT_EQ(acquired.meta.partition_state, "");
  EXPECT_EQ(client_.load(2, 0, {"default/a"}).states.at(0).envelope, std::nullopt);
  EXPECT_TRUE(client_.horizon(2, 0, {}, kForEver).timers.empty());
  EXPECT_EQ(client_.apply(2, 0, batch_of(3, {image_of("default/a", "again")})).code, ViewCode::kOk);
  EXPECT_EQ(client_.load(2, 3, {"default/a"}).states.at(0).envelope, "again");
}

TEST_P(ViewConformance, RefusesARebuildByALowerEpochAndKeepsItsRows) {
  fill();
  ASSERT_EQ(client_.acquire(3).code, ViewCode::kOk);
  EXPECT_EQ(client_.acquire(2, OnAcquire::kRebuild).code, ViewCode::kFenced);
  EXPECT_EQ(client_.load(3, 10, {"default/a"}).states.at(0).envelope, "A");
}

TEST_P(ViewConformance, AnswersStatesInTheOrderOfTheQuestionWithTheAbsent) {
  fill();
  const ViewAnswer answer = client_.load(1, 10, {"default/b", "default/none", "default/a"});
  ASSERT_EQ(answer.code, ViewCode::kOk);
  ASSERT_EQ(answer.states.size(), 3U);
  EXPECT_EQ(answer.states[0].key.str(), "default/b");
  EXPECT_EQ(answer.states[0].envelope, "B");
  EXPECT_EQ(answer.states[1].key.str(), "default/none");
  EXPECT_EQ(answer.states[1].envelope, std::nullopt);
  EXPECT_EQ(answer.states[2].envelope, "A");
}

TEST_P(ViewConformance, TellsOfItselfWhenNoKeysAreAskedFor) {
  fill();
  const ViewAnswer answer = client_.load(1, 10);
  EXPECT_EQ(answer.code, ViewCode::kOk);
  EXPECT_EQ(answer.meta.epoch, 1U);
  EXPECT_EQ(answer.meta.version, 10U);
  EXPECT_EQ(answer.meta.partition_state, "P");
  EXPECT_TRUE(answer.states.empty());
}

TEST_P(ViewConformance, TellsAnEmptyEnvelopeFromNone) {
  ASSERT_EQ(client_.acquire(1).code, ViewCode::kOk);
  ASSERT_EQ(client_.apply(1, 0, batch_of(1, {image_of("default/a", "")})).code, ViewCode::kOk);
  const auto states = client_.load(1, 1, {"default/a", "default/b"}).states;
  EXPECT_EQ(states.at(0).envelope, "");
  EXPECT_EQ(states.at(1).envelope, std::nullopt);
}

TEST_P(ViewConformance, FencesLowerEpochsAndSaysWhoIsAbove) {
  fill();
  ASSERT_EQ(client_.acquire(4).code, ViewCode::kOk);
  for (const ViewAnswer& answer :
       {client_.load(1, 10, {"default/a"}), client_.load(1, 10),
        client_.horizon(1, 10, {}, kForEver),
        client_.apply(1, 10, batch_of(11, {image_of("default/a", "zombie")}))}) {
    EXPECT_EQ(answer.code, ViewCode::kFenced);
    EXPECT_EQ(answer.meta.epoch, 4U);
    EXPECT_EQ(answer.meta.version, 10U);
    EXPECT_EQ(answer.meta.partition_state, "P");
    EXPECT_TRUE(answer.states.empty());
  }
  EXPECT_EQ(client_.load(4, 10, {"default/a"}).states.at(0).envelope, "A");
}

TEST_P(ViewConformance, IsStaleForAHigherEpochThanItsOwn) {
  fill();
  EXPECT_EQ(client_.load(2, 10, {"default/a"}).code, ViewCode::kStale);
  EXPECT_EQ(client_.horizon(2, 10, {}, kForEver).code, ViewCode::kStale);
  EXPECT_EQ(client_.apply(2, 10, batch_of(11, {})).code, ViewCode::kStale);
}

TEST_P(ViewConformance, AppliesFromExactlyItsVersion) {
  fill();
  EXPECT_EQ(client_.apply(1, 9, batch_of(11, {image_of("default/a", "x")})).code, ViewCode::kStale);
  EXPECT_EQ(client_.apply(1, 11, batch_of(12, {image_of("default/a", "x")})).code,
            ViewCode::kStale);
  EXPECT_EQ(client_.load(1, 10, {"default/a"}).states.at(0).envelope, "A");
  EXPECT_EQ(client_.apply(1, 10, batch_of(15, {image_of("default/a", "new")})).code, ViewCode::kOk);
  EXPECT_EQ(client_.load(1, 15).meta.version, 15U);
}

TEST_P(ViewConformance, ChangesNothingWhenItRefuses) {
  fill();
  ASSERT_EQ(client_.apply(1, 3, batch_of(11, {image_of("default/c", "C", 1)}, "Q")).code,
            ViewCode::kStale);
  EXPECT_EQ(client_.load(1, 10).meta.partition_state, "P");
  EXPECT_EQ(client_.load(1, 10, {"default/c"}).states.at(0).envelope, std::nullopt);
  EXPECT_EQ(horizon_keys(), (std::vector<std::string>{"default/b/timer", "default/a/timer"}));
}

TEST_P(ViewConformance, AnswersQuestionsFromItsVersionOnUpwards) {
  fill();
  EXPECT_EQ(client_.load(1, 11, {"default/a"}).code, ViewCode::kStale);
  EXPECT_EQ(client_.horizon(1, 11, {}, kForEver).code, ViewCode::kStale);
  EXPECT_EQ(client_.load(1, 4, {"default/a"}).code, ViewCode::kOk);
  EXPECT_EQ(client_.horizon(1, 4, {}, kForEver).code, ViewCode::kOk);
}

TEST_P(ViewConformance, MovesWithoutImages) {
  fill();
  EXPECT_EQ(client_.apply(1, 10, batch_of(20, {}, "R")).code, ViewCode::kOk);
  const ViewAnswer answer = client_.load(1, 20);
  EXPECT_EQ(answer.meta.version, 20U);
  EXPECT_EQ(answer.meta.partition_state, "R");
  EXPECT_EQ(client_.load(1, 20, {"default/a"}).states.at(0).envelope, "A");
}

TEST_P(ViewConformance, DeletesRowsAndTimers) {
  fill();
  journal::PostImage gone;
  gone.key = Key("default/a");
  gone.removed = {timer_of("default/a", 500)};
  ASSERT_EQ(client_.apply(1, 10, batch_of(11, {gone})).code, ViewCode::kOk);
  EXPECT_EQ(client_.load(1, 11, {"default/a"}).states.at(0).envelope, std::nullopt);
  EXPECT_EQ(horizon_keys(), std::vector<std::string>{"default/b/timer"});
}

TEST_P(ViewConformance, ReplacesATimerThatIsArmedAnew) {
  fill();
  journal::PostImage moved = image_of("default/a", "A2");
  moved.removed = {timer_of("default/a", 500)};
  moved.timers = {timer_of("default/a", 300, "timer", 2), timer_of("default/a", 300, "other", 1)};
  ASSERT_EQ(client_.apply(1, 10, batch_of(11, {moved})).code, ViewCode::kOk);
  const auto timers = client_.horizon(1, 11, {}, kForEver).timers;
  ASSERT_EQ(timers.size(), 3U);
  EXPECT_EQ(timers[0], timer_of("default/a", 300, "other", 1));
  EXPECT_EQ(timers[1], timer_of("default/a", 300, "timer", 2));
  EXPECT_EQ(timers[2], timer_of("default/b", 400));
}

TEST_P(ViewConformance, TakesTheNewGenerationOfATimerWithTheSameDueInstant) {
  fill();
  journal::PostImage again = image_of("default/a", "A2");
  again.removed = {timer_of("default/a", 500)};
  again.timers = {timer_of("default/a", 500, "timer", 7)};
  ASSERT_EQ(client_.apply(1, 10, batch_of(11, {again})).code, ViewCode::kOk);
  EXPECT_EQ(client_.horizon(1, 11, {450, "", ""}, kForEver).timers,
            std::vector<journal::TimerRow>{timer_of("default/a", 500, "timer", 7)});
}

TEST_P(ViewConformance, KeepsATimerThatIsArmedAsItWasOnce) {
  fill();
  journal::PostImage same = image_of("default/a", "A2", 500);
  ASSERT_EQ(client_.apply(1, 10, batch_of(11, {same})).code, ViewCode::kOk);
  EXPECT_EQ(horizon_keys(), (std::vector<std::string>{"default/b/timer", "default/a/timer"}));
}

TEST_P(ViewConformance, KeepsATimerThatIsSaidToBeThere) {
  fill();
  journal::PostImage more = image_of("default/a", "A2", 500);
  more.timers.push_back(timer_of("default/a", 450, "other", 1));
  more.kept = 1;
  ASSERT_EQ(client_.apply(1, 10, batch_of(11, {more})).code, ViewCode::kOk);
  EXPECT_EQ(horizon_keys(),
            (std::vector<std::string>{"default/b/timer", "default/a/other", "default/a/timer"}));
}

TEST_P(ViewConformance, KeepsEveryByteOfKeysTimersAndStates) {
  ASSERT_EQ(client_.acquire(1).code, ViewCode::kOk);
  const std::string odd("default/\0\1\xff{}:\n%2F", 18);
  const std::string envelope("\0\r\n\xfe", 4);
  auto batch = batch_of(1, {image_of(odd, envelope)}, std::string("P\0Q", 3));
  batch.images[0].timers = {timer_of(odd, 7, std::string("t\1\0", 3), UINT64_MAX)};
  ASSERT_EQ(client_.apply(1, 0, batch).code, ViewCode::kOk);
  EXPECT_EQ(client_.load(1, 1, {odd}).states.at(0).envelope, envelope);
  EXPECT_EQ(client_.load(1, 1).meta.partition_state, batch.partition_state);
  EXPECT_EQ(client_.horizon(1, 1, {}, kForEver).timers, batch.images[0].timers);
}

TEST_P(ViewConformance, PagesThroughABurstThatIsDueInOneInstant) {
  ASSERT_EQ(client_.acquire(1).code, ViewCode::kOk);
  std::vector<journal::PostImage> images;
  std::vector<std::string> expected;
  for (int i = 0; i < 450; ++i) {
    const std::string key = "default/" + std::to_string(1'000 + i * 7 % 450);
    images.push_back(image_of(key, "S", 5'000));
    expected.push_back("default/" + std::to_string(1'000 + i) + "/timer");
  }
  ASSERT_EQ(client_.apply(1, 0, batch_of(1, images)).code, ViewCode::kOk);
  EXPECT_EQ(horizon_keys(), expected);
  const TimerPosition middle{5'000, "default/1200", "timer"};
  EXPECT_EQ(horizon_keys(middle, 3),
            (std::vector<std::string>(expected.begin() + 201, expected.begin() + 204)));
  for (auto& image : images) {
    image.removed = std::exchange(image.timers, {});
  }
  ASSERT_EQ(client_.apply(1, 1, batch_of(2, images)).code, ViewCode::kOk);
  EXPECT_TRUE(horizon_keys().empty());
}

TEST_P(ViewConformance, ListsTimersByDueKeyAndTimer) {
  ASSERT_EQ(client_.acquire(1).code, ViewCode::kOk);
  journal::PostImage a = image_of("default/a", "A");
  a.timers = {timer_of("default/a", 200, "y"), timer_of("default/a", 200, "x"),
              timer_of("default/a", -5, "old")};
  journal::PostImage b = image_of("default/b", "B");
  b.timers = {timer_of("default/b", 200, "a"), timer_of("default/b", 100, "z")};
  ASSERT_EQ(client_.apply(1, 0, batch_of(1, {b, a})).code, ViewCode::kOk);
  EXPECT_EQ(horizon_keys(), (std::vector<std::string>{"default/a/old", "default/b/z", "default/a/x",
                                                      "default/a/y", "default/b/a"}));
}

TEST_P(ViewConformance, PagesThroughTheHorizonWithoutGapsOrRepeats) {
  ASSERT_EQ(client_.acquire(1).code, ViewCode::kOk);
  std::vector<journal::PostImage> images;
  for (int i = 0; i < 97; ++i) {
    images.push_back(image_of("default/" + std::to_string(i), "S", 1'000 + i / 10));
  }
  ASSERT_EQ(client_.apply(1, 0, batch_of(1, images)).code, ViewCode::kOk);
  const auto whole = horizon_keys();
  ASSERT_EQ(whole.size(), 97U);
  std::vector<std::string> paged;
  TimerPosition after;
  for (auto page = client_.horizon(1, 1, after, kForEver, 10).timers; !page.empty();
       page = client_.horizon(1, 1, after, kForEver, 10).timers) {
    EXPECT_LE(page.size(), 10U);
    for (const auto& timer : page) {
      paged.push_back(timer.key.str() + "/" + timer.timer);
    }
    after = {page.back().due_ms, page.back().key.str(), page.back().timer};
  }
  EXPECT_EQ(paged, whole);
}

TEST_P(ViewConformance, ListsTimersUpToTheInstantThatIsAskedFor) {
  fill();
  EXPECT_TRUE(client_.horizon(1, 10, {}, 399).timers.empty());
  EXPECT_EQ(client_.horizon(1, 10, {}, 400).timers.size(), 1U);
  EXPECT_EQ(client_.horizon(1, 10, {}, 500).timers.size(), 2U);
}

TEST_P(ViewConformance, KeepsPartitionsApart) {
  fill();
  ASSERT_EQ(client_.acquire(7, OnAcquire::kKeep, 1).code, ViewCode::kOk);
  EXPECT_EQ(client_.load(7, 0, {"default/a"}, 1).states.at(0).envelope, std::nullopt);
  ASSERT_EQ(client_.apply(7, 0, batch_of(2, {image_of("default/a", "other")}), 1).code,
            ViewCode::kOk);
  EXPECT_EQ(client_.load(1, 10, {"default/a"}).states.at(0).envelope, "A");
  EXPECT_EQ(client_.load(7, 2, {"default/a"}, 1).states.at(0).envelope, "other");
}

CONFORMANCE_OF_VIEWS(ViewConformance);

}  // namespace
}  // namespace escalon::adapter_conformance
