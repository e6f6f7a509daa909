// escalon_conformance FILE…: runs files of conformance cases against the pure libraries. A line for
// each case that differs, then the counts; exit 1 if a case failed, 2 if a file cannot be read.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <string>

#include "case_kinds.hpp"

namespace escalon::conformance {
namespace {

struct Counts {
  int passed = 0;
  int failed = 0;
  int declared = 0;
  int skipped = 0;
};

// Facts told as a story; the unit tests of the libraries hold them.
const std::set<std::string> kNarrativeKinds = {"status_sequence", "conditional_step"};

Result<Answer> answer(const CaseValue& value, const std::map<std::string, Answerer>& kinds) {
  const auto kind = kinds.find(value["kind"].text());
  if (kind == kinds.end()) {
    return invalid("unknown kind '" + value["kind"].text() + "'");
  }
  return kind->second(value);
}

void run_case(const CaseValue& value, const std::map<std::string, Answerer>& kinds,
              Counts& counts) {
  if (kNarrativeKinds.contains(value["kind"].text())) {
    ++counts.skipped;
    return;
  }
  const Result<Answer> result = answer(value, kinds);
  const bool equal = result.ok() && result->expected == result->got;
  const std::string& convention = value["convention"].text();
  const bool declared = !convention.empty() && convention != "close";
  ++(declared ? counts.declared : equal ? counts.passed : counts.failed);
  if (!equal) {
    std::cout << value["id"].text() << (declared ? " declared " + convention : " failed")
              << (result.ok() ? ": expected " + result->expected + ", got " + result->got
                              : ": " + result.error().message)
              << "\n";
  }
}

bool run_file(const char* path, const std::map<std::string, Answerer>& kinds, Counts& counts) {
  std::ifstream stream(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  google::protobuf::Value file;
  const auto status = google::protobuf::util::JsonStringToMessage(text, &file);
  const CaseValue root(file);
  if (!status.ok() || root["schema"].text() != "conformance-cases/1") {
    std::cerr << path << ": not a readable file of the schema conformance-cases/1 "
              << status.ToString() << "\n";
    return false;
  }
  for (const CaseValue& value : root["cases"].elements()) {
    run_case(value, kinds, counts);
  }
  return true;
}

std::map<std::string, Answerer> all_kinds() {
  return business_time_kinds();
}

}  // namespace
}  // namespace escalon::conformance

int main(int argc, char** argv) {
  using namespace escalon::conformance;
  if (argc < 2) {
    std::cerr << "usage: escalon_conformance FILE...\n";
    return 2;
  }
  const auto kinds = all_kinds();
  Counts counts;
  bool readable = true;
  for (int i = 1; i < argc; ++i) {
    readable = run_file(argv[i], kinds, counts) && readable;
  }
  std::cout << counts.passed << " passed, " << counts.failed << " failed, " << counts.declared
            << " declared, " << counts.skipped << " skipped\n";
  return !readable ? 2 : counts.failed > 0 ? 1 : 0;
}
