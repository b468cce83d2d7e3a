#include "model/form_walk.h"

#include <algorithm>

namespace adit::model {
namespace {

using forms::FormSession;
using forms::Node;
using forms::NodeKind;
using record::NodePath;

bool is_loose(const FormSession& session, const NodePath& path) {
    const auto view = session.question(path);
    return view.node != nullptr && view.node->kind == NodeKind::Question;
}

bool is_shown(const FormSession& session, const NodePath& path) {
    if (!session.is_relevant(path)) return false;
    const auto view = session.question(path);
    if (view.node == nullptr) return false;
    return view.node->kind != NodeKind::Question || forms::is_asked(view.node->type);
}

void gather(const FormSession& session, const NodePath& path, std::vector<NodePath>& out) {
    if (!is_shown(session, path)) return;
    const Node& node = *session.question(path).node;
    if (node.kind == NodeKind::Question) {
        if (node.type != forms::QuestionType::Note) out.push_back(path);
        return;
    }
    if (node.kind == NodeKind::Group) {
        for (const NodePath& child : session.children_of(path)) gather(session, child, out);
        return;
    }
    for (const NodePath& instance : session.instances_of(path)) {
        for (const NodePath& child : session.children_of(instance)) gather(session, child, out);
    }
}

template <class Fits>
const Node* find_node(const Node& above, const Fits& fits) {
    for (const Node& node : above.children) {
        if (node.kind == NodeKind::Repeat) continue;
        if (fits(node)) return &node;
        if (const Node* found = find_node(node, fits)) return found;
    }
    return nullptr;
}

}  // namespace

std::vector<NodePath> pages_of(const FormSession& session) {
    std::vector<NodePath> pages;
    bool in_run = false;
    for (const NodePath& path : session.children_of(NodePath{})) {
        if (!is_shown(session, path)) continue;
        const bool loose = is_loose(session, path);
        if (!loose || !in_run) pages.push_back(path);
        in_run = loose;
    }
    return pages;
}

std::vector<NodePath> nodes_on_page(const FormSession& session, const NodePath& page) {
    if (!is_loose(session, page)) {
        const auto view = session.question(page);
        const bool repeat = view.node != nullptr && view.node->kind == NodeKind::Repeat;
        return repeat ? std::vector<NodePath>{page} : session.children_of(page);
    }
    std::vector<NodePath> run;
    for (const NodePath& path : session.children_of(NodePath{})) {
        if (run.empty() && path != page) continue;
        if (!is_loose(session, path)) {
            if (is_shown(session, path)) break;
            continue;
        }
        run.push_back(path);
    }
    return run;
}

NodePath page_of(const OpenForm& form, const NodePath& path) {
    for (const NodePath& page : form.pages) {
        if (path.is_within(page)) return page;
        if (!is_loose(*form.session, page)) continue;
        const auto run = nodes_on_page(*form.session, page);
        if (std::ranges::find(run, path) != run.end()) return page;
    }
    return form.pages.empty() ? NodePath{} : form.pages.front();
}

std::vector<NodePath> questions_on_page(const FormSession& session, const NodePath& page) {
    std::vector<NodePath> out;
    for (const NodePath& path : nodes_on_page(session, page)) gather(session, path, out);
    return out;
}

std::vector<NodePath> questions_of(const OpenForm& form) {
    std::vector<NodePath> out;
    for (const NodePath& path : form.session->children_of(NodePath{})) {
        gather(*form.session, path, out);
    }
    return out;
}

std::optional<NodePath> next_open_question(const OpenForm& form, const NodePath& from) {
    const auto all = questions_of(form);
    const auto start = std::ranges::find(all, from);
    const std::size_t before =
        start == all.end() ? all.size() - 1 : static_cast<std::size_t>(start - all.begin());
    for (std::size_t step = 1; step <= all.size(); ++step) {
        const NodePath& path = all[(before + step) % all.size()];
        const auto view = form.session->question(path);
        const bool empty = view.value == nullptr || record::is_nothing(*view.value);
        const auto draft = form.drafts.find(path);
        const bool unreadable = draft != form.drafts.end() && !draft->second.unreadable.empty();
        if (view.read_only) continue;
        if (empty || unreadable || view.in_conflict || !view.violation.empty()) return path;
    }
    return std::nullopt;
}

std::optional<NodePath> site_question(const forms::Definition& definition) {
    const Node* node = find_node(definition.root, [](const Node& candidate) {
        return candidate.list_from_file && candidate.file == "sites.csv" &&
               candidate.type == forms::QuestionType::SelectOne;
    });
    if (node == nullptr) return std::nullopt;
    return node->path;
}

std::optional<NodePath> country_question(const forms::Definition& definition) {
    const Node* node = find_node(definition.root, [](const Node& candidate) {
        return candidate.name == "country" && candidate.type == forms::QuestionType::SelectOne;
    });
    if (node == nullptr) return std::nullopt;
    return node->path;
}

}  // namespace adit::model
