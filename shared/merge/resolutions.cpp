#include "merge/resolutions.h"

#include "merge/fold.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace adit::merge {
namespace {

using record::Change;
using record::Dot;
using record::NodePath;
using record::Resolve;
using record::Sibling;

struct Written {
    Sibling sibling;
    std::vector<Dot> replaces;
    bool resolves = false;
};
using Writings = std::map<std::pair<NodePath, Dot>, Written>;

Writings writings_of(std::span<const Change> changes) {
    Writings written;
    for (const Change& change : changes) {
        const auto add = [&](const NodePath& path, const record::Value& value,
                             const std::vector<Dot>& replaces, bool resolves) {
            Sibling said{value, change.dot, change.clock, change.author, change.wall_ms};
            written.insert_or_assign({path, change.dot},
                                     Written{std::move(said), replaces, resolves});
        };
        for (const record::Operation& operation : change.operations) {
            if (const auto* put = std::get_if<record::Put>(&operation)) {
                add(put->path, put->value, put->replaces, false);
            } else if (const auto* resolve = std::get_if<Resolve>(&operation)) {
                add(resolve->path, resolve->chosen, resolve->replaces, true);
            } else if (const auto* attach = std::get_if<record::Attach>(&operation)) {
                add(attach->path, attach->blob, {}, false);
            }
        }
    }
    return written;
}

/// What a chain of decisions set aside: a decision about a decision still knows the first values.
void set_aside(const Writings& written, const NodePath& path, const Written& decision,
               std::set<Dot>& gone_through, std::vector<Sibling>& found) {
    for (const Dot& dot : decision.replaces) {
        const auto replaced = written.find({path, dot});
        if (replaced == written.end() || !gone_through.insert(dot).second) continue;
        if (replaced->second.resolves) {
            set_aside(written, path, replaced->second, gone_through, found);
        } else {
            found.push_back(replaced->second.sibling);
        }
    }
}

}  // namespace

std::vector<Resolution> resolutions_of(std::span<const Change> changes) {
    if (changes.empty()) return {};
    const Writings written = writings_of(changes);
    std::vector<Resolution> resolutions;
    for (const auto& [path, answer] : fold(changes).answers) {
        if (answer.computed || answer.in_conflict()) continue;
        const auto stands = written.find({path, answer.siblings.front().dot});
        if (stands == written.end() || !stands->second.resolves) continue;
        Resolution resolution{path, answer.siblings.front(), {}};
        std::set<Dot> gone_through;
        std::vector<Sibling> found;
        set_aside(written, path, stands->second, gone_through, found);
        std::ranges::sort(found, [](const Sibling& one, const Sibling& other) {
            return std::tie(other.clock, other.dot) < std::tie(one.clock, one.dot);
        });
        for (Sibling& sibling : found) {
            const bool known = sibling.value == resolution.decision.value ||
                               std::ranges::any_of(resolution.set_aside, [&](const Sibling& other) {
                                   return other.value == sibling.value;
                               });
            if (!known) resolution.set_aside.push_back(std::move(sibling));
        }
        if (!resolution.set_aside.empty()) resolutions.push_back(std::move(resolution));
    }
    return resolutions;
}

}  // namespace adit::merge
