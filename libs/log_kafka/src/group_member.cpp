#include "group_member.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <string_view>
#include <utility>

#include "escalon/base/assert.hpp"

namespace escalon::log_kafka {
namespace {

constexpr int kIdleMs = 500;
// While a question waits for the group it is asked again so often.
constexpr int kQuestionMs = 20;
constexpr std::string_view kShutOut = "shut out";
// Shut out again so soon, a name is really borne by two.
constexpr std::chrono::seconds kTwiceWithin{60};

}  // namespace

Result<std::unique_ptr<GroupMember>> GroupMember::open(const KafkaOptions& options,
                                                       PositionOf position, Trouble& trouble) {
  if (options.group.empty()) {
    return invalid("a process that owns stages needs a consumer group; name it after the service");
  }
  std::unique_ptr<GroupMember> member(new GroupMember(options, std::move(position), trouble));
  Result<Client> client = make_client(Role::kMember, options, member.get());
  if (!client.ok()) {
    return client.error();
  }
  member->use(*std::move(client));
  return member;
}

void GroupMember::use(Client client) {
  Queue queue(rd_kafka_queue_get_consumer(client.get()));
  const std::lock_guard lock(mutex_);
  std::swap(queue_, queue);
  std::swap(client_, client);
}

GroupMember::GroupMember(const KafkaOptions& options, PositionOf position, Trouble& trouble)
    : options_(options), position_(std::move(position)), trouble_(trouble) {}

const StageOptions* GroupMember::stage(const std::string& name) const {
  const auto found = std::find_if(options_.stages.begin(), options_.stages.end(),
                                  [&](const StageOptions& stage) { return stage.name == name; });
  return found == options_.stages.end() ? nullptr : &*found;
}

void GroupMember::follow(const std::string& stage, journal::Mailbox& mailbox) {
  {
    const std::lock_guard lock(mutex_);
    followers_.emplace(stage, &mailbox);
    follows_ = true;
    for (const journal::StagePartition& at : owned_) {
      if (at.stage == stage) {
        mailbox.post(journal::Assigned{at});
      }
    }
  }
  wake();
}

void GroupMember::confirm(journal::StagePartition at, journal::Mailbox& mailbox) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back({std::move(at), &mailbox});
  }
  wake();
}

void GroupMember::wake() {
  const std::lock_guard lock(mutex_);
  rd_kafka_queue_yield(queue_.get());
}

void GroupMember::run(std::stop_token stop) {
  const std::stop_callback waking(stop, [this] { wake(); });
  while (!stop.stop_requested()) {
    join();
    const int wait_ms = serve_questions();
    const Message message(rd_kafka_consumer_poll(client_.get(), wait_ms));
    if (message && message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      client_error(message->err, rd_kafka_message_errstr(message.get()));
    }
    if (shut_out_) {
      come_back();
    }
  }
  {
    const std::lock_guard lock(mutex_);
    followers_.clear();
    waiting_.clear();
    asked_.clear();
  }
  rd_kafka_consumer_close(client_.get());
}

// The group has given our name to somebody else. That may be another process; after a lost answer
// of the coordinator, or a late heartbeat, it is nobody: the name stands for a membership of our
// own that we do not know of. So the first time we claim the name again. Shut out once more, we go
// on without one, and both live.
void GroupMember::come_back() {
  const auto now = std::chrono::steady_clock::now();
  const bool twice = shut_out_at_ && now - *shut_out_at_ < kTwiceWithin;
  shut_out_at_ = now;
  KafkaOptions options = options_;
  if (twice) {
    options.instance.clear();
  }
  Result<Client> client = make_client(Role::kMember, options, this);
  if (!client.ok()) {
    return;  // no threads or files left: it is tried again
  }
  rd_kafka_consumer_close(client_.get());
  {
    const std::lock_guard lock(mutex_);
    rebalancing_ = true;
    generation_ += 1;
    waiting_.insert(waiting_.end(), asked_.begin(), asked_.end());
    asked_.clear();
    lose_all();
    joined_ = false;
  }
  use(*std::move(client));
  shut_out_ = false;
}

void GroupMember::join() {
  {
    const std::lock_guard lock(mutex_);
    if (joined_ || !follows_) {
      return;
    }
    joined_ = true;
  }
  const PartitionList topics(
      rd_kafka_topic_partition_list_new(static_cast<int>(options_.stages.size())));
  for (const StageOptions& stage : options_.stages) {
    rd_kafka_topic_partition_list_add(topics.get(), cluster_name(options_, stage.journal).c_str(),
                                      RD_KAFKA_PARTITION_UA);
  }
  ESCALON_ASSERT(rd_kafka_subscribe(client_.get(), topics.get()) == RD_KAFKA_RESP_ERR_NO_ERROR);
}

