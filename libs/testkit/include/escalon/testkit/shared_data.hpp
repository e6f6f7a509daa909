#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace escalon::testkit {

/// The file or folder `relative` of the recorded data that is not part of this repository, e.g.
/// `data/twcs_threads_dev.csv.gz`. It is looked for in the folder that the environment variable
/// ESCALON_SHARED names, else in `../shared` beside the checkout. Nothing where it is absent.
[[nodiscard]] std::optional<std::filesystem::path> shared_data_path(std::string_view relative);

/// Where shared_data_path looks.
[[nodiscard]] std::filesystem::path shared_data_root();

}  // namespace escalon::testkit

/// Skips the running test, with the reason, where the named file of the recorded data is absent.
#define SKIP_WITHOUT_SHARED(relative)                                            \
  if (!::escalon::testkit::shared_data_path(relative))                           \
  GTEST_SKIP() << (::escalon::testkit::shared_data_root() / (relative)).string() \
               << " is absent; set ESCALON_SHARED to the folder of recorded data to run this test"
