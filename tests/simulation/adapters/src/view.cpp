#include "escalon/simulated/view.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "escalon/base/instant.hpp"

namespace escalon::simulated {
namespace {

journal::SteadyTime in_order(journal::SteadyTime& last, journal::SteadyTime wanted) {
  last = std::max(wanted, last + absl::Nanoseconds(1));
  return last;
}

}  // namespace

void SimulatedView::acquire(journal::StagePartition at, journal::Epoch epoch,
                            journal::OnAcquire mode, journal::Ticket ticket,
                            journal::Mailbox& mailbox) {
  call(at, ticket, mailbox,
       [at, epoch, mode](ViewStore& store) { return store.acquire(at, epoch, mode); });
}

void SimulatedView::load(journal::ViewVersion version, std::vector<Key> keys,
                         journal::Ticket ticket, journal::Mailbox& mailbox) {
  const journal::StagePartition at = version.at;
  call(at, ticket, mailbox,
       [version = std::move(version), keys = std::move(keys)](ViewStore& store) {
         return store.load(version, keys);
       });
}

void SimulatedView::horizon(journal::ViewVersion version, journal::TimerPosition after,
                            absl::Time until, int limit, journal::Ticket ticket,
                            journal::Mailbox& mailbox) {
  const journal::StagePartition at = version.at;
  call(at, ticket, mailbox,
       [version = std::move(version), after = std::move(after), until_ms = to_ms(until),
        limit](ViewStore& store) { return store.horizon(version, after, until_ms, limit); });
}

void SimulatedView::apply(journal::ViewVersion version, journal::ViewBatch batch,
                          journal::Ticket ticket, journal::Mailbox& mailbox) {
  const journal::StagePartition at = version.at;
  call(at, ticket, mailbox,
       [version = std::move(version), batch = std::move(batch)](ViewStore& store) {
         strike(store, version.at);
         return store.apply(version, batch);
       });
}

// A dead process's call is carried out or not, half and half; a paused one's is, as it has left
// already.
void SimulatedView::call(journal::StagePartition at, journal::Ticket ticket,
                         journal::Mailbox& mailbox, Step step) {
  ViewStore& store = store_;
  const auto wanted =
      store.scheduler().now() + store.random().between({}, store.times().answer_most);
  const auto when = in_order(last_call_[at], wanted);
  store.scheduler().at(when, [this, &store, process = process_, at = std::move(at), ticket,
                              owner = &mailbox, step = std::move(step)] {
    if (!process.alive() && store.random().chance(0.5)) {
      return;
    }
    if (store.faults().strikes(Fault::kViewUnreachable)) {
      store.cut_off(store.random().between({}, store.times().unreachable_most));
    }
    journal::ViewAnswer answered;
    const bool reached = store.reachable();
    if (reached || store.random().chance(0.3)) {
      answered = step(store);
    }
    if (!reached) {
      answered = {};
      answered.code = journal::ViewCode::kUnreachable;
      answered.reason = "the view does not answer";
    }
    answered.at = at;
    answered.ticket = ticket;
    if (process.alive()) {
      answer(std::move(answered), *owner);
    }
  });
}

void SimulatedView::answer(journal::ViewAnswer answer, journal::Mailbox& mailbox) {
  const bool slow = store_.faults().strikes(Fault::kViewSlow);
  const auto most = slow ? store_.times().slow_most : store_.times().answer_most;
  const auto wanted = store_.scheduler().now() + store_.random().between({}, most);
  const auto when = in_order(last_answer_[answer.at], wanted);
  auto shared = std::make_shared<journal::ViewAnswer>(std::move(answer));
  process_.later_at(when, [shared, owner = &mailbox] { owner->post(std::move(*shared)); });
}

void SimulatedView::strike(ViewStore& store, const journal::StagePartition& at) {
  if (store.faults().strikes(Fault::kViewRolledBack)) {
    store.roll_back(at, 1 + store.random().below(store.times().roll_back_most));
  }
  if (store.faults().strikes(Fault::kViewWiped)) {
    store.wipe(at);
  }
}

}  // namespace escalon::simulated
