#include "host.hpp"

#include "checks.hpp"

namespace escalon::simulation {
namespace {

journal::OwnerSettings settings() {
  journal::OwnerSettings settings;
  settings.cached_states_max = 8;  // small, so that states come and go
  settings.in_flight_records_max = 24;
  settings.decision_bytes_max = 50'000;
  settings.full_cursor_every = 50;
  settings.apply_interval = absl::Milliseconds(100);
  settings.apply_calm = absl::Milliseconds(5);
  settings.horizon = absl::Seconds(8);
  settings.prefetch = absl::Seconds(4);
  settings.effect_deadline = absl::Seconds(20);
  return settings;
}

}  // namespace

struct Host::Seat final : public journal::Mailbox {
  Seat(Host& of, const journal::Stage& stage, std::uint32_t partition) : host(of) {
    Surroundings& around = host.around_;
    const journal::OwnerPorts ports{host.log_,      host.ownership_, host.view_,
                                    host.clock_,    around.policies, host.log_,
                                    host.executor_, around.listener, *this};
    owner = std::make_unique<journal::Owner>(stage, around.mesh.topology(), partition,
                                             host.process_.name(), ports, settings());
  }

  void post(journal::MailboxMessage message) override {
    messages.push_back(std::move(message));
    wake();
  }

  void wake() {
    if (!scheduled) {
      scheduled = true;
      host.process_.later(absl::ZeroDuration(), [this] { run(); });
    }
  }

  void run() {
    scheduled = false;
    try {
      while (!messages.empty()) {
        journal::MailboxMessage message = std::move(messages.front());
        messages.pop_front();
        owner->handle(std::move(message));
      }
      if (owner->step()) {
        scheduled = true;
        host.process_.later(absl::Microseconds(100), [this] { run(); });
      }
    } catch (const ProcessEnded&) {
      host.ended_(host);
    }
  }

  Host& host;
  std::deque<journal::MailboxMessage> messages;
  std::unique_ptr<journal::Owner> owner;
  bool scheduled = false;
};

Host::Host(Surroundings& around, std::string name, absl::Duration clock_off_by,
           std::function<void(Host&)> ended)
    : around_(around),
      process_(around.scheduler, std::move(name)),
      log_(around.broker, process_),
      view_(around.views, process_),
      clock_(process_, around.origin, clock_off_by),
      ownership_(around.registrar, process_),
      executor_(around.outside, process_),
      ended_(std::move(ended)) {
  for (const journal::Stage* stage : around.mesh.stages()) {
    const std::uint32_t partitions = around.mesh.topology().partitions_of(stage->spec().journal);
    for (std::uint32_t partition = 0; partition < partitions; ++partition) {
      seats_.push_back(std::make_unique<Seat>(*this, *stage, partition));
    }
  }
}

Host::~Host() = default;

bool Host::quiet() const {
  for (const auto& seat : seats_) {
    if (!seat->messages.empty() || !seat->owner->quiet()) {
      return false;
    }
  }
  return true;
}

std::string Host::describe() const {
  std::string text;
  for (const auto& seat : seats_) {
    if (!seat->messages.empty() || !seat->owner->quiet()) {
      text += process_.name() + ": " + seat->owner->describe() + "; ";
    }
  }
  return text;
}

journal::OwnerStatistics Host::statistics() const {
  journal::OwnerStatistics sum;
  for (const auto& seat : seats_) {
    add(sum, seat->owner->statistics());
  }
  return sum;
}

}  // namespace escalon::simulation
