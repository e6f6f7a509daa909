#include "case_runner.hpp"

#include <google/protobuf/util/json_util.h>

#include <set>

namespace escalon::conformance {
namespace {

const std::set<std::string> kNarrativeKinds = {"status_sequence", "conditional_step"};

Result<Answer> answer(const CaseValue& value, const std::map<std::string, Answerer>& kinds) {
  const auto kind = kinds.find(value["kind"].text());
  if (kind == kinds.end()) {
    return invalid("unknown kind '" + value["kind"].text() + "'");
  }
  return kind->second(value);
}

void run_case(const CaseValue& value, const std::map<std::string, Answerer>& kinds, Counts& counts,
              std::ostream& out) {
  if (kNarrativeKinds.contains(value["kind"].text())) {
    ++counts.skipped;
    return;
  }
  const Result<Answer> result = answer(value, kinds);
  const bool equal = result.ok() && result->expected == result->got;
  const std::string& convention = value["convention"].text();
  const bool declared = result.ok() && !convention.empty() && convention != "close";
  ++(declared ? counts.declared : equal ? counts.passed : counts.failed);
  if (!equal) {
    out << value["id"].text() << (declared ? " declared " + convention : " failed") << ": "
        << (result.ok() ? "expected " + result->expected + ", got " + result->got
                        : result.error().message)
        << "\n";
  }
}

}  // namespace

std::string Counts::text() const {
  return std::to_string(passed) + " passed, " + std::to_string(failed) + " failed, " +
         std::to_string(declared) + " declared, " + std::to_string(skipped) + " skipped";
}

Status only(const std::set<std::string>& keys, const CaseValue& object) {
  for (const std::string& key : object.keys()) {
    if (!keys.contains(key)) {
      return invalid("unknown key '" + key + "'");
    }
  }
  return {};
}

Status only_beside_words(std::set<std::string> keys, const CaseValue& value) {
  keys.insert({"id", "origin", "source_case", "kind", "expect", "convention", "tags", "note",
               "source_local"});
  return only(keys, value);
}

std::map<std::string, Answerer> all_kinds() {
  auto kinds = business_time_kinds();
  kinds.merge(sla_kinds());
  kinds.merge(rota_kinds());
  kinds.merge(notify_kinds());
  return kinds;
}

Status run_cases(const std::string& text, const std::map<std::string, Answerer>& kinds,
                 Counts& counts, std::ostream& out) {
  google::protobuf::Value file;
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, &file);
  const CaseValue root(file);
  if (!parsed.ok()) {
    return invalid("not a JSON file: " + std::string(parsed.message()));
  }
  if (root["schema"].text() != "conformance-cases/1") {
    return invalid("not a file of the schema conformance-cases/1");
  }
  for (const CaseValue& value : root["cases"].elements()) {
    run_case(value, kinds, counts, out);
  }
  return {};
}

}  // namespace escalon::conformance
