#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "escalon/base/instant.hpp"
#include "escalon/replay/replay.hpp"
#include "figures.hpp"

namespace escalon::replay {
namespace {

// A figure under both policies; what one of them lacks is 0 there.
struct Pair {
  std::vector<std::string> path;
  std::int64_t a = 0;
  std::int64_t b = 0;
};

using Order = std::pair<int, std::vector<std::string>>;

// Groups stand in the order of figures_of, their parts by name.
std::vector<Pair> pairs_of(const WhatIf& what_if) {
  std::map<Order, Pair> pairs;
  std::vector<std::string> groups;
  const auto place = [&](const Figure& figure) -> Pair& {
    auto group = std::find(groups.begin(), groups.end(), figure.path.front());
    if (group == groups.end()) {
      group = groups.insert(groups.end(), figure.path.front());
    }
    Pair& pair = pairs[{static_cast<int>(group - groups.begin()), figure.path}];
    pair.path = figure.path;
    return pair;
  };
  for (const Figure& figure : figures_of(what_if.a)) {
    place(figure).a = figure.value;
  }
  for (const Figure& figure : figures_of(what_if.b)) {
    place(figure).b = figure.value;
  }
  std::vector<Pair> list;
  for (auto& [order, pair] : pairs) {
    list.push_back(std::move(pair));
  }
  return list;
}

std::string label_of(const std::vector<std::string>& path, const Night& night) {
  const std::string indent(path.size() > 1 ? 2 : 0, ' ');
  if (path != std::vector<std::string>{"pages", "night"}) {
    return absl::StrCat(indent,
                        absl::StrJoin(path.begin() + (path.size() > 1 ? 1 : 0), path.end(), " "));
  }
  return absl::StrFormat("%sat night, %02d:%02d-%02d:%02d %s", indent, night.from_minute / 60,
                         night.from_minute % 60, night.until_minute / 60, night.until_minute % 60,
                         night.zone.name());
}

std::string signed_text(std::int64_t change) {
  return change == 0 ? "" : absl::StrFormat("%+d", change);
}

std::string render_text(const WhatIf& what_if, const Night& night) {
  struct Line {
    std::string label, a, b, change;
  };
  std::vector<Line> lines = {
      {"", absl::StrCat("A ", what_if.name_a), absl::StrCat("B ", what_if.name_b), "change"}};
  for (const Pair& pair : pairs_of(what_if)) {
    lines.push_back({label_of(pair.path, night), absl::StrCat(pair.a), absl::StrCat(pair.b),
                     signed_text(pair.b - pair.a)});
  }
  std::size_t widths[4] = {0, 0, 0, 0};
  for (const Line& line : lines) {
    const std::string* fields[4] = {&line.label, &line.a, &line.b, &line.change};
    for (int i = 0; i < 4; ++i) {
      widths[i] = std::max(widths[i], fields[i]->size());
    }
  }
  std::string text = absl::StrFormat(
      "%d events of %d cases until %s; %d cases come out otherwise\n", what_if.a.events,
      what_if.a.cases, format_instant(what_if.a.until), what_if.cases_that_differ);
  for (const Line& line : lines) {
    absl::StrAppend(
        &text, absl::StrFormat("%-*s  %*s  %*s  %*s", static_cast<int>(widths[0]), line.label,
                               static_cast<int>(widths[1]), line.a, static_cast<int>(widths[2]),
                               line.b, static_cast<int>(widths[3]), line.change));
    text.erase(text.find_last_not_of(' ') + 1);
    text += '\n';
  }
  return text;
}

std::string object_of(const std::vector<Pair>& pairs, std::int64_t (*value)(const Pair&)) {
  return absl::StrCat("{",
                      absl::StrJoin(pairs, ",",
                                    [&](std::string* out, const Pair& pair) {
                                      absl::StrAppend(out, json_text(absl::StrJoin(pair.path, "/")),
                                                      ":", value(pair));
                                    }),
                      "}");
}

std::string policy_of(const std::string& name, const std::string& hash,
                      const std::string& figures) {
  return absl::StrCat("{\"policy\":", json_text(name), ",\"hash\":", json_text(hash),
                      ",\"figures\":", figures, "}");
}

std::string render_json(const WhatIf& what_if) {
  const std::vector<Pair> pairs = pairs_of(what_if);
  return absl::StrCat(
      "{\"events\":", what_if.a.events, ",\"cases\":", what_if.a.cases,
      ",\"until\":", json_text(format_instant(what_if.a.until)),
      ",\"cases_that_differ\":", what_if.cases_that_differ, ",\"a\":",
      policy_of(what_if.name_a, what_if.hash_a,
                object_of(pairs, [](const Pair& pair) { return pair.a; })),
      ",\"b\":",
      policy_of(what_if.name_b, what_if.hash_b,
                object_of(pairs, [](const Pair& pair) { return pair.b; })),
      ",\"change\":", object_of(pairs, [](const Pair& pair) { return pair.b - pair.a; }), "}\n");
}

}  // namespace

std::string render(const WhatIf& what_if, const Night& night, ReportFormat format) {
  return format == ReportFormat::kJson ? render_json(what_if) : render_text(what_if, night);
}

}  // namespace escalon::replay
