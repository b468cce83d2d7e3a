// The executor's effects on bundles: files that come and go by hand.
#include "work/bundle_work.h"
#include "work/executor.h"
#include "work/listing.h"

#include <algorithm>

namespace adit::work {
namespace {

namespace effect = model::effect;
namespace event = model::event;

/// That a file is of another country stands in its own row, in the person's language.
bool is_said_by_row(const model::BundleView& view, const BundleNote& note) {
    if (note.key != "bundle.refused" || note.parts.empty()) return false;
    const auto row = std::ranges::find(view.files, note.parts[0], &model::BundleFileRow::file);
    return row != view.files.end() && !row->readable;
}

model::BundleView view_of(const BundleLook& look) {
    model::BundleView view;
    for (const BundleFile& one : look.files) {
        const sync::VolumeHeader& header = one.seen.header;
        view.files.push_back({.file = one.file.filename().string(),
                              .country = header.scope.code,
                              .sender = one.sender,
                              .made_ms = header.made_ms,
                              .part = header.part,
                              .parts = header.parts,
                              .bytes = one.seen.bytes,
                              .whole = one.seen.whole,
                              .readable = one.readable});
        view.can_carry = view.can_carry || one.seen.whole;
    }
    view.changes = look.changes;
    view.records_new = look.records_new;
    view.records_changed = look.records_changed;
    view.conflicts = look.conflicts;
    view.records_touched = look.touched.size();
    for (const BundleLook::Laptop& from : look.from) {
        view.from.push_back({from.name, from.changes, from.latest_ms});
    }
    for (const BundleNote& note : look.notes) {
        if (is_said_by_row(view, note)) continue;
        view.notes.push_back(note.rule.empty()
                                 ? model::Sentence{.key = note.key, .parts = note.parts}
                                 : sentence_for(note.rule, note.parts[1], note.parts[0]));
    }
    view.waiting = look.waiting;
    view.can_take = look.can_take;
    return view;
}

/// One bundle for each country that this laptop works in.
Result<model::BundleWritten> written(Workspace& workspace, const effect::WriteBundle& asked) {
    model::BundleWritten out;
    const auto scopes =
        workspace.owner() ? workspace.owner()->scopes : std::vector<record::ScopeId>{};
    for (const record::ScopeId& scope : scopes) {
        const BundleMade made = TRY(make_bundle(
            workspace, {.scope = scope,
                        .what = asked.everything ? BundleOf::Everything : BundleOf::NotOnServer,
                        .out = asked.path}));
        for (const auto& file : made.files) out.files.push_back(file.string());
        out.changes += made.changes;
        out.bytes += made.bytes;
    }
    return out;
}

const Error& not_enrolled() {
    static const Error error{Code::Refused, "this laptop is not enrolled yet"};
    return error;
}

}  // namespace

void Executor::perform(const effect::WriteBundle& effect) {
    if (workspace_ == nullptr) return post(event::BundleFailed{not_enrolled()});
    auto made = written(*workspace_, effect);
    if (!made) return post(event::BundleFailed{made.error()});
    post(event::BundleWritten{*std::move(made)});
}

void Executor::perform(const effect::LookAtBundle& effect) {
    if (workspace_ == nullptr) return post(event::BundleFailed{not_enrolled()});
    const auto look = look_at_bundles(*workspace_, effect.path);
    if (!look) return post(event::BundleFailed{look.error()});
    post(event::BundleLooked{view_of(*look)});
}

void Executor::perform(const effect::TakeBundle& effect) {
    if (workspace_ == nullptr) return post(event::BundleFailed{not_enrolled()});
    auto look = take_bundles(*workspace_, effect.path);
    if (!look) return post(event::BundleFailed{look.error()});
    post(event::BundleTaken{view_of(*look), std::move(look->touched)});
}

void Executor::perform(const effect::CarryBundle& effect) {
    if (workspace_ == nullptr) return post(event::BundleFailed{not_enrolled()});
    const auto carried = carry_bundles(*workspace_, effect.path);
    if (!carried) return post(event::BundleFailed{carried.error()});
    post(event::BundleCarried{carried->size()});
}

}  // namespace adit::work
