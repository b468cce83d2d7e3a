#include "ui/robot.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace adit::ui {
namespace {

constexpr std::array kVerbs = {"click", "choose", "type", "key",   "scroll", "wait",
                               "fill",  "expect", "shot", "pause", "size",   "quit"};

/// Takes the next "quoted" text off the line; \" and \n stand for themselves.
Result<std::string> take_quoted(std::string_view& line) {
    line = trimmed(line);
    if (!line.starts_with('"')) return Error{Code::BadInput, "expected words in \"quotes\""};
    std::string out;
    for (std::size_t at = 1; at < line.size(); ++at) {
        if (line[at] == '"') {
            line.remove_prefix(at + 1);
            return out;
        }
        const bool escaped = line[at] == '\\' && at + 1 < line.size();
        if (escaped) ++at;
        out += escaped && line[at] == 'n' ? '\n' : line[at];
    }
    return Error{Code::BadInput, "the closing quote is missing"};
}

std::string_view take_word(std::string_view& line) {
    line = trimmed(line);
    const auto end = std::min(line.find(' '), line.size());
    const std::string_view word = line.substr(0, end);
    line.remove_prefix(end);
    return word;
}

bool take_if(std::string_view& line, std::string_view word) {
    std::string_view rest = line;
    if (take_word(rest) != word) return false;
    line = rest;
    return true;
}

struct NamedKey {
    std::string_view name;
    ImGuiKey key;
};
constexpr std::array kKeys = {
    NamedKey{"Enter", ImGuiKey_Enter},    NamedKey{"Tab", ImGuiKey_Tab},
    NamedKey{"Space", ImGuiKey_Space},    NamedKey{"Escape", ImGuiKey_Escape},
    NamedKey{"Up", ImGuiKey_UpArrow},     NamedKey{"Down", ImGuiKey_DownArrow},
    NamedKey{"Left", ImGuiKey_LeftArrow}, NamedKey{"Right", ImGuiKey_RightArrow},
    NamedKey{"PageUp", ImGuiKey_PageUp},  NamedKey{"PageDown", ImGuiKey_PageDown},
    NamedKey{"Home", ImGuiKey_Home},      NamedKey{"End", ImGuiKey_End},
    NamedKey{"Delete", ImGuiKey_Delete},  NamedKey{"Backspace", ImGuiKey_Backspace}};

std::optional<ImGuiKey> key_of(std::string_view name) {
    const auto named = std::ranges::find(kKeys, name, &NamedKey::name);
    if (named != kKeys.end()) return named->key;
    if (name.size() == 1 && name[0] >= 'A' && name[0] <= 'Z') {
        return static_cast<ImGuiKey>(ImGuiKey_A + (name[0] - 'A'));
    }
    if (name.size() == 1 && name[0] >= '0' && name[0] <= '9') {
        return static_cast<ImGuiKey>(ImGuiKey_0 + (name[0] - '0'));
    }
    int number = 0;
    if (name.size() > 1 && name[0] == 'F') {
        std::from_chars(name.data() + 1, name.data() + name.size(), number);
    }
    if (number >= 1 && number <= 12) return static_cast<ImGuiKey>(ImGuiKey_F1 + (number - 1));
    return std::nullopt;
}

struct Chord {
    std::vector<ImGuiKey> modifiers;
    ImGuiKey key = ImGuiKey_None;
};

std::optional<Chord> chord_of(std::string_view words) {
    Chord chord;
    for (const std::string_view part : split(words, '+')) {
        if (part == "Ctrl") {
            chord.modifiers.push_back(ImGuiMod_Ctrl);
        } else if (part == "Shift") {
            chord.modifiers.push_back(ImGuiMod_Shift);
        } else if (part == "Alt") {
            chord.modifiers.push_back(ImGuiMod_Alt);
        } else {
            const auto key = key_of(part);
            if (!key) return std::nullopt;
            chord.key = *key;
        }
    }
    return chord;
}

/// What the key types: "1" of 1, "b" of B, nothing of F6 or Ctrl+L.
char character_of(std::string_view words) {
    if (words == "Space") return ' ';
    if (words.size() != 1) return 0;
    const char key = words[0];
    return key >= 'A' && key <= 'Z' ? static_cast<char>(key - 'A' + 'a') : key;
}

ImVec2 middle_of(const Seen& thing) {
    return {(thing.from.x + thing.to.x) / 2, (thing.from.y + thing.to.y) / 2};
}

bool is_in_view(const Seen& thing) {
    const ImVec2 middle = middle_of(thing);
    return middle.y > thing.clip_from.y + 2 && middle.y < thing.clip_to.y - 2;
}

bool is_pressable(const Seen& thing) { return thing.kind != Seen::Kind::State; }

}  // namespace

