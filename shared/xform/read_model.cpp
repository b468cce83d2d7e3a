#include "base/text.h"
#include "xform/form_reader.h"
#include "xml/writer.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::Node;
using forms::NodeKind;

bool is_template(const xml::Node& element) {
    return element.attribute("template", kJavaRosaUri) != nullptr;
}

bool has_elements(const xml::Node& element) {
    return std::any_of(element.children.begin(), element.children.end(),
                       [](const xml::Node& child) { return child.is_element(); });
}

// The child elements by name, in the order in which the names come first.
std::vector<std::vector<const xml::Node*>> by_name(const xml::Node& element) {
    std::vector<std::vector<const xml::Node*>> groups;
    std::unordered_map<const xml::Name*, std::size_t> places;
    for (const xml::Node& child : element.children) {
        if (!child.is_element()) continue;
        const auto [place, is_first] = places.try_emplace(child.name, groups.size());
        if (is_first) groups.emplace_back();
        groups[place->second].push_back(&child);
    }
    return groups;
}

std::string without_prefix(std::string_view name) {
    const auto colon = name.find(':');
    const bool attribute = name.starts_with('@');
    if (colon == std::string_view::npos) return std::string(name);
    return (attribute ? "@" : "") + std::string(name.substr(colon + 1));
}

// "/data/orx:meta/orx:instanceID" -> "/data/meta/instanceID"
std::string without_prefixes(std::string_view path) {
    std::string out;
    for (const std::string_view step : split(path.substr(1), '/')) {
        out += "/" + without_prefix(step);
    }
    return out;
}

// "/house[2]/room[1]" -> "/house/room"
std::string without_numbers(std::string_view path) {
    std::string out;
    int depth = 0;
    for (const char c : path) {
        if (c == '[') ++depth;
        if (depth == 0) out += c;
        if (c == ']') --depth;
    }
    return out;
}

}  // namespace

forms::Node FormReader::node_of(const xml::Node& element, const Node& above) {
    Node node;
    node.name = element.name->qualified();
    node.path = above.path.child(element.name->local);
    node.row = static_cast<int>(element.line);
    node.type = forms::QuestionType::Hidden;
    for (const xml::Namespace& declared : element.declared) {
        node.instance_attributes.emplace_back(
            declared.prefix.empty() ? "xmlns" : "xmlns:" + declared.prefix, declared.uri);
    }
    return node;
}

// Paths are in every answer of a record; and many names within names come to very much text.
bool FormReader::has_short_path(const xml::Node& element, const Node& node) {
    if (node.path.text.size() <= record::kPathBytesMax / 2) return true;
    complain(element, node.name.substr(0, 100),
             "The names of this node and of those around it come to more than 512 bytes: shorten "
             "them.");
    return false;
}

bool FormReader::repeats(const std::vector<const xml::Node*>& alike,
                         const std::string& path) const {
    return repeats_.contains(path) || repeats_.contains(without_prefixes(path)) ||
           std::any_of(alike.begin(), alike.end(),
                       [](const xml::Node* one) { return is_template(*one); });
}

void FormReader::add_attributes(const xml::Node& element, Node& node, bool texts) {
    for (const xml::Attribute& attribute : element.attributes) {
        if (attribute.name->uri == kJavaRosaUri && attribute.name->local == "template") continue;
        Node added;
        added.name = attribute.name->qualified();
        added.path = node.path.child("@" + attribute.name->local);
        added.row = static_cast<int>(element.line);
        added.type = forms::QuestionType::Hidden;
        added.is_attribute = true;
        if (texts) added.initial = attribute.value;
        node.children.push_back(std::move(added));
    }
}

void FormReader::add_children(const xml::Node& element, Node& node, const std::string& path,
                              bool texts) {
    for (const auto& alike : by_name(element)) {
        const std::string below = path + "/" + alike.front()->name->qualified();
        if (repeats(alike, below)) {
            add_repeat(alike, node, below);
            continue;
        }
        for (const xml::Node* child : alike) {
            if (++nodes_ > kNodesMax) return;
            Node added = node_of(*child, node);
            if (!has_short_path(*child, added)) return;
            add_attributes(*child, added, texts);
            if (has_elements(*child)) {
                added.kind = NodeKind::Group;
                add_children(*child, added, below, texts);
            } else if (texts) {
                added.initial = child->content();
            }
            node.children.push_back(std::move(added));
        }
    }
}

