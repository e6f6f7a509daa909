#pragma once

#include "escalon/journal/topology.hpp"
#include "escalon/service/stage_loops.hpp"
#include "escalon/store_sqlite/options.hpp"
#include "escalon/up/mesh_options.hpp"

namespace escalon::up {

/// The stages of the mesh. Each list shares a thread.
[[nodiscard]] const service::StagesByThread& stages_by_thread();

/// Topics, stages and sizes of the store.
[[nodiscard]] store_sqlite::StoreOptions store_options(const MeshOptions& options,
                                                       const journal::Topology& topology);

}  // namespace escalon::up
