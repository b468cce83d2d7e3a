#include "forms/preload.h"

#include <algorithm>

namespace adit::forms {
namespace {

std::string text_at(const Attributes& attributes, std::string_view name) {
    const auto found =
        std::ranges::find(attributes, name, &std::pair<std::string, std::string>::first);
    return found == attributes.end() ? std::string() : found->second;
}

}  // namespace

// What the reader made a type of stands in the type.
Preload preload_of(const Node& question) {
    if (question.kind != NodeKind::Question) return {};
    switch (question.type) {
        case QuestionType::Start:
            return {"timestamp", "start"};
        case QuestionType::Today:
            return {"date", "today"};
        case QuestionType::DeviceId:
            return {"property", "deviceid"};
        case QuestionType::Username:
            return {"property", "username"};
        case QuestionType::Email:
            return {"property", "email"};
        case QuestionType::PhoneNumber:
            return {"property", "phonenumber"};
        default:
            return {text_at(question.bind_attributes, "jr:preload"),
                    text_at(question.bind_attributes, "jr:preloadParams")};
    }
}

std::string preloaded(const Preload& preload, std::string_view now, const Properties& known) {
    if (preload.kind == "timestamp" && preload.what == "start") return std::string(now);
    if (preload.kind == "date" && preload.what == "today") {
        return std::string(now.substr(0, now.find('T')));
    }
    if (preload.kind != "property") return {};
    const auto found = known.find(preload.what);
    return found == known.end() ? std::string() : found->second;
}

}  // namespace adit::forms
