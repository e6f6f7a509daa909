"""A pure library may not reach outside."""

import unittest

import purity
from scratch_tree import findings

_BASE = {"libs/base/CMakeLists.txt":
             "escalon_library(NAME base PURE SOURCES src/a.cpp DEPENDS absl::time)"}


def _sla(source, depends="escalon_base escalon_proto absl::time"):
    return {**_BASE,
            "libs/sla/CMakeLists.txt":
                f"escalon_library(NAME sla PURE SOURCES src/a.cpp DEPENDS {depends})",
            "libs/sla/src/b.hpp": "#pragma once\n",
            "libs/sla/src/a.cpp": source}


class PureLibrary(unittest.TestCase):
    def test_may_include_base_messages_absl_time_and_values_of_the_standard(self):
        source = ('#include "escalon/base/result.hpp"\n#include "escalon/sla/v1/sla.pb.h"\n'
                  '#include "absl/time/time.h"\n#include <vector>\n#include "b.hpp"\n')
        self.assertEqual([], findings(purity, _sla(source)))

    def test_may_not_include_io_grpc_or_a_third_party(self):
        source = ('#include <fstream>\n#include "escalon/sla/v1/sla.grpc.pb.h"\n'
                  '#include <yaml-cpp/yaml.h>\n#include <sqlite3.h>\n')
        self.assertEqual([f"libs/sla/src/a.cpp:{line}: pure library sla includes {header}"
                          for line, header in enumerate(("fstream", "escalon/sla/v1/sla.grpc.pb.h",
                                                         "yaml-cpp/yaml.h", "sqlite3.h"), 1)],
                         findings(purity, _sla(source)))

    def test_may_not_include_a_library_that_it_does_not_link(self):
        found = findings(purity, _sla('#include "escalon/journal/fold.hpp"\n'))
        self.assertEqual(
            ["libs/sla/src/a.cpp:1: pure library sla includes escalon/journal/fold.hpp"], found)

    def test_is_not_fooled_by_a_comment(self):
        comments = "// #include <fstream>\n/*\n#include <thread>\n*/\n"
        self.assertEqual([], findings(purity, _sla(comments)))

    def test_may_not_link_an_adapter(self):
        found = findings(purity, _sla("", "escalon_base escalon_journal SQLite::SQLite3"))
        self.assertEqual([f"libs/sla/CMakeLists.txt:1: pure library sla links {target}"
                          for target in ("SQLite::SQLite3", "escalon_journal")], found)

    def test_must_be_declared_pure(self):
        files = {"libs/queue/CMakeLists.txt": "escalon_library(NAME queue SOURCES a.cpp)"}
        self.assertEqual(["libs/queue/CMakeLists.txt:1: library queue is not PURE"],
                         findings(purity, files))

    def test_wraps_its_third_party_in_one_source(self):
        files = {"libs/policy/CMakeLists.txt":
                 "escalon_library(NAME policy PURE SOURCES src/a.cpp EXCEPTION yaml-cpp)",
                 "libs/policy/src/a.cpp": "#include <yaml-cpp/yaml.h>\n"}
        self.assertEqual([], findings(purity, files))
        files["libs/policy/src/b.cpp"] = "#include <yaml-cpp/yaml.h>\n"
        self.assertEqual(["libs/policy/src/b.cpp:1: a second source of policy includes yaml-cpp/*"],
                         findings(purity, files))
        header = "libs/policy/include/escalon/policy/p.hpp"
        files = {**files, "libs/policy/src/b.cpp": "", header: "#include <yaml-cpp/yaml.h>\n"}
        self.assertEqual([f"{header}:1: pure library policy includes yaml-cpp/yaml.h"],
                         findings(purity, files))


class PublicHeader(unittest.TestCase):
    def test_includes_no_third_party(self):
        header = "libs/log_sqlite/include/escalon/log_sqlite/log.hpp"
        self.assertEqual([f"{header}:1: public header includes sqlite3.h"],
                         findings(purity, {header: "#include <sqlite3.h>\n"}))


if __name__ == "__main__":
    unittest.main()
