# Writes examples.cpp: every scenarios/**/*.json but past counterexamples as a string, in the order
# of their names, so that `init` and `list` need no file beside the program.
file(GLOB_RECURSE example_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/scenarios/*.json)
list(FILTER example_files EXCLUDE REGEX "/(schema|regressions)/")
list(SORT example_files)
set(example_entries "")
foreach(file IN LISTS example_files)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(RELATIVE_PATH example_name ${CMAKE_SOURCE_DIR}/scenarios ${file})
  string(REGEX REPLACE "\\.json$" "" example_name "${example_name}")
  file(READ ${file} example_content)
  string(APPEND example_entries
         "    {\"${example_name}\", R\"example(${example_content})example\"},\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/examples.cpp @ONLY CONTENT [[
#include "sim/run/cli/examples.h"

namespace sim {
namespace {
constexpr Example kExamples[] = {
    {"", ""},  // so that there is an array even without scenarios
@example_entries@};
}  // namespace
std::span<const Example> examples() { return std::span(kExamples).subspan(1); }
}  // namespace sim
]])
target_sources(sim_run PRIVATE ${CMAKE_BINARY_DIR}/generated/examples.cpp)

# The script that draws figures, likewise.
set(plot_script ${CMAKE_SOURCE_DIR}/sim/run/plot/plot.py)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${plot_script})
file(READ ${plot_script} plot_script_content)
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/generated/plot_script.cpp @ONLY CONTENT [[
#include "sim/run/plot/plot_script.h"

namespace sim {
std::string_view plot_script() { return R"plot(@plot_script_content@)plot"; }
}  // namespace sim
]])
target_sources(sim_run PRIVATE ${CMAKE_BINARY_DIR}/generated/plot_script.cpp)
