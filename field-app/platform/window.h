// The one window: GLFW and OpenGL 3.0 (or 2.1), Dear ImGui's frame, keys, clipboard, dropped files.
//
// It sleeps until something happens: wait() returns on input, on wake(), or when the time is up,
// and says whether there is anything to draw. A loop that draws only then costs no battery while
// idle:
//
//     auto window = TRY(platform::Window::open(options));
//     while (!window->should_close()) {
//         const bool input = window->wait(sleep_ms);      // nullopt: until something happens
//         …Tick, Events of work/ through model::update; `changed` when there were Events…
//         if (!input && !changed) continue;
//         if (ui::set_look(look_of(state, *window))) window->renew_fonts();
//         window->begin_frame();
//         views::draw_app(state, frame, commands);
//         window->end_frame();
//         …commands through model::update…; another frame when there were any
//     }
//
// Main thread only, except wake(). Errors: Unavailable when there is no display or no OpenGL.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct GLFWwindow;

namespace adit::platform {

struct WindowOptions {
    std::string title = "Adit";
    int width = 1280;
    int height = 720;
    bool maximised = false;
    bool shown = true;          // False: draws all the same, for pictures.
    bool older_opengl = false;  // 2.1 at once, without trying 3.0.
};

class Window {
public:
    static Result<std::unique_ptr<Window>> open(const WindowOptions& options);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    /// Sleeps until input, wake() or `wait_ms`. True: input came, or frames are still owed (ImGui
    /// needs a few to settle after each input).
    bool wait(std::optional<std::int64_t> wait_ms);
    /// From any thread: lets wait() return now. Nothing when no window is open.
    static void wake();
    /// At least so many frames are drawn without new input.
    void owe_frames(int count);

    /// From now on a robot types and points; what the person's mouse and keys do is not heard.
    void hand_over_to_robot();

    void begin_frame();
    void end_frame();
    /// After the font atlas was built anew; before begin_frame.
    void renew_fonts();

    bool should_close() const;
    void set_should_close(bool close);
    /// 1.0 on a common screen, 2.0 on one twice as dense.
    float scale() const;
    void resize(int width, int height);
    /// Files dropped on the window since the last call.
    std::vector<std::string> take_dropped();
    /// What the last frame showed, as PNG.
    Status screenshot(const std::filesystem::path& png) const;
    /// "OpenGL 3.0, llvmpipe (LLVM 15…)": for reports.
    std::string drawing() const;
    /// How long frames took to make, in microseconds, in order; at most kFramesMax are kept.
    const std::vector<std::uint32_t>& frame_times_us() const { return frame_us_; }

    static constexpr std::size_t kFramesMax = 100'000;

private:
    Window() = default;
    void robot_frame();
    Status start(const WindowOptions& options);

    GLFWwindow* window_ = nullptr;
    bool imgui_ready_ = false;
    int owed_ = 3;
    bool input_ = false;
    bool robot_ = false;
    std::vector<std::string> dropped_;
    std::vector<std::uint32_t> frame_us_;
    std::int64_t frame_start_us_ = 0;

    friend struct Callbacks;
};

}  // namespace adit::platform
