#include "xpath/name_test.h"

#include <algorithm>

namespace adit::xpath {
namespace {

const std::string* find_namespace(const Namespaces* namespaces, std::string_view prefix) {
    if (namespaces == nullptr) return nullptr;
    const auto found = namespaces->find(prefix);
    return found == namespaces->end() ? nullptr : &found->second;
}

}  // namespace

NameTest::NameTest(const Step& step, const Tree& tree, const Namespaces* namespaces,
                   Dialect dialect) {
    if (step.test == Test::AnyOfPrefix) uri_ = find_namespace(namespaces, step.name);
    if (step.test != Test::Name) return;
    const std::string_view name = step.name;
    const auto colon = name.find(':');
    if (colon == std::string_view::npos) {
        const bool plain = dialect == Dialect::Plain;
        numbers_ = plain ? &tree.numbers_meaning(name, "") : &tree.numbers_written(name);
        return;
    }
    const std::string* uri = find_namespace(namespaces, name.substr(0, colon));
    numbers_ = uri == nullptr ? &tree.numbers_written(name)
                              : &tree.numbers_meaning(name.substr(colon + 1), *uri);
}

bool NameTest::is_among(std::int32_t name) const {
    return std::find(numbers_->begin(), numbers_->end(), name) != numbers_->end();
}

bool NameTest::is_in_namespace(const Tree& tree, NodeId node, const std::string& prefix) const {
    if (uri_ != nullptr) return tree.uri_of(node) == *uri_;
    const std::string& name = tree.name_of(node);
    return name.size() > prefix.size() && name.starts_with(prefix) && name[prefix.size()] == ':';
}

}  // namespace adit::xpath
