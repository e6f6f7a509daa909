# One precompiled header for all our sources, in the builds that ask for it (the sanitizers'). The
# others compile every source with only what it includes, and so find what it forgets to include.

function(escalon_precompile target)
  if(ESCALON_PRECOMPILE)
    _escalon_precompiled_header()
    target_link_libraries(${target} PRIVATE escalon_precompiled_flags)
    target_precompile_headers(${target} REUSE_FROM escalon_precompiled)
    # A target that cannot take the header, for a macro of its own, includes it as text.
    set_target_properties(${target} PROPERTIES PCH_WARN_INVALID OFF)
  endif()
endfunction()

function(_escalon_precompiled_header)
  if(TARGET escalon_precompiled)
    return()
  endif()
  add_library(escalon_precompiled_flags INTERFACE)
  target_include_directories(escalon_precompiled_flags SYSTEM INTERFACE
    $<TARGET_PROPERTY:escalon_proto,INTERFACE_INCLUDE_DIRECTORIES>)
  target_compile_definitions(escalon_precompiled_flags INTERFACE GTEST_HAS_PTHREAD=1)
  target_compile_options(escalon_precompiled_flags INTERFACE -pthread)

  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled.cpp CONTENT "")
  add_library(escalon_precompiled STATIC ${CMAKE_BINARY_DIR}/precompiled.cpp)
  # GCC takes the header only for the same macros, and -Wpedantic changes one.
  target_link_libraries(escalon_precompiled PRIVATE
    escalon_proto escalon_precompiled_flags escalon_warnings)
  target_precompile_headers(escalon_precompiled PRIVATE
    <gtest/gtest.h>
    <algorithm> <chrono> <functional> <map> <memory> <optional> <string> <unordered_map> <variant>
    <vector> <absl/strings/str_cat.h> <absl/time/time.h>
    <escalon/contact/v1/contact.pb.h> <escalon/escalation/v1/escalation.pb.h>
    <escalon/journal/v1/journal.pb.h>)
endfunction()
