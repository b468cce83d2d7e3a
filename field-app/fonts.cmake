# The share folder: what the programs read beside themselves. build/share/adit/{forms,locale,fonts}.
#
# Forms and words come from assets/. Fonts and icons come from npm, pinned by assets/package-lock.json:
# they are installed in the build folder, the few files in use are copied out with their licences, and
# the rest is thrown away. A build needs the network for this once; afterwards the fonts stay.
if(CMAKE_SCRIPT_MODE_FILE)  # cmake -D ASSETS=… -D SCRATCH=… -D FONTS=… -P fonts.cmake
  file(REMOVE_RECURSE "${SCRATCH}")
  file(MAKE_DIRECTORY "${SCRATCH}" "${FONTS}")
  file(COPY "${ASSETS}/package.json" "${ASSETS}/package-lock.json" "${ASSETS}/.npmrc" DESTINATION "${SCRATCH}")
  message(STATUS "Fetching the fonts and icons with npm (once; about 20 MB) ...")
  execute_process(COMMAND npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
    WORKING_DIRECTORY "${SCRATCH}" RESULT_VARIABLE failed OUTPUT_VARIABLE told ERROR_VARIABLE told)
  if(failed)
    message(FATAL_ERROR "The fonts could not be fetched: check that this machine reaches the npm registry "
      "(npm ping), then build again. npm said:\n${told}")
  endif()
  set(noto "${SCRATCH}/node_modules/@expo-google-fonts/noto-sans")
  set(mono "${SCRATCH}/node_modules/@expo-google-fonts/jetbrains-mono")
  set(lucide "${SCRATCH}/node_modules/lucide-static")
  foreach(pair IN ITEMS
      "${noto}/400Regular/NotoSans_400Regular.ttf|NotoSans-Regular.ttf"
      "${noto}/600SemiBold/NotoSans_600SemiBold.ttf|NotoSans-SemiBold.ttf"
      "${noto}/700Bold/NotoSans_700Bold.ttf|NotoSans-Bold.ttf"
      "${noto}/LICENSE_FONT|NotoSans-LICENSE.txt"
      "${mono}/400Regular/JetBrainsMono_400Regular.ttf|JetBrainsMono-Regular.ttf"
      "${mono}/LICENSE_FONT|JetBrainsMono-LICENSE.txt"
      "${lucide}/font/lucide.ttf|lucide.ttf"
      "${lucide}/font/codepoints.json|lucide.json"
      "${lucide}/LICENSE|lucide-LICENSE.txt")
    string(REGEX MATCH "^(.*)[|](.*)$" _ "${pair}")
    configure_file("${CMAKE_MATCH_1}" "${FONTS}/${CMAKE_MATCH_2}" COPYONLY)
  endforeach()
  file(REMOVE_RECURSE "${SCRATCH}")
  return()
endif()

set(ADIT_BUILD_ROOT "${PROJECT_SOURCE_DIR}/build")  # One share folder for all presets.
set(ADIT_SHARE "${ADIT_BUILD_ROOT}/share/adit")
set(assets "${PROJECT_SOURCE_DIR}/assets")

add_custom_command(OUTPUT "${ADIT_BUILD_ROOT}/share/fonts.stamp"
  COMMAND ${CMAKE_COMMAND} -D "ASSETS=${assets}" -D "SCRATCH=${ADIT_BUILD_ROOT}/fonts-npm"
    -D "FONTS=${ADIT_SHARE}/fonts" -P "${CMAKE_CURRENT_LIST_FILE}"
  COMMAND ${CMAKE_COMMAND} -E touch "${ADIT_BUILD_ROOT}/share/fonts.stamp"
  DEPENDS "${assets}/package-lock.json" "${CMAKE_CURRENT_LIST_FILE}"
  COMMENT "Fonts and icons" VERBATIM)

set(parts "${ADIT_BUILD_ROOT}/share/fonts.stamp")
foreach(part forms locale import sample)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS "${assets}/${part}/*")
  if(NOT files)
    continue()
  endif()
  add_custom_command(OUTPUT "${ADIT_BUILD_ROOT}/share/${part}.stamp"
    COMMAND ${CMAKE_COMMAND} -E rm -rf "${ADIT_SHARE}/${part}"
    COMMAND ${CMAKE_COMMAND} -E copy_directory "${assets}/${part}" "${ADIT_SHARE}/${part}"
    COMMAND ${CMAKE_COMMAND} -E touch "${ADIT_BUILD_ROOT}/share/${part}.stamp"
    DEPENDS ${files} COMMENT "Share folder: ${part}" VERBATIM)
  list(APPEND parts "${ADIT_BUILD_ROOT}/share/${part}.stamp")
endforeach()
add_custom_target(adit_share ALL DEPENDS ${parts})
