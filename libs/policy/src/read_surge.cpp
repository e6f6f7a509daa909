#include "read_surge.hpp"

#include <array>
#include <utility>

#include "fields.hpp"
#include "read_step.hpp"
#include "text.hpp"
#include "values.hpp"

namespace escalon::policy {
namespace {

constexpr absl::Duration kHoldMax = absl::Minutes(10);

void read_hold(const Cursor& at, SurgeDraft& out) {
  absl::Duration hold;
  if (!read_duration(at, Zero::kAllowed, hold)) {
    return;
  }
  if (hold > kHoldMax) {
    at.fail("longer than 10m, in which nobody is asked", "write 10m at most, or 0s");
    return;
  }
  out.rule.hold = hold;
}

void read_members_end(const Cursor& at, SurgeDraft& out) {
  static constexpr std::array<std::string_view, 2> kEnds{"settle", "go_on"};
  std::string word;
  if (read_one_of(at, "end of a surge", kEnds, word)) {
    out.rule.settles_members = word == "settle";
  }
}

constexpr Field<SurgeDraft> kSurgeFields[] = {
    {"intents", Need::kRequired,
     [](const Cursor& at, SurgeDraft& out) { read_texts(at, out.rule.intents); },
     "What customers of one trouble want: one intent, a list, or '*'."},
    {"count", Need::kRequired,
     [](const Cursor& at, SurgeDraft& out) {
       read_number(at, Range<int>{2, queue::kSurgeCountMax}, out.counting.count);
     },
     "How many cases make a surge."},
    {"within", Need::kOptional,
     [](const Cursor& at, SurgeDraft& out) {
       read_duration(at, Zero::kRefused, out.counting.within);
     },
     "In which time; 10m without it."},
    {"hold", Need::kOptional, &read_hold,
     "How long an escalation waits for company before anybody is asked; 10s without it."},
    {"members", Need::kOptional, &read_members_end,
     "When the parent is settled: settle them with it, or let them go_on by their own ladder."},
    {"level", Need::kOptional,
     [](const Cursor& at, SurgeDraft& out) {
       read_number(at, Range<int>{1, kLevelMax}, out.rule.level);
     },
     "The level at which the parent begins."},
    {"priority", Need::kOptional,
     [](const Cursor& at, SurgeDraft& out) {
       read_number(at, Range<int>{1, 9}, out.rule.priority);
     },
     "Of the parent, 1 (most urgent) to 9; 1 without it."},
    {"ladder", Need::kRequired,
     [](const Cursor& at, SurgeDraft& out) {
       read_reference(at, NameKind::kLadder, out.rule.ladder);
     },
     "The ladder that the parent climbs."},
};

}  // namespace

void read_surge(const Cursor& at, SurgeDraft& out) {
  SurgeDraft read;
  const std::size_t errors_before = at.reading().errors.size();
  if (!read_fields(at, kSurgeFields, read) || at.reading().errors.size() != errors_before) {
    return;
  }
  if (read.rule.hold > read.counting.within) {
    at.fail("hold is longer than within, in which the cases are counted",
            "shorten hold, or lengthen within");
    return;
  }
  out = std::move(read);
}

}  // namespace escalon::policy
