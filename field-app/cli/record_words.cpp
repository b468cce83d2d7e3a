#include "cli/record_words.h"

#include <array>

namespace adit::cli {
namespace {

const char* word_for(record::ReviewState state) {
    constexpr std::array kWords = {"received", "has issues", "approved", "rejected"};
    return kWords[static_cast<std::size_t>(state)];
}

template <class... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};

}  // namespace

Json json_of(const record::Value& value) {
    if (is_nothing(value)) return nullptr;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer;
    if (const auto* decimal = std::get_if<double>(&value)) return *decimal;
    if (const auto* choices = std::get_if<record::Choices>(&value)) return choices->names;
    return text_of(value);
}

Json json_of(const store::Summary& summary) {
    Json place;
    if (summary.place) {
        place = {{"lat", summary.place->latitude}, {"lon", summary.place->longitude}};
    }
    return {{"id", summary.id.text()},
            {"scope", summary.scope.code},
            {"form", summary.form.id},
            {"form_version", summary.form.version},
            {"title", summary.title},
            {"stage", summary.stage == record::Stage::Draft ? "draft" : "finalised"},
            {"review", word_for(summary.review)},
            {"conflict", summary.in_conflict},
            {"deleted", summary.deleted},
            {"sent", summary.sent},
            {"marks", summary.marks},
            {"author", summary.author},
            {"device", summary.device.text()},
            {"created_ms", summary.created_ms},
            {"changed_ms", summary.changed_ms},
            {"date", summary.date},
            {"place", place},
            {"site", summary.entity}};
}

std::string name_of(const record::Operation& operation) {
    constexpr std::array kNames = {"put",    "compute", "add",     "remove",       "finalise",
                                   "reopen", "review",  "comment", "flag",         "attach",
                                   "delete", "restore", "resolve", "duplicate-of", "mark"};
    static_assert(kNames.size() == std::variant_size_v<record::Operation>);
    return kNames[operation.index()];
}

std::string path_of(const record::Operation& operation) {
    return std::visit(Overloaded{[](const auto& other) -> std::string {
                          if constexpr (requires { other.path; }) {
                              return other.path.text;
                          } else if constexpr (requires { other.instance; }) {
                              return other.instance.text;
                          } else {
                              return "";
                          }
                      }},
                      operation);
}

std::string text_in(const record::Operation& operation) {
    return std::visit(
        Overloaded{[](const record::Put& put) { return text_of(put.value); },
                   [](const record::Compute& compute) { return text_of(compute.value); },
                   [](const record::Resolve& resolve) { return text_of(resolve.chosen); },
                   [](const record::Review& review) {
                       return word_for(review.state) +
                              (review.reason.empty() ? "" : ": " + review.reason);
                   },
                   [](const record::Reopen& reopen) { return reopen.reason; },
                   [](const record::Comment& comment) { return comment.text; },
                   [](const record::Flag& flag) { return flag.why; },
                   [](const record::Attach& attach) { return attach.blob.name; },
                   [](const record::Delete& gone) { return gone.reason; },
                   [](const record::DuplicateOf& link) { return link.record.text(); },
                   [](const record::Mark& mark) { return mark.word; },
                   [](const auto&) { return std::string(); }},
        operation);
}

}  // namespace adit::cli
