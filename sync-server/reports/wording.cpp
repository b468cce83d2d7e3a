#include "reports/wording.h"

#include "reports/lists.h"
#include "tables/flatten.h"

namespace adit::reports {
namespace {

using forms::QuestionType;

std::string last_name(const record::NodePath& path) {
    const std::string pattern = path.pattern();
    return pattern.substr(pattern.rfind('/') + 1);
}

std::string text_in(const char* language, const central::Form& form, const forms::Node& node,
                    const record::Value& value) {
    tables::Layout layout;
    layout.wording = tables::Wording::Labels;
    layout.language = language;
    layout.tables = [&form](std::string_view instance) -> const forms::Table* {
        const auto found = form.media.find(instance);
        return found == form.media.end() ? nullptr : &found->second;
    };
    return tables::words_for(*form.definition, node, value, layout);
}

Json point_json(const geo::Point& point) {
    return {{"lat", point.latitude},
            {"lon", point.longitude},
            {"altitude_m", point.altitude_m},
            {"accuracy_m", point.accuracy_m}};
}

}  // namespace

Result<Wording> Wording::of(central::Central& central, const record::FormRef& form,
                            const std::vector<std::string>& scopes) {
    Wording wording;
    if (auto own = central.forms().find(form)) wording.own_ = TRY(central.lookups(own, scopes));
    if (auto newest = central.forms().find_latest(form.id)) {
        const bool same = wording.own_ && newest->definition == wording.own_->definition;
        wording.newest_ = same ? wording.own_ : TRY(central.lookups(newest, scopes));
    }
    return wording;
}

Wording::Asked Wording::find(const record::NodePath& path) const {
    const record::NodePath pattern{path.pattern()};
    if (newest_) {
        if (const forms::Node* node = newest_->definition->find(pattern)) {
            return {.node = node, .definition = newest_->definition.get(), .retired = false};
        }
    }
    if (own_) {
        if (const forms::Node* node = own_->definition->find(pattern)) {
            return {.node = node, .definition = own_->definition.get(), .retired = true};
        }
    }
    return {.node = nullptr, .definition = nullptr, .retired = newest_ != nullptr};
}

Json Wording::label(const record::NodePath& path) const {
    const Asked asked = find(path);
    if (asked.node == nullptr || asked.node->label.empty()) return same_words(last_name(path));
    return words(asked.node->label, asked.definition->default_language);
}

Json Wording::text(const record::NodePath& path, const record::Value& value) const {
    const Asked asked = find(path);
    if (asked.node == nullptr) return same_words(text_of(value));
    const central::Form& form = asked.retired ? *own_ : *newest_;
    return value_words(form, *asked.node, value);
}

std::string Wording::title(const std::string& language) const {
    const forms::Definition* form = newest();
    return form == nullptr ? "" : form->title.in(language, form->default_language);
}

Json value_words(const central::Form& form, const forms::Node& node, const record::Value& value) {
    return {{"en", text_in("en", form, node, value)}, {"fr", text_in("fr", form, node, value)}};
}

const char* word_for(QuestionType type) {
    switch (type) {
        case QuestionType::Text:
            return "text";
        case QuestionType::Integer:
            return "integer";
        case QuestionType::Decimal:
            return "decimal";
        case QuestionType::Date:
            return "date";
        case QuestionType::Time:
            return "time";
        case QuestionType::DateTime:
            return "dateTime";
        case QuestionType::SelectOne:
            return "select_one";
        case QuestionType::SelectMultiple:
            return "select_multiple";
        case QuestionType::Rank:
            return "rank";
        case QuestionType::Range:
            return "range";
        case QuestionType::Note:
            return "note";
        case QuestionType::Acknowledge:
            return "acknowledge";
        case QuestionType::Calculate:
            return "calculate";
        case QuestionType::Hidden:
            return "hidden";
        case QuestionType::Geopoint:
            return "geopoint";
        case QuestionType::Geotrace:
            return "geotrace";
        case QuestionType::Geoshape:
            return "geoshape";
        case QuestionType::Image:
            return "image";
        case QuestionType::Audio:
            return "audio";
        case QuestionType::Video:
            return "video";
        case QuestionType::File:
            return "file";
        case QuestionType::Barcode:
            return "barcode";
        case QuestionType::Start:
            return "start";
        case QuestionType::End:
            return "end";
        case QuestionType::Today:
            return "today";
        case QuestionType::Username:
            return "username";
        case QuestionType::DeviceId:
            return "deviceid";
        case QuestionType::Email:
            return "email";
        case QuestionType::PhoneNumber:
            return "phonenumber";
        case QuestionType::Audit:
            return "audit";
    }
    return "text";
}

Json json_of(const record::Value& value) {
    if (record::is_nothing(value)) return nullptr;
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return *whole;
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* chosen = std::get_if<record::Choices>(&value)) return chosen->names;
    if (const auto* point = std::get_if<geo::Point>(&value)) return point_json(*point);
    if (const auto* file = std::get_if<record::AttachmentRef>(&value)) {
        return {{"file", hex(file->hash)}, {"size", file->size_bytes}, {"name", file->name}};
    }
    return text_of(value);
}

}  // namespace adit::reports
