#include "model/shown.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace adit::model {
namespace {

std::string local_iso(const AppState& state, std::int64_t ms) {
    return iso_time(ms + std::int64_t{state.offset_min} * 60'000);
}

std::string number_text(const AppState& state, double number) {
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", number);
    std::string out = text;
    if (state.language == "fr") std::ranges::replace(out, '.', ',');
    return out;
}

}  // namespace

std::string shown_date(const AppState& state, std::string_view iso) {
    const auto date = record::date_from(iso.substr(0, 10));
    if (!date) return std::string(iso);
    const std::string year(iso.substr(0, 4));
    const std::string month = state.say("month." + std::string(iso.substr(5, 2)));
    const std::string day(iso[8] == '0' ? iso.substr(9, 1) : iso.substr(8, 2));
    return day + " " + month + " " + year;
}

std::string shown_day(const AppState& state, std::int64_t ms) {
    return shown_date(state, local_iso(state, ms).substr(0, 10));
}

std::string shown_time(const AppState& state, std::int64_t ms) {
    return local_iso(state, ms).substr(11, 5);
}

std::string shown_clock(const AppState& state, std::int64_t ms) {
    return local_iso(state, ms).substr(11, 8);
}

std::string shown_when(const AppState& state, std::int64_t ms) {
    const std::string day = local_iso(state, ms).substr(0, 10);
    const bool today = day == local_iso(state, state.now_ms).substr(0, 10);
    return today ? shown_time(state, ms) : shown_date(state, day) + ", " + shown_time(state, ms);
}

std::string shown_value(const AppState& state, const forms::FormSession& session,
                        const record::NodePath& path, const record::Value& value) {
    if (const auto* choice = std::get_if<record::Choice>(&value)) {
        return session.choice_label(path, choice->name);
    }
    if (const auto* choices = std::get_if<record::Choices>(&value)) {
        std::vector<std::string> labels;
        for (const std::string& name : choices->names) {
            labels.push_back(session.choice_label(path, name));
        }
        return joined(labels, ", ");
    }
    if (const auto* date = std::get_if<record::Date>(&value)) {
        return shown_date(state, record::text_of(*date));
    }
    if (const auto* number = std::get_if<double>(&value)) return number_text(state, *number);
    if (const auto* point = std::get_if<geo::Point>(&value)) {
        char text[80];
        std::snprintf(text, sizeof text, "%.6f, %.6f", point->latitude, point->longitude);
        std::string out = text;
        if (point->accuracy_m > 0) {
            out += " (±" + number_text(state, point->accuracy_m) + " m)";
        }
        return out;
    }
    if (const auto* time = std::get_if<record::TimeOfDay>(&value)) {
        return iso_time(time->ms).substr(11, 5);
    }
    if (const auto* when = std::get_if<record::DateTime>(&value)) {
        const std::string iso = iso_time(when->utc_ms + std::int64_t{when->offset_min} * 60'000);
        return shown_date(state, iso.substr(0, 10)) + ", " + iso.substr(11, 5);
    }
    return record::text_of(value);
}

Spoken spoken_sync(const AppState& state) {
    const SyncState& sync = state.sync;
    const std::string unsent = std::to_string(state.counts.unsent.records);
    switch (sync.phase) {
        case SyncState::Phase::Running: {
            if (sync.photos && !sync.stopping) {
                return {filled(state.say("sync.chip.photos"), {std::to_string(sync.photos->files)}),
                        Mood::Busy};
            }
            if (sync.stopping) return {state.say("sync.chip.stopping"), Mood::Busy};
            if (sync.to_send == 0 || sync.sent >= sync.to_send) {
                return {state.say("sync.chip.receiving"), Mood::Busy};
            }
            return {filled(state.say("sync.chip.sending"),
                           {std::to_string(sync.sent), std::to_string(sync.to_send)}),
                    Mood::Busy};
        }
        case SyncState::Phase::NoConnection:
            if (state.counts.unsent.records == 0 && state.counts.unsent.photos == 0) {
                return {state.say("sync.chip.offline_all_sent"), Mood::Waits};
            }
            return {filled(state.say("sync.chip.offline"), {unsent}), Mood::Waits};
        case SyncState::Phase::Failed:
            return {state.say("sync.chip.failed"), Mood::Trouble};
        case SyncState::Phase::Idle:
            break;
    }
    if (!sync.problems.empty()) return {state.say("sync.chip.problems"), Mood::Trouble};
    if (state.counts.unsent.records > 0) {
        return {filled(state.say("sync.chip.not_sent"), {unsent}), Mood::Waits};
    }
    if (state.counts.unsent.photos > 0) {
        return {filled(state.say("sync.chip.photos"), {std::to_string(state.counts.unsent.photos)}),
                Mood::Waits};
    }
    if (sync.last_done_ms) {
        return {filled(state.say("sync.chip.all_sent"), {shown_when(state, *sync.last_done_ms)}),
                Mood::Good};
    }
    return {state.say("sync.chip.nothing"), Mood::Calm};
}

Spoken spoken_saving(const AppState& state) {
    if (!state.open) return {};
    const OpenForm& form = *state.open;
    if (form.save_error) return {state.say("save.failed"), Mood::Trouble};
    if (!form.unsaved.empty()) return {state.say("save.saving"), Mood::Busy};
    const bool half_typed = std::ranges::any_of(
        form.drafts, [](const auto& draft) { return draft.second.unreadable.empty(); });
    if (half_typed) {
        const bool all_kept =
            std::ranges::all_of(form.drafts, [](const auto& draft) { return draft.second.kept; });
        return {state.say(all_kept ? "save.typing_kept" : "save.typing"), Mood::Calm};
    }
    if (!form.saved_ms) {
        return {state.say(form.is_new ? "save.nothing_yet" : "save.unchanged"), Mood::Calm};
    }
    return {filled(state.say("save.saved"), {shown_clock(state, *form.saved_ms)}), Mood::Good};
}

Spoken spoken_stage(const AppState& state, const RecordRow& row) {
    if (row.stage == record::Stage::Draft) return {state.say("stage.draft"), Mood::Calm};
    if (!row.sent) return {state.say("stage.ready"), Mood::Waits};
    return {state.say("stage.sent"), Mood::Good};
}

std::string form_title(const AppState& state, const record::FormRef& form) {
    const auto row = std::ranges::find_if(
        state.forms, [&](const FormRow& candidate) { return candidate.form.id == form.id; });
    if (row == state.forms.end()) return form.id;
    return row->title.in(state.language, "en");
}

std::string title_of(const AppState& state, const RecordRow& row) {
    if (!trimmed(row.title).empty()) return row.title;
    const std::string form = form_title(state, row.form);
    return row.date.empty() ? form : form + ", " + shown_date(state, row.date);
}

std::string laptop_name(const AppState& state, const std::string& device) {
    if (!state.who) return device;
    const auto named = state.who->laptops.find(device);
    return named != state.who->laptops.end() ? named->second : device.substr(0, 8);
}

std::string person_name(const AppState& state, const std::string& author) {
    if (!state.who) return author;
    const auto found = state.who->people.find(author);
    return found == state.who->people.end() ? author : found->second;
}

std::string spoken(const AppState& state, const Sentence& sentence) {
    const std::string& pattern = state.say(sentence.key);
    const auto part = [&](std::size_t i) {
        return i < sentence.parts.size() ? std::string_view(sentence.parts[i]) : std::string_view();
    };
    const bool is_known = pattern != sentence.key;
    const std::string words = is_known || sentence.what.empty()
                                  ? filled(pattern, {part(0), part(1), part(2), part(3)})
                                  : sentence.what;
    if (sentence.of.empty()) return words;
    return filled(state.say("problem.of"), {sentence.of, words});
}

const std::string& advice(const AppState& state, const Error& error) {
    switch (error.code) {
        case Code::Full:
            return state.say("advice.full");
        case Code::Corrupt:
            return state.say("advice.corrupt");
        case Code::Unavailable:
            return state.say("advice.unavailable");
        case Code::Refused:
            return state.say("advice.refused");
        case Code::NotFound:
            return state.say("advice.not_found");
        case Code::BadInput:
            return state.say("advice.bad_input");
    }
    return state.say("advice.bad_input");
}

std::string shown_bytes(std::uint64_t bytes, std::string_view language) {
    const bool french = language == "fr";
    const auto shown = [&](double number, int places, const char* unit) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.*f", places, number);
        std::string out = text.data();
        if (french) std::ranges::replace(out, '.', ',');
        return out + " " + unit;
    };
    const auto number = static_cast<double>(bytes);
    if (number >= 1e6) return shown(number / 1e6, 1, french ? "Mo" : "MB");
    if (number >= 1e3) return shown(number / 1e3, 0, french ? "ko" : "kB");
    return std::to_string(bytes) + (french ? " octets" : " bytes");
}

std::string shown_time_left(const AppState& state) {
    constexpr std::int64_t kMinuteMs = 60'000;
    if (!state.sync.left_ms) return "";
    const std::int64_t minutes = (*state.sync.left_ms + kMinuteMs - 1) / kMinuteMs;
    if (minutes <= 1) return state.say("sync.left_soon");
    return filled(state.say("sync.left"), {std::to_string(minutes)});
}

}  // namespace adit::model
