#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "escalon/base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace escalon::store_sqlite {

/// What a failed write came to.
enum class Trouble {
  kNone,
  kFull,   ///< The disk or the quota is full: try again later.
  kBusy,   ///< Another program holds the file: try again later.
  kFatal,  ///< Anything else.
};

/// Bytes that are stored as a blob; a std::string_view alone is stored as text.
struct Bytes {
  std::string_view bytes;
};

/// One connection, used by one thread at a time. The first error sticks until clear(): what follows
/// does nothing, so that a transaction is checked once, at its end.
class Database {
 public:
  enum class Mode { kReadWrite, kReadOnly };

  [[nodiscard]] static Result<Database> open(const std::filesystem::path& file, Mode mode);

  /// Runs statements that return nothing of interest.
  void run(const char* sql);
  /// The first column of the first row of `sql`; 0 where there is none.
  [[nodiscard]] std::int64_t number(const char* sql);

  /// From now on a commit of this connection checkpoints nothing and tells how long the
  /// write-ahead log is.
  void leave_checkpoints();
  /// Pages in the write-ahead log after the last commit.
  [[nodiscard]] int log_pages() const { return state_->log_pages; }

  [[nodiscard]] bool ok() const { return state_->code == 0; }
  [[nodiscard]] Trouble trouble() const;
  /// For people: what SQLite and the operating system said.
  [[nodiscard]] const std::string& message() const { return state_->message; }
  void clear();

 private:
  friend class Statement;
  friend class Rows;
  struct State {
    sqlite3* handle = nullptr;
    int code = 0;
    int system_code = 0;
    int log_pages = 0;
    std::string message;
    ~State();
    void note(int code);
  };
  explicit Database(std::unique_ptr<State> state) : state_(std::move(state)) {}
  std::unique_ptr<State> state_;
};

/// The rows of a running statement; resets it at the end. Column data is valid until the next call.
class Rows {
 public:
  Rows(Database::State& state, sqlite3_stmt* statement) : state_(state), statement_(statement) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  /// True when there is a next row; false at the end and after an error.
  bool next();
  [[nodiscard]] std::int64_t number(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;

 private:
  Database::State& state_;
  sqlite3_stmt* statement_;
};

/// A prepared statement of one connection, which must outlive it.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Starts the statement with `values` for its parameters; they must live as long as the rows.
  template <typename... Values>
  [[nodiscard]] Rows rows(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return Rows(state_, statement_);
  }

  /// Runs the statement to its end.
  template <typename... Values>
  void run(const Values&... values) {
    Rows running = rows(values...);
    while (running.next()) {
    }
  }

 private:
  void bind(int index, std::int64_t value);
  void bind(int index, std::uint64_t value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, int value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, std::uint32_t value) { bind(index, static_cast<std::int64_t>(value)); }
  void bind(int index, std::string_view text);
  void bind(int index, Bytes value);

  Database::State& state_;
  sqlite3_stmt* statement_ = nullptr;
};

}  // namespace escalon::store_sqlite
