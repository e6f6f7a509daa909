# The functions by which every folder declares its targets. They link our warnings, refuse what a
# pure library must not link, and leave out what this build cannot have (gRPC, GoogleTest),
# together with everything that needs it.

set(ESCALON_PURE_LIBRARIES base rules calendar rota sla escalation queue classify notify policy)
set(ESCALON_PURE_DEPENDS escalon_proto protobuf::libprotobuf)
foreach(library IN LISTS ESCALON_PURE_LIBRARIES)
  list(APPEND ESCALON_PURE_DEPENDS escalon_${library})
endforeach()

# Sets `out` to the first of the named targets that this build leaves out, or to nothing.
function(_escalon_missing out)
  get_property(left_out GLOBAL PROPERTY ESCALON_LEFT_OUT)
  set(${out} "" PARENT_SCOPE)
  foreach(target IN LISTS ARGN)
    if(target IN_LIST left_out)
      set(${out} ${target} PARENT_SCOPE)
      return()
    endif()
  endforeach()
endfunction()

function(_escalon_leave_out target reason)
  set_property(GLOBAL APPEND PROPERTY ESCALON_LEFT_OUT ${target})
  message(STATUS "${target} is left out: it needs ${reason}")
endfunction()

function(_escalon_refuse_impure name depends exceptions)
  foreach(target IN LISTS depends)
    if(target IN_LIST ESCALON_PURE_DEPENDS OR target IN_LIST exceptions OR target MATCHES "^absl::")
      continue()
    endif()
    message(FATAL_ERROR "escalon_${name} is pure and may not link ${target}. A pure library links "
                        "base, generated messages, absl and other pure libraries. Move what needs "
                        "${target} to an adapter or a service.")
  endforeach()
endfunction()

# escalon_library(NAME <lib> [PURE] SOURCES <file>… DEPENDS <target>… [EXCEPTION <target>…])
# A static library escalon_<lib> with public headers below include/. EXCEPTION names the one
# third-party target that a pure library links behind one source file; it is linked privately.
function(escalon_library)
  cmake_parse_arguments(ARG "PURE" "NAME" "SOURCES;DEPENDS;EXCEPTION" ${ARGN})
  _escalon_check_arguments(escalon_library)
  if(ARG_PURE)
    _escalon_refuse_impure(${ARG_NAME} "${ARG_DEPENDS}" "")
  endif()
  _escalon_add_library(escalon_${ARG_NAME} "${ARG_SOURCES}" "${ARG_DEPENDS}" "${ARG_EXCEPTION}")
endfunction()

# escalon_service(NAME <name> SOURCES <file>… DEPENDS <target>… [MAIN <main.cpp>])
# The library escalon_<name> (dashes become underscores) and, with MAIN, the program escalon-<name>.
function(escalon_service)
  cmake_parse_arguments(ARG "" "NAME;MAIN" "SOURCES;DEPENDS" ${ARGN})
  _escalon_check_arguments(escalon_service)
  string(REPLACE "-" "_" identifier ${ARG_NAME})
  _escalon_add_library(escalon_${identifier} "${ARG_SOURCES}" "${ARG_DEPENDS}" "")
  if(ARG_MAIN)
    escalon_program(NAME escalon-${ARG_NAME} SOURCES ${ARG_MAIN} DEPENDS escalon_${identifier})
  endif()
endfunction()

function(_escalon_add_library target sources depends exceptions)
  _escalon_missing(missing ${depends})
  if(missing)
    _escalon_leave_out(${target} ${missing})
    return()
  endif()
  if(NOT sources)
    add_library(${target} INTERFACE)
    target_include_directories(${target} INTERFACE ${CMAKE_CURRENT_SOURCE_DIR}/include)
    target_link_libraries(${target} INTERFACE ${depends})
    return()
  endif()
  add_library(${target} STATIC ${sources})
  string(REGEX REPLACE "^escalon_" "escalon::" alias ${target})
  add_library(${alias} ALIAS ${target})
  target_include_directories(${target}
    PUBLIC ${CMAKE_CURRENT_SOURCE_DIR}/include
    PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}/src)
  target_link_libraries(${target} PUBLIC ${depends} PRIVATE ${exceptions} escalon_warnings)
  escalon_precompile(${target})
endfunction()

# escalon_program(NAME <name> SOURCES <file>… DEPENDS <target>…)
# A program in build/<preset>/bin. Those of services, escalon-<service>, have the quick allocator.
function(escalon_program)
  cmake_parse_arguments(ARG "" "NAME" "SOURCES;DEPENDS" ${ARGN})
  _escalon_check_arguments(escalon_program)
  _escalon_add_executable(${ARG_NAME} "${ARG_SOURCES}" "${ARG_DEPENDS}")
  if(TARGET ${ARG_NAME})
    set_target_properties(${ARG_NAME} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
    if(ARG_NAME MATCHES "^escalon-")
      escalon_quick_allocator(${ARG_NAME})
    endif()
  endif()
endfunction()

function(_escalon_add_executable target sources depends)
  _escalon_missing(missing ${depends})
  if(missing)
    _escalon_leave_out(${target} ${missing})
    return()
  endif()
  add_executable(${target} ${sources})
  target_link_libraries(${target} PRIVATE ${depends} escalon_warnings)
  escalon_precompile(${target})
endfunction()

macro(_escalon_check_arguments function)
  if(ARG_UNPARSED_ARGUMENTS OR NOT ARG_NAME)
    message(FATAL_ERROR "${function} in ${CMAKE_CURRENT_SOURCE_DIR}: NAME is missing or these are "
                        "not understood: ${ARG_UNPARSED_ARGUMENTS}")
  endif()
endmacro()
