#include <algorithm>
#include <utility>

#include "draft.hpp"
#include "escalon/rota/handovers.hpp"
#include "fields.hpp"
#include "rota_times.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using rota::LayerSpec;
using rota::OverrideSpec;
using rota::RotaSpec;
using rota::RotationSpec;
using rota::TemporarySpec;

// A text that `parse` understands.
template <typename Value>
bool read_parsed(const Cursor& at, Result<Value> (*parse)(std::string_view), Value& out) {
  std::string text;
  if (!read_text(at, text)) {
    return false;
  }
  Result<Value> value = parse(text);
  if (!value) {
    fail_with(at, value.error().message);
    return false;
  }
  out = *std::move(value);
  return true;
}

void read_moment(const Cursor& at, rota::Moment& out) {
  read_parsed(at, &parse_moment, out);
}

void read_person(const Cursor& at, std::string& out) {
  read_reference(at, NameKind::kPerson, out);
}

void read_only(const Cursor& at, std::vector<rota::WeekSpan>& out) {
  each_item_or_one(at, [&](const Cursor& item) {
    std::vector<rota::WeekSpan> spans;
    if (read_parsed(item, &parse_week_hours, spans)) {
      out.insert(out.end(), spans.begin(), spans.end());
    }
  });
  if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
    at.fail("no hours, so that it never opens", "name hours, or leave the key out");
  }
}

// One person or several who are on call together.
void read_turn(const Cursor& at, std::vector<std::vector<std::string>>& out) {
  std::vector<std::string> turn;
  each_item_or_one(at, [&](const Cursor& item) {
    std::string person;
    if (read_reference(item, NameKind::kPerson, person)) {
      turn.push_back(std::move(person));
    }
  });
  if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
    at.fail("a turn has nobody in it", "name somebody, or take the turn out");
  }
  out.push_back(std::move(turn));
}

void read_turns(const Cursor& at, RotationSpec& out) {
  if (at.node().kind == Node::Kind::kScalar) {
    read_turn(at, out.turns);
    return;
  }
  each_item(at, [&](const Cursor& item) { read_turn(item, out.turns); });
  if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
    at.fail("the rotation has no people", "name at least one");
  }
}

bool read_length(const Cursor& at, rota::TurnLength& out) {
  if (!read_parsed(at, &parse_turn, out)) {
    return false;
  }
  const auto tried = rota::Handovers::compile("UTC", absl::CivilSecond(), out);
  if (!tried) {
    fail_with(at, tried.error().message);
  }
  return tried.ok();
}

// One length, or a list that the turns go through.
void read_every(const Cursor& at, RotationSpec& out) {
  if (at.node().kind != Node::Kind::kSequence) {
    read_length(at, out.length);
    return;
  }
  rota::TurnLength all;
  each_item(at, [&](const Cursor& item) {
    rota::TurnLength one;
    if (!read_length(item, one)) {
      return;
    }
    if (one.months > 0) {
      item.fail("a month has no fixed length", "use hours, days or weeks in a list");
      return;
    }
    all.cycle.push_back(one.cycle.front());
  });
  out.length = std::move(all);
}

constexpr Field<RotationSpec> kRotationFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, RotationSpec& out) { read_text(at, out.name); },
     "Unique within the layer; answers name it."},
    {"people", Need::kRequired, &read_turns,
     "Who takes turns, in this order; a list within the list is on call together."},
    {"every", Need::kOptional, &read_every,
     "How long a turn is: hour, 12 hours, day, 2 weeks, month, 36h, or a list; a week without it."},
    {"start", Need::kOptional,
     [](const Cursor& at, RotationSpec& out) { read_parsed(at, &parse_reading, out.start); },
     "When the first turn begins, by the rota's clock; required where people take turns."},
    {"until", Need::kOptional,
     [](const Cursor& at, RotationSpec& out) {
       absl::CivilSecond until;
       if (read_parsed(at, &parse_reading, until)) {
         out.until = until;
       }
     },
     "When the rotation ends for good."},
    {"only", Need::kOptional, [](const Cursor& at, RotationSpec& out) { read_only(at, out.only); },
     "Hours of the week in which it counts; always without it."},
};

void read_rotation(const Cursor& at, LayerSpec& out) {
  RotationSpec spec;
  spec.length = rota::weeks(1);
  spec.start = absl::CivilSecond(1970, 1, 5);
  if (!read_fields(at, kRotationFields, spec)) {
    return;
  }
  const bool has_start = std::ranges::any_of(
      at.node().members, [](const Member& member) { return member.name == "start"; });
  if (spec.turns.size() > 1 && !has_start) {
    at.fail_at_key("'start' is missing, so that nobody knows whose turn it is",
                   "add start: \"2026-01-05 09:00\", the first hand-over");
  }
  out.rotations.push_back(std::move(spec));
}

constexpr Field<LayerSpec> kLayerFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, LayerSpec& out) { read_text(at, out.name); },
     "Unique within the rota; answers name it."},
    {"only", Need::kOptional, [](const Cursor& at, LayerSpec& out) { read_only(at, out.only); },
     "Hours of the week that bound all its rotations."},
    {"rotations", Need::kRequired,
     [](const Cursor& at, LayerSpec& out) {
       each_item(at, [&](const Cursor& item) { read_rotation(item, out); });
     },
     "Who takes turns; the rotations of a layer are on call together."},
};

