# RFC 4475's messages, whole: `ctest -L torture`.
file(GLOB files CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*_test.cpp)
add_executable(torture_test ${files})
target_link_libraries(torture_test PRIVATE peal_sip GTest::gmock GTest::gtest_main)
target_compile_definitions(torture_test PRIVATE PEAL_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
peal_flags(torture_test)
peal_check(torture.sip torture 120 torture_test)
