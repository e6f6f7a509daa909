#include <fmt/format.h>

#include <iostream>
#include <map>
#include <memory>
#include <mutex>

#include "command.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/policy/compile.hpp"
#include "escalon/service/logging.hpp"
#include "escalon/service/policy_folder.hpp"
#include "escalon/service/random_id.hpp"
#include "escalon/service/shutdown.hpp"
#include "escalon/up/data_directory.hpp"
#include "escalon/up/embedded_files.hpp"
#include "escalon/up/mesh.hpp"
#include "escalon/up/player.hpp"
#include "play_choice.hpp"
#include "terminal.hpp"
#include "up_console.hpp"
#include "up_settings.hpp"

namespace escalon::cli {
namespace {

using service::ExitCode;

constexpr absl::Duration kLook = absl::Milliseconds(100);
constexpr std::size_t kRunLength = 6;

struct UpOptions {
  up::MeshOptions mesh;
  up::PlayRequest play;
  std::string config;
  std::map<std::string, std::string> flags;  // settings by path, as given
  std::string from;
  std::string to;
  bool fresh = false;
  bool exit = false;
  bool show = false;
  bool print_config = false;
};

Status read_times(UpOptions& options) {
  for (const auto& [text, out] :
       {std::pair{&options.from, &options.play.from}, {&options.to, &options.play.to}}) {
    if (!text->empty()) {
      const auto parsed = parse_instant(*text);
      if (!parsed) {
        return parsed.error();
      }
      *out = *parsed;
    }
  }
  return {};
}

Result<std::shared_ptr<const policy::CompiledPolicy>> read_policy(const std::string& folder) {
  auto files = folder.empty() ? Result<policy::PolicyFiles>(up::default_policy())
                              : service::read_policy_folder(folder);
  if (!files) {
    return files.error();
  }
  auto compiled = policy::compile(*files);
  if (!compiled) {
    return invalid("the policy is wrong:\n" + policy::text(compiled.error()));
  }
  return std::move(compiled).value();
}

// A started mesh with what is played into it.
class Session {
 public:
  Session(UpOptions options, service::ShutdownSignal& shutdown)
      : options_(std::move(options)), shutdown_(shutdown) {}

  Result<void, up::StartError> start();
  ExitCode wait();

 private:
  Result<void, up::StartError> choose();
  void played(const up::Player::Outcome& outcome);
  [[nodiscard]] bool everything_decided() const;
  void show_progress();

