# Everything that comes from Debian packages (tools/packages.txt), under the target names that our
# folders link.

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(CURL REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(ZLIB REQUIRED)
find_package(SQLite3 REQUIRED)                 # SQLite::SQLite3
find_package(ICU REQUIRED COMPONENTS uc i18n)  # ICU::uc, ICU::i18n
find_package(prometheus-cpp CONFIG REQUIRED)   # prometheus-cpp::core
find_package(LibIcal CONFIG REQUIRED)          # ical
if(ESCALON_GRPC)
  find_package(gRPC CONFIG REQUIRED)           # gRPC::grpc++
endif()
# The tests and benchmarks need more packages than the programs: `./dev up` builds without these.
find_package(GTest CONFIG QUIET)               # GTest::gtest, GTest::gtest_main
find_package(benchmark CONFIG QUIET)           # benchmark::benchmark

find_package(PkgConfig REQUIRED)
# What runs against a cluster needs it; `./dev up` builds without.
pkg_check_modules(rdkafka IMPORTED_TARGET GLOBAL rdkafka)  # PkgConfig::rdkafka
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET GLOBAL cpp-httplib)
pkg_check_modules(hiredis REQUIRED IMPORTED_TARGET GLOBAL hiredis)  # PkgConfig::hiredis
pkg_check_modules(hiredis_ssl IMPORTED_TARGET GLOBAL hiredis_ssl)  # of hiredis 1.0 or newer
add_library(escalon_httplib INTERFACE)         # <httplib.h>, the compiled flavour
target_link_libraries(escalon_httplib INTERFACE
  PkgConfig::httplib OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