void read_layers(const Cursor& at, RotaSpec& out) {
  each_item(at, [&](const Cursor& item) {
    LayerSpec layer;
    if (read_fields(item, kLayerFields, layer)) {
      out.layers.push_back(std::move(layer));
    }
  });
}

constexpr Field<OverrideSpec> kOverrideFields[] = {
    {"from", Need::kRequired,
     [](const Cursor& at, OverrideSpec& out) { read_moment(at, out.from); },
     "When it begins, by the rota's clock or with an offset."},
    {"until", Need::kRequired,
     [](const Cursor& at, OverrideSpec& out) { read_moment(at, out.until); }, "When it ends."},
    {"person", Need::kOptional,
     [](const Cursor& at, OverrideSpec& out) { read_person(at, out.person); },
     "Who is on call by it; nobody without it."},
    {"instead_of", Need::kOptional,
     [](const Cursor& at, OverrideSpec& out) {
       if (at.node().scalar == "everyone") {
         out.instead_of_everyone = true;
       } else {
         read_person(at, out.instead_of);
       }
     },
     "Whom it takes away: a person, or everyone; nobody without it."},
    {"reason", Need::kOptional,
     [](const Cursor& at, OverrideSpec& out) { read_text(at, out.reason); },
     "Shown with the answer."},
};

void read_overrides(const Cursor& at, RotaSpec& out) {
  each_item(at, [&](const Cursor& item) {
    OverrideSpec change;
    if (read_fields(item, kOverrideFields, change)) {
      out.overrides.push_back(std::move(change));
    }
  });
}

constexpr Field<rota::TemporaryShift> kShiftFields[] = {
    {"person", Need::kRequired,
     [](const Cursor& at, rota::TemporaryShift& out) { read_person(at, out.person); },
     "Who is on call."},
    {"from", Need::kRequired,
     [](const Cursor& at, rota::TemporaryShift& out) { read_moment(at, out.from); },
     "When the shift begins."},
    {"until", Need::kRequired,
     [](const Cursor& at, rota::TemporaryShift& out) { read_moment(at, out.until); },
     "When it ends."},
};

void read_shift(const Cursor& at, TemporarySpec& out) {
  rota::TemporaryShift shift;
  if (read_fields(at, kShiftFields, shift)) {
    out.shifts.push_back(std::move(shift));
  }
}

constexpr Field<TemporarySpec> kTemporaryFields[] = {
    {"name", Need::kRequired, [](const Cursor& at, TemporarySpec& out) { read_text(at, out.name); },
     "Answers name it."},
    {"from", Need::kRequired,
     [](const Cursor& at, TemporarySpec& out) { read_moment(at, out.from); },
     "From when on it replaces layers and overrides."},
    {"until", Need::kRequired,
     [](const Cursor& at, TemporarySpec& out) { read_moment(at, out.until); }, "Until when."},
    {"shifts", Need::kRequired,
     [](const Cursor& at, TemporarySpec& out) {
       each_item(at, [&](const Cursor& item) { read_shift(item, out); });
     },
     "Who is on call when; nobody is in between."},
};

void read_temporary(const Cursor& at, RotaSpec& out) {
  each_item(at, [&](const Cursor& item) {
    TemporarySpec schedule;
    if (read_fields(item, kTemporaryFields, schedule)) {
      out.temporary.push_back(std::move(schedule));
    }
  });
}

void read_zone(const Cursor& at, std::string& out) {
  absl::TimeZone zone;
  read_time_zone(at, out, zone);
}

struct RotaDraft {
  RotaSpec spec;
  std::string team;
};

constexpr Field<RotaDraft> kRotaFields[] = {
    {"team", Need::kOptional,
     [](const Cursor& at, RotaDraft& out) { read_reference(at, NameKind::kTeam, out.team); },
     "Whose rota it is, for `escalon oncall --team`."},
    {"zone", Need::kRequired,
     [](const Cursor& at, RotaDraft& out) { read_zone(at, out.spec.time_zone); },
     "IANA time zone of its wall clock, as Europe/Berlin."},
    {"layers", Need::kRequired, [](const Cursor& at, RotaDraft& out) { read_layers(at, out.spec); },
     "From the bottom up: a later layer covers the earlier ones whenever it has somebody."},
    {"overrides", Need::kOptional,
     [](const Cursor& at, RotaDraft& out) { read_overrides(at, out.spec); },
     "Changes for a while, in the order in which they were made."},
    {"temporary", Need::kOptional,
     [](const Cursor& at, RotaDraft& out) { read_temporary(at, out.spec); },
     "Schedules that replace all of it for a while."},
};

void read_rota(const Cursor& at, Draft& out) {
  at.reading().names.define(NameKind::kRota, std::string(at.name()));
  RotaDraft draft;
  draft.spec.name = std::string(at.name());
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kRotaFields, draft) || at.reading().errors.size() != errors_before) {
    return;
  }
  Result<rota::Rota> compiled = rota::Rota::compile(draft.spec);
  if (!compiled) {
    fail_with(at, compiled.error().message);
    return;
  }
  out.escalation.rotas.emplace(draft.spec.name, *std::move(compiled));
  if (!draft.team.empty()) {
    out.rota_teams.emplace(draft.spec.name, std::move(draft.team));
  }
}

}  // namespace

void read_rotas(const Cursor& at, Draft& out) {
  each_member(at, [&](const Cursor& entry) { read_rota(entry, out); });
}

}  // namespace escalon::policy
