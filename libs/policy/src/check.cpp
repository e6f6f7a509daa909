#include "escalon/policy/compile.hpp"
#include "text.hpp"

namespace escalon::policy {
namespace {

// `3 clocks`, `1 clock`.
std::string counted(std::size_t count, std::string_view noun) {
  return cat(count, " ", noun, count == 1 ? "" : "s");
}

std::size_t clock_names(const sla::SlaPolicy& policy) {
  std::size_t names = 0;
  const std::string* last = nullptr;
  for (const sla::ClockRule& clock : policy.clocks) {
    names += last == nullptr || *last != clock.name ? 1U : 0U;
    last = &clock.name;
  }
  return names;
}

std::string contents(const CompiledPolicy& policy) {
  return cat("policy '", policy.name, "' is valid\n", "    hash ", policy.hash, "\n    ",
             counted(policy.files.size(), "file"), ", ",
             counted(policy.calendars.size(), "calendar"), ", ",
             counted(clock_names(policy.sla), "clock"), ", ",
             counted(policy.classify.rules().triggers.size(), "trigger"), ", ",
             counted(policy.escalation.matrix.size(), "matrix rule"), ", ",
             counted(policy.escalation.ladders.size(), "ladder"), ", ",
             counted(policy.queue.teams.size(), "team"), ", ",
             counted(policy.escalation.rotas.size(), "rota"), ", ",
             counted(policy.notify.channels.size(), "channel"), "\n");
}

}  // namespace

CheckReport check(const PolicyFiles& files) {
  const CompileResult compiled = compile(files);
  if (!compiled) {
    return {false, cat(text(compiled.error()), counted(compiled.error().size(), "error"), "\n")};
  }
  const CompiledPolicy& policy = **compiled;
  std::string report = contents(policy);
  if (!policy.warnings.empty()) {
    report += cat(counted(policy.warnings.size(), "warning"), "\n", text(policy.warnings));
  }
  return {true, std::move(report)};
}

}  // namespace escalon::policy
