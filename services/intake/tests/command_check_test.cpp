#include "escalon/intake/command_check.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace escalon::intake {
namespace {

using command::v1::Command;

const absl::Time kNow = absl::FromUnixMillis(1'700'000'000'250);

Command acknowledge() {
  Command command;
  command.set_case_id("c1");
  command.mutable_acknowledge();
  return command;
}

// The message of the refusal; empty when the command passes.
std::string refusal(Command command) {
  const Status status = check_command(command, kNow, "fresh");
  return status ? "" : status.error().message;
}

TEST(CommandCheck, FillsInTenantIdAndInstant) {
  Command command = acknowledge();
  ASSERT_TRUE(check_command(command, kNow, "fresh").ok());
  EXPECT_EQ(command.tenant(), "default");
  EXPECT_EQ(command.command_id(), "fresh");
  EXPECT_EQ(command.issued_at().seconds(), 1'700'000'000);
  EXPECT_EQ(command.issued_at().nanos(), 250'000'000);
}

TEST(CommandCheck, KeepsWhatIsGiven) {
  Command command = acknowledge();
  command.set_command_id("mine");
  command.mutable_issued_at()->set_seconds(1'600'000'000);
  ASSERT_TRUE(check_command(command, kNow, "fresh").ok());
  EXPECT_EQ(command.command_id(), "mine");
  EXPECT_EQ(command.issued_at().seconds(), 1'600'000'000);
}

TEST(CommandCheck, NamesTheFieldThatIsWrong) {
  Command nothing;
  nothing.set_case_id("c1");
  EXPECT_EQ(refusal(nothing).rfind("body", 0), 0U);
  Command no_case = acknowledge();
  no_case.clear_case_id();
  EXPECT_EQ(refusal(no_case).rfind("case_id", 0), 0U);
  Command line_end = acknowledge();
  line_end.set_actor("mia\nroot");
  EXPECT_EQ(refusal(line_end).rfind("actor", 0), 0U);
  Command not_utf8 = acknowledge();
  not_utf8.set_case_id("c\xFF");
  EXPECT_EQ(refusal(not_utf8).rfind("case_id", 0), 0U);
  Command future = acknowledge();
  future.mutable_issued_at()->set_seconds(1'700'000'400);
  EXPECT_EQ(refusal(future).rfind("issued_at", 0), 0U);
}

TEST(CommandCheck, RefusesACommandThatIsTooLarge) {
  Command command = acknowledge();
  command.mutable_resolve()->set_note(std::string(900'001, 'x'));
  EXPECT_NE(refusal(command).find("at most 900000"), std::string::npos);
}

TEST(CommandCheck, PresenceNeedsPersonTeamAndAKnownWord) {
  const auto presence = [](const std::function<void(command::v1::SetPresence&)>& change) {
    Command command;
    auto& set = *command.mutable_set_presence();
    set.set_person("mia");
    set.set_team("billing");
    set.set_presence("present");
    change(set);
    return refusal(command);
  };
  EXPECT_EQ(presence([](auto&) {}), "");
  EXPECT_NE(presence([](auto& set) { set.clear_person(); }), "");
  EXPECT_NE(presence([](auto& set) { set.clear_team(); }), "");
  EXPECT_NE(presence([](auto& set) { set.set_capacity(-1); }), "");
  EXPECT_NE(presence([](auto& set) { set.set_presence("presnt"); }).find("'present'"),
            std::string::npos);
}

TEST(CommandName, IsTheFieldOfTheApi) {
  EXPECT_EQ(command_name(acknowledge()), "acknowledge");
  EXPECT_EQ(command_name(Command()), "");
}

}  // namespace
}  // namespace escalon::intake
