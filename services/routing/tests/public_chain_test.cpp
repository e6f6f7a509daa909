#include "escalon/routing/public_chain.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "journal_of_escalations.hpp"

namespace escalon::routing {
namespace {

using journal::OutsideRecord;
using Journal = JournalOfEscalations;

constexpr PublicOptions kOptions{12, 2, false};

class PublicStory : public testing::Test {
 protected:
  static std::vector<OutsideRecord> all_of(const Journal& journal,
                                           PublicOptions options = kOptions) {
    PublicChain chain(3, options);
    return take(chain, journal, 0);
  }
  static std::vector<OutsideRecord> take(PublicChain& chain, const Journal& journal,
                                         std::size_t from) {
    std::vector<OutsideRecord> all;
    for (std::size_t i = from; i < journal.records().size(); ++i) {
      auto some = chain.take(journal.records()[i]);
      EXPECT_TRUE(some.ok());
      all.insert(all.end(), some->begin(), some->end());
    }
    return all;
  }
  static std::vector<std::string> topics_of(const std::vector<OutsideRecord>& records) {
    std::vector<std::string> topics;
    for (const OutsideRecord& record : records) {
      topics.push_back(record.at.topic);
    }
    return topics;
  }
  static bool same(const OutsideRecord& a, const OutsideRecord& b) {
    return a.at == b.at && a.key == b.key && a.headers == b.headers && a.value == b.value;
  }

