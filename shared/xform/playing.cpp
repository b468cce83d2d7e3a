#include "xform/playing.h"

#include "base/uuid.h"
#include "forms/tidy_text.h"
#include "xform/beside.h"
#include "xform/submission.h"
#include "xpath/moment.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::LiveForm;
using forms::Node;
using forms::NodeId;
using forms::QuestionType;

Error nothing_at(std::string_view place) {
    return {Code::NotFound, "there is no " + std::string(place) + " in the form now"};
}

std::map<std::string, forms::Table, std::less<>> tables_in(const Media& media) {
    std::map<std::string, forms::Table, std::less<>> tables;
    for (const auto& [address, bytes] : media) {
        if (auto table = table_from_file(address, bytes)) {
            tables.emplace(forms::file_stem(address), *std::move(table));
        }
    }
    return tables;
}

}  // namespace

Playing::Playing(std::shared_ptr<const forms::Definition> definition, const Media& media,
                 PlayingWorld world)
    : definition_(std::move(definition)), world_(std::move(world)), beside_(tables_in(media)) {
    make_form();
    listen();
    live_->take_model();
    live_->start();
    preload();
    live_->first_load();
    live_->loaded();
}

Playing::Playing(std::shared_ptr<const forms::Definition> definition, const Media& media,
                 PlayingWorld world, const Submission& filled)
    : definition_(std::move(definition)), world_(std::move(world)), beside_(tables_in(media)) {
    make_form();
    brought_.load(filled, *live_);
    live_->start_as_given();
    brought_.settle(*live_);
    listen();  // Only now may the form add instances.
    const int id = live_->plan().meta_instance_id;
    if (id >= 0 && filled.instance_id.empty()) {
        live_->set_text(live_->tree().only(id), "uuid:" + new_uuid());
    }
    live_->loaded();
    brought_.follow(*live_);
}

void Playing::make_form() {
    forms::LiveWorld live;
    live.now_ms = world_.world.now_ms();
    live.offset_min = world_.offset_min;
    live.own = world_.own;
    live.new_uuid = [this] { return new_uuid(); };
    live.random = [this] { return world_.world.random_u64(); };
    live.tidies_texts = true;
    live_ = std::make_unique<LiveForm>(
        definition_, definition_->plan,
        [this](std::string_view name) {
            const auto found = beside_.find(name);
            return found == beside_.end() ? nullptr : &found->second;
        },
        std::move(live));
}

void Playing::listen() {
    live_->set_instance_adder(
        [this](NodeId anchor, LiveForm::Growth growth) { return grow(anchor, growth); });
    live_->set_writer([this](NodeId node, const std::string& text) {
        const Node* row = live_->row_of(node);
        live_->set_text(node, row == nullptr ? text : forms::given_text(*row, text));
    });
}

std::string Playing::new_uuid() { return adit::new_uuid(world_.world).text(); }

bool Playing::grow(NodeId anchor, LiveForm::Growth growth) {
    if (growth == LiveForm::Growth::Given) {
        live_->load_instance(anchor);
    } else {
        live_->fill_new(live_->add_instance(anchor));
    }
    return true;
}

// What a new record says of itself, as far as the model does not say it already.
void Playing::preload() {
    const auto moment = xpath::moment_here(world_.world.now_ms(), world_.offset_min);
    const std::string now = xpath::text_of(moment);
    for (int schema = 1; schema < live_->plan().rows_end; ++schema) {
        if (live_->plan().shape[schema].depth > 0) continue;
        const NodeId node = live_->tree().only(schema);
        const forms::Preload asked = forms::preload_of(*live_->row_of(node));
        if (asked.kind.empty() || !live_->text(node).empty()) continue;
        live_->set_text(node, asked.kind == "uid" ? "uuid:" + new_uuid()
                                                  : forms::preloaded(asked, now, world_.own));
    }
    const int id = live_->plan().meta_instance_id;
    const bool own = id >= live_->plan().rows_end;  // Not a node of the form's model.
    if (own) live_->set_text(live_->tree().only(id), "uuid:" + new_uuid());
}

