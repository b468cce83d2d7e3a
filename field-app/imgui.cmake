# Dear ImGui as a static library from the source that scripts/fetch_imgui.sh put in the cache.
set(cache "$ENV{XDG_CACHE_HOME}")
if(NOT cache)
  set(cache "$ENV{HOME}/.cache")
endif()
set(IMGUI_DIR "${cache}/adit/imgui-1.90.1" CACHE PATH "unpacked Dear ImGui source")
if(NOT EXISTS "${IMGUI_DIR}/imgui.cpp")
  execute_process(COMMAND ${CMAKE_CURRENT_LIST_DIR}/../scripts/fetch_imgui COMMAND_ERROR_IS_FATAL ANY)
endif()
find_package(glfw3 3.3 REQUIRED)
find_package(OpenGL REQUIRED)
find_package(Freetype REQUIRED)
add_library(imgui STATIC
  ${IMGUI_DIR}/imgui.cpp ${IMGUI_DIR}/imgui_draw.cpp ${IMGUI_DIR}/imgui_tables.cpp ${IMGUI_DIR}/imgui_widgets.cpp
  ${IMGUI_DIR}/misc/cpp/imgui_stdlib.cpp ${IMGUI_DIR}/misc/freetype/imgui_freetype.cpp
  ${IMGUI_DIR}/backends/imgui_impl_glfw.cpp ${IMGUI_DIR}/backends/imgui_impl_opengl3.cpp)
target_include_directories(imgui SYSTEM PUBLIC ${IMGUI_DIR} ${IMGUI_DIR}/backends ${IMGUI_DIR}/misc/cpp)
target_compile_definitions(imgui PUBLIC IMGUI_DISABLE_OBSOLETE_FUNCTIONS IMGUI_USE_WCHAR32 IMGUI_ENABLE_FREETYPE IMGUI_DISABLE_DEMO_WINDOWS)
target_compile_options(imgui PRIVATE -O2 -w)         # always optimised, even in Debug; not linted
set_target_properties(imgui PROPERTIES CXX_CLANG_TIDY "" UNITY_BUILD OFF POSITION_INDEPENDENT_CODE ON)
target_link_libraries(imgui PUBLIC glfw Freetype::Freetype OpenGL::GL ${CMAKE_DL_LIBS})
