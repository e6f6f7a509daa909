#include "read_step.hpp"

#include <array>
#include <utility>

#include "fields.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

using escalation::Target;

constexpr std::string_view kRemedy =
    "write queue, everyone, {queue: TEAM}, {everyone: TEAM}, {person: NAME} or {rota: NAME}";

struct TargetDraft {
  std::vector<Target> targets;
};

void add(const Cursor& at, NameKind kind, Target::Kind target, TargetDraft& out) {
  std::string name;
  if (read_reference(at, kind, name)) {
    out.targets.push_back({target, std::move(name)});
  }
}

constexpr Field<TargetDraft> kTargetFields[] = {
    {"person", Need::kOptional,
     [](const Cursor& at, TargetDraft& out) {
       add(at, NameKind::kPerson, Target::Kind::kPerson, out);
     },
     "A person, present or not."},
    {"queue", Need::kOptional,
     [](const Cursor& at, TargetDraft& out) {
       add(at, NameKind::kTeam, Target::Kind::kTeamQueue, out);
     },
     "Whoever the queue of the team chooses."},
    {"everyone", Need::kOptional,
     [](const Cursor& at, TargetDraft& out) {
       add(at, NameKind::kTeam, Target::Kind::kEveryoneOf, out);
     },
     "Everyone of the team; whoever answers first has it."},
    {"rota", Need::kOptional,
     [](const Cursor& at, TargetDraft& out) { add(at, NameKind::kRota, Target::Kind::kRota, out); },
     "Everyone whom the rota has on call when the step begins."},
};

void read_target(const Cursor& at, std::vector<Target>& out) {
  if (at.node().kind == Node::Kind::kMap) {
    TargetDraft draft;
    read_fields(at, kTargetFields, draft);
    if (at.node().members.size() != 1) {
      at.fail("expected exactly one of person, queue, everyone and rota", std::string(kRemedy));
    }
    out.insert(out.end(), draft.targets.begin(), draft.targets.end());
    return;
  }
  std::string word;
  if (!read_text(at, word)) {
    return;
  }
  if (word != "queue" && word != "everyone") {
    at.fail(cat("'", word, "' says nobody to ask"), std::string(kRemedy));
    return;
  }
  out.push_back({word == "queue" ? Target::Kind::kTeamQueue : Target::Kind::kEveryoneOf, ""});
}

}  // namespace

void read_targets(const Cursor& at, std::vector<Target>& out) {
  std::vector<Target> targets;
  if (at.node().kind == Node::Kind::kSequence) {
    each_item(at, [&](const Cursor& item) { read_target(item, targets); });
  } else {
    read_target(at, targets);
  }
  int queues = 0;
  for (const Target& target : targets) {
    queues += target.kind == Target::Kind::kTeamQueue ? 1 : 0;
  }
  if (queues > 1) {
    at.fail("a step asks at most one queue", "put the other queue into a step of its own");
  }
  if (at.node().kind == Node::Kind::kSequence && at.node().items.empty()) {
    at.fail("asks nobody", std::string(kRemedy));
  }
  out = std::move(targets);
}

}  // namespace escalon::policy