// Without a template the first instance shows what there is in one, and new ones begin empty.
void FormReader::add_repeat(const std::vector<const xml::Node*>& alike, Node& node,
                            const std::string& path) {
    if (++nodes_ > kNodesMax) return;
    const auto found = std::find_if(alike.begin(), alike.end(),
                                    [](const xml::Node* one) { return is_template(*one); });
    const bool has_template = found != alike.end();
    const xml::Node& shape = has_template ? **found : *alike.front();
    Node added = node_of(shape, node);
    if (!has_short_path(shape, added)) return;
    added.kind = NodeKind::Repeat;
    add_attributes(shape, added, has_template);
    add_children(shape, added, path, has_template);
    node.children.push_back(std::move(added));
    const std::string inside = path.substr(path.find('/', 1));
    add_given_below(shape, inside + "[0]", {.beside = false, .inside = has_template});
}

void FormReader::add_given(const std::vector<const xml::Node*>& alike, const std::string& path,
                           bool texts) {
    std::size_t number = 0;
    for (const xml::Node* one : alike) {
        if (is_template(*one)) continue;
        if (++nodes_ > kNodesMax) return;
        const std::string own = path + "[" + std::to_string(++number) + "]";
        definition_.given.push_back({own, {}});
        for (const xml::Attribute& attribute : one->attributes) {
            if (!texts) break;
            definition_.given.push_back(
                {own + "/@" + attribute.name->qualified(), attribute.value});
        }
        add_given_below(*one, own, {.beside = texts, .inside = texts});
    }
}

// The instances of inner repeats.
void FormReader::add_given_below(const xml::Node& element, const std::string& path, Texts texts) {
    const std::string top = "/" + definition_.root_name;
    for (const auto& alike : by_name(element)) {
        const std::string below = path + "/" + alike.front()->name->qualified();
        if (repeats(alike, top + without_numbers(below))) {
            add_given(alike, below, texts.inside);
            continue;
        }
        const xml::Node& child = *alike.front();
        if (++nodes_ > kNodesMax) return;
        if (texts.beside) {
            for (const xml::Attribute& attribute : child.attributes) {
                definition_.given.push_back(
                    {below + "/@" + attribute.name->qualified(), attribute.value});
            }
        }
        if (has_elements(child)) {
            add_given_below(child, below, texts);
        } else if (texts.beside) {
            std::string text = child.content();
            if (!text.empty()) definition_.given.push_back({below, std::move(text)});
        }
    }
}

void FormReader::read_identity(const xml::Node& root) {
    for (const xml::Attribute& attribute : root.attributes) {
        const std::string name = attribute.name->qualified();
        const bool is_version = attribute.name->local == "version";
        const bool is_plain = attribute.name->prefix.empty();
        // One with a prefix counts where there is no other.
        if (is_version && (is_plain || definition_.form.version.empty())) {
            definition_.form.version = attribute.value;
        }
        if (name == "id") {
            definition_.form.id = attribute.value;
        } else if (name != "version" && !bound_root_attributes_.contains(name)) {
            definition_.root_attributes.emplace_back(name, attribute.value);
        }
    }
    for (const auto& [name, text] : definition_.root_attributes) {
        if (name == "xmlns" && definition_.form.id.empty()) definition_.form.id = text;
    }
    if (definition_.form.id.empty()) {
        warn(root, {}, "The form has no id: give the root of its model one, as in id=\"visit\".");
        definition_.form.id = definition_.root_name;
    }
    if (definition_.form.version.empty()) {
        warn(root, {},
             "The form has no version, so that nobody can tell it from a later one: give the root "
             "of its model one, as in version=\"1\".");
    }
}

