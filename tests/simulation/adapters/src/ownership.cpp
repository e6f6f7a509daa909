#include "escalon/simulated/ownership.hpp"

#include <memory>
#include <utility>

namespace escalon::simulated {
namespace {

constexpr absl::Duration kTellMost = absl::Milliseconds(30);

}  // namespace

void Registrar::assign(const journal::StagePartition& at, const Process& process,
                       bool tell_former) {
  std::erase_if(followers_, [](const Follower& follower) { return !follower.process.alive(); });
  const std::optional<Process> former = owner(at);
  owners_.insert_or_assign(at, process);
  for (const Follower& follower : followers_) {
    if (follower.stage != at.stage) {
      continue;
    }
    if (follower.process == process) {
      tell(follower, journal::Assigned{at});
    } else if (tell_former && former && follower.process == *former) {
      tell(follower, journal::Revoked{at});
    }
  }
}

std::optional<Process> Registrar::owner(const journal::StagePartition& at) const {
  const auto found = owners_.find(at);
  return found == owners_.end() ? std::nullopt : std::optional(found->second);
}

void Registrar::tell(const Follower& follower, journal::MailboxMessage message) {
  auto shared = std::make_shared<journal::MailboxMessage>(std::move(message));
  follower.process.later(random_.between({}, kTellMost), [shared, mailbox = follower.mailbox] {
    mailbox->post(std::move(*shared));
  });
}

void SimulatedOwnership::follow(const std::string& stage, journal::Mailbox& mailbox) {
  const Registrar::Follower follower{process_, stage, &mailbox};
  for (const auto& [at, owner] : registrar_.owners_) {
    if (at.stage == stage && owner == process_) {
      registrar_.tell(follower, journal::Assigned{at});
    }
  }
  registrar_.followers_.push_back(follower);
}

void SimulatedOwnership::confirm(journal::StagePartition at, journal::Mailbox& mailbox) {
  process_.later(registrar_.random_.between({}, kTellMost),
                 [this, at = std::move(at), owner = &mailbox] {
                   const std::optional<Process> owning = registrar_.owner(at);
                   const Registrar::Follower asker{process_, at.stage, owner};
                   if (owning && *owning == process_) {
                     registrar_.tell(asker, journal::Confirmed{at});
                   } else {
                     registrar_.tell(asker, journal::NotOwner{at});
                   }
                 });
}

}  // namespace escalon::simulated
