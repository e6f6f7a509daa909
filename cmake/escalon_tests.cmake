# The functions by which folders declare what is run: tests, benchmarks and fuzz targets.

# What `./dev` builds by name: generated code alone, benchmarks, fuzz targets, and tests by label.
foreach(group escalon_generated benchmarks fuzz_targets tests_fast tests_tsan)
  add_custom_target(${group})
endforeach()

# Before the command of a test that starts servers of others.
set(ESCALON_ONCE_MORE ${CMAKE_SOURCE_DIR}/cmake/once_more.sh)

# escalon_test(NAME <target> SOURCES <file>… DEPENDS <target>…
#              [LABELS <label>…] [TIMEOUT <seconds>] [RUN_SERIAL] [ONCE_MORE])
# A GoogleTest program that ctest runs as one test. Labels: `fast` (the default) is run by every
# sanitizer build, `tsan` by the thread sanitizer as well; a test that takes long bears its
# folder's name instead. ONCE_MORE: it starts a broker; what fails is tried once more.
function(escalon_test)
  cmake_parse_arguments(ARG "RUN_SERIAL;ONCE_MORE" "NAME;TIMEOUT" "SOURCES;DEPENDS;LABELS" ${ARGN})
  _escalon_check_arguments(escalon_test)
  if(NOT BUILD_TESTING)
    return()
  endif()
  if(NOT TARGET GTest::gtest_main)
    _escalon_leave_out(${ARG_NAME} GTest::gtest_main)
    return()
  endif()
  _escalon_add_executable(
    ${ARG_NAME} "${ARG_SOURCES}" "${ARG_DEPENDS};GTest::gtest_main;GTest::gtest;Threads::Threads")
  if(TARGET ${ARG_NAME})
    set(command $<TARGET_FILE:${ARG_NAME}>)
    if(ARG_ONCE_MORE)
      list(PREPEND command ${ESCALON_ONCE_MORE})
    endif()
    escalon_add_test(
      NAME ${ARG_NAME} COMMAND ${command} TIMEOUT ${ARG_TIMEOUT} LABELS ${ARG_LABELS})
    set_tests_properties(${ARG_NAME} PROPERTIES RUN_SERIAL ${ARG_RUN_SERIAL})
    get_test_property(${ARG_NAME} LABELS labels)
    foreach(label IN LISTS labels)
      if(TARGET tests_${label})
        add_dependencies(tests_${label} ${ARG_NAME})
      endif()
    endforeach()
  endif()
endfunction()

# escalon_add_test(NAME <name> COMMAND <command>… [LABELS <label>…] [TIMEOUT <seconds>])
# Registers any command with ctest, under the same labels and limits as escalon_test. The
# environment of ctest, so ESCALON_SHARED and ESCALON_TEST_LENGTH too, reaches the command.
function(escalon_add_test)
  cmake_parse_arguments(ARG "" "NAME;TIMEOUT" "COMMAND;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  if(NOT ARG_LABELS)
    set(ARG_LABELS fast)
  endif()
  add_test(NAME ${ARG_NAME} COMMAND ${ARG_COMMAND})
  set_tests_properties(${ARG_NAME} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}"
    ENVIRONMENT "ESCALON_SOURCE_DIR=${CMAKE_SOURCE_DIR};ESCALON_BINARY_DIR=${CMAKE_BINARY_DIR}")
endfunction()

# escalon_benchmark(NAME escalon_bench_<what> SOURCES <file>… DEPENDS <target>…)
# A program in build/<preset>/bin that `./dev bench` runs. Link benchmark::benchmark_main for
# Google Benchmark.
function(escalon_benchmark)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;DEPENDS" ${ARGN})
  _escalon_check_arguments(escalon_benchmark)
  if(NOT TARGET benchmark::benchmark)
    _escalon_leave_out(${ARG_NAME} benchmark::benchmark)
    return()
  endif()
  escalon_program(NAME ${ARG_NAME} SOURCES ${ARG_SOURCES} DEPENDS ${ARG_DEPENDS})
  if(TARGET ${ARG_NAME})
    add_dependencies(benchmarks ${ARG_NAME})
  endif()
endfunction()

# escalon_fuzz_target(NAME fuzz_<what> SOURCES <file>… DEPENDS <target>…)
# A source defines LLVMFuzzerTestOneInput. Elsewhere than in the preset `fuzz` the program replays
# every file of tests/fuzz/corpus/<NAME> (tests/fuzz/replay_main.cpp), and ctest runs it.
function(escalon_fuzz_target)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;DEPENDS" ${ARGN})
  _escalon_check_arguments(escalon_fuzz_target)
  if(NOT ESCALON_FUZZ)
    list(APPEND ARG_SOURCES ${CMAKE_SOURCE_DIR}/tests/fuzz/replay_main.cpp)
  endif()
  escalon_program(NAME ${ARG_NAME} SOURCES ${ARG_SOURCES} DEPENDS ${ARG_DEPENDS})
  if(NOT TARGET ${ARG_NAME})
    return()
  endif()
  add_dependencies(fuzz_targets ${ARG_NAME})
  if(ESCALON_FUZZ)
    target_link_options(${ARG_NAME} PRIVATE -fsanitize=fuzzer)
  else()
    set(corpus ${CMAKE_SOURCE_DIR}/tests/fuzz/corpus/${ARG_NAME})
    escalon_add_test(NAME ${ARG_NAME} COMMAND ${ARG_NAME} ${corpus})
  endif()
endfunction()
