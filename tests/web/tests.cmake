# The pages' own tests: types, rules, components (Vitest) and size budgets.
peal_check(unit.web "unit;web" 600 npm --prefix ${CMAKE_SOURCE_DIR}/web test)
