// escalon_conformance FILE…: runs files of conformance cases against the pure libraries. A line for
// each case that differs, then the counts; exit 1 if a case failed, 2 if a file cannot be read.
#include <fstream>
#include <iostream>
#include <iterator>

#include "case_runner.hpp"

int main(int argc, char** argv) {
  using namespace escalon::conformance;
  if (argc < 2) {
    std::cerr << "usage: escalon_conformance FILE...\n";
    return 2;
  }
  Counts counts;
  bool readable = true;
  for (int i = 1; i < argc; ++i) {
    std::ifstream stream(argv[i], std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(stream), {});
    const auto run = stream.bad() || !stream.is_open()
                         ? escalon::Status(escalon::invalid("cannot be opened"))
                         : run_cases(text, all_kinds(), counts, std::cout);
    if (!run) {
      std::cerr << argv[i] << ": " << run.error().message << "\n";
      readable = false;
    }
  }
  std::cout << counts.text() << "\n";
  return !readable ? 2 : counts.failed > 0 ? 1 : 0;
}
