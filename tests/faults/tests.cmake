# What breaks around the release program, one run of it each. 77: the machine
# does not offer what the fault needs.
foreach(fault refused_start first_moments full_disk drain caller_leaves on_postgresql rebuild)
  peal_check(interop.${fault} interop 240 python3 ${CMAKE_CURRENT_LIST_DIR}/${fault}.py)
  set_tests_properties(interop.${fault} PROPERTIES SKIP_RETURN_CODE 77)
endforeach()
