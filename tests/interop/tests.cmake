# Real peers against the release program: SIPp, baresip, and a phone that measures sound.
find_program(PEAL_SIPP sipp)
if(PEAL_SIPP)
  peal_check(interop.sip interop 300 python3 ${CMAKE_CURRENT_LIST_DIR}/run.py)
endif()
find_program(PEAL_BARESIP baresip)
if(PEAL_BARESIP)
  peal_check(interop.baresip interop 300 python3 ${CMAKE_CURRENT_LIST_DIR}/by_baresip.py)
endif()
