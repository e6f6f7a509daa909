#include <set>

#include "child_process.hpp"
#include "kafka_fixture.hpp"

namespace escalon::log_kafka {
namespace {

using journal::Assigned;
using journal::Confirmed;
using journal::NotOwner;
using journal::Revoked;

class Ownership : public KafkaTest {
 protected:
  // The broker and the cluster's client are there before anybody forks.
  Ownership() { (void)open(options()); }

  [[nodiscard]] KafkaOptions member(const std::string& instance = "") {
    KafkaOptions named = options();
    named.instance = instance;
    return named;
  }

  /// One that is soon taken for dead.
  [[nodiscard]] KafkaOptions mortal(const std::string& instance = "") {
    KafkaOptions named = member(instance);
    named.client["session.timeout.ms"] = "1500";
    return named;
  }

  // Follows the stage and tells what it hears, until it is killed.
  static void own_and_tell(KafkaOptions options, const ChildProcess::Tell& tell) {
    const auto log = open(std::move(options));
    Inbox inbox;
    log->ownership().follow("stage", inbox);
    (void)inbox.wait_for<Assigned>(2);
    tell("owns both");
    (void)inbox.wait_for<Revoked>(2);
    tell("lost both");
    (void)inbox.wait_for<Assigned>(100);
  }
};

std::set<std::uint32_t> partitions(const auto& messages) {
  std::set<std::uint32_t> all;
  for (const auto& message : messages) {
    all.insert(message.at.partition);
  }
  return all;
}

TEST_F(Ownership, IsSharedWithWhoJoinsAndComesBackFromWhoLeaves) {
  const auto first = open(member());
  first->ownership().follow("stage", inbox_);
  ASSERT_EQ(partitions(inbox_.wait_for<Assigned>(2)), (std::set<std::uint32_t>{0, 1}));

  const auto second = open(member());
  Inbox other;
  second->ownership().follow("stage", other);
  const auto given = other.wait_for<Assigned>(1);
  const auto taken = inbox_.wait_for<Revoked>(1);
  ASSERT_EQ(given.size(), 1U);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(given[0].at, taken[0].at);
  EXPECT_EQ(inbox_.all<Assigned>().size(), 2U) << "who keeps a partition hears nothing of it";

  second->close();
  ASSERT_EQ(inbox_.wait_for<Assigned>(3).size(), 3U);
  EXPECT_EQ(inbox_.all<Assigned>().back().at, taken[0].at);
  EXPECT_EQ(inbox_.all<Revoked>().size(), 1U);
  EXPECT_TRUE(other.all<Revoked>().empty()) << "nothing is posted after a log is closed";
  first->close();
}

TEST_F(Ownership, IsToldToWhoFollowsLater) {
  const auto log = open(member());
  log->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(2).size(), 2U);
  Inbox late;
  log->ownership().follow("stage", late);
  EXPECT_EQ(late.wait_for<Assigned>(2).size(), 2U);
  EXPECT_EQ(inbox_.all<Assigned>().size(), 2U);
  log->close();
}

TEST_F(Ownership, IsConfirmedToItsOwnerAlone) {
  const auto first = open(member());
  first->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(2).size(), 2U);
  const auto second = open(member());
  Inbox other;
  second->ownership().follow("stage", other);
  const auto given = other.wait_for<Assigned>(1);
  ASSERT_EQ(given.size(), 1U);
  first->ownership().confirm(given[0].at, inbox_);
  second->ownership().confirm(given[0].at, other);
  EXPECT_EQ(inbox_.wait_for<NotOwner>(1).size(), 1U);
  EXPECT_EQ(other.wait_for<Confirmed>(1).size(), 1U);
  EXPECT_TRUE(inbox_.all<Confirmed>().empty());
  EXPECT_TRUE(other.all<NotOwner>().empty());
  first->close();
  second->close();
}

TEST_F(Ownership, OfTheDeadGoesToTheLiving) {
  ChildProcess child([&](const auto& tell) { own_and_tell(mortal(), tell); });
  ASSERT_EQ(child.hear(), "owns both");
  const auto log = open(member());
  log->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(1).size(), 1U);
  child.kill();
  EXPECT_EQ(partitions(inbox_.wait_for<Assigned>(2)), (std::set<std::uint32_t>{0, 1}));
  EXPECT_TRUE(inbox_.all<Revoked>().empty());
  log->close();
}