  UpOptions options_;
  service::ShutdownSignal& shutdown_;
  std::optional<up::Play> play_;
  std::unique_ptr<up::Mesh> mesh_;
  std::unique_ptr<up::TimelinePrinter> printer_;
  std::unique_ptr<up::Player> player_;
  std::unique_ptr<ProgressBar> bar_;
  std::mutex mutex_;
  std::optional<up::Player::Outcome> outcome_;
  bool told_ = false;
  int quiet_looks_ = 0;
};

Result<void, up::StartError> Session::start() {
  if (options_.fresh) {
    if (auto free = up::check_data_directory(options_.mesh.data);
        !free && free.error().code == ExitCode::kDataHeld) {
      return free;
    }
    if (auto emptied = up::empty_data_directory(options_.mesh.data); !emptied) {
      return emptied;
    }
  }
  auto mesh = up::Mesh::open(options_.mesh);
  if (!mesh) {
    return mesh.error();
  }
  mesh_ = std::move(mesh).value();
  const auto open = mesh_->open_cases();
  const bool first_start = !mesh_->last_decided_at();
  if (auto chosen = choose(); !chosen) {
    return chosen;
  }
  if (auto running = mesh_->run(play_ ? std::optional(play_->time) : std::nullopt); !running) {
    return running;
  }
  up::print_welcome(*mesh_, options_.mesh);
  up::print_open_cases(open, first_start || (play_ && play_->story));
  if (options_.show || (play_ && play_->story)) {
    printer_ = std::make_unique<up::TimelinePrinter>(mesh_->read_model(), colours_on_output());
  }
  if (!play_) {
    up::print_next_steps(*mesh_);
    return {};
  }
  up::print_play(*play_);
  if (!play_->story) {
    bar_ = std::make_unique<ProgressBar>("playing");
  }
  player_ =
      std::make_unique<up::Player>(play_->items, play_->until, mesh_->clock(), mesh_->intake());
  player_->start(play_->resume_at, [this](const up::Player::Outcome& outcome) { played(outcome); });
  return {};
}

Result<void, up::StartError> Session::choose() {
  const auto stored = up::load_play_state(options_.mesh.data);
  if (!stored) {
    return up::StartError{ExitCode::kFailed, stored.error().message};
  }
  auto chosen = up::choose_play(options_.play, mesh_->last_decided_at(), *stored,
                                service::MachineClocks::real().wall(),
                                service::random_id().substr(0, kRunLength));
  if (!chosen) {
    return chosen.error();
  }
  play_ = std::move(chosen).value();
  if (play_) {
    if (const Status kept = up::store_play_state(options_.mesh.data, play_->state); !kept) {
      return up::StartError{ExitCode::kUnavailable, kept.error().message};
    }
  }
  return {};
}

// On the player's thread.
void Session::played(const up::Player::Outcome& outcome) {
  if (outcome.trouble.empty()) {
    play_->state.finished = true;
    if (const Status kept = up::store_play_state(options_.mesh.data, play_->state); !kept) {
      service::log_error(kept.error().message);
    }
  }
  const std::lock_guard lock(mutex_);
  outcome_ = outcome;
}

bool Session::everything_decided() const {
  return mesh_->quiet() &&
         (play_->until == absl::InfiniteFuture() || mesh_->clock().trusted().now >= play_->until);
}

void Session::show_progress() {
  if (bar_ != nullptr && player_ != nullptr && !told_) {
    const auto share = static_cast<double>(player_->told()) / static_cast<double>(player_->total());
    bar_->show(share, format_instant(mesh_->clock().trusted().now));
  }
}

ExitCode Session::wait() {
  ExitCode code = ExitCode::kDone;
  while (!shutdown_.wait(player_ == nullptr ? absl::InfiniteDuration() : kLook)) {
    if (player_ == nullptr) {
      continue;
    }
    show_progress();
    const std::lock_guard lock(mutex_);
    if (!outcome_) {
      continue;
    }
    if (!told_) {
      told_ = true;
      bar_.reset();
      if (!outcome_->trouble.empty()) {
        code = fail(outcome_->trouble);
      }
      if (!options_.exit) {
        up::print_next_steps(*mesh_);
      }
    }
    // A stage that is quiet may be about to hear from another: look several times.
    constexpr int kQuietLooks = 5;
    quiet_looks_ = everything_decided() ? quiet_looks_ + 1 : 0;
    if (options_.exit && quiet_looks_ >= kQuietLooks) {
      std::cout << fmt::format("{} events were played; mesh time is {}\n", outcome_->told,
                               format_instant(mesh_->clock().trusted().now));
      break;
    }
  }
  if (player_ != nullptr) {
    player_->stop();
  }
  mesh_->stop();
  printer_.reset();
  return code;
}

ExitCode run_up(UpOptions options) {
  service::ShutdownSignal shutdown;
  const auto settings =
      up::read_up_settings(options.config, service::process_environment(), options.flags);
  if (!settings) {
    return fail(settings.error().message, ExitCode::kConfiguration);
  }
  if (options.print_config) {
    std::cout << settings->printed;
    return ExitCode::kDone;
  }
  if (const Status logging = service::start_logging(settings->log); !logging) {
    return fail(logging.error().message, ExitCode::kConfiguration);
  }
  options.mesh.data = settings->data;
  options.mesh.http_port = settings->http_port;
  options.mesh.grpc_port = settings->grpc_port;
  if (const Status times = read_times(options); !times) {
    return fail(times.error().message, ExitCode::kUsage);
  }
  auto policy = read_policy(settings->policy);
  if (!policy) {
    return fail(policy.error().message, ExitCode::kConfiguration);
  }
  options.mesh.policy = std::move(policy).value();
  options.mesh.interrupted = [&shutdown] { return shutdown.wait(absl::ZeroDuration()); };
  options.mesh.console = &std::cout;
  options.mesh.takes_events = !options.play.keep_dates;
  Session session(std::move(options), shutdown);
  if (auto started = session.start(); !started) {
    return fail(started.error().message, started.error().code);
  }
  return session.wait();
}

void add_play_options(CLI::App& command, UpOptions& options) {
  auto* play = command.add_option("--play", options.play.file, "Play an events file into the mesh")
                   ->type_name("EVENTS");
  command.add_option("--from", options.from, "Only cases that lie wholly after this instant")
      ->needs(play);
  command.add_option("--to", options.to, "Only cases that lie wholly before this instant")
      ->needs(play);
  command.add_option("--speed", options.play.speed, "How many times faster than life")
      ->capture_default_str()
      ->check(CLI::Range(0.001, 100'000.0));
  command
      .add_flag(
          "--keep-dates", options.play.keep_dates,
          "Keep recorded dates and ids; takes no live events and needs a data directory of its own")
      ->needs(play);
  command.add_flag("--exit", options.exit, "Stop when everything was played and decided");
  command.add_flag("--no-story", options.play.no_story, "Do not play the story on a first start");
}

// Settings that a file and variables may give too; the command line beats both.
void add_settings(CLI::App& command, UpOptions& options) {
  const auto setting = [&](const char* flag, const char* path, const char* type,
                           const char* description) {
    command
        .add_option_function<std::string>(
            flag, [&options, path](const std::string& value) { options.flags[path] = value; },
            description)
        ->type_name(type);
  };
  setting("--policy", "policy", "DIR", "Folder of the policy; the built-in default when left out");
  setting("--data", "data", "DIR", "Where everything is kept (default: .escalon)");
  setting("--port", "http.port", "N", "HTTP port on loopback, 0 = any (default: 8080)");
  setting("--grpc-port", "grpc.port", "N", "gRPC port on loopback, 0 = any (default: 8081)");
  setting("--log-level", "log.level", "LEVEL", "debug, info, warning or error (default: warning)");
  setting("--log-format", "log.format", "FORMAT", "text or json (default: text)");
  command
      .add_option("--config", options.config,
                  "YAML file of these settings; ESCALON_HTTP_PORT and the like work too")
      ->type_name("FILE");
  command.add_flag("--print-config", options.print_config,
                   "Check and print the settings, and do nothing else");
}

}  // namespace

void add_up(CLI::App& app, Action& action) {
  const auto options = std::make_shared<UpOptions>();
  CLI::App* command =
      app.add_subcommand("up", "Start the mesh in this process; a first start plays a small story");
  add_settings(*command, *options);
  command->add_flag("--fresh", options->fresh,
                    "Forget what is in the data directory and start over");
  command->add_flag("--show", options->show,
                    "Print what the mesh decides, as `escalon watch` does");
  add_play_options(*command, *options);
  add_examples(*command,
               "  escalon up\n  escalon up --policy deploy/policies/default --data "
               "/var/lib/escalon --port 9000\n"
               "  escalon up --fresh --play shift.jsonl.gz --speed 60\n"
               "  escalon up --play threads.jsonl --from 2017-10-31T06:00:00Z --to "
               "2017-11-01T06:00:00Z --speed 600 "
               "--keep-dates --data play");
  command->callback([options, &action] { action = [options] { return run_up(*options); }; });
}

}  // namespace escalon::cli
