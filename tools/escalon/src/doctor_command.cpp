#include <fmt/format.h>

#include <filesystem>
#include <iostream>
#include <memory>

#include "absl/time/clock.h"
#include "command.hpp"
#include "doctor_redis.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/service/policy_folder.hpp"
#include "escalon/store_sqlite/inspect.hpp"
#include "findings.hpp"
#include "mesh_client.hpp"
#include "terminal.hpp"

namespace escalon::cli {
namespace {

struct DoctorOptions {
  std::string to = "127.0.0.1:8080";
  std::string data = ".escalon";
  std::string policy;
  std::string redis;  // Empty = the mesh is embedded.
  std::string redis_prefix = "escalon";
  bool deep = false;
  bool accept_clock = false;
};

void look_at_data(const DoctorOptions& options, Findings& findings) {
  const auto report = store_sqlite::inspect(options.data, options.deep);
  if (!report) {
    findings.bad("data", report.error().message);
    return;
  }
  for (const std::string& problem : report->problems) {
    findings.bad("data", problem);
  }
  if (!report->exists) {
    findings.note("data", options.data + ": no data yet; `escalon up` makes it");
  } else {
    journal::Offset records = 0;
    for (const auto& partition : report->partitions) {
      records += partition.records;
    }
    findings.good("data",
                  fmt::format("{}: {} records, {:.1f} MB; nothing is trimmed, {:.0f} MB are free",
                              options.data, records, static_cast<double>(report->file_bytes) / 1e6,
                              static_cast<double>(report->disk_free_bytes) / 1e6));
  }
  if (report->holder) {
    findings.note("data", fmt::format("held by process {}{}", report->holder->pid,
                                      report->holder->port == 0
                                          ? ""
                                          : fmt::format(" on port {}", report->holder->port)));
  }
  if (!report->writable) {
    findings.bad("data", options.data + " cannot be written; check its permissions");
  }
}

void look_at_mesh(const DoctorOptions& options, Findings& findings) {
  MeshClient client(options.to);
  const auto ready = client.get("/readyz");
  if (ready) {
    findings.good("mesh", options.to + " is ready");
  } else if (ready.error().kind == Error::Kind::kUnavailable &&
             ready.error().message.find("no mesh") == 0) {
    findings.note("mesh", ready.error().message);
  } else {
    findings.bad("mesh", options.to + " is not ready: " + ready.error().message);
  }
  if (options.accept_clock) {
    const auto accepted = client.post("/v1/clock:accept", "");
    accepted ? findings.good("clock", "the wall clock is accepted as it is")
             : findings.bad("clock", accepted.error().message);
  }
}

void look_at_policy(const DoctorOptions& options, Findings& findings) {
  if (options.policy.empty()) {
    return;
  }
  const auto files = service::read_policy_folder(options.policy);
  if (!files) {
    findings.bad("policy", files.error().message);
    return;
  }
  const auto report = policy::check(*files);
  report.ok ? findings.good("policy", options.policy + " is in order")
            : findings.bad("policy", options.policy + " has errors; see `escalon policy check " +
                                         options.policy + "`");
}

service::ExitCode examine(const DoctorOptions& options) {
  Findings findings(std::cout, colours_on_output());
  if (options.redis.empty()) {
    look_at_data(options, findings);
  } else {
    look_at_redis(options.redis, options.redis_prefix, absl::Now(), findings);
  }
  look_at_policy(options, findings);
  look_at_mesh(options, findings);
  return findings.healthy() ? service::ExitCode::kDone : service::ExitCode::kFailed;
}

}  // namespace

void add_doctor(CLI::App& app, Action& action) {
  const auto options = std::make_shared<DoctorOptions>();
  CLI::App* command = app.add_subcommand(
      "doctor",
      "Look at data or Redis, policy and mesh: what is there, reachable, writable, and what to do");
  command->add_option("--data", options->data, "The data directory")->capture_default_str();
  command->add_option("--policy", options->policy, "A policy's folder to check");
  command
      ->add_option("--redis", options->redis,
                   "Look at the views in a Redis server instead of a data directory")
      ->type_name("URL")
      ->envname("ESCALON_REDIS");
  command->add_option("--redis-prefix", options->redis_prefix, "First part of the views' keys")
      ->capture_default_str();
  command->add_flag("--deep", options->deep, "Read the whole data file for damage");
  command->add_flag(
      "--accept-clock", options->accept_clock,
      "Tell the mesh that the wall clock is right after it jumped: timers fire again");
  add_to_option(*command, options->to);
  add_examples(*command,
               "  escalon doctor\n  escalon doctor --deep --data /var/lib/escalon\n"
               "  escalon doctor --redis redis://escalon:PASSWORD@redis.internal:6379");
  command->callback([options, &action] { action = [options] { return examine(*options); }; });
}

}  // namespace escalon::cli
