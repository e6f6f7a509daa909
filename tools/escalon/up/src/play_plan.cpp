#include "escalon/up/play_plan.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "escalon/base/ids.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/events/validate.hpp"

namespace escalon::up {
namespace {

using command::v1::Command;
using contact::v1::ContactEvent;
using google::protobuf::Timestamp;

absl::Time instant_of(const Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Nanoseconds(timestamp.nanos());
}

void move(Timestamp& timestamp, absl::Duration shift) {
  const absl::Time moved = instant_of(timestamp) + shift;
  const std::int64_t seconds = absl::ToUnixSeconds(moved);
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(
      static_cast<std::int32_t>(absl::ToInt64Nanoseconds(moved - absl::FromUnixSeconds(seconds))));
}

void mark(std::string* id, const std::string& run) {
  if (!id->empty() && !run.empty()) {
    *id += "-" + run;
  }
}

void redate_one(ContactEvent& event, absl::Duration shift, const std::string& run) {
  move(*event.mutable_occurred_at(), shift);
  for (auto& [clock, due] : *event.mutable_due()) {
    move(due, shift);
  }
  mark(event.mutable_event_id(), run);
  mark(event.mutable_case_id(), run);
  mark(event.mutable_contact_id(), run);
  mark(event.mutable_previous_contact_id(), run);
}

void redate_one(Command& command, absl::Duration shift, const std::string& run) {
  move(*command.mutable_issued_at(), shift);
  mark(command.mutable_command_id(), run);
  mark(command.mutable_case_id(), run);
}

// Calls `take` with each line that is not blank and its number; stops at the first error.
template <typename Take>
Status for_each_line(std::string_view text, const Take& take) {
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) {
      continue;
    }
    if (const Status taken = take(line); !taken) {
      return invalid("line " + std::to_string(number) + ": " + taken.error().message);
    }
  }
  return {};
}

}  // namespace

absl::Time hold_before(const PlayItem& item) {
  return item.at - absl::Milliseconds(1);
}

Result<PlayItems> make_items(std::vector<ContactEvent> events, std::vector<Command> commands) {
  PlayItems items;
  items.reserve(events.size() + commands.size());
  for (ContactEvent& event : events) {
    // The file's reader has checked them; checking again completes those that tests make.
    if (const Status valid = events::validate(event, std::nullopt); !valid) {
      return valid.error();
    }
    items.push_back({instant_of(event.occurred_at()), std::move(event)});
  }
  for (Command& command : commands) {
    if (!command.has_issued_at() || command.command_id().empty()) {
      return invalid("a command that is played needs command_id and issued_at");
    }
    items.push_back({instant_of(command.issued_at()), std::move(command)});
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const PlayItem& a, const PlayItem& b) { return a.at < b.at; });
  return items;
}

void keep_cases_between(std::vector<ContactEvent>& events, absl::Time from, absl::Time to) {
  absl::flat_hash_set<Key> outside;
  for (const ContactEvent& event : events) {
    const absl::Time at = instant_of(event.occurred_at());
    if (at < from || at >= to) {
      outside.insert(make_key(event.tenant(), event.case_id()));
    }
  }
  std::erase_if(events, [&](const ContactEvent& event) {
    return outside.contains(make_key(event.tenant(), event.case_id()));
  });
}

void redate(PlayItems& items, absl::Duration shift, const std::string& run) {
  for (PlayItem& item : items) {
    item.at += shift;
    std::visit([&](auto& what) { redate_one(what, shift, run); }, item.what);
  }
}

absl::Duration shift_to_join(const PlayItems& items, absl::Time wall, double speed) {
  if (items.empty()) {
    return absl::ZeroDuration();
  }
  const absl::Duration lasts = items.back().at - items.front().at;
  const absl::Duration shift = wall - lasts * (1 - 1 / speed) - items.front().at;
  return absl::Trunc(shift, absl::Milliseconds(1));
}

Result<std::vector<Command>> read_commands(const std::string& text) {
  std::vector<Command> commands;
  const Status read = for_each_line(text, [&](std::string_view line) {
    return events::parse_json(line, commands.emplace_back());
  });
  if (!read) {
    return read.error();
  }
  return commands;
}

Result<std::vector<ContactEvent>> read_event_lines(const std::string& text) {
  std::vector<ContactEvent> found;
  const Status read = for_each_line(text, [&](std::string_view line) -> Status {
    auto event = events::parse_event_json(line);
    if (!event) {
      return event.error();
    }
    found.push_back(std::move(event).value());
    return {};
  });
  if (!read) {
    return read.error();
  }
  return found;
}

}  // namespace escalon::up
