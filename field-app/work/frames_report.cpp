#include "work/frames_report.h"

#include "base/json.h"

#include <algorithm>
#include <ctime>

namespace adit::work {
namespace {

double cpu_ms() {
    return 1000.0 * static_cast<double>(std::clock()) / static_cast<double>(CLOCKS_PER_SEC);
}

double ms_between(std::chrono::steady_clock::time_point from,
                  std::chrono::steady_clock::time_point to) {
    return std::chrono::duration<double, std::milli>(to - from).count();
}

/// Null when nothing was measured.
Json quantile(std::vector<double> values, double share) {
    if (values.empty()) return nullptr;
    std::ranges::sort(values);
    const auto last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(share * last + 0.5)];
}

Json spread(const std::vector<double>& values) {
    return {{"count", values.size()},
            {"median", quantile(values, 0.5)},
            {"p99", quantile(values, 0.99)}};
}

}  // namespace

void FramesReport::commanded(const model::Command& command) {
    last_command_ = Clock::now();
    if (std::holds_alternative<model::Type>(command)) last_key_ = last_command_;
}

void FramesReport::asked(const model::Effect& effect) {
    if (const auto* append = std::get_if<model::effect::Append>(&effect)) {
        saving_.emplace(append->ticket, last_command_);
    }
}

void FramesReport::happened(const model::Event& event) {
    if (const auto* saved = std::get_if<model::event::Saved>(&event)) {
        const auto asked = saving_.find(saved->ticket);
        if (asked == saving_.end()) return;
        answer_to_saved_ms_.push_back(ms_between(asked->second, Clock::now()));
        saving_.erase(asked);
    }
    if (std::holds_alternative<model::event::TypingKept>(event) && last_key_) {
        pause_to_kept_ms_.push_back(ms_between(*last_key_, Clock::now()));
        last_key_.reset();
    }
}

void FramesReport::drew() {
    ++frames_;
    if (!first_frame_) first_frame_ = Clock::now();
}

void FramesReport::rest_begins() {
    rest_ = Clock::now();
    rest_cpu_ms_ = cpu_ms();
    rest_frames_ = frames_;
}

std::string FramesReport::as_json(const std::string& drawing,
                                  const std::vector<std::uint32_t>& frame_us) const {
    Json report = {
        {"drawing", drawing},
        {"first_frame_ms", first_frame_ ? Json(ms_between(began_, *first_frame_)) : Json(nullptr)},
        {"frames_drawn", frames_},
        {"keystroke_to_saved_ms", spread(answer_to_saved_ms_)},
        {"last_key_to_kept_ms", spread(pause_to_kept_ms_)},
        {"idle", nullptr},
        {"saved_ms", answer_to_saved_ms_},
        {"frame_us", frame_us}};
    if (rest_) {
        const double wall = ms_between(*rest_, Clock::now());
        report["idle"] = {{"seconds", wall / 1000},
                          {"cpu_percent", wall > 0 ? 100 * (cpu_ms() - rest_cpu_ms_) / wall : 0},
                          {"frames_drawn", frames_ - rest_frames_}};
    }
    return text_of(report, 2) + "\n";
}

}  // namespace adit::work
