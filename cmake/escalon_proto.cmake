# escalon_proto(<file.proto>…)
# Generates all messages into the library escalon_proto and, for files that end in _service.proto,
# the gRPC stubs into escalon_grpc. Generated code is not ours to warn about: it is compiled with
# warnings off and included as SYSTEM.

function(escalon_proto)
  set(out_dir ${CMAKE_BINARY_DIR}/generated)
  file(MAKE_DIRECTORY ${out_dir})
  set(message_sources "")
  set(service_sources "")
  foreach(file IN LISTS ARGN)
    _escalon_generate(${file} ${out_dir} cpp pb sources)
    list(APPEND message_sources ${sources})
    if(ESCALON_GRPC AND file MATCHES "_service\\.proto$")
      _escalon_generate(${file} ${out_dir} grpc grpc.pb sources)
      list(APPEND service_sources ${sources})
    endif()
  endforeach()
  add_custom_target(escalon_generated_files DEPENDS ${message_sources} ${service_sources})
  add_dependencies(escalon_generated escalon_generated_files)
  _escalon_generated_library(escalon_proto ${out_dir} "${message_sources}" protobuf::libprotobuf)
  if(service_sources)
    _escalon_generated_library(
      escalon_grpc ${out_dir} "${service_sources}" "escalon_proto;gRPC::grpc++")
    add_dependencies(escalon_grpc escalon_proto)
  else()
    _escalon_leave_out(escalon_grpc "ESCALON_GRPC=ON and a *_service.proto")
  endif()
endfunction()

# One protoc call a file and plugin, so that an edit regenerates only what it touches.
function(_escalon_generate file out_dir kind extension out)
  string(REGEX REPLACE "\\.proto$" ".${extension}" stem ${file})
  set(outputs ${out_dir}/${stem}.cc ${out_dir}/${stem}.h)
  set(arguments --${kind}_out=${out_dir})
  if(kind STREQUAL grpc)
    list(APPEND arguments --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
  endif()
  add_custom_command(
    OUTPUT ${outputs}
    COMMAND
      protobuf::protoc ${arguments} -I${CMAKE_CURRENT_SOURCE_DIR}
      ${CMAKE_CURRENT_SOURCE_DIR}/${file}
    DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${file}
    COMMENT "Generating ${stem}.h"
    VERBATIM)
  set(${out} ${outputs} PARENT_SCOPE)
endfunction()

function(_escalon_generated_library target out_dir sources depends)
  add_library(${target} STATIC ${sources})
  # Sanitizers see our uses of messages, which are inline; generated sources would only cost time.
  target_compile_options(${target} PRIVATE -w -fno-sanitize=all)
  target_include_directories(${target} SYSTEM PUBLIC ${out_dir})
  target_link_libraries(${target} PUBLIC ${depends})
endfunction()
