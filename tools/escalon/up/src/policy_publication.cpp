#include "policy_publication.hpp"

#include <future>
#include <string>

#include "escalon/journal/topology.hpp"
#include "escalon/service/event_loop.hpp"

namespace escalon::up {
namespace {

constexpr journal::ReaderId kPolicyReader = 1;

// Learns every policy of the topic; `done` is told the newest hash, or what cannot be learnt.
class PolicyTopicReader final : public service::LoopMember {
 public:
  PolicyTopicReader(journal::Log& log, policy_book::MeshPolicyBook& book)
      : log_(log), book_(book) {}

  void handle(journal::MailboxMessage message) override {
    if (finished_) {
      return;
    }
    if (const auto* records = std::get_if<journal::Records>(&message)) {
      learn(*records);
    } else if (const auto* end = std::get_if<journal::EndOfLog>(&message)) {
      finish(newest_);
      log_.stop(kPolicyReader, end->at);
    }
  }
  bool step() override { return false; }

  std::promise<Result<std::string>> done;

 private:
  void learn(const journal::Records& records) {
    for (const journal::LogRecord& record : records.records) {
      const auto learnt = book_.learn(*record.record);
      if (!learnt) {
        finish(Error{Error::Kind::kInvalid,
                     "the policy at policy/0/" + std::to_string(record.offset) +
                         " cannot be compiled by this program: " + learnt.error().message +
                         "; use the version that wrote the data directory"});
        return;
      }
      newest_ = (*learnt)->hash();
    }
  }
  void finish(Result<std::string> result) {
    finished_ = true;
    done.set_value(std::move(result));
  }

  journal::Log& log_;
  policy_book::MeshPolicyBook& book_;
  std::string newest_;
  bool finished_ = false;
};

}  // namespace

PolicyPublication::PolicyPublication(journal::Log& log, policy_book::MeshPolicyBook& book)
    : reader_(std::make_unique<PolicyTopicReader>(log, book)), log_(log), book_(book) {}

PolicyPublication::~PolicyPublication() {
  loop_.stop();
}

Status PolicyPublication::run(journal::Producer& producer,
                              const std::shared_ptr<const policy::CompiledPolicy>& policy,
                              absl::Time now) {
  auto& reader = static_cast<PolicyTopicReader&>(*reader_);
  journal::Mailbox& mailbox = loop_.open_mailbox();
  loop_.attach(mailbox, reader);
  loop_.start();
  log_.read_from(kPolicyReader, {{std::string(journal::kPolicyTopic), 0}, 0}, mailbox);
  const Result<std::string> newest = reader.done.get_future().get();
  loop_.stop();
  if (!newest) {
    return newest.error();
  }
  book_.keep(policy);
  if (*newest == policy->hash) {
    return {};
  }
  std::promise<Status> durable;
  producer.produce({std::string(journal::kPolicyTopic), 0},
                   policy_book::policy_record(*policy, now),
                   [&](const Result<journal::Offset>& appended) {
                     durable.set_value(appended ? Status() : Status(appended.error()));
                   });
  return durable.get_future().get();
}

}  // namespace escalon::up