Result<Robot> Robot::from(std::string_view script) {
    Robot robot;
    int number = 0;
    for (std::string_view line : split(script, '\n')) {
        ++number;
        line = trimmed(line);
        if (line.empty() || line.starts_with('#')) continue;
        Step step = TRY(
            step_from(line, number).during("line " + std::to_string(number) + " of the script"));
        robot.steps_.push_back(std::move(step));
    }
    return robot;
}

Result<Robot::Step> Robot::step_from(std::string_view line, int number) {
    Step step;
    step.line = number;
    step.verb = take_word(line);
    if (std::ranges::find(kVerbs, step.verb) == kVerbs.end()) {
        return Error{Code::BadInput, "\"" + step.verb + "\" is no action"};
    }
    if (step.verb == "quit") return step;
    if (step.verb == "key" || step.verb == "shot" || step.verb == "pause") {
        step.text = take_word(line);
        if (step.verb == "key" && !chord_of(step.text)) {
            return Error{Code::BadInput, "\"" + step.text + "\" is no key"};
        }
        return step;
    }
    if (step.verb == "size") {
        const std::string_view width = take_word(line);
        const std::string_view height = take_word(line);
        std::from_chars(width.data(), width.data() + width.size(), step.size.x);
        std::from_chars(height.data(), height.data() + height.size(), step.size.y);
        return step;
    }
    if (step.verb == "type") {
        step.text = TRY(take_quoted(line));
        return step;
    }
    if (step.verb == "scroll") take_if(line, "to");
    if (step.verb == "wait") take_if(line, "for");
    step.absent = take_if(line, "no");
    step.words = TRY(take_quoted(line));
    if (step.verb == "fill") step.text = TRY(take_quoted(line));
    if (take_if(line, "after")) step.after = TRY(take_quoted(line));
    return step;
}

const Seen* Robot::find(const Probe& last, const Step& step) const {
    auto from = last.seen.begin();
    if (!step.after.empty()) {
        from = std::ranges::find_if(
            last.seen, [&](const Seen& thing) { return thing.words.starts_with(step.after); });
        if (from == last.seen.end()) return nullptr;
        ++from;
    }
    const bool presses = step.verb != "wait" && step.verb != "expect" && step.verb != "scroll";
    const auto fits = [&](const Seen& thing, bool whole) {
        if (presses && !is_pressable(thing)) return false;
        if (step.verb == "fill" && thing.kind != Seen::Kind::Field) return false;
        if (step.verb == "choose" && thing.kind != Seen::Kind::Choice) return false;
        return whole ? thing.words == step.words : thing.words.starts_with(step.words);
    };
    for (const bool whole : {true, false}) {
        // What can be pressed comes before a text with the same words.
        for (const bool text_too : {false, true}) {
            for (auto thing = from; thing != last.seen.end(); ++thing) {
                if (!text_too && presses && thing->kind == Seen::Kind::Text) continue;
                if (fits(*thing, whole)) return &*thing;
            }
        }
    }
    return nullptr;
}

Robot::Wish Robot::step(const Probe& last, std::int64_t now_ms) {
    Wish wish;
    if (done()) return wish;
    if (began_ms_ == 0) began_ms_ = now_ms;
    const Step& step = steps_[next_];
    if (act(step, last, now_ms, wish)) {
        ++next_;
        phase_ = 0;
        began_ms_ = 0;
    } else if (now_ms - began_ms_ > kWaitMaxMs) {
        fail(step, last, step.absent ? "is still on screen" : "is not on screen");
    }
    return wish;
}