// The root's attributes are the form's own, but for those that a bind computes.
void FormReader::read_primary(const xml::Node& model) {
    const std::string top = "/" + root_->name->qualified() + "/@";
    for (const xml::Node& bind : model.children) {
        if (!bind.is("bind")) continue;
        const std::string path(trimmed(attribute_of(bind, "nodeset")));
        if (path.starts_with(top)) bound_root_attributes_.insert(path.substr(top.size()));
    }
    definition_.root_name = root_->name->qualified();
    definition_.root.kind = NodeKind::Group;
    read_identity(*root_);
    xml::Node bound;
    for (const xml::Attribute& attribute : root_->attributes) {
        if (bound_root_attributes_.contains(attribute.name->qualified())) {
            bound.attributes.push_back(attribute);
        }
    }
    add_attributes(bound, definition_.root, true);
    add_children(*root_, definition_.root, "/" + definition_.root_name, true);
    for (const auto& alike : by_name(*root_)) {
        const std::string path = "/" + alike.front()->name->qualified();
        if (repeats(alike, "/" + definition_.root_name + path)) {
            add_given(alike, path, true);
        } else {
            for (const xml::Node* one : alike) {
                add_given_below(*one, path, {.beside = false, .inside = true});
            }
        }
    }
    if (nodes_ > kNodesMax) {
        complain(*root_, {},
                 "The form's model has more than " + std::to_string(kNodesMax) +
                     " nodes: split the form.");
    }
    add_missing_meta();
    index_nodes(definition_.root, "/" + definition_.root_name, "/" + definition_.root_name);
}

// Every record has an id, also where the form forgot its place.
void FormReader::add_missing_meta() {
    auto& top = definition_.root.children;
    const auto is_local = [](const Node& node, std::string_view local) {
        return !node.is_attribute && without_prefix(node.name) == local;
    };
    auto meta = std::find_if(top.begin(), top.end(),
                             [&](const Node& node) { return is_local(node, "meta"); });
    if (meta == top.end()) {
        std::string prefix;
        for (const auto& [known, uri] : definition_.namespaces) {
            if (uri == kOpenRosaUri) prefix = known;
        }
        if (prefix.empty()) {
            prefix = "orx";
            definition_.namespaces.emplace_back(prefix, std::string(kOpenRosaUri));
        }
        Node added;
        added.name = prefix + ":meta";
        added.path = {"/meta"};
        top.push_back(std::move(added));
        meta = top.end() - 1;
    }
    meta->kind = NodeKind::Group;
    const bool has_id = std::any_of(meta->children.begin(), meta->children.end(),
                                    [&](const Node& node) { return is_local(node, "instanceID"); });
    if (has_id) return;
    const auto colon = meta->name.find(':');
    const bool prefixed = colon != std::string::npos;
    Node id;
    id.name = (prefixed ? meta->name.substr(0, colon + 1) : std::string()) + "instanceID";
    id.path = meta->path.child("instanceID");
    id.type = forms::QuestionType::Hidden;
    id.bind_attributes.emplace_back("jr:preload", "uid");
    meta->children.push_back(std::move(id));
}

// Now that no node moves any more.
void FormReader::index_nodes(Node& above, const std::string& path, const std::string& local) {
    by_path_.emplace(path, &above);
    by_local_.emplace(local, &above);
    for (Node& node : above.children) {
        const std::string step = (node.is_attribute ? "/@" : "/") + node.name;
        const std::string plain = (node.is_attribute ? "/@" : "/") + without_prefix(node.name);
        index_nodes(node, path + step, local + plain);
    }
}

forms::Node* FormReader::find(const std::string& path) {
    if (const auto exact = by_path_.find(path); exact != by_path_.end()) return exact->second;
    if (path.empty() || path[0] != '/') return nullptr;
    const auto local = by_local_.find(without_prefixes(path));
    return local == by_local_.end() ? nullptr : local->second;
}

// A path of steps, as binds and controls have them, from the root; "" when it is of another kind.
std::string FormReader::absolute(std::string_view path, std::string_view context) const {
    const std::string plain = without_numbers(trimmed(path));  // Predicates name instances.
    std::string_view rest = trimmed(plain);
    if (rest.starts_with("current()/")) rest.remove_prefix(std::string_view("current()/").size());
    const bool from_root = rest.starts_with('/');
    std::vector<std::string> steps;
    const auto take = [&](std::string_view text) {
        for (const std::string_view part : split(text, '/')) {
            const std::string_view step = trimmed(part);
            if (step == ".") continue;
            if (step == "..") {
                if (steps.empty()) return false;
                steps.pop_back();
                continue;
            }
            const std::string_view name = step.starts_with('@') ? step.substr(1) : step;
            if (!xml::is_name(name)) return false;
            steps.emplace_back(step);
        }
        return true;
    };
    if (!from_root && !take(context.substr(1))) return {};
    if (rest.empty() || !take(from_root ? rest.substr(1) : rest)) return {};
    std::string out;
    for (const std::string& step : steps) out += "/" + step;
    return out.size() <= record::kPathBytesMax ? out : std::string();  // No node has a longer one.
}

}  // namespace adit::xform
