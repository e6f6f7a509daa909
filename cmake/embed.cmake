# escalon_embed_literal(<path> <out>): the text of a file as a literal of C++.
function(escalon_embed_literal path out)
  file(READ ${path} content)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
  set(${out} "R\"ESCALON(${content})ESCALON\"" PARENT_SCOPE)
endfunction()
