// adit-field: makes the rooms, joins them, and loops. With a command it is a command line program
// (cli/); without one it opens the window.
#include "base/places.h"
#include "cli/program.h"
#include "model/update.h"
#include "platform/window.h"
#include "ui/robot.h"
#include "views/app_view.h"
#include "work/executor.h"
#include "work/files.h"
#include "work/frames_report.h"

#include <iostream>

namespace adit {
namespace {

struct Shipped {
    std::filesystem::path fonts;
    std::shared_ptr<const model::Wordbook> words;
};

Result<Shipped> shipped() {
    const std::filesystem::path share = TRY(share_folder());
    const std::string english = TRY(work::read_file(share / "locale" / "en.json"));
    const std::string french = TRY(work::read_file(share / "locale" / "fr.json"));
    return Shipped{share / "fonts", std::make_shared<const model::Wordbook>(
                                        TRY(model::Wordbook::from(english, french)))};
}

Result<std::optional<ui::Robot>> robot_for(const cli::Invocation& invocation) {
    if (invocation.robot.empty()) return std::optional<ui::Robot>();
    const std::string script = TRY(work::read_file(invocation.robot));
    return std::optional(TRY(ui::Robot::from(script)));
}

/// The window and what stands behind it, from the first frame to the last.
class Desktop {
public:
    Desktop(const cli::Invocation& invocation, const Surroundings& world, Shipped shipped,
            platform::Window& window, std::optional<ui::Robot> robot, work::FramesReport& report)
        : invocation_(invocation),
          world_(world),
          shipped_(std::move(shipped)),
          window_(window),
          robot_(std::move(robot)),
          report_(report),
          executor_({invocation.workspace, world, [] { platform::Window::wake(); }}) {
        state_.words = shipped_.words;
        state_.language = invocation.language.empty() ? cli::usual_language() : invocation.language;
        frame_.probe = robot_ ? &probe_ : nullptr;
        if (robot_) window_.hand_over_to_robot();
    }

    /// "" or what went wrong in the robot's play.
    std::string run() {
        while (!leaving_) {
            const bool input = window_.wait(sleep_ms());
            const bool changed = take_events();
            // The cross of the window asks; the model says when all is saved and it may close.
            if (window_.should_close()) {
                window_.set_should_close(false);
                hand_over({model::Quit{}});
            }
            if (robot_ && !robot_->done()) {
                play();
            } else if (!input && !changed && !owed_) {
                if (leaves_when_idle()) break;
                continue;
            }
            draw();
        }
        if (!leaving_) hand_over({model::Quit{}});
        return robot_ ? robot_->trouble() : "";
    }

private:
    std::optional<std::int64_t> sleep_ms() const {
        if (owed_ || (robot_ && !robot_->done())) return kFrameMs;
        if (robot_ && !idle_until_ms_) return 0;  // The script has ended: rest begins.
        std::optional<std::int64_t> wait;
        if (const auto tick = model::next_tick_ms(state_)) {
            wait = std::max<std::int64_t>(*tick - world_.now_ms(), 0);
        }
        if (idle_until_ms_) wait = std::min<std::int64_t>(wait.value_or(kIdleMs), kIdleMs / 4);
        return wait;
    }

    /// After the last action of a script: a while without input, to measure rest, then out.
    bool leaves_when_idle() {
        if (!robot_) return false;
        if (!idle_until_ms_) {
            const bool measured = !invocation_.frames_report.empty();
            idle_until_ms_ = world_.now_ms() + (measured ? kIdleMs : 0);
            report_.rest_begins();
        }
        return world_.now_ms() >= *idle_until_ms_;
    }

    void obey(model::Effects effects) {
        for (const model::Effect& effect : effects) {
            if (std::holds_alternative<model::effect::Quit>(effect)) leaving_ = true;
            report_.asked(effect);
        }
        executor_.run(std::move(effects));
    }

    void hand_over(model::Commands commands) {
        for (const model::Command& command : commands) {
            report_.commanded(command);
            obey(model::update(state_, command));
        }
        owed_ = owed_ || !commands.empty();
    }

