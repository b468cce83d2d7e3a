#include "reports/lists.h"
#include "reports/record_page.h"

#include <set>

namespace adit::reports {
namespace {

using forms::Node;
using forms::NodeKind;
using record::Answer;
using record::NodePath;

class Sections {
public:
    Sections(const record::Record& record, const Wording& wording, const Names& names)
        : record_(record), wording_(wording), names_(names) {}

    Json take() {
        if (const forms::Definition* form = wording_.newest()) {
            const Json title = {{"en", wording_.title("en")}, {"fr", wording_.title("fr")}};
            add_group(form->root, NodePath{}, title, nullptr);
        }
        add_the_rest();
        return std::move(sections_);
    }

private:
    /// The questions directly in this group first, then its groups and repeats, each its own.
    void add_group(const Node& group, const NodePath& path, const Json& label, const Json& place) {
        Json answers = Json::array();
        const std::vector<const Node*> children = forms::shown_children(group);
        for (const Node* node : children) {
            if (node->kind != NodeKind::Question) continue;
            const NodePath here = path.child(forms::step_of(*node));
            if (!add_answer(here, answers)) add_unanswered(*node, here, answers);
        }
        add_section(path, label, place, std::move(answers));
        for (const Node* node : children) {
            const NodePath below = path.child(forms::step_of(*node));
            if (node->kind == NodeKind::Group) {
                add_group(*node, below, wording_.label(below), place);
            } else if (node->kind == NodeKind::Repeat) {
                add_instances(*node, below);
            }
        }
    }

    void add_instances(const Node& repeat, const NodePath& path) {
        const auto found = record_.instances.find(path);
        if (found == record_.instances.end()) return;
        std::size_t place = 0;
        for (const record::InstanceId& id : found->second) {
            add_group(repeat, path.instance(id), wording_.label(path), ++place);
        }
    }

    /// What the newest form has no place for: nothing that was written is left out.
    void add_the_rest() {
        Json answers = Json::array();
        for (const auto& [path, answer] : record_.answers) {
            if (!shown_.contains(path)) static_cast<void>(add_answer(path, answers));
        }
        const Json label = {{"en", "No longer asked"}, {"fr", "N’est plus demandé"}};
        add_section(NodePath{"/retired"}, label, nullptr, std::move(answers));
    }

    void add_section(const NodePath& path, const Json& label, const Json& place, Json answers) {
        if (answers.empty()) return;
        sections_.push_back({{"path", display_path(record_, path)},
                             {"label", label},
                             {"instance", place},
                             {"answers", std::move(answers)}});
    }

    /// What a person could have answered and did not: the reader of the page asks to see it.
    void add_unanswered(const Node& node, const NodePath& path, Json& answers) const {
        if (!forms::is_asked(node.type) || node.type == forms::QuestionType::Note) return;
        answers.push_back({{"path", display_path(record_, path)},
                           {"name", node.name},
                           {"label", wording_.label(path)},
                           {"type", word_for(node.type)},
                           {"value", nullptr},
                           {"text", same_words("")},
                           {"conflict", false},
                           {"retired", false},
                           {"siblings", Json::array()},
                           {"sensitivity", sensitivity_of(&node)},
                           {"computed", false}});
    }

    /// False when nothing stands at the path.
    bool add_answer(const NodePath& path, Json& answers) {
        const auto found = record_.answers.find(path);
        if (found == record_.answers.end()) return false;
        shown_.insert(path);
        const Answer& answer = found->second;
        if (record::is_nothing(answer.value()) && !answer.in_conflict()) return false;
        // The record's own, not the form's answers.
        if (path.text.starts_with("/meta/")) return true;

        const Wording::Asked asked = wording_.find(path);
        const std::string pattern = path.pattern();
        answers.push_back({{"path", display_path(record_, path)},
                           {"name", pattern.substr(pattern.rfind('/') + 1)},
                           {"label", wording_.label(path)},
                           {"type", asked.node == nullptr ? "text" : word_for(asked.node->type)},
                           {"value", json_of(answer.value())},
                           {"text", wording_.text(path, answer.value())},
                           {"conflict", answer.in_conflict()},
                           {"retired", asked.retired},
                           {"siblings", siblings_of(path, answer)},
                           {"sensitivity", sensitivity_of(asked.node)},
                           {"computed", answer.computed}});
        return true;
    }

    Json siblings_of(const NodePath& path, const Answer& answer) const {
        Json list = Json::array();
        if (!answer.in_conflict()) return list;
        for (const record::Sibling& sibling : answer.siblings) {
            list.push_back({{"value", json_of(sibling.value)},
                            {"text", wording_.text(path, sibling.value)},
                            {"author", sibling.author},
                            {"author_name", names_.person(sibling.author)},
                            {"device_name", names_.device(sibling.dot.feed.device)},
                            {"wall_ms", sibling.wall_ms}});
        }
        return list;
    }

    static std::string sensitivity_of(const Node* node) {
        if (node == nullptr) return "";
        const auto found = node->extra.find("x_sensitivity");
        return found == node->extra.end() ? "" : found->second;
    }

    const record::Record& record_;
    const Wording& wording_;
    const Names& names_;
    Json sections_ = Json::array();
    std::set<NodePath> shown_;
};

}  // namespace

Json sections_of(const record::Record& record, const Wording& wording, const Names& names) {
    return Sections(record, wording, names).take();
}

}  // namespace adit::reports
