# Minutes of steady calls against the release program; only `./test full` runs them.
find_program(PEAL_SIPP sipp)
if(PEAL_SIPP)
  peal_check(soak.calls soak 1200 python3 ${CMAKE_CURRENT_LIST_DIR}/run.py)
  set_tests_properties(soak.calls PROPERTIES PROCESSORS 2)
endif()
# A minute of attack on the port, with real calls through it.
peal_check(soak.flood soak 600 python3 ${CMAKE_CURRENT_LIST_DIR}/flood.py)
set_tests_properties(soak.flood PROPERTIES PROCESSORS 2)
