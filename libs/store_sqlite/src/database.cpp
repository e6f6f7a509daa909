#include "database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

namespace escalon::store_sqlite {
namespace {

constexpr int kBusyWaitMs = 5'000;
// A null pointer would be stored as NULL, so empty values need an address.
constexpr const char* kEmpty = "";

const char* address(std::string_view bytes) {
  return bytes.data() == nullptr ? kEmpty : bytes.data();
}

// SQLite counts what it allocates under one lock for all connections, and nobody asks. It is to be
// said before the first connection of the process; later it is refused and nothing is lost.
void count_no_memory() {
  [[maybe_unused]] static const int said = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

Database::State::~State() {
  sqlite3_close_v2(handle);
}

void Database::State::note(int result) {
  if (code != SQLITE_OK || result == SQLITE_OK) {
    return;
  }
  code = result;
  system_code = sqlite3_system_errno(handle);
  message = sqlite3_errmsg(handle);
  if (system_code != 0) {
    message += fmt::format(" ({})", std::strerror(system_code));
  }
}

Result<Database> Database::open(const std::filesystem::path& file, Mode mode) {
  count_no_memory();
  auto state = std::make_unique<State>();
  const int flags =
      mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  const int code =
      sqlite3_open_v2(file.c_str(), &state->handle, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK) {
    return Error{Error::Kind::kUnavailable,
                 fmt::format("cannot open {}: {}; check that the folder exists and can be written",
                             file.string(),
                             state->handle ? sqlite3_errmsg(state->handle) : "out of memory")};
  }
  sqlite3_extended_result_codes(state->handle, 1);
  sqlite3_busy_timeout(state->handle, kBusyWaitMs);
  return Database(std::move(state));
}

void Database::run(const char* sql) {
  if (ok()) {
    state_->note(sqlite3_exec(state_->handle, sql, nullptr, nullptr, nullptr));
  }
}

void Database::leave_checkpoints() {
  sqlite3_wal_hook(
      state_->handle,
      [](void* state, sqlite3*, const char*, int pages) {
        static_cast<State*>(state)->log_pages = pages;
        return SQLITE_OK;
      },
      state_.get());
}

std::int64_t Database::number(const char* sql) {
  Statement statement(*this, sql);
  Rows rows = statement.rows();
  return rows.next() ? rows.number(0) : 0;
}

Trouble Database::trouble() const {
  const int primary = state_->code & 0xFF;
  if (primary == SQLITE_OK) {
    return Trouble::kNone;
  }
  const bool no_space = state_->system_code == ENOSPC || state_->system_code == EDQUOT;
  if (primary == SQLITE_FULL || (primary == SQLITE_IOERR && no_space)) {
    return Trouble::kFull;
  }
  return primary == SQLITE_BUSY || primary == SQLITE_LOCKED ? Trouble::kBusy : Trouble::kFatal;
}

void Database::clear() {
  state_->code = SQLITE_OK;
  state_->system_code = 0;
  state_->message.clear();
}

Rows::~Rows() {
  sqlite3_reset(statement_);
}

bool Rows::next() {
  if (state_.code != SQLITE_OK) {
    return false;
  }
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) {
    return true;
  }
  state_.note(code == SQLITE_DONE ? SQLITE_OK : code);
  return false;
}

std::int64_t Rows::number(int column) const {
  return sqlite3_column_int64(statement_, column);
}

std::string_view Rows::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data == nullptr ? std::string_view() : std::string_view(data, size);
}

Statement::Statement(Database& database, const char* sql) : state_(*database.state_) {
  if (state_.code == SQLITE_OK) {
    state_.note(sqlite3_prepare_v3(state_.handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement_,
                                   nullptr));
  }
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

void Statement::bind(int index, std::int64_t value) {
  if (state_.code == SQLITE_OK) {
    state_.note(sqlite3_bind_int64(statement_, index, value));
  }
}

void Statement::bind(int index, std::string_view text) {
  if (state_.code == SQLITE_OK) {
    state_.note(sqlite3_bind_text64(statement_, index, address(text), text.size(), SQLITE_STATIC,
                                    SQLITE_UTF8));
  }
}

void Statement::bind(int index, Bytes value) {
  if (state_.code == SQLITE_OK) {
    state_.note(sqlite3_bind_blob64(statement_, index, address(value.bytes), value.bytes.size(),
                                    SQLITE_STATIC));
  }
}

}  // namespace escalon::store_sqlite
