#include "import_stories.hpp"

namespace escalon::importing {
namespace {

using Ids = std::vector<std::string>;

const char* const kStatusMapping =
    "order: [at]\n"
    "let: {t: time(at)}\n"
    "emit:\n"
    "  - {when: first, type: started, at: t}\n"
    "  - {when: changed(state), type: status_changed, at: t, status: state}\n";

TEST(Emit, MakesEventsForEveryRowInTheOrderOfItsLines) {
  const auto imported =
      import_text(story_mapping(kStatusMapping),
                  "id,at,state\nA,2024-01-01T10:00Z,New\nA,2024-01-01T11:00Z,New\n"
                  "A,2024-01-01T12:00Z,Done\n");
  EXPECT_EQ(ids_of(imported), (Ids{"story:A:1:1", "story:A:1:2", "story:A:3:2"}));
  EXPECT_EQ(events_of(imported)[2].status_changed().status(), "Done");
  EXPECT_EQ(imported.counts.emitting, 2U);
  EXPECT_EQ(imported.counts.silent, 1U);
  EXPECT_EQ(imported.counts.events_by_type.at("status_changed"), 2U);
}

TEST(RowsOfOneCase, NeedNotBeAdjacentNorInOrder) {
  const auto imported =
      import_text(story_mapping(kStatusMapping),
                  "id,at,state\nA,2024-01-01T12:00Z,Done\nB,2024-01-01T11:30Z,New\n"
                  "A,2024-01-01T11:00Z,New\n");
  EXPECT_EQ(ids_of(imported),
            (Ids{"story:A:1:1", "story:A:1:2", "story:B:1:1", "story:B:1:2", "story:A:2:2"}));
}

TEST(Order, PutsNumbersByValueAndKeepsTiesAsInTheFile) {
  const auto imported = import_text(
      story_mapping("order: [n]\nemit: [{type: held, at: \"time('2024-01-01')\", agent: who}]\n"),
      "id,n,who\nA,10,ten\nA,9,nine\nA,10,again\nA,,none\n");
  Ids agents;
  for (const ContactEvent& event : events_of(imported)) {
    agents.push_back(event.agent());
  }
  EXPECT_EQ(agents, (Ids{"none", "nine", "ten", "again"}));
}

TEST(Output, IsInOrderOfTimeOverAllCasesThenOfTheFile) {
  const auto imported =
      import_text(story_mapping("emit: [{type: held, at: time(at)}]\n"),
                  "id,at\nA,2024-01-03\nB,2024-01-01\nC,2024-01-02\nD,2024-01-01\n");
  EXPECT_EQ(ids_of(imported), (Ids{"story:B:1:1", "story:D:1:1", "story:C:1:1", "story:A:1:1"}));
}

TEST(EventIds, DoNotDependOnWhereTheRowsStandInTheFile) {
  const auto ids = [](const std::string& rows) {
    return ids_of(import_text(story_mapping(kStatusMapping), "id,at,state\n" + rows));
  };
  EXPECT_EQ(ids("A,2024-01-01T10:00Z,New\nA,2024-01-01T12:00Z,Done\n"),
            ids("A,2024-01-01T12:00Z,Done\nA,2024-01-01T10:00Z,New\n"));
}

TEST(Fields, GoWhereTheirNamesSay) {
  const auto imported =
      import_text(story_mapping("emit:\n  - {type: transferred, at: time(at), to_team: "
                                "'\"second\"', customer.tier: tier, priority: p,\n"
                                "     due.resolution: time(at) + 4h, attributes.product: '\"tv\"', "
                                "contact_id: id, direction: '\"inbound\"'}\n"
                                "  - {type: survey_answered, at: time(at), score: '4.5', "
                                "score_max: '5', channel: '\"email\"'}\n"
                                "  - {type: transcript_segment, at: time(at), speaker: "
                                "'\"agent\"', text: '\"hi\"', offset_ms: '1500'}\n"),
                  "id,at,tier,p\nA,2024-01-01T10:00Z,gold,2\n");
  const auto events = events_of(imported);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[0].transferred().to_team(), "second");
  EXPECT_EQ(events[0].customer().tier(), "gold");
  EXPECT_EQ(events[0].priority(), 2);
  EXPECT_EQ(events[0].due().at("resolution").seconds(), 1'704'117'600);
  EXPECT_EQ(events[0].attributes().at("product"), "tv");
  EXPECT_EQ(events[0].contact_id(), "A");
  EXPECT_EQ(events[0].channel(), "chat");
  EXPECT_EQ(events[0].tenant(), "default");
  EXPECT_EQ(events[1].survey_answered().score(), 4.5);
  EXPECT_EQ(events[1].channel(), "email");
  EXPECT_EQ(events[2].transcript_segment().offset_ms(), 1500);
}

TEST(NullField, IsLeftOut) {
  const auto imported = import_text(story_mapping("emit: [{type: held, at: \"time('2024-01-01')\", "
                                                  "agent: x, due.d: time(x), attributes.x: x}]\n"),
                                    "id,x\nA,\n");
  const auto events = events_of(imported);
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].agent(), "");
  EXPECT_EQ(events[0].due_size(), 0);
  EXPECT_EQ(events[0].attributes_size(), 0);
}

