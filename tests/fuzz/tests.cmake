# Every src/**/x_fuzz.cpp runs for a few seconds from its corpus; `./test full`
# runs each for minutes. A crash leaves its input in build/fuzz.
file(GLOB_RECURSE fuzzers RELATIVE ${CMAKE_SOURCE_DIR}/src CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*_fuzz.cpp)
foreach(file ${fuzzers})
  string(REGEX MATCH "^[^/]+" room ${file})
  get_filename_component(noun ${file} NAME_WE)
  peal_check(fuzz.${room}.${noun} fuzz 900 ${CMAKE_CURRENT_LIST_DIR}/run.sh ${room}_${noun} ${CMAKE_SOURCE_DIR}/src/${file})
endforeach()
