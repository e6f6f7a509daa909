#include <fmt/format.h>

#include <chrono>
#include <iostream>
#include <memory>
#include <thread>

#include "command.hpp"
#include "escalon/events/codec.hpp"
#include "escalon/events/event_reader.hpp"
#include "mesh_client.hpp"
#include "terminal.hpp"

namespace escalon::cli {
namespace {

constexpr std::size_t kBatchEvents = 500;
constexpr std::size_t kBatchBytes = 4U << 20U;
constexpr int kTriesMax = 60;

struct PublishOptions {
  std::string to = "127.0.0.1:8080";
  std::string events;
  std::uint64_t skip = 0;
};

// Sends batches of lines. The ids of events make sending again harmless.
class Publisher {
 public:
  explicit Publisher(const PublishOptions& options) : client_(options.to) {}

  Status add(const contact::v1::ContactEvent& event) {
    lines_ += events::to_json(event) + "\n";
    return ++waiting_ >= kBatchEvents || lines_.size() >= kBatchBytes ? flush() : Status();
  }

  Status flush() {
    if (waiting_ == 0) {
      return {};
    }
    Result<std::string> answer = client_.post("/v1/events", lines_, "application/x-ndjson");
    for (int tries = 1; !answer && may_pass(answer.error()) && tries < kTriesMax; ++tries) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      answer = client_.post("/v1/events", lines_, "application/x-ndjson");
    }
    if (!answer) {
      return answer.error();
    }
    durable_ += waiting_;
    waiting_ = 0;
    lines_.clear();
    return {};
  }

  [[nodiscard]] std::uint64_t durable() const { return durable_; }

 private:
  static bool may_pass(const Error& error) {
    return error.kind == Error::Kind::kExhausted || error.kind == Error::Kind::kUnavailable;
  }

  MeshClient client_;
  std::string lines_;
  std::size_t waiting_ = 0;
  std::uint64_t durable_ = 0;
};

service::ExitCode stopped(const Error& error, std::uint64_t durable) {
  return fail(Error{
      error.kind,
      fmt::format("{}\n{} events are durable; mend it and go on with --skip {} (sending them again "
                  "does no harm)",
                  error.message, durable, durable)});
}

service::ExitCode publish(const PublishOptions& options) {
  auto reader = events::EventReader::open(options.events);
  if (!reader) {
    return fail(reader.error());
  }
  Publisher publisher(options);
  ProgressBar bar("publishing");
  contact::v1::ContactEvent event;
  std::uint64_t bad = 0;
  for (std::uint64_t number = 0;; ++number) {
    const auto more = reader->next(event);
    if (more && !*more) {
      break;
    }
    if (!more) {
      ++bad;
      std::cerr << more.error().message << "\n";
      if (reader->broken()) {
        break;
      }
      continue;
    }
    if (number >= options.skip) {
      if (const Status sent = publisher.add(event); !sent) {
        return stopped(sent.error(), options.skip + publisher.durable());
      }
    }
    bar.show(reader->progress(), fmt::format("{} events", publisher.durable()));
  }
  if (const Status sent = publisher.flush(); !sent) {
    return stopped(sent.error(), options.skip + publisher.durable());
  }
  bar.clear();
  std::cout << fmt::format("{} events are durable, {} could not be read\n", publisher.durable(),
                           bad);
  return bad == 0 ? service::ExitCode::kDone : service::ExitCode::kFailed;
}

}  // namespace

void add_publish(CLI::App& app, Action& action) {
  const auto options = std::make_shared<PublishOptions>();
  CLI::App* command = app.add_subcommand("publish", "Send an events file into a running mesh");
  command
      ->add_option("EVENTS", options->events,
                   ".jsonl or .binpb, also with .gz; - is standard input")
      ->required();
  command->add_option("--skip", options->skip, "Pass over so many events, to go on after a stop");
  add_to_option(*command, options->to);
  add_examples(
      *command,
      "  escalon publish story.jsonl\n  escalon publish shift.binpb.gz --to 127.0.0.1:9000");
  command->callback([options, &action] { action = [options] { return publish(*options); }; });
}

}  // namespace escalon::cli
