# Real peers against the release program: SIPp, and a phone that measures sound.
find_program(PEAL_SIPP sipp)
if(PEAL_SIPP)
  peal_check(interop.sip interop 300 python3 ${CMAKE_CURRENT_SOURCE_DIR}/interop/run.py)
endif()
