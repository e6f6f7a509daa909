#pragma once

#include <thread>

#include "escalon/up/mesh.hpp"
#include "play_choice.hpp"

namespace escalon::up {

/// Prints what the mesh decides, line by line, on a thread of its own.
class TimelinePrinter {
 public:
  TimelinePrinter(const insight::ReadModel& model, bool colour);

 private:
  void run(const std::stop_token& stop, bool colour) const;

  const insight::ReadModel& model_;
  std::jthread thread_;
};

/// Says where the mesh is and what it has.
void print_welcome(const Mesh& mesh, const MeshOptions& options);
/// Says what was open when the mesh started; nothing on a first start.
void print_open_cases(const insight::OpenCases& open, bool first_start);
/// Says what is played.
void print_play(const Play& play);
/// Says how to send an event of one's own.
void print_next_steps(const Mesh& mesh);

}  // namespace escalon::up
