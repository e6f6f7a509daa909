#include "escalon/up/play_plan.hpp"

#include <gtest/gtest.h>

#include "escalon/up/embedded_files.hpp"

namespace escalon::up {
namespace {

using contact::v1::ContactEvent;

const absl::Time kNine = absl::FromUnixSeconds(1'767'603'600);

ContactEvent message(const std::string& contact, absl::Duration after) {
  ContactEvent event;
  event.set_event_id(contact + absl::FormatDuration(after));
  event.set_contact_id(contact);
  event.set_case_id(contact);
  event.set_tenant("default");
  event.set_channel("chat");
  event.mutable_occurred_at()->set_seconds(absl::ToUnixSeconds(kNine + after));
  event.mutable_started();
  return event;
}

TEST(PlayItems, AreInTheOrderInWhichTheyHappened) {
  command::v1::Command command;
  command.set_command_id("k1");
  command.set_case_id("a");
  command.mutable_issued_at()->set_seconds(absl::ToUnixSeconds(kNine + absl::Minutes(1)));
  command.mutable_acknowledge();
  const auto items =
      make_items({message("a", absl::Minutes(2)), message("a", absl::Minutes(0))}, {command});
  ASSERT_TRUE(items.ok()) << items.error().message;
  ASSERT_EQ(items->size(), 3U);
  EXPECT_EQ((*items)[0].at, kNine);
  EXPECT_TRUE(std::holds_alternative<command::v1::Command>((*items)[1].what));
  EXPECT_EQ((*items)[2].at, kNine + absl::Minutes(2));
}

TEST(PlayItems, RedatedHaveOtherInstantsAndIdsAndMeetTheWallClock) {
  auto items =
      make_items({message("a", absl::Minutes(0)), message("a", absl::Minutes(60))}, {}).value();
  const absl::Time wall = kNine + absl::Hours(1000);
  redate(items, shift_to_join(items, wall, 60), "r1");
  // Played 60 times faster, the hour takes a minute: it ends a minute after now.
  EXPECT_EQ(items.back().at, wall + absl::Minutes(1));
  EXPECT_EQ(items.front().at, wall + absl::Minutes(1) - absl::Hours(1));
  const auto& event = std::get<ContactEvent>(items.front().what);
  EXPECT_EQ(event.case_id(), "a-r1");
  EXPECT_EQ(event.occurred_at().seconds(), absl::ToUnixSeconds(items.front().at));
}

TEST(PlayItems, WithoutARunKeepTheirIds) {
  auto items = make_items({message("a", absl::Minutes(0))}, {}).value();
  redate(items, absl::ZeroDuration(), "");
  EXPECT_EQ(std::get<ContactEvent>(items.front().what).case_id(), "a");
}

TEST(KeepCasesBetween, DropsCasesThatBeginBeforeOrEndAfter) {
  std::vector<ContactEvent> events{
      message("early", absl::Minutes(-1)), message("early", absl::Minutes(5)),
      message("inside", absl::Minutes(0)), message("inside", absl::Minutes(9)),
      message("late", absl::Minutes(9)),   message("late", absl::Minutes(10))};
  keep_cases_between(events, kNine, kNine + absl::Minutes(10));
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].case_id(), "inside");
}

TEST(Story, IsValidAndHasCommands) {
  auto events = read_event_lines(std::string(story_events()));
  auto commands = read_commands(std::string(story_commands()));
  ASSERT_TRUE(events.ok()) << events.error().message;
  ASSERT_TRUE(commands.ok()) << commands.error().message;
  EXPECT_TRUE(make_items(*events, *commands).ok());
  EXPECT_GE(events->size(), 5U);
  EXPECT_GE(commands->size(), 2U);
}

TEST(ReadLines, NameTheLineThatIsWrong) {
  const auto events = read_event_lines("\n\nnonsense\n");
  ASSERT_FALSE(events.ok());
  EXPECT_EQ(events.error().message.rfind("line 3", 0), 0U);
}

}  // namespace
}  // namespace escalon::up
