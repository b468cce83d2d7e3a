#include "store/knowledge.h"

#include "record/change_codec.h"

#include <algorithm>

namespace adit::store {
namespace {

using record::Dot;
using record::Operation;

struct Writing {
    const record::NodePath* path = nullptr;
    const std::vector<Dot>* replaces = nullptr;  // Null: an attachment's.
};

Writing writing_of(const Operation& operation) {
    if (const auto* put = std::get_if<record::Put>(&operation)) {
        return {&put->path, &put->replaces};
    }
    if (const auto* resolve = std::get_if<record::Resolve>(&operation)) {
        return {&resolve->path, &resolve->replaces};
    }
    if (const auto* attach = std::get_if<record::Attach>(&operation)) {
        return {&attach->path, nullptr};
    }
    return {};
}

}  // namespace

Knowledge::Knowledge(record::FeedId own, const std::vector<record::Change>& changes)
    : own_(std::move(own)) {
    for (const record::Change& change : changes) {
        std::uint64_t& head = heads_[change.dot.feed];
        head = std::max(head, change.dot.number);
        if (change.dot.feed != own_) continue;
        for (const Operation& operation : change.operations) {
            const Writing writing = writing_of(operation);
            if (writing.path == nullptr) continue;
            Dot& latest = written_[*writing.path];
            if (latest.number < change.dot.number) latest = change.dot;
        }
    }
    for (const record::Change& change : changes) {
        if (change.dot.feed == own_) continue;
        for (const Operation& operation : change.operations) {
            const Writing writing = writing_of(operation);
            if (writing.replaces == nullptr) continue;
            const auto ours = written_.find(*writing.path);
            const bool replaced = ours != written_.end() &&
                                  std::find(writing.replaces->begin(), writing.replaces->end(),
                                            ours->second) != writing.replaces->end();
            if (replaced) written_.erase(ours);
        }
    }
}

void Knowledge::complete(std::vector<Operation>& operations, const Dot& dot) {
    for (Operation& operation : operations) {
        if (auto* put = std::get_if<record::Put>(&operation)) {
            add_own_writing(put->path, put->replaces, dot);
        } else if (auto* resolve = std::get_if<record::Resolve>(&operation)) {
            add_own_writing(resolve->path, resolve->replaces, dot);
        } else if (auto* attach = std::get_if<record::Attach>(&operation)) {
            written_[attach->path] = dot;
        } else if (auto* remove = std::get_if<record::RemoveInstance>(&operation)) {
            add_own_head(remove->seen);
        } else if (auto* finalise = std::get_if<record::Finalise>(&operation)) {
            add_own_head(finalise->seen);
        } else if (auto* deletion = std::get_if<record::Delete>(&operation)) {
            add_own_head(deletion->seen);
        } else if (auto* review = std::get_if<record::Review>(&operation)) {
            record::put_in_order(review->seen);
        } else if (auto* reopen = std::get_if<record::Reopen>(&operation)) {
            if (reopen->seen.empty()) reopen->seen = all();
            record::put_in_order(reopen->seen);
        } else if (auto* restore = std::get_if<record::Restore>(&operation)) {
            if (restore->seen.empty()) restore->seen = all();
            record::put_in_order(restore->seen);
        }
    }
    heads_[own_] = dot.number;
}

void put_in_order(std::vector<Operation>& operations) {
    for (Operation& operation : operations) {
        std::visit(
            [](auto& each) {
                if constexpr (requires { each.replaces; }) {
                    if (!each.replaces.empty()) record::put_in_order(each.replaces);
                }
                if constexpr (requires { each.seen; }) record::put_in_order(each.seen);
            },
            operation);
    }
}

void Knowledge::add_own_writing(const record::NodePath& path, std::vector<Dot>& replaces,
                                const Dot& dot) {
    Dot& latest = written_[path];
    if (latest.number != 0 && latest != dot) replaces.push_back(latest);
    record::put_in_order(replaces);
    latest = dot;
}

void Knowledge::add_own_head(record::Seen& seen) const {
    const auto own = heads_.find(own_);
    if (own != heads_.end()) {
        std::erase_if(
            seen, [&](const Dot& head) { return head.feed == own_ && head.number <= own->second; });
        seen.push_back({own_, own->second});
    }
    record::put_in_order(seen);
}

record::Seen Knowledge::all() const {
    record::Seen seen;
    for (const auto& [feed, number] : heads_) seen.push_back({feed, number});
    return seen;
}

}  // namespace adit::store
