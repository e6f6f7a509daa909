#include "sections.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "escalon/base/suggest.hpp"
#include "fields.hpp"
#include "read_condition.hpp"
#include "text.hpp"
#include "utf8.hpp"
#include "values.hpp"
#include "yaml_reader.hpp"

namespace escalon::policy {
namespace {

void read_name(const Cursor& at, Draft& out) {
  read_text(at, out.name);
}

void read_retire_after(const Cursor& at, Draft& out) {
  read_duration(at, Zero::kRefused, out.retire_after);
}

// In the order in which they are read: what is referred to comes before what refers to it.
constexpr Field<Draft> kSections[] = {
    {"name", Need::kOptional, &read_name, "What the policy is called."},
    {"retire_after", Need::kOptional, &read_retire_after,
     "A case that has been silent this long is forgotten; 30d without it."},
    {"calendars", Need::kOptional, &read_calendars, "Opening hours, by name."},
    {"teams", Need::kOptional, &read_teams, "Teams and their people, by name."},
    {"people", Need::kOptional, &read_people, "How people are reached, by name."},
    {"queue", Need::kOptional, &read_queue, "What holds for every team."},
    {"rotas", Need::kOptional, &read_rotas, "Who is on call, by name."},
    {"notifications", Need::kOptional, &read_notifications, "Channels, and who hears of what."},
    {"language", Need::kOptional, &read_language, "How the language of a text is known."},
    {"triggers", Need::kOptional, &read_triggers, "Reasons to escalate, and how they are heard."},
    {"sentiment", Need::kOptional, &read_sentiment, "How the mood of a text is summed up."},
    {"urgency", Need::kOptional, &read_urgency, "What makes a text or a case pressing."},
    {"intents", Need::kOptional, &read_intents, "What customers want."},
    {"out_of_scope", Need::kOptional, &read_out_of_scope,
     "When a text asks for something that no intent knows."},
    {"risk", Need::kOptional, &read_risk,
     "How likely a conversation is to need an escalation, and what makes it so."},
    {"repeat_contact", Need::kOptional, &read_repeat_contact, "When a customer comes too often."},
    {"priority", Need::kOptional, &read_priority, "The priority as a table over two fields."},
    {"clocks", Need::kOptional, &read_clocks, "The clocks of a case, by name."},
    {"ladders", Need::kOptional, &read_ladders, "Who is asked one after the other, by name."},
    {"default_route", Need::kOptional, &read_default_route,
     "Where everything goes that finds no rule or no answer."},
    {"matrix", Need::kOptional, &read_matrix, "Which reason goes to which team."},
    {"care", Need::kOptional, &read_care,
     "What customers are promised, what follows an escalation, who owns what nobody else does."},
    {"escalation", Need::kOptional, &read_escalation, "What holds for every escalation."},
};
constexpr std::string_view kHolidayFileEnd = ".ics";
constexpr std::size_t kSectionCount = std::size(kSections);

// A top-level key and the file that it was found in.
struct Found {
  const std::string* file;
  const Member* entry;
};
using FoundSections = std::array<std::optional<Found>, kSectionCount>;

std::array<std::string_view, kSectionCount> section_names() {
  std::array<std::string_view, kSectionCount> names;
  std::ranges::transform(kSections, names.begin(),
                         [](const auto& section) { return section.name; });
  return names;
}

void find_section(Reading& reading, const std::string& file, const Member& entry,
                  FoundSections& found) {
  const auto names = section_names();
  const Cursor at(reading, file, entry);
  const auto index = static_cast<std::size_t>(std::ranges::find(names, entry.name) - names.begin());
  if (index == kSectionCount) {
    at.fail_at_key(cat("unknown key", did_you_mean(entry.name, names)),
                   cat("use one of: ", list_of(names)));
  } else if (found[index]) {
    at.fail_at_key(cat("given twice; first at ", *found[index]->file, ":",
                       found[index]->entry->mark.line, ":", found[index]->entry->mark.column),
                   "keep one of the two, or move all of it to one place");
  } else {
    found[index] = Found{&file, &entry};
  }
}

void find_sections(Reading& reading, const std::string& file, const Node& root,
                   FoundSections& found) {
  if (root.kind == Node::Kind::kNull) {
    return;
  }
  if (root.kind != Node::Kind::kMap) {
    reading.errors.push_back(Place{file, root.mark.line, root.mark.column, ""}.error(
        "expected 'key: value' lines", cat("use the keys: ", list_of(section_names()))));
    return;
  }
  for (const Member& entry : root.members) {
    find_section(reading, file, entry, found);
  }
}

std::optional<Node> parse(Reading& reading, const PolicyFile& file) {
  if (const std::optional<Mark> bad = first_invalid_utf8(file.content)) {
    reading.errors.push_back(Place{file.name, bad->line, bad->column, ""}.error(
        "this byte is not UTF-8", "save the file as UTF-8"));
    return std::nullopt;
  }
  Result<Node, PolicyError> node = read_yaml(file.name, file.content);
  if (!node) {
    reading.errors.push_back(node.error());
    return std::nullopt;
  }
  return std::move(*node);
}

}  // namespace

void read_sections(const PolicyFiles& files, Reading& reading, Draft& out) {
  std::vector<std::optional<Node>> roots;
  FoundSections found;
  roots.reserve(files.size());  // FoundSections points into it
  for (const PolicyFile& file : files) {
    if (file.name.ends_with(kHolidayFileEnd)) {
      reading.holiday_files.emplace(file.name, Reading::HolidayFile{&file, false});
      continue;
    }
    if (const auto& root = roots.emplace_back(parse(reading, file))) {
      find_sections(reading, file.name, *root, found);
    }
  }
  for (std::size_t i = 0; i < kSectionCount; ++i) {
    if (found[i]) {
      kSections[i].read(Cursor(reading, *found[i]->file, *found[i]->entry), out);
    }
  }
  for (const auto& [name, holidays] : reading.holiday_files) {
    if (!holidays.used) {
      reading.warnings.push_back(Place{name, 0, 0, ""}.error(
          "no calendar uses this file", "name it under holiday_files of a calendar"));
    }
  }
}

std::string sections_schema() {
  Outline outline;
  Reading reading;
  reading.outline = &outline;
  const Member whole{"policy", {}, {}};
  const std::string file;
  const Cursor at(reading, file, whole);
  const std::string condition = condition_schema(at);
  const std::string sections = outline.describe(at, [](const Cursor& root) {
    Draft out;
    read_fields(root, kSections, out);
  });
  return cat(
      R"({"$schema":"https://json-schema.org/draft/2020-12/schema","title":"Escalon policy",)",
      R"("$defs":{"condition":)", condition, "},", std::string_view(sections).substr(1));
}

}  // namespace escalon::policy
