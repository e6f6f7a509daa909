#include <gtest/gtest.h>

#include "escalon/command/v1/command.pb.h"
#include "escalon/events/codec.hpp"
#include "fake_mesh.hpp"

namespace escalon::cli {
namespace {

command::v1::Command parsed(const std::string& body) {
  command::v1::Command command;
  EXPECT_TRUE(events::parse_json(body, command).ok()) << body;
  return command;
}

TEST(Orders, NameACaseOrAnEscalationByTheLookOfTheId) {
  FakeMesh mesh;
  EXPECT_EQ(mesh.run({"ack", "c1", "--as", "mia"}), service::ExitCode::kDone);
  EXPECT_EQ(mesh.run({"accept", "0123456789abcdef0123456789abcdef"}), service::ExitCode::kDone);
  ASSERT_EQ(mesh.bodies.size(), 2U);
  const auto first = parsed(mesh.bodies[0]);
  EXPECT_EQ(first.case_id(), "c1");
  EXPECT_EQ(first.actor(), "mia");
  EXPECT_TRUE(first.has_acknowledge());
  const auto second = parsed(mesh.bodies[1]);
  EXPECT_EQ(second.escalation_id(), "0123456789abcdef0123456789abcdef");
  EXPECT_TRUE(second.has_accept());
}

TEST(Orders, CarryTheirOwnWords) {
  FakeMesh mesh;
  mesh.run({"resolve", "c1", "--outcome", "solved", "--note", "refund sent"});
  mesh.run({"reassign", "c1", "--team", "billing", "--reason", "an invoice"});
  mesh.run({"decline", "c1", "--reason", "on the phone"});
  mesh.run({"raise", "c1"});
  mesh.run({"de-escalate", "c1"});
  mesh.run({"reopen", "c1"});
  EXPECT_EQ(parsed(mesh.bodies[0]).resolve().note(), "refund sent");
  EXPECT_EQ(parsed(mesh.bodies[1]).reassign().to_team(), "billing");
  EXPECT_EQ(parsed(mesh.bodies[2]).decline().reason(), "on the phone");
  EXPECT_TRUE(parsed(mesh.bodies[3]).has_raise());
  EXPECT_TRUE(parsed(mesh.bodies[4]).has_de_escalate());
  EXPECT_TRUE(parsed(mesh.bodies[5]).has_reopen());
}

TEST(Orders, TellWhatCausedItWithTheEndOrAfterIt) {
  FakeMesh mesh;
  mesh.run({"resolve", "c1", "--outcome", "solved", "--root-cause", "a cable", "--compensation",
            "refund 20 EUR", "--avoidable", "true"});
  mesh.run({"root-cause", "c1", "--root-cause", "a cable", "--avoidable", "false"});
  mesh.run({"root-cause", "c1", "--compensation", "a voucher"});
  ASSERT_EQ(mesh.bodies.size(), 3U);
  const auto resolve = parsed(mesh.bodies[0]).resolve();
  EXPECT_EQ(resolve.root_cause(), "a cable");
  EXPECT_EQ(resolve.compensation(), "refund 20 EUR");
  EXPECT_TRUE(resolve.avoidable());
  const auto noted = parsed(mesh.bodies[1]).note_root_cause();
  EXPECT_EQ(noted.root_cause(), "a cable");
  EXPECT_TRUE(noted.has_avoidable());
  EXPECT_FALSE(noted.avoidable());
  EXPECT_FALSE(parsed(mesh.bodies[2]).note_root_cause().has_avoidable()) << "nobody says";
}

TEST(Orders, AnswerApprovalsAndHelpOthers) {
  FakeMesh mesh;
  mesh.run({"approve", "c1", "--amount", "49.90", "--currency", "EUR", "--terms", "to the card"});
  mesh.run({"refuse", "c1", "--reason", "past 30 days", "--terms", "a voucher"});
  mesh.run({"assist", "take-over", "c1", "--reason", "sam is new"});
  mesh.run({"ask-help", "c1", "--team", "technical"});
  mesh.run({"end-help", "c1", "--team", "technical"});
  mesh.run({"note", "c1", "promised a call"});
  ASSERT_EQ(mesh.bodies.size(), 6U);
  EXPECT_EQ(parsed(mesh.bodies[0]).approve().amount(), "49.90");
  EXPECT_EQ(parsed(mesh.bodies[0]).approve().currency(), "EUR");
  EXPECT_EQ(parsed(mesh.bodies[0]).approve().terms(), "to the card");
  EXPECT_EQ(parsed(mesh.bodies[1]).refuse().reason(), "past 30 days");
  EXPECT_EQ(parsed(mesh.bodies[1]).refuse().terms(), "a voucher");
  EXPECT_EQ(parsed(mesh.bodies[2]).assist().mode(), "take_over");
  EXPECT_EQ(parsed(mesh.bodies[2]).assist().reason(), "sam is new");
  EXPECT_EQ(parsed(mesh.bodies[3]).ask_help().team(), "technical");
  EXPECT_EQ(parsed(mesh.bodies[4]).end_help().team(), "technical");
  EXPECT_EQ(parsed(mesh.bodies[5]).add_note().text(), "promised a call");
}

TEST(Orders, ARefusalIsExitStatusOne) {
  FakeMesh mesh;
  mesh.answers = {{200, R"({"outcome":"COMMAND_OUTCOME_REFUSED","reason":"it is resolved"})"}};
  EXPECT_EQ(mesh.run({"ack", "c1"}), service::ExitCode::kFailed);
  mesh.answers = {{400, R"({"error":{"message":"body: nothing"}})"}};
  EXPECT_EQ(mesh.run({"ack", "c1"}), service::ExitCode::kFailed);
}

TEST(Orders, WithoutAMeshToTalkToAreTheStatusOfWhatCannotBeReached) {
  FakeMesh mesh;
  mesh.to = "127.0.0.1:1";
  EXPECT_EQ(mesh.run({"ack", "c1"}), service::ExitCode::kUnavailable);
  EXPECT_EQ(mesh.run({"presence", "mia", "away", "--team", "billing"}),
            service::ExitCode::kUnavailable);
  EXPECT_EQ(mesh.run({"case", "c1"}), service::ExitCode::kUnavailable);
  EXPECT_EQ(mesh.run({"watch"}), service::ExitCode::kUnavailable);
}

TEST(Orders, AMeshThatCannotWriteIsTheSameStatus) {
  FakeMesh mesh;
  mesh.answers = {{503, R"({"error":{"message":"the disk is full"}})"}};
  EXPECT_EQ(mesh.run({"ack", "c1"}), service::ExitCode::kUnavailable);
}

TEST(Help, TellsWhatTheExitStatusesMean) {
  CLI::App app("test", "escalon");
  add_footer(app);
  const std::string help = app.help();
  for (const auto code : {service::ExitCode::kUnavailable, service::ExitCode::kPortInUse,
                          service::ExitCode::kDataHeld, service::ExitCode::kConfiguration}) {
    const std::string line = "\n  " + std::to_string(service::to_int(code)) + "  ";
    EXPECT_NE(help.find(line), std::string::npos) << help;
  }
}

TEST(Orders, WhatLooksLikeAnEscalationMayBeACase) {
  FakeMesh mesh;
  mesh.answers = {{404, R"({"error":{"message":"not known"}})"}};
  EXPECT_EQ(mesh.run({"ack", "0123456789abcdef0123456789abcdef"}), service::ExitCode::kDone);
  ASSERT_EQ(mesh.bodies.size(), 2U);
  EXPECT_EQ(parsed(mesh.bodies[1]).case_id(), "0123456789abcdef0123456789abcdef");
}

TEST(Presence, NamesPersonTeamAndCapacity) {
  FakeMesh mesh;
  mesh.run({"presence", "mia", "present", "--team", "billing", "--capacity", "3"});
  const auto presence = parsed(mesh.bodies.at(0)).set_presence();
  EXPECT_EQ(presence.person(), "mia");
  EXPECT_EQ(presence.team(), "billing");
  EXPECT_EQ(presence.presence(), "present");
  EXPECT_EQ(presence.capacity(), 3);
}

}  // namespace
}  // namespace escalon::cli
