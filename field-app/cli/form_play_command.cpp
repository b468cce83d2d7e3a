// form play: fills forms step by step from a file of cases, and says what they show.
#include "base/text.h"
#include "cli/command.h"
#include "cli/form_files.h"
#include "work/files.h"
#include "xform/playing.h"

#include <filesystem>

namespace adit::cli {
namespace {

Result<std::unique_ptr<xform::Playing>> opened(const Json& one, const std::filesystem::path& folder,
                                               const Surroundings& world) {
    auto form = TRY(form_to_fill_at(folder / text_in(one, "form")));
    xform::Media media;
    if (one.contains("media") && one["media"].is_object()) {
        for (const auto& [address, file] : one["media"].items()) {
            if (!file.is_string()) continue;
            media[address] = TRY(work::read_file(folder / file.get<std::string>()));
        }
    }
    return std::make_unique<xform::Playing>(std::move(form), std::move(media),
                                            xform::PlayingWorld{.world = world, .own = {}});
}

/// As a client hands an answer over: the chosen names of several with spaces between.
std::string answer_text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
    if (value.is_array()) {
        std::vector<std::string> names;
        for (const Json& each : value) names.push_back(answer_text(each));
        return joined(names, " ");
    }
    return value.is_null() ? std::string() : text_of(value);
}

Status done(xform::Playing& playing, const Json& step) {
    const std::string what = text_in(step, "do");
    const std::string place = text_in(step, "ref");
    if (what == "answer") {
        return playing.answer(place, answer_text(step.value("value", Json())));
    }
    if (what == "add_repeat") return playing.add_instance(place);
    if (what == "remove_repeat") return playing.remove_instance(place);
    if (what == "set_language") return playing.set_language(text_in(step, "language"));
    return Error{Code::BadInput, "there is no step \"" + what +
                                     "\": write answer, add_repeat, remove_repeat or set_language"};
}

Result<Json> asked(xform::Playing& playing, const Json& step) {
    const std::string what = text_in(step, "get");
    const std::string place = text_in(step, "ref");
    if (what == "instance") return Json(playing.submission());
    if (what == "value") return Json(TRY(playing.value(place)));
    if (what == "relevant") return Json(TRY(playing.is_relevant(place)));
    if (what == "count") return Json(TRY(playing.count(place)));
    if (what == "choices") {
        Json rows = Json::array();
        for (const forms::ChoiceView& choice : TRY(playing.choices(place))) {
            rows.push_back(Json::array({std::string(choice.name), std::string(choice.label)}));
        }
        return rows;
    }
    return Error{Code::BadInput,
                 "there is nothing called \"" + what +
                     "\" to get: write instance, value, relevant, count or choices"};
}

Result<Json> played(const Json& one, const std::filesystem::path& folder,
                    const Surroundings& world) {
    auto playing = TRY(opened(one, folder, world));
    Json answers = Json::array();
    const Json steps = one.value("steps", Json::array());
    for (const Json& step : steps) {
        if (!step.is_object()) return Error{Code::BadInput, "a step is an object"};
        if (!step.contains("get")) {
            auto did = done(*playing, step);
            // What the form does not let a person do changes nothing, as in front of a screen.
            if (!did && did.error().code == Code::BadInput) return std::move(did).error();
            continue;
        }
        auto answer = asked(*playing, step);
        answers.push_back(answer ? *std::move(answer) : Json());
    }
    return answers;
}

Result<Verdict> form_play(Desk& desk, const Arguments& arguments) {
    if (!arguments.has("batch")) {
        return Error{Code::BadInput, "form play reads a file of cases: add --batch FILE"};
    }
    const std::filesystem::path file = arguments.value("batch");
    const std::string lines = TRY(work::read_file(file));
    for (const std::string_view line : split(lines, '\n')) {
        if (trimmed(line).empty()) continue;
        const auto one = json_from(line);
        Json answer = {
            {"id", one && one->is_object() && one->contains("id") ? (*one)["id"] : Json()}};
        const auto answers = one && one->is_object()
                                 ? played(*one, file.parent_path(), desk.world)
                                 : Result<Json>(Error{Code::BadInput, "a line is a JSON object"});
        if (answers) {
            answer["answers"] = *answers;
        } else {
            answer["error"] = answers.error().what;
        }
        desk.print(text_of(answer));
    }
    return Verdict{};
}

}  // namespace

Command form_play_command() {
    return {
        .name = "form play",
        .words = "",
        .words_min = 0,
        .words_max = 0,
        .options = {{"batch", "FILE", "A case a line: a JSON object with id, form, media, steps."}},
        .about =
            "Fills forms step by step and says what they show, one JSON line for each case: "
            "its id and the answers, or an error. One bad case never stops the others. For "
            "comparing this engine with others.",
        .examples = "adit-field form play --batch cases.jsonl",
        .run = form_play};
}

}  // namespace adit::cli
