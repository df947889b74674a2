# Real browsers against the release program.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.test.mjs)
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  peal_check(browser.${name} browser 900 ${CMAKE_SOURCE_DIR}/tests/lib/node.sh --test --test-force-exit ${script})
  set_tests_properties(browser.${name} PROPERTIES RUN_SERIAL ON)
endforeach()
