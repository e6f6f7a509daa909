#pragma once

#include <google/protobuf/wrappers.pb.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "escalon/base/instant.hpp"
#include "escalon/journal/decoded_record.hpp"
#include "escalon/journal/owner.hpp"
#include "escalon/journal/partition_fold.hpp"
#include "escalon/journal/typed_stage.hpp"

namespace escalon::journal {

using google::protobuf::StringValue;

inline constexpr char kBeep[] = "beep";  ///< An input that wants an effect.

/// A policy that only has a name.
struct NamedPolicy final : CompiledPolicy {
  explicit NamedPolicy(std::string name) : name_(std::move(name)) {}
  [[nodiscard]] const std::string& hash() const override { return name_; }
  std::string name_;
};

[[nodiscard]] inline bool has_text(const std::vector<std::string>& texts, std::string_view part) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](const std::string& text) { return text.find(part) != std::string::npos; });
}

/// Remembers the last word of plain topic `words`, case by case; reads the journal `peer` of an
/// other-keyed stage, of which nothing concerns it. `beep…` wants an effect, `beep … again` a
/// second attempt of it, `nap` half a minute; of `when` it remembers the instant.
class WordStage final : public TypedStage<StringValue, StringValue> {
 public:
  WordStage()
      : TypedStage({"word",
                    "word",
                    {{"words", false, InputScope::kSamePartition},
                     {"peer", true, InputScope::kAllPartitions}},
                    {{1, "beep", true, {}}, {2, "nap", false, {}}},
                    {},
                    true}) {}