Result<NodeId> Playing::find(std::string_view place) const {
    const std::string root = "/" + definition_->root_name;
    if (!place.starts_with(root)) return nothing_at(place);
    const std::string_view rest = place.substr(root.size());
    if (!rest.empty() && rest[0] != '/') return nothing_at(place);
    const NodeId node = live_->find(rest);
    if (node == xpath::kNoNode) return nothing_at(place);
    return node;
}

Result<NodeId> Playing::find_repeat(std::string_view place) const {
    const NodeId node = TRY(find(place));
    if (live_->tree().is_anchor(node)) return node;
    return Error{Code::NotFound, std::string(place) + " is no repeat"};
}

Status Playing::answer(std::string_view place, std::string_view text) {
    const NodeId node = TRY(find(place));
    const Node* row = live_->row_of(node);
    if (row == nullptr || row->kind != forms::NodeKind::Question) {
        return Error{Code::Refused, std::string(place) + " is no question: it takes no answer"};
    }
    if (live_->is_read_only(node)) {
        return Error{Code::Refused, std::string(place) + " is read-only: it takes no answer"};
    }
    std::string tidy;
    if (row->type == QuestionType::Acknowledge) {
        tidy = text == "true" || text == "OK" ? "OK" : "";
    } else {
        tidy = forms::answered_text(*row, text);
    }
    live_->take_answer(node, tidy);
    brought_.follow(*live_);
    return Done{};
}

Status Playing::add_instance(std::string_view repeat) {
    const NodeId anchor = TRY(find_repeat(repeat));
    if (!live_->row_of(anchor)->repeat_count.empty() || forms::is_fixed(*live_->row_of(anchor))) {
        return Error{Code::Refused,
                     std::string(repeat) + " is filled by the form itself: nobody adds to it"};
    }
    grow(anchor, LiveForm::Growth::Asked);
    brought_.follow(*live_);
    return Done{};
}

Status Playing::remove_instance(std::string_view instance) {
    NodeId node = TRY(find(instance));
    if (live_->tree().is_anchor(node)) return nothing_at(instance);
    const forms::BlockId block = live_->tree().block_of(node);
    if (live_->tree().repeat_of(block) < 0 || live_->tree().element_of(block) != node) {
        return Error{Code::Refused, std::string(instance) + " is no instance of a repeat"};
    }
    brought_.forget(*live_, node);
    live_->remove_instance(block);
    brought_.follow(*live_);
    return Done{};
}

Status Playing::set_language(std::string_view language) {
    for (const std::string& code : definition_->languages) {
        const auto name = definition_->language_names.find(code);
        const bool named = name != definition_->language_names.end() && name->second == language;
        if (code != language && !named) continue;
        live_->set_language(code);
        brought_.follow(*live_);
        return Done{};
    }
    return Error{Code::NotFound, "the form has no language " + std::string(language)};
}

Result<std::string> Playing::value(std::string_view place) const {
    const NodeId node = TRY(find(place));
    return live_->is_relevant(node) ? live_->text(node) : std::string();
}

Result<bool> Playing::is_relevant(std::string_view place) const {
    return live_->is_relevant(TRY(find(place)));
}

Result<std::size_t> Playing::count(std::string_view repeat) const {
    const NodeId anchor = TRY(find_repeat(repeat));
    const auto& instances = live_->tree().instances_at(anchor);
    const auto there = std::ranges::count_if(instances, [&](forms::BlockId block) {
        return live_->is_relevant(live_->tree().element_of(block));
    });
    return static_cast<std::size_t>(there);
}

Result<std::vector<forms::ChoiceView>> Playing::choices(std::string_view place) {
    return live_->choices(TRY(find(place)));
}

std::string Playing::submission() const {
    return write_submission(*definition_, *live_, &brought_);
}

}  // namespace adit::xform