TEST_F(Ownership, IsLostByAZombieWhichLearnsIt) {
  ChildProcess zombie([&](const auto& tell) { own_and_tell(mortal(), tell); });
  ASSERT_EQ(zombie.hear(), "owns both");
  zombie.stop();
  const auto log = open(member());
  log->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(2).size(), 2U) << "its session has run out";
  zombie.go_on();
  EXPECT_EQ(zombie.hear(), "lost both") << "whatever it is given again";
  log->close();
}

TEST_F(Ownership, ComesBackToAMemberOfThatNameAfterAKill) {
  ChildProcess child([&](const auto& tell) { own_and_tell(member("a"), tell); });
  ASSERT_EQ(child.hear(), "owns both");
  const auto log = open(member("b"));
  log->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(1).size(), 1U);
  child.kill();
  const auto again = open(member("a"));
  Inbox other;
  again->ownership().follow("stage", other);
  ASSERT_EQ(other.wait_for<Assigned>(1).size(), 1U);
  again->ownership().confirm(other.all<Assigned>()[0].at, other);
  EXPECT_EQ(other.wait_for<Confirmed>(1).size(), 1U);
  EXPECT_NE(other.all<Assigned>()[0].at, inbox_.all<Assigned>()[0].at);
  EXPECT_EQ(inbox_.all<Assigned>().size(), 1U) << "the others notice nothing";
  EXPECT_TRUE(inbox_.all<Revoked>().empty());
  log->close();
  again->close();
}

TEST_F(Ownership, IsSharedByTwoOfOneNameWhichSaySo) {
  const auto first = open(member("same"));
  first->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(2).size(), 2U);
  const auto second = open(member("same"));
  Inbox other;
  second->ownership().follow("stage", other);
  EXPECT_TRUE(hears_of("if another process has the same instance name, same"));
  // Each may own another one for a moment while the group settles.
  auto theirs = other.wait_until_owns(1);
  auto mine = inbox_.wait_until_owns(1);
  for (int looks = 0; looks < 1'000 && (mine.size() != 1 || mine == theirs); ++looks) {
    theirs = other.wait_until_owns(1);
    mine = inbox_.wait_until_owns(1);
  }
  ASSERT_EQ(theirs.size(), 1U);
  ASSERT_EQ(mine.size(), 1U);
  EXPECT_NE(mine[0], theirs[0]);
  first->ownership().confirm(mine[0], inbox_);
  EXPECT_EQ(inbox_.wait_for<Confirmed>(1).size(), 1U);
  second->ownership().confirm(mine[0], other);
  EXPECT_EQ(other.wait_for<NotOwner>(1).size(), 1U);
  first->close();
  second->close();
}

// The broker forgets a member that it does not hear for a while; the name stays with whoever asked
// for it last.
TEST_F(Ownership, OfANameThatNobodyBearsAnyMoreComesBack) {
  const auto log = open(member("mine"));
  log->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(2).size(), 2U);
  ChildProcess child([&](const auto& tell) { own_and_tell(mortal("mine"), tell); });
  ASSERT_EQ(child.hear(), "owns both");
  child.kill();
  EXPECT_TRUE(hears_of("joins it again"));
  EXPECT_EQ(inbox_.wait_until_owns(2).size(), 2U) << "though nobody starts anything anew";
  log->ownership().confirm({"stage", 0}, inbox_);
  EXPECT_EQ(inbox_.wait_for<Confirmed>(1).size(), 1U);
  log->close();
}

TEST_F(Ownership, OutlivesARestartOfTheBroker) {
  const auto log = open(member());
  log->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(2).size(), 2U);
  broker().kill();
  log->ownership().confirm({"stage", 1}, inbox_);
  broker().start();
  EXPECT_EQ(inbox_.wait_for<Confirmed>(1).size(), 1U) << "asked while nobody could answer";
  EXPECT_TRUE(inbox_.all<Revoked>().empty());
  EXPECT_EQ(inbox_.all<Assigned>().size(), 2U);
  log->close();
}

TEST_F(Ownership, IsGivenUpThoughTheBrokerIsAway) {
  const auto log = open(member());
  log->ownership().follow("stage", inbox_);
  ASSERT_EQ(inbox_.wait_for<Assigned>(2).size(), 2U);
  broker().kill();
  log->close();
  log->ownership().confirm({"stage", 0}, inbox_);
  EXPECT_TRUE(inbox_.all<Confirmed>().empty());
  EXPECT_TRUE(inbox_.all<Revoked>().empty()) << "nothing is posted after a log is closed";
  broker().start();
}

}  // namespace
}  // namespace escalon::log_kafka