  Journal journal;
};

TEST_F(PublicStory, AnEventIsACloudEventOnTheTopicOfAllAndOnThatOfItsTeam) {
  journal.begin_epoch(1);
  journal.decide("c1", {Journal::opened("support_l2")});
  const auto records = all_of(journal);
  ASSERT_EQ(topics_of(records),
            (std::vector<std::string>{"escalations", "escalations.team.support_l2"}));
  EXPECT_EQ(records[0].at.partition, 3U);
  EXPECT_EQ(records[1].at.partition, 1U) << "3 of the journal is 3 mod 2 there";
  for (const OutsideRecord& record : records) {
    EXPECT_EQ(record.key, "default/c1");
    EXPECT_EQ(header(record, "ce_specversion"), "1.0");
    EXPECT_EQ(header(record, "ce_source"), "urn:escalon:escalation");
    EXPECT_EQ(header(record, "ce_type"), "escalon.escalation.opened.v1");
    EXPECT_EQ(header(record, "ce_subject"), "e1");
    EXPECT_EQ(header(record, "ce_time"), "2023-11-14T22:13:20.123Z");
    EXPECT_EQ(header(record, "ce_partitionkey"), "default/c1");
    EXPECT_EQ(header(record, "content-type"), "application/protobuf");
    EXPECT_EQ(header(record, "ce_traceparent"), header(record, "traceparent"));
    EXPECT_EQ(header(record, "ce_src"), "escalation/3/1/0");
    EXPECT_EQ(header(record, "ce_prev"), "(none)");
    publication::v1::PublishedEscalation value;
    ASSERT_TRUE(value.ParseFromString(record.value));
    EXPECT_EQ(value.event_id(), header(record, "ce_id"));
    EXPECT_EQ(value.tenant(), "default");
    EXPECT_EQ(value.case_id(), "c1");
    EXPECT_EQ(value.decided_at_ms(), 1'700'000'000'123);
    EXPECT_EQ(value.event().opened().team(), "support_l2");
  }
}

TEST_F(PublicStory, CustomersWordsGoOutOnlyWhereThatIsWanted) {
  journal.begin_epoch(1);
  journal.decide("c1", {Journal::opened("a")});
  EXPECT_EQ(all_of(journal)[0].value.find("my words"), std::string::npos);
  EXPECT_NE(all_of(journal, {12, 2, true})[0].value.find("my words"), std::string::npos);
}

TEST_F(PublicStory, WhichRulesWereAskedIsNotPublished) {
  EscalationEvent opened = Journal::opened("support_l2");
  opened.mutable_opened()->mutable_asked_rules()->add_rules()->set_rule("gold");
  EscalationEvent added;
  added.set_escalation_id("e1");
  added.mutable_cause_added()->mutable_asked_rules()->add_rules()->set_rule("gold");
  journal.begin_epoch(1);
  journal.decide("c1", {opened, added});
  for (const OutsideRecord& record : all_of(journal)) {
    EXPECT_EQ(record.value.find("gold"), std::string::npos) << record.at.topic;
  }
}

TEST_F(PublicStory, WhatConcernsTheCaseAloneIsNotPublished) {
  journal.begin_epoch(1);
  journal.decide("c1", {Journal::story(), Journal::opened("a")});
  const auto records = all_of(journal);
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(header(records[0], "ce_src"), "escalation/3/1/1") << "the index counts all events";
}

TEST_F(PublicStory, AnEscalationThatChangesItsTeamIsToldToBoth) {
  journal.begin_epoch(1);
  journal.decide("c1", {Journal::opened("a")});
  journal.decide("c1", {Journal::reassigned("a", "b")});
  journal.decide("c1", {Journal::acknowledged("b")});
  EXPECT_EQ(topics_of(all_of(journal)),
            (std::vector<std::string>{"escalations", "escalations.team.a", "escalations",
                                      "escalations.team.a", "escalations.team.b", "escalations",
                                      "escalations.team.b"}));
}

TEST_F(PublicStory, EachRecordNamesTheOneBeforeOnItsTopic) {
  journal.begin_epoch(1);
  journal.decide("c1", {Journal::opened("a")});
  journal.decide("c2", {Journal::opened("b")});
  journal.decide("c1", {Journal::acknowledged("a")});
  std::map<std::string, std::string> last;
  for (const OutsideRecord& record : all_of(journal)) {
    const auto before = last.find(record.at.topic);
    EXPECT_EQ(header(record, "ce_prev"), before == last.end() ? "(none)" : before->second);
    last[record.at.topic] = header(record, "ce_src");
  }
  EXPECT_EQ(last["escalations.team.a"], "escalation/3/3/0");
}

TEST_F(PublicStory, WhatTheFoldDropsIsNotPublished) {
  journal.begin_epoch(1);
  journal.decide("c1", {Journal::opened("a")});
  journal.begin_epoch(2);
  journal.decide_as(1, 2, "c1", {Journal::acknowledged("a")});  // a zombie
  journal.decide_as(2, 1, "c1", {Journal::opened("a")});        // a repetition
  journal.decide_as(2, 3, "c1", {Journal::acknowledged("a")});  // after a gap
  EXPECT_EQ(all_of(journal).size(), 2U);
}

TEST_F(PublicStory, ADamagedJournalIsAnErrorAndNothingIsPassedOver) {
  journal.begin_epoch(1);
  journal.append(journal::RecordKind::kDecision, 1, 1, {}, "\xff truncated");
  PublicChain chain(3, kOptions);
  ASSERT_TRUE(chain.take(journal.records()[0]).ok());
  EXPECT_FALSE(chain.take(journal.records()[1]).ok());
  EXPECT_EQ(chain.next(), 1U);
  Journal without_marker;
  without_marker.append(journal::RecordKind::kDecision, 5, 1, {}, "");
  EXPECT_FALSE(PublicChain(3, kOptions).take(without_marker.records()[0]).ok());
}

TEST_F(PublicStory, EventsThatOnlyANewerProgramKnowsAreLeftOutAndHarmNothing) {
  EscalationEvent newer;
  newer.set_escalation_id("e1");
  newer.GetReflection()->MutableUnknownFields(&newer)->AddLengthDelimited(9'999, "later");
  journal.begin_epoch(1);
  journal.decide("c1", {newer, Journal::opened("a")});
  EXPECT_EQ(all_of(journal).size(), 2U);
}

// Whoever is killed and whoever goes on from an older state writes the same records, and a reader
// by the chain sees each once, in order.
TEST_F(PublicStory, FromWhateverStateItIsBegunItIsTheSame) {
  std::mt19937 random(5);
  journal.begin_epoch(1);
  for (int i = 0; i < 200; ++i) {
    const std::string team(1, static_cast<char>('a' + random() % 3));
    journal.decide("c" + std::to_string(i), {Journal::opened(team)});
  }
  const auto whole = all_of(journal);
  std::vector<publication::v1::PublicationState> states(1);
  std::map<std::string, std::vector<OutsideRecord>> topics;
  PublicChain chain(3, kOptions);
  for (std::size_t at = 0; at < journal.records().size();) {
    auto some = chain.take(journal.records()[at]);
    ASSERT_TRUE(some.ok());
    for (const OutsideRecord& record : *some) {
      topics[record.at.topic].push_back(record);
    }
    at += 1;
    if (random() % 10 == 0) {
      states.push_back(chain.state());
    }
    if (random() % 20 == 0) {  // killed: a newer or an older state is what there is
      chain = PublicChain(3, kOptions);
      chain.restore(states[random() % states.size()]);
      at = chain.next();
    }
    ASSERT_LT(topics["escalations"].size(), 100'000U);
  }
  for (const auto& [topic, records] : topics) {
    std::vector<OutsideRecord> accepted;
    std::string last;
    for (const OutsideRecord& record : records) {
      if (last.empty() || header(record, "ce_prev") == last) {
        accepted.push_back(record);
        last = header(record, "ce_src");
      }
    }
    std::vector<OutsideRecord> expected;
    std::copy_if(whole.begin(), whole.end(), std::back_inserter(expected),
                 [&name = topic](const OutsideRecord& one) { return one.at.topic == name; });
    EXPECT_TRUE(
        std::equal(accepted.begin(), accepted.end(), expected.begin(), expected.end(), same))
        << topic;
    std::set<std::string> ids;
    for (const OutsideRecord& record : records) {
      ids.insert(header(record, "ce_id"));
    }
    EXPECT_EQ(ids.size(), expected.size()) << "who drops ids seen before sees the same";
  }
}

TEST(TeamTopic, BearsTheTeamsNameWhereKafkaTakesIt) {
  EXPECT_EQ(team_topic("support_l2"), "escalations.team.support_l2");
  EXPECT_NE(team_topic("support l2"), team_topic("support-l2"));
  EXPECT_NE(team_topic("é"), team_topic("è"));
  for (const char letter : team_topic(std::string(300, 'x') + "/ü")) {
    EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '.' ||
                letter == '_' || letter == '-');
  }
  EXPECT_LT(team_topic(std::string(300, 'x')).size(), 150U);
}

}  // namespace
}  // namespace escalon::routing
