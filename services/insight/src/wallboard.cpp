#include "escalon/insight/wallboard.hpp"

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "escalon/base/ids.hpp"
#include "escalon/base/instant.hpp"
#include "escalon/insight/v1/read_model.pb.h"
#include "open_work.hpp"
#include "sqlite.hpp"

namespace escalon::insight {
namespace {

constexpr std::int64_t kCasesReadMax = 20'000;
constexpr int kLimitUsual = 20;
constexpr int kLimitMax = 100;

}  // namespace

class Wallboard::Impl {
 public:
  Impl(const std::filesystem::path& file, Now now)
      : now_(std::move(now)),
        database_(file),
        count_(database_.prepare(
            "SELECT COUNT(*) FROM case_row INDEXED BY case_open WHERE open = 1 AND "
            "substr(key, 1, length(?1)) = ?1")),
        cases_(database_.prepare("SELECT row FROM case_row INDEXED BY case_open WHERE open = 1 AND "
                                 "substr(key, 1, length(?1)) = ?1 ORDER BY first_at_ms LIMIT ?2")),
        queues_(database_.prepare("SELECT team, COUNT(*), MIN(since_ms) FROM queue WHERE "
                                  "tenant = ?1 GROUP BY team ORDER BY team")),
        people_(database_.prepare("SELECT team, person, presence, capacity FROM person WHERE "
                                  "tenant = ?1 ORDER BY team, person")),
        policy_(database_.prepare("SELECT hash FROM policy")),
        newest_(database_.prepare("SELECT COALESCE(MAX(entry), 0) FROM timeline")) {}

  v1::GetWallboardResponse show(const std::string& tenant, std::size_t limit) {
    const std::lock_guard lock(reading_);
    database_.execute("BEGIN");
    v1::GetWallboardResponse response;
    try {
      response = read(tenant, limit);
    } catch (...) {
      for (Statement* statement : {&count_, &cases_, &queues_, &people_, &policy_, &newest_}) {
        statement->reset();
      }
      database_.execute("ROLLBACK");
      throw;
    }
    database_.execute("COMMIT");
    return response;
  }

 private:
  v1::GetWallboardResponse read(const std::string& tenant, std::size_t limit) {
    work_ = OpenWork();
    v1::GetWallboardResponse response;
    response.set_tenant(tenant);
    response.set_now(format_instant(now_()));
    read_cases(make_key(tenant, "").str(), response);
    for (queues_.bind(1, tenant); queues_.step();) {
      add_queue(response);
    }
    for (people_.bind(1, tenant); people_.step();) {
      add_person(response);
    }
    while (policy_.step()) {
      response.set_policy(policy_.text(0));
    }
    while (newest_.step()) {
      response.set_newest_entry(newest_.number(0));
    }
    work_.tell(response, limit);
    return response;
  }

  void read_cases(const std::string& prefix, v1::GetWallboardResponse& response) {
    for (count_.bind(1, prefix); count_.step();) {
      response.set_open_cases(count_.number(0));
    }
    v1::CaseRow row;
    std::int64_t read = 0;
    for (cases_.bind(1, prefix).bind(2, kCasesReadMax); cases_.step(); ++read) {
      row.ParseFromString(cases_.text(0));
      work_.add(row);
    }
    response.set_cases_read(read);
  }

  void add_queue(v1::GetWallboardResponse& response) {
    v1::TeamQueue& queue = *response.add_queues();
    queue.set_team(queues_.text(0));
    queue.set_depth(queues_.number(1));
    queue.set_oldest_since(format_instant(from_ms(queues_.number(2))));
  }

  void add_person(v1::GetWallboardResponse& response) {
    v1::PersonAtWork& person = *response.add_people();
    person.set_team(people_.text(0));
    person.set_person(people_.text(1));
    person.set_presence(people_.text(2));
    person.set_capacity(static_cast<std::int32_t>(people_.number(3)));
    person.set_load(work_.load_of(person.person()));
  }

  const Now now_;
  std::mutex reading_;  // guards what follows
  Database database_;
  Statement count_;
  Statement cases_;
  Statement queues_;
  Statement people_;
  Statement policy_;
  Statement newest_;
  OpenWork work_;  // while `read` is at it
};

Result<std::unique_ptr<Wallboard>> Wallboard::open(const std::filesystem::path& file, Now now) {
  try {
    return std::unique_ptr<Wallboard>(new Wallboard(std::make_unique<Impl>(file, std::move(now))));
  } catch (const std::runtime_error& error) {
    return Error{Error::Kind::kUnavailable, file.string() + ": " + error.what() +
                                                "; the read model must be open before it is shown"};
  }
}

Wallboard::Wallboard(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Wallboard::~Wallboard() = default;

Result<v1::GetWallboardResponse> Wallboard::show(const v1::GetWallboardRequest& request) const {
  if (request.limit() < 0 || request.limit() > kLimitMax) {
    return invalid("limit: " + std::to_string(request.limit()) + " is out of range; write 1 to " +
                   std::to_string(kLimitMax));
  }
  const int limit = request.limit() == 0 ? kLimitUsual : request.limit();
  try {
    return impl_->show(request.tenant().empty() ? "default" : request.tenant(),
                       static_cast<std::size_t>(limit));
  } catch (const std::runtime_error& error) {
    return Error{Error::Kind::kUnavailable,
                 std::string("the read model cannot be read: ") + error.what() + "; try again"};
  }
}

}  // namespace escalon::insight
