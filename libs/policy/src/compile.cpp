#include "escalon/policy/compile.hpp"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "draft.hpp"
#include "sections.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

constexpr std::size_t kErrorsMax = 1000;

void check_files(const PolicyFiles& files, PolicyErrors& errors) {
  std::size_t bytes = 0;
  std::set<std::string_view> names;
  for (const PolicyFile& file : files) {
    bytes += file.name.size() + file.content.size();
    if (file.name.empty() || !names.insert(file.name).second) {
      errors.push_back(Place{file.name, 0, 0, ""}.error(
          "two files of one name, or a file without a name", "give each file a name of its own"));
    }
  }
  if (files.empty()) {
    errors.push_back(
        Place{}.error("the policy has no files", "put at least one *.yaml file into its folder"));
  } else if (bytes > kPolicyBytesMax) {
    errors.push_back(
        Place{}.error(cat("the policy has ", bytes, " bytes; ", kPolicyBytesMax, " is the most"),
                      "shorten it, so that it fits into one record of the log"));
  }
}

void sort_by_place(PolicyErrors& errors) {
  std::ranges::stable_sort(errors, {}, [](const PolicyError& error) {
    return std::tie(error.file, error.line, error.column);
  });
  if (errors.size() > kErrorsMax) {
    const std::size_t rest = errors.size() - kErrorsMax;
    errors.resize(kErrorsMax);
    errors.push_back(
        Place{}.error(cat(rest, " further errors are not listed"), "mend these first"));
  }
}

// The single parts have been checked as they were read, with their lines; what the classifier still
// refuses has none.
std::optional<classify::ClassifyPolicy> compile_classify(Draft& draft, const std::string& hash,
                                                         Reading& reading) {
  draft.classify.hash = hash;
  draft.classify.retire_after = draft.retire_after;
  Result<classify::ClassifyPolicy> compiled =
      classify::ClassifyPolicy::compile(std::move(draft.classify));
  if (!compiled) {
    reading.errors.push_back(Place{}.error(compiled.error().message));
    return std::nullopt;
  }
  return std::move(*compiled);
}

std::shared_ptr<const CompiledPolicy> assemble(PolicyFiles files, std::string hash, Draft draft,
                                               classify::ClassifyPolicy classify,
                                               PolicyErrors warnings) {
  draft.sla.version = hash;
  draft.sla.calendars = draft.calendars;
  draft.escalation.retire_after = draft.retire_after;
  return std::make_shared<const CompiledPolicy>(CompiledPolicy{
      .name = std::move(draft.name),
      .hash = std::move(hash),
      .files = std::move(files),
      .calendars = std::move(draft.calendars),
      .classify = std::move(classify),
      .sla = std::move(draft.sla),
      .escalation = std::move(draft.escalation),
      .queue = std::move(draft.queue),
      .rota_teams = std::move(draft.rota_teams),
      .notify = std::move(draft.notify),
      .retire_after = draft.retire_after,
      .warnings = std::move(warnings),
  });
}

}  // namespace

CompileResult compile(const PolicyFiles& given) {
  PolicyFiles files = given;
  std::ranges::stable_sort(files, {}, &PolicyFile::name);
  Reading reading;
  Draft draft;
  check_files(files, reading.errors);
  if (reading.errors.empty()) {
    read_sections(files, reading, draft);
    check_default_route(reading, draft);
    check_default_channel(reading, draft);
    check_good_outcomes(reading, draft);
    reading.names.check(reading.errors, reading.warnings);
  }
  std::string hash = content_hash(files);
  std::optional<classify::ClassifyPolicy> classify;
  if (reading.errors.empty()) {
    classify = compile_classify(draft, hash, reading);
  }
  sort_by_place(reading.errors);
  sort_by_place(reading.warnings);
  if (!classify) {
    return std::move(reading.errors);
  }
  return assemble(std::move(files), std::move(hash), std::move(draft), *std::move(classify),
                  std::move(reading.warnings));
}

}  // namespace escalon::policy