/// One phase of a step a frame, as a hand would: move, press, release. True when it is done.
bool Robot::act(const Step& step, const Probe& last, std::int64_t now_ms, Wish& wish) {
    ImGuiIO& io = ImGui::GetIO();
    if (step.verb == "quit") return wish.quit = true;
    if (step.verb == "shot") {
        // The picture is of a screen that has settled.
        if (phase_++ < 4) return false;
        wish.shot = step.text;
        return true;
    }
    if (step.verb == "pause") {
        std::int64_t ms = 0;
        std::from_chars(step.text.data(), step.text.data() + step.text.size(), ms);
        return now_ms - began_ms_ >= ms;
    }
    if (step.verb == "size") {
        if (phase_++ == 0) wish.size = step.size;
        return phase_ > 3;
    }
    if (step.verb == "type") {
        if (phase_++ == 0) io.AddInputCharactersUTF8(step.text.c_str());
        return phase_ > 2 + static_cast<int>(step.text.size());
    }
    if (step.verb == "key") {
        const Chord chord = *chord_of(step.text);
        if (phase_ == 0 || phase_ == 1) {
            const bool down = phase_ == 0;
            for (const ImGuiKey modifier : chord.modifiers) io.AddKeyEvent(modifier, down);
            io.AddKeyEvent(chord.key, down);
            // A real keyboard sends the character along with its key.
            const char character = character_of(step.text);
            if (down && character != 0) io.AddInputCharacter(static_cast<unsigned>(character));
        }
        return phase_++ > 3;
    }
    const Seen* thing = find(last, step);
    if (step.verb == "wait" || step.verb == "expect") {
        if (step.verb == "expect" && ++phase_ < 4) return false;
        if ((thing != nullptr) != step.absent) return true;
        if (step.verb == "expect") fail(step, last, step.absent ? "is on screen" : "is not there");
        return false;
    }
    if (step.verb == "scroll") return thing != nullptr && bring_into_view(*thing);
    if (step.verb == "fill") {
        if (phase_ < 10) return click(last, step) && (phase_ = 10, false);
        if (phase_ == 10) {
            io.AddKeyEvent(ImGuiMod_Ctrl, true);
            io.AddKeyEvent(ImGuiKey_A, true);
        } else if (phase_ == 12) {
            io.AddKeyEvent(ImGuiKey_A, false);
            io.AddKeyEvent(ImGuiMod_Ctrl, false);
        } else if (phase_ == 14) {
            io.AddInputCharactersUTF8(step.text.c_str());
        }
        return phase_++ > 16 + static_cast<int>(step.text.size());
    }
    return click(last, step);
}

bool Robot::click(const Probe& last, const Step& step) {
    ImGuiIO& io = ImGui::GetIO();
    if (phase_ == 0) {
        const Seen* thing = find(last, step);
        if (thing == nullptr || !bring_into_view(*thing)) return false;
        at_ = middle_of(*thing);
        io.AddMousePosEvent(at_.x, at_.y);
    } else if (phase_ == 2) {
        // It may have moved while the page settled.
        const Seen* thing = find(last, step);
        if (thing != nullptr && is_in_view(*thing)) at_ = middle_of(*thing);
        io.AddMousePosEvent(at_.x, at_.y);
    } else if (phase_ == 3) {
        io.AddMouseButtonEvent(0, true);
    } else if (phase_ == 4) {
        io.AddMouseButtonEvent(0, false);
    }
    return ++phase_ > 6;
}

bool Robot::bring_into_view(const Seen& thing) {
    if (is_in_view(thing)) return true;
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent((thing.clip_from.x + thing.clip_to.x) / 2,
                        (thing.clip_from.y + thing.clip_to.y) / 2);
    const bool below = middle_of(thing).y > thing.clip_to.y - 2;
    io.AddMouseWheelEvent(0, below ? -1.0F : 1.0F);
    return false;
}

void Robot::fail(const Step& step, const Probe& last, const std::string& why) {
    trouble_ = "line " + std::to_string(step.line) + ": " + step.verb + " \"" + step.words + "\"";
    if (!step.after.empty()) trouble_ += " after \"" + step.after + "\"";
    trouble_ += " " + why + ". On screen:";
    for (const Seen& thing : last.seen) {
        trouble_ += "\n  " + thing.words;
        if (!thing.value.empty()) trouble_ += "  [" + thing.value + "]";
    }
}

}  // namespace adit::ui
