// How the window feels, in figures: time to the first frame, from an answer to its being stored,
// and what rest costs. Written as JSON by --frames-report.
//
// The window's thread alone. Times are of the steady clock; processor time is of the whole process.
#pragma once

#include "model/command.h"
#include "model/effect.h"
#include "model/event.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace adit::work {

class FramesReport {
public:
    FramesReport() : began_(Clock::now()) {}

    void commanded(const model::Command& command);
    void asked(const model::Effect& effect);
    void happened(const model::Event& event);
    void drew();
    /// From here on nobody does anything.
    void rest_begins();

    /// `drawing`: by what frames were drawn, "OpenGL 3.0, llvmpipe …"; `frame_us`: how long each
    /// took to make.
    std::string as_json(const std::string& drawing,
                        const std::vector<std::uint32_t>& frame_us) const;

private:
    using Clock = std::chrono::steady_clock;
    using Moment = Clock::time_point;

    Moment began_;
    std::optional<Moment> first_frame_;
    std::uint64_t frames_ = 0;
    Moment last_command_;
    std::optional<Moment> last_key_;  // Of half-typed text not kept yet.
    std::map<std::uint64_t, Moment> saving_;
    std::vector<double> answer_to_saved_ms_;
    std::vector<double> pause_to_kept_ms_;
    std::optional<Moment> rest_;
    double rest_cpu_ms_ = 0;
    std::uint64_t rest_frames_ = 0;
};

}  // namespace adit::work
