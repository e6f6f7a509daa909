#include "escalon/service/policy_topic.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <mutex>
#include <utility>

#include "escalon/journal/topology.hpp"
#include "escalon/service/logging.hpp"

namespace escalon::service {
namespace {

constexpr journal::ReaderId kPolicyReader = 1;
constexpr auto kLook = std::chrono::milliseconds(50);

}  // namespace

class PolicyTopic::Reader final : public LoopMember {
 public:
  Reader(policy_book::MeshPolicyBook& book, Published published)
      : book_(book), published_(std::move(published)) {}

  void handle(journal::MailboxMessage message) override {
    if (const auto* records = std::get_if<journal::Records>(&message)) {
      for (const journal::LogRecord& record : records->records) {
        learn(record);
      }
    } else if (std::get_if<journal::EndOfLog>(&message) != nullptr && !read_to_end_) {
      read_to_end_ = true;
      done.set_value();
    }
  }
  bool step() override { return false; }

  [[nodiscard]] PolicyPtr newest() const {
    const std::lock_guard lock(mutex_);
    return newest_;
  }
  [[nodiscard]] std::string trouble() const {
    const std::lock_guard lock(mutex_);
    return trouble_;
  }

  std::promise<void> done;

 private:
  void learn(const journal::LogRecord& record) {
    const auto learnt = book_.learn(*record.record);
    if (!learnt) {
      const std::string trouble = "the policy at policy/0/" + std::to_string(record.offset) +
                                  " cannot be compiled by this program: " + learnt.error().message +
                                  "; use the version that published it";
      log_error(trouble);
      const std::lock_guard lock(mutex_);
      trouble_ = trouble;
      return;
    }
    const PolicyPtr policy = book_.compiled((*learnt)->hash());
    {
      const std::lock_guard lock(mutex_);
      newest_ = policy;
      if (read_to_end_) {
        trouble_.clear();
      }
    }
    if (read_to_end_ && published_) {
      published_(policy);
    }
  }

  policy_book::MeshPolicyBook& book_;
  Published published_;
  bool read_to_end_ = false;  // the loop's thread alone
  mutable std::mutex mutex_;
  PolicyPtr newest_;
  std::string trouble_;
};

PolicyTopic::PolicyTopic(journal::Log& log, policy_book::MeshPolicyBook& book, Published published)
    : log_(log), reader_(std::make_unique<Reader>(book, std::move(published))) {}

PolicyTopic::~PolicyTopic() {
  loop_.stop();
}

Result<PolicyTopic::PolicyPtr> PolicyTopic::read(const std::function<bool()>& interrupted) {
  journal::Mailbox& mailbox = loop_.open_mailbox();
  loop_.attach(mailbox, *reader_);
  loop_.start();
  log_.read_from(kPolicyReader, {{std::string(journal::kPolicyTopic), 0}, 0}, mailbox);
  const std::future<void> done = reader_->done.get_future();
  while (done.wait_for(kLook) != std::future_status::ready) {
    if (interrupted && interrupted()) {
      return Error{Error::Kind::kUnavailable, "stopped while it read the policies"};
    }
  }
  if (std::string trouble = reader_->trouble(); !trouble.empty()) {
    return invalid(std::move(trouble));
  }
  return reader_->newest();
}

PolicyTopic::PolicyPtr PolicyTopic::newest() const {
  return reader_->newest();
}
std::string PolicyTopic::trouble() const {
  return reader_->trouble();
}

Status publish_policy(journal::Producer& producer, const policy::CompiledPolicy& policy,
                      absl::Time now, absl::Duration patience) {
  // The answer may come when nobody waits any more.
  const auto durable = std::make_shared<std::promise<Status>>();
  std::future<Status> answer = durable->get_future();
  producer.produce({std::string(journal::kPolicyTopic), 0}, policy_book::policy_record(policy, now),
                   [durable](const Result<journal::Offset>& appended) {
                     durable->set_value(appended ? Status() : Status(appended.error()));
                   });
  if (answer.wait_for(absl::ToChronoMilliseconds(patience)) != std::future_status::ready) {
    return Error{Error::Kind::kUnavailable,
                 "the log has not taken the policy within " + absl::FormatDuration(patience) +
                     "; see that its brokers can be reached, then publish it again (if it has "
                     "arrived after all, that changes nothing)"};
  }
  return answer.get();
}

}  // namespace escalon::service
