#pragma once

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "escalon/base/instant.hpp"
#include "escalon/direct_mesh/direct_mesh.hpp"
#include "escalon/journal/topology.hpp"
#include "escalon/journal/typed_stage.hpp"

namespace escalon::direct_mesh {

using google::protobuf::ListValue;
using google::protobuf::StringValue;
using journal::Events;
using journal::Input;
using journal::Message;
using journal::MessagePtr;

enum BellTimer : int { kRing = 1, kPull = 2 };

/// A policy that is no more than its name.
class NamedPolicy final : public journal::CompiledPolicy {
 public:
  explicit NamedPolicy(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] const std::string& hash() const override { return name_; }

 private:
  std::string name_;
};

/// What the two stages of these tests share: a state that lists the events, and events of one line.
class LineStage : public journal::TypedStage<ListValue, StringValue> {
 public:
  using TypedStage::TypedStage;

  [[nodiscard]] MessagePtr new_input(std::string_view) const override {
    return std::make_unique<StringValue>();
  }
  void keys(const Input& input, std::vector<Key>& out) const override { out.push_back(input.key); }
  [[nodiscard]] Events decide(const Message&, const Key&, const DueTimer&, absl::Time,
                              const journal::CompiledPolicy&) const override {
    return {};
  }
  [[nodiscard]] Events retarget(const Message&, const Key&, absl::Time,
                                const journal::CompiledPolicy& policy) const override {
    return line("policy " + policy.hash());
  }
  void evolve(Message& state, const Key&, const Message& event) const override {
    state_of(state).add_values()->set_string_value(event_of(event).value());
  }
  void timers(const Message&, std::vector<DueTimer>&) const override {}
  void addressed(const Key&, const Message&, std::vector<journal::Address>&) const override {}
  [[nodiscard]] MessagePtr effect(const Message&, const Key&, const DueTimer&) const override {
    return nullptr;
  }

 protected:
  static Events line(const std::string& text) {
    Events events;
    auto event = std::make_unique<StringValue>();
    event->set_value(text);
    events.push_back(std::move(event));
    return events;
  }
};

/// Reads `words`. `ring N` and `pull N` arm a timer and an effect at N ms, anything else is
/// repeated. The timer says `rang N`, but nothing where N is odd; the effect's outcome is repeated.
/// `poison` throws. What begins with `all` is told to t/b and t/c too, and `all poison` throws for
/// t/c. `call` is addressed to the stage `tower`.
class Bell final : public LineStage {
 public:
  Bell() : LineStage(make_spec()) {}

  void keys(const Input& input, std::vector<Key>& out) const override {
    out.push_back(input.key);
    if (input.topic == "words" && event_of(input.message).value().starts_with("all")) {
      out.insert(out.end(), {Key("t/b"), Key("t/c")});
    }
  }

  using LineStage::decide;
  [[nodiscard]] Events decide(const Message&, const Key& key, const Input& input, absl::Time,
                              const journal::CompiledPolicy&) const override {
    const std::string& word = event_of(input.message).value();
    if (word == "poison" || (word == "all poison" && key.str() == "t/c")) {
      throw std::runtime_error("poison");
    }
    return line(word);
  }
  [[nodiscard]] Events decide(const Message&, const Key&, const DueTimer& timer, absl::Time,
                              const journal::CompiledPolicy&) const override {
    return timer.generation % 2 == 1 ? Events() : line("rang " + timer.id);
  }
  void timers(const Message& state, std::vector<DueTimer>& out) const override {
    for (const auto& value : state_of(state).values()) {
      const std::string& word = value.string_value();
      const bool ring = word.starts_with("ring ");
      if (!ring && !word.starts_with("pull ")) {
        continue;
      }
      const std::string ms = word.substr(5);
      if (!has(state, (ring ? "rang " : "pulled ") + ms)) {
        const int at = std::stoi(ms);
        out.push_back({ms, static_cast<std::uint64_t>(at), from_ms(at), ring ? kRing : kPull});
      }
    }
  }
  void addressed(const Key& key, const Message& event,
                 std::vector<journal::Address>& out) const override {
    if (event_of(event).value() == "call") {
      out.push_back({"tower", key});
    }
  }
  [[nodiscard]] MessagePtr effect(const Message&, const Key&,
                                  const DueTimer& timer) const override {
    auto request = std::make_unique<StringValue>();
    request->set_value("pulled " + timer.id);
    return request;
  }

 private:
  static journal::StageSpec make_spec() {
    journal::StageSpec spec;
    spec.name = "bell";
    spec.journal = "bells";
    spec.inputs = {{"words", false, journal::InputScope::kSamePartition}};
    spec.timer_kinds = {{kRing, "ring", false, {}}, {kPull, "pull", true, {}}};
    return spec;
  }
  static bool has(const Message& state, const std::string& line) {
    for (const auto& value : state_of(state).values()) {
      if (value.string_value() == line) {
        return true;
      }
    }
    return false;
  }
};

/// Reads `bells` and says `<line> <id of the event that it heard>`.
class Echo final : public LineStage {
 public:
  Echo() : LineStage(make_spec()) {}

  using LineStage::decide;
  [[nodiscard]] Events decide(const Message&, const Key&, const Input& input, absl::Time,
                              const journal::CompiledPolicy&) const override {
    return line(
        absl::StrCat("heard ", event_of(input.message).value(), " ", std::string(input.id)));
  }

 private:
  static journal::StageSpec make_spec() {
    journal::StageSpec spec;
    spec.name = "echo";
    spec.journal = "echoes";
    spec.inputs = {{"bells", true, journal::InputScope::kSamePartition}};
    return spec;
  }
};

}  // namespace escalon::direct_mesh
