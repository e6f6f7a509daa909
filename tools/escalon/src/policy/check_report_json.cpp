#include "check_report_json.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "escalon/service/http_error.hpp"

namespace escalon::cli {
namespace {

using policy::Finding;
using policy::Severity;
using service::json_string;

std::string finding_json(const Finding& finding) {
  const policy::PolicyError& what = finding.what;
  return fmt::format(
      R"({{"severity":"{}","file":{},"line":{},"column":{},"path":{},"message":{},"remedy":{}}})",
      policy::severity_name(finding.severity), json_string(what.file), what.line, what.column,
      json_string(what.path), json_string(what.message), json_string(what.remedy));
}

std::string key_of(std::string_view noun) {
  std::string key = std::string(noun) + "s";
  std::ranges::replace(key, ' ', '_');
  return key;
}

}  // namespace

std::string to_json(const policy::CheckReport& report) {
  std::string json = fmt::format(R"({{"ok":{})", report.ok);
  if (report.policy != nullptr) {
    json += fmt::format(R"(,"name":{},"hash":"{}")", json_string(report.policy->name),
                        report.policy->hash);
    for (const auto& [noun, count] : report.counts) {
      json += fmt::format(R"(,"{}":{})", key_of(noun), count);
    }
  }
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    json += fmt::format(R"(,"{}s":{})", policy::severity_name(severity), report.count(severity));
  }
  json += R"(,"findings":[)";
  for (const Finding& finding : report.findings) {
    json += (&finding == &report.findings.front() ? "" : ",") + finding_json(finding);
  }
  return json + "]}\n";
}

}  // namespace escalon::cli