    bool take_events() {
        const std::int64_t now = world_.now_ms();
        const auto due = model::next_tick_ms(state_);
        obey(model::update(state_, model::event::Tick{now, work::local_offset_min(now)}));
        model::Events events = executor_.take_events();
        for (std::string& file : window_.take_dropped()) {
            events.push_back(model::event::FileDropped{std::move(file)});
        }
        const bool changed = !events.empty() || (due && *due <= now);
        for (model::Event& event : events) {
            report_.happened(event);
            const bool begins = std::holds_alternative<model::event::Started>(event);
            obey(model::update(state_, std::move(event)));
            if (begins && !invocation_.language.empty()) {
                hand_over({model::SetLanguage{invocation_.language}});
            }
        }
        return changed;
    }

    void play() {
        const ui::Robot::Wish wish = robot_->step(probe_, world_.now_ms());
        if (!wish.shot.empty()) {
            const auto taken = window_.screenshot(invocation_.screenshots / (wish.shot + ".png"));
            if (!taken) std::cerr << taken.error().what << "\n";
        }
        if (wish.size) {
            window_.resize(static_cast<int>(wish.size->x), static_cast<int>(wish.size->y));
        }
        if (wish.quit) window_.set_should_close(true);
    }

    void draw() {
        owed_ = false;
        if (ui::set_look(views::look_of(state_, window_.scale(), shipped_.fonts))) {
            window_.renew_fonts();
        }
        model::Commands asked;
        probe_.seen.clear();
        window_.begin_frame();
        views::draw_app(state_, frame_, asked);
        window_.end_frame();
        report_.drew();
        hand_over(std::move(asked));
    }

    static constexpr std::int64_t kFrameMs = 16;
    static constexpr std::int64_t kIdleMs = 4'000;

    const cli::Invocation& invocation_;
    const Surroundings& world_;
    Shipped shipped_;
    platform::Window& window_;
    std::optional<ui::Robot> robot_;
    work::FramesReport& report_;
    model::AppState state_;
    ui::Probe probe_;
    ui::Frame frame_;
    bool owed_ = true;  // Another frame, whatever happens.
    bool leaving_ = false;
    std::optional<std::int64_t> idle_until_ms_;
    work::Executor executor_;  // Last: it ends first, with everything given to it done.
};

Result<std::string> run_window(const cli::Invocation& invocation, const Surroundings& world,
                               work::FramesReport& report) {
    Shipped files = TRY(shipped());
    auto robot = TRY(robot_for(invocation));
    if (!invocation.screenshots.empty()) {
        std::error_code trouble;
        std::filesystem::create_directories(invocation.screenshots, trouble);
    }
    auto window = TRY(platform::Window::open({}));
    Desktop desktop(invocation, world, std::move(files), *window, std::move(robot), report);
    const std::string trouble = desktop.run();
    if (!invocation.frames_report.empty()) {
        TRY(work::write_file(invocation.frames_report,
                             report.as_json(window->drawing(), window->frame_times_us())));
    }
    window.reset();  // Gone at once, even while a slow line still has to give up.
    return trouble;
}

}  // namespace
}  // namespace adit

int main(int count, char** words) {
    adit::work::FramesReport report;  // Its clock starts with the program.
    const auto invocation = adit::cli::invocation_from({words + 1, words + count});
    if (!invocation) {
        std::cerr << "adit-field: " << invocation.error().what << "\nadit-field --help helps\n";
        return adit::cli::kWrongUse;
    }
    const adit::Surroundings world = adit::real_surroundings();
    if (!invocation->command.empty() || invocation->help || invocation->version) {
        return adit::cli::run(*invocation, world, std::cout, std::cerr);
    }
    const auto played = adit::run_window(*invocation, world, report);
    if (!played) {
        std::cerr << "adit-field: " << played.error().what << "\n";
        return adit::cli::exit_code_for(played.error().code);
    }
    if (played->empty()) return adit::cli::kDone;
    std::cerr << *played << "\n";
    return adit::cli::kRefused;
}
