# Answers of the release program, held against api/openapi.yaml.
peal_check(api.contract api 300 ${CMAKE_SOURCE_DIR}/tests/lib/node.sh --test --test-force-exit ${CMAKE_CURRENT_LIST_DIR}/contract.test.mjs)
