#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "absl/time/time.h"
#include "escalon/base/result.hpp"
#include "escalon/insight/read_model.hpp"
#include "escalon/intake/command_desk.hpp"
#include "escalon/intake/intake.hpp"
#include "escalon/store_sqlite/sqlite_store.hpp"
#include "escalon/up/mesh_options.hpp"

namespace escalon::up {

/// All stages and services in one process over the embedded adapters. Two steps: `open` takes the
/// data directory into possession and reads what the journals say, `run` starts time and decides.
/// Thread-safe after `run`.
class Mesh {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Mesh>, StartError> open(MeshOptions options);
  ~Mesh();
  Mesh(const Mesh&) = delete;
  Mesh& operator=(const Mesh&) = delete;

  /// What is open in the data directory, before anything new is decided.
  [[nodiscard]] insight::OpenCases open_cases() const;
  /// The newest stamp of a decision; nothing where there is none.
  [[nodiscard]] std::optional<absl::Time> last_decided_at() const;

  /// Starts the stages, by the wall clock or by `played` time, and serves HTTP and gRPC.
  [[nodiscard]] Result<void, StartError> run(std::optional<service::PlayedTime> played);

  [[nodiscard]] std::uint16_t http_port() const;
  [[nodiscard]] std::uint16_t grpc_port() const;  ///< 0 where this build has no gRPC.

  [[nodiscard]] service::MeshClock& clock();
  [[nodiscard]] intake::Intake& intake();
  [[nodiscard]] intake::CommandDesk& desk();
  [[nodiscard]] const insight::ReadModel& read_model() const;
  /// What the log and the views have written since the mesh was opened.
  [[nodiscard]] store_sqlite::StoreStatistics written() const;
  /// True when every stage runs and has nothing left to do before its next timer, and the read
  /// model has seen it.
  [[nodiscard]] bool quiet() const;

  /// Stops in order: nothing is taken any more, what was decided is stored, journals are closed.
  void stop();

 private:
  class Impl;
  explicit Mesh(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace escalon::up