  [[nodiscard]] MessagePtr new_input(std::string_view) const override {
    return std::make_unique<StringValue>();
  }
  void keys(const Input& input, std::vector<Key>& out) const override { out.push_back(input.key); }
  [[nodiscard]] Events decide(const Message& state, const Key&, const Input& input, absl::Time now,
                              const CompiledPolicy&) const override {
    const std::string& word = event_of(input.message).value();
    if (word == "when") {
      return say(std::to_string(to_ms(now)));
    }
    return word == state_of(state).value() ? Events() : say(word);
  }
  [[nodiscard]] Events decide(const Message&, const Key&, const DueTimer&, absl::Time,
                              const CompiledPolicy&) const override {
    return say("woke");
  }
  [[nodiscard]] Events retarget(const Message&, const Key&, absl::Time,
                                const CompiledPolicy& policy) const override {
    return say("nap by " + policy.hash());
  }
  void evolve(Message& state, const Key&, const Message& event) const override {
    state_of(state) = event_of(event);
  }
  void timers(const Message& state, std::vector<DueTimer>& out) const override {
    const std::string& word = state_of(state).value();
    if (word.starts_with(kBeep)) {
      out.push_back({"beep", word.ends_with("again") ? 2U : 1U, absl::UnixEpoch(), 1});
    } else if (word.starts_with("nap")) {
      out.push_back({"nap", 1, absl::FromUnixSeconds(1'030), 2});
    }
  }
  void addressed(const Key&, const Message&, std::vector<Address>&) const override {}
  [[nodiscard]] MessagePtr effect(const Message& state, const Key&,
                                  const DueTimer&) const override {
    return std::make_unique<StringValue>(state_of(state));
  }

 private:
  static Events say(const std::string& word) {
    Events events;
    auto event = std::make_unique<StringValue>();
    event->set_value(word);
    events.push_back(std::move(event));
    return events;
  }
};

/// An owner between ports that answer at once and never fail, in a time that stands still until it
/// is moved.
class OneOwner : Log,
                 Producer,
                 Ownership,
                 View,
                 Clock,
                 PolicyBook,
                 EffectExecutor,
                 OwnerListener,
                 Mailbox {
 public:
  explicit OneOwner(OwnerSettings settings = quick(), std::uint32_t partitions = 1,
                    std::uint32_t partition = 0)
      : words{"words", partition},
        peers{"peer", partition},
        own{"word", partition},
        topology_{partitions, {}},
        owner_(stage_, topology_, partition, "process", ports(), settings) {
    publish_policy("p1");
    owner_.handle(Assigned{owner_.at()});
    run();
  }

  /// Settings of an owner that appends and writes the view at once.
  static OwnerSettings quick() {
    OwnerSettings settings;
    settings.append_interval = absl::ZeroDuration();
    settings.apply_interval = absl::ZeroDuration();
    return settings;
  }
  /// Lets the owner do all that it can.
  void run() {
    do {
      deliver();
    } while (owner_.step() || !mail_.empty());
  }
  /// Hands the owner its mail, and does not let it work.
  void deliver() {
    while (!mail_.empty()) {
      MailboxMessage message = std::move(mail_.front());
      mail_.pop_front();
      owner_.handle(std::move(message));
    }
  }
  /// Hands the owner its mail and lets it take one step; true when there may be more to do.
  bool step() {
    deliver();
    return owner_.step();
  }
  void close() { owner_.close(); }
  [[nodiscard]] SteadyTime steady() override { return steady_; }
  void wait(absl::Duration time) { steady_ += time; }
  void pass(absl::Duration time) {
    steady_ += time;
    run();
  }
  void tell(MailboxMessage message) {
    mail_.push_back(std::move(message));
    run();
  }
  void say(const std::string& word, const std::string& key = "default/c1") {
    put_word(word, key);
    run();
  }
  void say_in_trace(const std::string& traceparent, const std::string& word) {
    put_word(word, "default/c1", traceparent);
    run();
  }
  /// Another program writes to the words: no header of ours, perhaps a key, any bytes.
  void write_foreign(const std::string& bytes, const std::string& key) {
    RecordHeader header;
    header.keys = {key};
    put(words, {header, bytes});
    run();
  }
  /// As say, but the owner is not let loose yet.
  void put_word(const std::string& word, const std::string& key = "default/c1",
                const std::string& traceparent = "") {
    StringValue value;
    value.set_value(word);
    RecordHeader header;
    header.id = key + "/" + std::to_string(topics_[words].size());
    header.keys = {key};
    header.traceparent = traceparent;
    put(words, {header, value.SerializeAsString()});
  }
  /// As put_word, of so many cases: default/many0, default/many1 and so on.
  void put_word_of_many(const std::string& word, int cases) {
    for (int number = 0; number < cases; ++number) {
      put_word(word, "default/many" + std::to_string(number));
    }
  }
  /// A record of the other-keyed journal, by its epoch and seq; it concerns nobody here.
  void peer(RecordKind kind, Epoch epoch, Seq seq) {
    RecordHeader header;
    header.kind = kind;
    header.epoch = epoch;
    header.seq = seq;
    put(peers, {header, ""});
    run();
  }
  /// Another owner begins an epoch in the owner's journal.
  void begin_elsewhere(Epoch epoch) {
    v1::JournalRecord marker;
    marker.mutable_epoch_start()->set_epoch(epoch);
    RecordHeader header;
    header.kind = RecordKind::kEpochStart;
    header.epoch = epoch;
    put(own, {header, marker.SerializeAsString()});
    run();
  }
  void publish_policy(const std::string& name) {
    RecordHeader header;
    header.id = name;
    put({"policy", 0}, {header, name});
  }

  [[nodiscard]] const Owner& owner() const { return owner_; }
  [[nodiscard]] const std::vector<RecordPtr>& journal() { return topics_[own]; }
  [[nodiscard]] v1::JournalRecord last() { return decode_body(*journal().back())->body; }
  /// The offset that the last record lists for the other-keyed journal; -1 when it lists none.
  [[nodiscard]] std::int64_t peer_listed() {
    const v1::Cursor cursor = last().decision().cursor();
    for (const v1::CursorEntry& entry : cursor.entries()) {
      if (entry.topic() == "peer") {
        return static_cast<std::int64_t>(entry.next_offset());
      }
    }
    return -1;
  }
  [[nodiscard]] ReaderId reader_of(const TopicPartition& at) const { return readers_.at(at).first; }

  const TopicPartition words;
  const TopicPartition peers;
  const TopicPartition own;

  std::vector<std::string> alarms;
  std::vector<EffectRequest> effects;
  ViewMeta meta;
  std::map<std::string, StateRow> rows;
  std::vector<TimerRow> dues;
  std::vector<TimerRow> armed_last;  ///< What the last apply gave beside what was there.
  SteadyTime wake;                   ///< When the owner wants to be woken, as last asked for.
  absl::Time wake_in_mesh_time;      ///< The same by the mesh clock.
  bool confirms = true;              ///< False: a question for confirmation has no answer.
  bool view_away = false;            ///< The view does not answer.
  bool tells_near_timers = false;
  absl::Duration passes_at_a_look;  ///< Between two looks at the wall clock.
  int pages = 0;
  int applies = 0;
  std::vector<std::string> loaded;    ///< Keys of which the view was asked for the state.
  Offset read_back_below = SIZE_MAX;  ///< Records of the journal from here on stay in flight.

  /// Everything that is in flight comes back; the owner is not let loose yet.
  void read_all_back() {
    read_back_below = SIZE_MAX;
    feed(own);
  }
  void take_over_again() {
    owner_.handle(Revoked{owner_.at()});
    owner_.handle(Assigned{owner_.at()});
    run();
  }

 private:
  OwnerPorts ports() { return {*this, *this, *this, *this, *this, *this, *this, *this, *this}; }

  void post(MailboxMessage message) override { mail_.push_back(std::move(message)); }

  void put(const TopicPartition& at, Record record) {
    topics_[at].push_back(std::make_shared<const Record>(std::move(record)));
    feed(at);
  }
  void feed(const TopicPartition& at) {
    const auto reader = readers_.find(at);
    if (reader == readers_.end()) {
      return;
    }
    auto& [id, next] = reader->second;
    std::vector<LogRecord> records;
    const Offset end = std::min<Offset>(topics_[at].size(), at == own ? read_back_below : SIZE_MAX);
    for (; next < end; ++next) {
      records.push_back({next, topics_[at][next]});
    }
    if (!records.empty()) {
      post(Records{id, at, std::move(records), nullptr});
    }
    post(EndOfLog{id, at, end});
  }

  void read_from(ReaderId reader, Position position, Mailbox&) override {
    readers_[position.at] = {reader, position.next};
    feed(position.at);
  }
  void stop(ReaderId, TopicPartition at) override { readers_.erase(at); }
  void append(TopicPartition at, RecordPtr record, Ticket, Mailbox&) override {
    topics_[at].push_back(std::move(record));
    feed(at);
  }
  void purge(TopicPartition) override {}
  void probe_ends(absl::Time asked_at, Mailbox&) override { post(Ends{asked_at, {}}); }
  void produce(TopicPartition, RecordPtr, std::function<void(Result<Offset>)> done) override {
    done(0);
  }
  void follow(const std::string&, Mailbox&) override {}
  void confirm(StagePartition at, Mailbox&) override {
    if (confirms) {
      post(Confirmed{at});
    }
  }

  void answer(const StagePartition& at, Ticket ticket, ViewAnswer answer) {
    if (view_away) {
      answer = {};
      answer.code = ViewCode::kUnreachable;
    }
    answer.at = at;
    answer.ticket = ticket;
    answer.meta = meta;
    post(std::move(answer));
  }
  void acquire(StagePartition at, Epoch epoch, OnAcquire, Ticket ticket, Mailbox&) override {
    meta.epoch = epoch;
    meta.fold_version = PartitionFold::kVersion;
    answer(at, ticket, {});
  }
  void load(ViewVersion version, std::vector<Key> keys, Ticket ticket, Mailbox&) override {
    ViewAnswer found;
    for (const Key& key : keys) {
      loaded.push_back(key.str());
      const auto row = rows.find(key.str());
      found.states.push_back(row == rows.end() ? StateRow{key, std::nullopt} : row->second);
    }
    answer(version.at, ticket, std::move(found));
  }
  // The near timers are not told, as if each state had become resident meanwhile.
  void horizon(ViewVersion version, TimerPosition after, absl::Time until, int, Ticket ticket,
               Mailbox&) override {
    ViewAnswer found;
    if (until == absl::InfiniteFuture() || tells_near_timers) {
      ++pages;
      for (const TimerRow& due : dues) {
        if (TimerPosition{due.due_ms, due.key.str(), due.timer} > after) {
          found.timers.push_back(due);
        }
      }
    }
    answer(version.at, ticket, std::move(found));
  }
  void apply(ViewVersion version, ViewBatch batch, Ticket ticket, Mailbox&) override {
    if (view_away) {
      answer(version.at, ticket, {});
      return;
    }
    ++applies;
    meta.version = batch.to_version;
    meta.partition_state = batch.partition_state;
    armed_last.clear();
    for (const PostImage& image : batch.images) {
      armed_last.insert(armed_last.end(), image.armed().begin(), image.armed().end());
      std::erase_if(dues, [&](const TimerRow& due) { return due.key == image.key; });
      dues.insert(dues.end(), image.timers.begin(), image.timers.end());
      rows[image.key.str()] = {image.key, image.envelope == nullptr
                                              ? std::nullopt
                                              : std::optional<std::string>(*image.envelope)};
    }
    answer(version.at, ticket, {});
  }

  [[nodiscard]] Trusted trusted() override {
    looked_ += passes_at_a_look;
    return {absl::FromUnixSeconds(1'000) + steady_ + looked_, true};
  }
  void wake_at(absl::Time at, Mailbox&) override { wake_in_mesh_time = at; }
  void wake_at_steady(SteadyTime at, Mailbox&) override { wake = at; }

  [[nodiscard]] std::shared_ptr<const CompiledPolicy> find(const std::string& hash) override {
    return std::make_shared<NamedPolicy>(hash);
  }
  Result<std::shared_ptr<const CompiledPolicy>> learn(const Record& record) override {
    return find(record.body);
  }
  void execute(EffectRequest request, Mailbox&) override { effects.push_back(std::move(request)); }
  void fired(const StagePartition&, int, absl::Duration, absl::Duration) override {}
  void accepted(const StagePartition&, Offset, const Record&, bool) override {}
  void alarm(const StagePartition&, const std::string& text) override { alarms.push_back(text); }

  const WordStage stage_;
  const Topology topology_;
  absl::Duration looked_;
  SteadyTime steady_;
  std::deque<MailboxMessage> mail_;
  std::map<TopicPartition, std::vector<RecordPtr>> topics_;
  std::map<TopicPartition, std::pair<ReaderId, Offset>> readers_;
  Owner owner_;
};

}  // namespace escalon::journal
