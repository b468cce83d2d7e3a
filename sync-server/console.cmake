# The web console inside the server: adit::console answers console/embedded.h.
#
# The pages are built by Node in a copy of sync-server/console under the build folder, so nothing is
# ever written beside the sources, and only when one of them changed. npm ci alone needs packages
# (or npm's cache of them). With ADIT_CONSOLE=OFF the server has no pages, and nobody needs Node.
set(console_from "${PROJECT_SOURCE_DIR}/sync-server/console")
set(console_work "${CMAKE_BINARY_DIR}/console")
file(MAKE_DIRECTORY "${console_work}")

if(ADIT_CONSOLE)
  find_program(NODE NAMES node nodejs)
  find_program(NPM npm)
  if(NOT NODE OR NOT NPM)
    message(FATAL_ERROR "The web console is built with Node 18 or newer: install nodejs and npm, "
      "or configure with -DADIT_CONSOLE=OFF for a server without pages.")
  endif()
  file(GLOB_RECURSE console_pages CONFIGURE_DEPENDS "${console_from}/src/*")
  set(console_tools "${console_from}/build.mjs" "${console_from}/embed.mjs" "${console_from}/tsconfig.json")
  set(console_packages "${console_from}/package.json" "${console_from}/package-lock.json" "${console_from}/.npmrc")

  add_custom_command(OUTPUT "${console_work}/packages.stamp"
    COMMAND "${CMAKE_COMMAND}" -E copy ${console_packages} "${console_work}"
    COMMAND "${NPM}" ci --ignore-scripts --prefer-offline --no-progress --silent
    COMMAND "${CMAKE_COMMAND}" -E touch "${console_work}/packages.stamp"
    DEPENDS ${console_packages}
    WORKING_DIRECTORY "${console_work}"
    COMMENT "Installing what the console is built with" VERBATIM)
  add_custom_command(OUTPUT "${console_work}/console_files.cpp"
    COMMAND "${CMAKE_COMMAND}" -E rm -rf "${console_work}/src"
    COMMAND "${CMAKE_COMMAND}" -E copy_directory "${console_from}/src" "${console_work}/src"
    COMMAND "${CMAKE_COMMAND}" -E copy ${console_tools} "${console_work}"
    COMMAND "${NODE}" build.mjs
    COMMAND "${NODE}" embed.mjs "${console_work}/console_files.cpp"
    DEPENDS ${console_pages} ${console_tools} "${console_work}/packages.stamp"
    WORKING_DIRECTORY "${console_work}"
    COMMENT "Building the console's pages" VERBATIM)
else()
  file(GENERATE OUTPUT "${console_work}/console_files.cpp" CONTENT
"#include \"console/embedded.h\"

namespace adit::console {

const File* find_file(std::string_view) { return nullptr; }

}  // namespace adit::console
")
endif()

add_library(adit_console STATIC "${console_work}/console_files.cpp")
add_library(adit::console ALIAS adit_console)
target_include_directories(adit_console PUBLIC "${PROJECT_SOURCE_DIR}/sync-server")
target_link_libraries(adit_console PRIVATE adit_warnings)
file(APPEND "${ADIT_ARROWS}" "sync-server/console: \n")