// Asks what can be asked now; returns how long nothing else is to be done.
int GroupMember::serve_questions() {
  std::vector<Question> questions;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      return kIdleMs;
    }
    if (rebalancing_ && follows_) {
      return kQuestionMs;
    }
    const auto owned =
        std::stable_partition(waiting_.begin(), waiting_.end(),
                              [this](const Question& q) { return !owned_.contains(q.at); });
    for (auto question = waiting_.begin(); question != owned; ++question) {
      question->mailbox->post(journal::NotOwner{question->at});
    }
    waiting_.erase(waiting_.begin(), owned);
    if (!asked_.empty() || waiting_.empty()) {
      return kQuestionMs;
    }
    asked_ = std::exchange(waiting_, {});
    asked_in_ = generation_;
    questions = asked_;
  }
  ask(questions);
  return kQuestionMs;
}

// The coordinator takes a commit only from a member of the present generation.
void GroupMember::ask(const std::vector<Question>& questions) {
  const PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(questions.size())));
  for (const Question& question : questions) {
    const std::string& journal = stage(question.at.stage)->journal;
    rd_kafka_topic_partition_list_add(list.get(), cluster_name(options_, journal).c_str(),
                                      static_cast<std::int32_t>(question.at.partition))
        ->offset = static_cast<std::int64_t>(position_({journal, question.at.partition}));
  }
  const auto code = rd_kafka_commit_queue(client_.get(), list.get(), queue_.get(), on_commit, this);
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    committed(code, *list);
  }
}

void GroupMember::on_commit(rd_kafka_t* /*client*/, rd_kafka_resp_err_t code,
                            rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  static_cast<GroupMember*>(opaque)->committed(code, *partitions);
}

void GroupMember::committed(rd_kafka_resp_err_t code,
                            const rd_kafka_topic_partition_list_t& partitions) {
  bool all = code == RD_KAFKA_RESP_ERR_NO_ERROR;
  for (int i = 0; all && i < partitions.cnt; ++i) {
    all = partitions.elems[i].err == RD_KAFKA_RESP_ERR_NO_ERROR;
  }
  const std::lock_guard lock(mutex_);
  const bool valid = all && !rebalancing_ && generation_ == asked_in_;
  for (Question& question : std::exchange(asked_, {})) {
    if (valid && owned_.contains(question.at)) {
      question.mailbox->post(journal::Confirmed{question.at});
    } else {
      waiting_.push_back(std::move(question));  // a rebalance tells, or it is asked again
    }
  }
}

void GroupMember::client_error(rd_kafka_resp_err_t code, const std::string& reason) {
  if (code == RD_KAFKA_RESP_ERR__FATAL || code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID) {
    trouble_.begins(kShutOut, "this process was shut out of its group and joins it again: " +
                                  reason + "; if another process has the same instance name, " +
                                  options_.instance + ", give each one of its own");
    shut_out_ = true;
    const std::lock_guard lock(mutex_);
    lose_all();
  } else if (code == RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED) {
    trouble_.begins("member", "group " + options_.group + " cannot be joined: " + reason +
                                  "; give this user the right to");
  }
}

void GroupMember::rebalance(rd_kafka_resp_err_t code, rd_kafka_topic_partition_list_t* partitions) {
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    rd_kafka_assign(client_.get(), partitions);
    rd_kafka_pause_partitions(client_.get(), partitions);
    assigned(*partitions);
    trouble_.ends(kShutOut, "this process is in its group again");
    return;
  }
  const bool lost = rd_kafka_assignment_lost(client_.get()) != 0;
  rd_kafka_assign(client_.get(), nullptr);
  const std::lock_guard lock(mutex_);
  rebalancing_ = true;
  generation_ += 1;
  if (lost) {
    lose_all();
  }
}

void GroupMember::assigned(const rd_kafka_topic_partition_list_t& partitions) {
  const std::lock_guard lock(mutex_);
  rebalancing_ = false;
  generation_ += 1;
  become(stage_partitions(partitions));
}

void GroupMember::lose_all() {
  become({});
}

// Tells what has changed. The lock is held, so that a follower who comes now hears everything once.
void GroupMember::become(Partitions owned) {
  const auto tell = [this](const Partitions& some, const Partitions& others, auto make_message) {
    for (const journal::StagePartition& at : some) {
      const auto [first, last] = followers_.equal_range(at.stage);
      for (auto follower = first; !others.contains(at) && follower != last; ++follower) {
        follower->second->post(make_message(at));
      }
    }
  };
  tell(owned_, owned, [](const journal::StagePartition& at) { return journal::Revoked{at}; });
  tell(owned, owned_, [](const journal::StagePartition& at) { return journal::Assigned{at}; });
  owned_ = std::move(owned);
}

GroupMember::Partitions GroupMember::stage_partitions(
    const rd_kafka_topic_partition_list_t& list) const {
  Partitions partitions;
  for (int i = 0; i < list.cnt; ++i) {
    for (const StageOptions& stage : options_.stages) {
      if (cluster_name(options_, stage.journal) == list.elems[i].topic) {
        partitions.insert({stage.name, static_cast<std::uint32_t>(list.elems[i].partition)});
      }
    }
  }
  return partitions;
}

}  // namespace escalon::log_kafka
