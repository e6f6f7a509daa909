#include "escalon/testkit/temp_dir.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "escalon/base/assert.hpp"

namespace escalon::testkit {

TempDir::TempDir() {
  std::string name = (std::filesystem::temp_directory_path() / "escalon_test_XXXXXX").string();
  ESCALON_ASSERT(mkdtemp(name.data()) != nullptr);
  path_ = name;
}

TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TempDir::write(std::string_view name, std::string_view bytes) const {
  const std::filesystem::path path = path_ / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  ESCALON_ASSERT(file.good());
  return path;
}

std::string TempDir::read(std::string_view name) const {
  std::ifstream file(path_ / name, std::ios::binary);
  ESCALON_ASSERT(file.is_open());
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

}  // namespace escalon::testkit
