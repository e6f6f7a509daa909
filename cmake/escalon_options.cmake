# What every build has in common: the language, the compiler cache, the linker, and one interface
# target with our warnings.

option(ESCALON_GRPC "Build what needs gRPC (the services' network faces and the CLI)" ON)
option(ESCALON_WERROR "Warnings are errors" ON)
option(ESCALON_PRECOMPILE "Precompile the headers that most sources include" OFF)
option(ESCALON_FUZZ "Link fuzz targets with libFuzzer (clang) instead of the corpus replayer" OFF)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Libraries and programs share a precompiled header only if their flags are the same.
if(NOT ESCALON_PRECOMPILE)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
endif()

# The cache hits across build folders and checkouts: paths are taken relative to the source tree.
find_program(ESCALON_CCACHE ccache)
if(ESCALON_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(sloppiness "")
  if(ESCALON_PRECOMPILE)
    set(sloppiness CCACHE_SLOPPINESS=pch_defines,time_macros)
  endif()
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1
      ${sloppiness} ${ESCALON_CCACHE})
endif()

find_program(ESCALON_MOLD mold)
if(ESCALON_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(escalon_warnings INTERFACE)
target_compile_options(escalon_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
  $<$<BOOL:${ESCALON_WERROR}>:-Werror>)