TEST(RejectLine, CountsItsRowsAndTakesThemOutOfTheirCase) {
  const auto imported =
      import_text(story_mapping(std::string(kStatusMapping) +
                                "reject: [{when: state = 'Test', reason: a test row}]\n"),
                  "id,at,state\nA,2024-01-01T10:00Z,Test\nA,2024-01-01T11:00Z,New\n");
  EXPECT_EQ(ids_of(imported), (Ids{"story:A:2:1", "story:A:2:2"}));
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].line, 2U);
  EXPECT_EQ(imported.rejects[0].reason, "a test row");
}

TEST(BadRow, LeavesTheOthersAsIfItHadNeverBeenThere) {
  const std::string good = "id,at,state\nA,2024-01-01T10:00Z,New\nA,2024-01-01T11:00Z,Done\n";
  const auto clean = import_text(story_mapping(kStatusMapping), good);
  const auto mixed = import_text(story_mapping(kStatusMapping), good + "A,2024-01-01T99:00Z,Bad\n");
  EXPECT_EQ(mixed.events, clean.events);
  ASSERT_EQ(mixed.rejects.size(), 1U);
  EXPECT_EQ(mixed.rejects[0].column, "at");
  EXPECT_EQ(mixed.counts.rejected, 1U);
}

TEST(BadRow, IsBlamedItselfWhereTheRowBehindLooksBackAtIt) {
  const auto imported = import_text(
      story_mapping("emit: [{when: changed(time(at)), type: held, at: \"time('2024-01-01')\"}]\n"),
      "id,at\nA,2024-01-01\nA,never\nA,2024-01-02\n");
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].line, 3U);
  EXPECT_EQ(imported.counts.emitting, 2U);
}

TEST(RowWithoutACase, IsRejected) {
  const auto imported =
      import_text(story_mapping("emit: [{type: held, at: time(at)}]\n"), "id,at\n,2024-01-01\n");
  ASSERT_EQ(imported.rejects.size(), 1U);
  EXPECT_EQ(imported.rejects[0].reason, "the row has no case");
}

TEST(InvalidEvent, RejectsItsRowWithTheReason) {
  const auto rejected = [](const std::string& emit, const std::string& part) {
    const auto imported =
        import_text(story_mapping("emit: [{type: status_changed, at: time(at)" + emit + "}]\n"),
                    "id,at,x\nA,2024-01-01,\nB,,z\n");
    ASSERT_EQ(imported.rejects.size(), 2U);
    expect_part(imported.rejects[0].reason, part);
    expect_part(imported.rejects[1].reason,
                "emit[0].at is null, so the status_changed event has no instant");
  };
  rejected("", "emit[0] makes no valid event: status_changed.status: is empty");
  rejected(", status: '\"s\"', channel: '\"fax\"'", "channel: 'fax' is not known");
  rejected(", status: '\"s\"', priority: '\"high\"'", "priority: 'high' is not a number");
  rejected(", status: '\"s\"', priority: '3000000000'", "priority: '3000000000' is not a number");
}

TEST(EveryRow, IsEmittingSilentOrRejected) {
  const auto imported =
      import_text(story_mapping("emit: [{when: x = 'e', type: held, at: time(at)}]\n"),
                  "id,at,x\nA,2024-01-01,e\nA,2024-01-01,s\nA,bad,e\nA,2024-01-01\n");
  EXPECT_EQ(imported.counts.emitting, 1U);
  EXPECT_EQ(imported.counts.silent, 1U);
  EXPECT_EQ(imported.counts.rejected, 2U);
}

}  // namespace
}  // namespace escalon::importing
