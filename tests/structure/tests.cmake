# The shape of the source tree and the licences of what it stands on.
find_package(Python3 3.9 REQUIRED COMPONENTS Interpreter)
peal_check(structure.rooms unit 60 ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/rooms_test.py)
peal_check(structure.licences unit 60 ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/licences_test.py)
