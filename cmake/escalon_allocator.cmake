# escalon_quick_allocator(<target>)
# Links jemalloc: messages are many and short-lived, and the chain costs a third less with it
# (`./dev bench`, escalon_bench_chain). Sanitizers bring their own allocator.

function(escalon_quick_allocator target)
  find_library(ESCALON_JEMALLOC jemalloc)
  if(ESCALON_JEMALLOC AND NOT CMAKE_CXX_FLAGS MATCHES "-fsanitize")
    target_link_options(${target} PRIVATE -Wl,--no-as-needed)
    target_link_libraries(${target} PRIVATE ${ESCALON_JEMALLOC})
  endif()
endfunction()
