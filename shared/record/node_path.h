// NodePath: where a question stands in a record, such as /payments/payment[a1b2c3d4e5f60718]/payee.
//
// Without the form's root; groups and repeats by name; each instance of a repeat by its stable id
// (16 hexadecimal digits), never by its place, so that a path never shifts (MERGE, "add / remove").
// A person sees the place instead: display_path() of record.h writes /payments/payment[2]/payee.
#pragma once

#include "base/result.h"
#include "record/ids.h"

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace adit::record {

constexpr std::size_t kPathBytesMax = 1024;

struct NodePath {
    std::string text;  // Well-formed when made by node_path_from or by the functions below.

    auto operator<=>(const NodePath&) const = default;

    NodePath child(std::string_view name) const { return {text + "/" + std::string(name)}; }
    NodePath instance(InstanceId id) const;  // /a/b -> /a/b[0123456789abcdef]

    /// Without the ids: "/payments/payment/payee". The same for all instances.
    std::string pattern() const;
    /// The ids, outermost first.
    std::vector<InstanceId> instances() const;
    /// True when this path is `above` or stands below it.
    bool is_within(const NodePath& above) const;
};

/// Checks the form above. At most kPathBytesMax bytes.
Result<NodePath> node_path_from(std::string_view text);

}  // namespace adit::record
