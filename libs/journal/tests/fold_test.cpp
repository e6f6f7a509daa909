#include "escalon/journal/fold.hpp"

#include <gtest/gtest.h>

namespace escalon::journal {
namespace {

RecordHeader marker(Epoch epoch) {
  RecordHeader header;
  header.kind = RecordKind::kEpochStart;
  header.epoch = epoch;
  return header;
}

RecordHeader decision(Epoch epoch, Seq seq) {
  RecordHeader header;
  header.kind = RecordKind::kDecision;
  header.epoch = epoch;
  header.seq = seq;
  return header;
}

TEST(Fold, AcceptsAnOwnersRecordsInSequence) {
  Fold fold;
  EXPECT_EQ(fold.accept(marker(1)), Verdict::kAccepted);
  EXPECT_EQ(fold.accept(decision(1, 1)), Verdict::kAccepted);
  EXPECT_EQ(fold.accept(decision(1, 2)), Verdict::kAccepted);
  EXPECT_EQ(fold.seq(), 2U);
}

TEST(Fold, DropsAZombiesRecordsOnceANewerOwnerHasBegun) {
  Fold fold(1, 5, {});
  EXPECT_EQ(fold.accept(marker(3)), Verdict::kAccepted);
  EXPECT_EQ(fold.accept(decision(1, 6)), Verdict::kZombie);
  EXPECT_EQ(fold.accept(marker(2)), Verdict::kZombie);
  EXPECT_EQ(fold.accept(decision(3, 6)), Verdict::kAccepted);
}

TEST(Fold, GoesOnWithTheSequenceOverAChangeOfOwner) {
  Fold fold(1, 5, {});
  ASSERT_EQ(fold.accept(marker(2)), Verdict::kAccepted);
  EXPECT_EQ(fold.accept(decision(2, 1)), Verdict::kDuplicate);
  EXPECT_EQ(fold.accept(decision(2, 6)), Verdict::kAccepted);
}

TEST(Fold, DropsDuplicatesAndEverythingAfterAGap) {
  Fold fold(1, 5, {});
  EXPECT_EQ(fold.accept(decision(1, 5)), Verdict::kDuplicate);
  EXPECT_EQ(fold.accept(decision(1, 7)), Verdict::kGap);
  EXPECT_EQ(fold.accept(decision(1, 8)), Verdict::kGap);
  EXPECT_EQ(fold.seq(), 5U);
}

TEST(Fold, RaisesTheAlarmWhenAMarkerIsMissing) {
  Fold fold(1, 5, {});
  EXPECT_EQ(fold.accept(decision(2, 6)), Verdict::kMissingMarker);
  EXPECT_EQ(fold.seq(), 5U);
}

TEST(Fold, KeepsThePlainPositionsOfAcceptedRecordsOnly) {
  const TopicPartition at{"contact.events", 3};
  Fold fold(1, 0, {});
  RecordHeader moved = decision(1, 1);
  moved.plain = {{at, 10}};
  ASSERT_EQ(fold.accept(moved), Verdict::kAccepted);
  EXPECT_EQ(fold.plain_next(at), 10U);
  moved.plain = {{at, 99}};
  ASSERT_EQ(fold.accept(moved), Verdict::kDuplicate);
  EXPECT_EQ(fold.plain_next(at), 10U);
  EXPECT_EQ(fold.plain_next({"commands", 3}), 0U);
}

}  // namespace
}  // namespace escalon::journal
