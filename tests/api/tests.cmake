# Answers of the release program, held against api/openapi.yaml, api/events and api/flow.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  peal_check(api.${name} api 300 ${CMAKE_SOURCE_DIR}/tests/lib/node.sh --test --test-force-exit ${script})
endforeach()
