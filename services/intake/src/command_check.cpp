#include "escalon/intake/command_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "escalon/base/instant.hpp"
#include "escalon/base/suggest.hpp"
#include "escalon/events/utf8.hpp"
#include "escalon/events/validate.hpp"

namespace escalon::intake {
namespace {

using command::v1::Command;

constexpr std::array<std::string_view, 3> kPresences{"present", "away", "offline"};
constexpr int kCapacityMax = 1000;

Status check_name(std::string_view field, std::string_view value) {
  const auto is_control = [](char character) {
    return static_cast<unsigned char>(character) < 0x20;
  };
  if (value.size() > events::kNameBytesMax) {
    return invalid(fmt::format("{} has {} bytes; at most {} are allowed", field, value.size(),
                               events::kNameBytesMax));
  }
  if (std::any_of(value.begin(), value.end(), is_control)) {
    return invalid(
        fmt::format("{} holds a line end or another control character; remove it", field));
  }
  return events::is_utf8(value) ? Status()
                                : invalid(fmt::format("{} is not UTF-8; encode it so", field));
}

Status check_presence(const command::v1::SetPresence& presence) {
  if (presence.person().empty()) {
    return invalid("set_presence.person is empty; say who comes or goes");
  }
  if (presence.team().empty()) {
    return invalid("set_presence.team is empty; give the person's home team");
  }
  const std::string& value = presence.presence();
  if (std::find(kPresences.begin(), kPresences.end(), value) == kPresences.end()) {
    return invalid(fmt::format("set_presence.presence '{}' must be present, away or offline{}",
                               value, did_you_mean(value, kPresences)));
  }
  if (presence.capacity() < 0 || presence.capacity() > kCapacityMax) {
    return invalid(fmt::format("set_presence.capacity must be from 0 (the policy's default) to {}",
                               kCapacityMax));
  }
  for (const Status& status : {check_name("set_presence.person", presence.person()),
                               check_name("set_presence.team", presence.team())}) {
    if (!status) {
      return status;
    }
  }
  return {};
}

Status check_names(const Command& command) {
  for (const Status& status :
       {check_name("command_id", command.command_id()), check_name("tenant", command.tenant()),
        check_name("actor", command.actor()), check_name("case_id", command.case_id()),
        check_name("escalation_id", command.escalation_id())}) {
    if (!status) {
      return status;
    }
  }
  return {};
}

Status check_issued_at(const Command& command, absl::Time now) {
  const absl::Time issued = absl::FromUnixSeconds(command.issued_at().seconds()) +
                            absl::Nanoseconds(command.issued_at().nanos());
  if (issued > now + events::kAheadMax) {
    return invalid(fmt::format(
        "issued_at {} is more than 5 minutes ahead of this clock ({}); set the sender's clock",
        format_instant(issued), format_instant(now)));
  }
  return {};
}

void fill_defaults(Command& command, absl::Time now, std::string_view fresh_id) {
  if (command.tenant().empty()) {
    command.set_tenant("default");
  }
  if (command.command_id().empty()) {
    command.set_command_id(std::string(fresh_id));
  }
  if (!command.has_issued_at()) {
    const std::int64_t ms = to_ms(now);
    command.mutable_issued_at()->set_seconds(ms / 1000);
    command.mutable_issued_at()->set_nanos(static_cast<std::int32_t>(ms % 1000) * 1'000'000);
  }
}

}  // namespace

Status check_command(Command& command, absl::Time now, std::string_view fresh_id) {
  fill_defaults(command, now, fresh_id);
  if (command.body_case() == Command::BODY_NOT_SET) {
    return invalid(
        "body: nothing says what is ordered; add one of acknowledge, accept, …, set_presence");
  }
  if (const Status names = check_names(command); !names) {
    return names;
  }
  if (const Status issued = check_issued_at(command, now); !issued) {
    return issued;
  }
  if (command.has_set_presence()) {
    if (const Status presence = check_presence(command.set_presence()); !presence) {
      return presence;
    }
  } else if (command.case_id().empty()) {
    return invalid("case_id is empty; name the case or the escalation_id");
  }
  if (const std::size_t bytes = command.ByteSizeLong(); bytes > events::kEventBytesMax) {
    return invalid(
        fmt::format("command has {} bytes; at most {} are allowed", bytes, events::kEventBytesMax));
  }
  return {};
}

std::string command_name(const Command& command) {
  const auto* field = command.GetReflection()->GetOneofFieldDescriptor(
      command, command.GetDescriptor()->FindOneofByName("body"));
  return field == nullptr ? std::string() : field->name();
}

}  // namespace escalon::intake
