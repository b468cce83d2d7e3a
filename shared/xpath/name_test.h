// NameTest: what the name of a step means in one tree.
#pragma once

#include "xpath/expression.h"
#include "xpath/tree.h"

#include <map>
#include <string>
#include <vector>

namespace adit::xpath {

using Namespaces = std::map<std::string, std::string, std::less<>>;  // By prefix.

class NameTest {
public:
    NameTest() = default;
    /// Borrows all of them. `namespaces` may be null.
    NameTest(const Step& step, const Tree& tree, const Namespaces* namespaces, Dialect dialect);

    /// Of Test::Name.
    bool names(std::int32_t name) const {
        if (numbers_->size() == 1) return numbers_->front() == name;
        return is_among(name);
    }
    bool is_nobody() const { return numbers_ != nullptr && numbers_->empty(); }
    /// Of Test::AnyOfPrefix.
    bool is_in_namespace(const Tree& tree, NodeId node, const std::string& prefix) const;

private:
    bool is_among(std::int32_t name) const;

    const std::vector<std::int32_t>* numbers_ = nullptr;
    const std::string* uri_ = nullptr;
};

}  // namespace adit::xpath
