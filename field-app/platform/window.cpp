#include "platform/window.h"

#include "platform/png_file.h"

#include <GLFW/glfw3.h>
#include <imgui.h>
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>

#include <algorithm>
#include <atomic>
#include <chrono>

namespace adit::platform {
namespace {

// ImGui settles within this many frames after an input: hover, then focus, then layout.
constexpr int kFramesPerInput = 3;

std::atomic<bool> is_open = false;

std::int64_t now_us() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(since).count();
}

std::string last_glfw_words() {
    const char* words = nullptr;
    glfwGetError(&words);
    return words != nullptr ? words : "no reason given";
}

GLFWwindow* make_window(const WindowOptions& options, int major, int minor) {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, major);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, minor);
    glfwWindowHint(GLFW_MAXIMIZED, options.maximised ? GLFW_TRUE : GLFW_FALSE);
    glfwWindowHint(GLFW_VISIBLE, options.shown ? GLFW_TRUE : GLFW_FALSE);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_FALSE);
    return glfwCreateWindow(options.width, options.height, options.title.c_str(), nullptr, nullptr);
}

}  // namespace

/// GLFW's callbacks: ImGui's own are chained behind them.
struct Callbacks {
    static Window& of(GLFWwindow* window) {
        return *static_cast<Window*>(glfwGetWindowUserPointer(window));
    }
    static void note(GLFWwindow* window) { of(window).input_ = true; }

    static void install(GLFWwindow* window) {
        glfwSetKeyCallback(window, [](GLFWwindow* w, int, int, int, int) { note(w); });
        glfwSetCharCallback(window, [](GLFWwindow* w, unsigned) { note(w); });
        glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { note(w); });
        glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { note(w); });
        glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { note(w); });
        glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { note(w); });
        glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { note(w); });
        glfwSetWindowRefreshCallback(window, note);
        glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { note(w); });
        glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { note(w); });
        glfwSetWindowCloseCallback(window, note);
        glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
            for (int i = 0; i < count; ++i) of(w).dropped_.emplace_back(paths[i]);
            note(w);
        });
    }
};

Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
    std::unique_ptr<Window> window(new Window);
    TRY(window->start(options));
    return window;
}

Status Window::start(const WindowOptions& options) {
    if (glfwInit() != GLFW_TRUE) {
        return Error{Code::Unavailable, "no screen was found (" + last_glfw_words() +
                                            "): start Adit from a desktop session"};
    }
    const char* shader = "#version 130";
    if (!options.older_opengl) window_ = make_window(options, 3, 0);
    if (window_ == nullptr) {
        shader = "#version 120";
        window_ = make_window(options, 2, 1);
    }
    if (window_ == nullptr) {
        return Error{Code::Unavailable, "no OpenGL 2.1 on this machine (" + last_glfw_words() +
                                            "): install its graphics driver or Mesa's llvmpipe"};
    }
    is_open = true;
    glfwSetWindowUserPointer(window_, this);
    glfwMakeContextCurrent(window_);
    glfwSwapInterval(1);
    Callbacks::install(window_);

    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigInputTrickleEventQueue = true;  // A fast typist's keys are played one a frame.
    imgui_ready_ = ImGui_ImplGlfw_InitForOpenGL(window_, true) && ImGui_ImplOpenGL3_Init(shader);
    if (!imgui_ready_) {
        return Error{Code::Unavailable,
                     "this machine's OpenGL cannot run a plain shader: install "
                     "its graphics driver or Mesa's llvmpipe"};
    }
    return Done{};
}

Window::~Window() {
    if (imgui_ready_) {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplGlfw_Shutdown();
    }
    if (ImGui::GetCurrentContext() != nullptr) ImGui::DestroyContext();
    is_open = false;
    if (window_ != nullptr) glfwDestroyWindow(window_);
    glfwTerminate();
}

bool Window::wait(std::optional<std::int64_t> wait_ms) {
    if (owed_ > 0) {
        glfwPollEvents();
    } else if (wait_ms) {
        glfwWaitEventsTimeout(static_cast<double>(std::max<std::int64_t>(*wait_ms, 1)) / 1000.0);
    } else {
        glfwWaitEvents();
    }
    if (std::exchange(input_, false)) owed_ = kFramesPerInput;
    return owed_ > 0;
}

void Window::wake() {
    if (is_open) glfwPostEmptyEvent();
}

void Window::owe_frames(int count) { owed_ = std::max(owed_, count); }

void Window::begin_frame() {
    frame_start_us_ = now_us();
    ImGui_ImplOpenGL3_NewFrame();
    if (robot_) {
        robot_frame();
    } else {
        ImGui_ImplGlfw_NewFrame();
    }
    ImGui::NewFrame();
}

void Window::hand_over_to_robot() {
    if (!robot_) ImGui_ImplGlfw_RestoreCallbacks(window_);
    robot_ = true;
}

/// The frame's size and time, without the mouse that lies on the desk.
void Window::robot_frame() {
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DeltaTime = 1.0F / 60.0F;
}

void Window::end_frame() {
    ImGui::Render();
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glFlush();
    // Waiting for the screen's turn is no work of the frame: measured before it.
    if (frame_us_.size() < kFramesMax) {
        frame_us_.push_back(static_cast<std::uint32_t>(now_us() - frame_start_us_));
    }
    glfwSwapBuffers(window_);
    owed_ = std::max(owed_ - 1, 0);
}

void Window::renew_fonts() {
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
}

bool Window::should_close() const { return glfwWindowShouldClose(window_) == GLFW_TRUE; }

void Window::set_should_close(bool close) {
    glfwSetWindowShouldClose(window_, close ? GLFW_TRUE : GLFW_FALSE);
}

float Window::scale() const {
    float x = 1.0F;
    float y = 1.0F;
    glfwGetWindowContentScale(window_, &x, &y);
    return std::clamp(std::max(x, y), 1.0F, 4.0F);
}

void Window::resize(int width, int height) {
    glfwSetWindowSize(window_, width, height);
    owe_frames(kFramesPerInput);
}

std::vector<std::string> Window::take_dropped() { return std::exchange(dropped_, {}); }

Status Window::screenshot(const std::filesystem::path& png) const {
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    // The buffer behind the screen is unknown after a swap: drawn once more, and read.
    glViewport(0, 0, width, height);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    Picture picture{.width = static_cast<std::uint32_t>(width),
                    .height = static_cast<std::uint32_t>(height),
                    .rgb = {}};
    picture.rgb.resize(std::size_t{picture.width} * picture.height * 3);
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE, picture.rgb.data());
    return write_png(picture, png);
}

std::string Window::drawing() const {
    const auto words = [](GLenum what) {
        const auto* text = glGetString(what);
        return text != nullptr ? std::string(reinterpret_cast<const char*>(text)) : std::string();
    };
    return "OpenGL " + words(GL_VERSION) + ", " + words(GL_RENDERER);
}

}  // namespace adit::platform
