#include "sync/bundle.h"

#include "sync/pack.h"

#include <set>
#include <string_view>

namespace adit::sync {
namespace {

constexpr std::string_view kOpening = "ADITPCK1";
constexpr std::size_t kDigestBytes = 32;

Error no_bundle() {
    return {Code::Corrupt,
            "this file is no bundle of Adit, or was damaged on its way: copy it "
            "again, or have it made again"};
}

}  // namespace

Result<Bytes> bundle_of(store::RecordStore& store, const Self& self,
                        const std::vector<record::ScopeId>& scopes,
                        const std::map<record::FeedId, std::uint64_t>& held_by_reader) {
    Packer packer(store, self);
    Writer packs;
    std::uint64_t count = 0;
    for (const store::Head& head : TRY(store.heads(scopes))) {
        const auto held = held_by_reader.find(head.feed);
        std::uint64_t from = held == held_by_reader.end() ? 0 : held->second;
        while (from < head.number) {
            const auto packed = TRY(packer.next(head.feed, from, kPackBytesMax));
            if (!packed) break;
            packs.blob(bytes_of(packed->pack, std::nullopt));
            ++count;
            from = packed->end.number;
            if (packs.bytes().size() > kBundleBytesMax) {
                return Error{Code::BadInput,
                             "this is too much for one bundle: make one for each "
                             "country, or exchange over a line first"};
            }
        }
    }
    Writer out;
    out.raw(view_of(kOpening));
    out.varint(count);
    out.raw(packs.bytes());
    const auto digest = identity::digest_of(out.bytes());
    out.raw(digest);
    return out.take();
}

Result<Report> take_bundle(store::RecordStore& store, const Judge& judge, ByteView bundle) {
    if (bundle.size() < kOpening.size() + kDigestBytes) return no_bundle();
    const ByteView content = bundle.first(bundle.size() - kDigestBytes);
    Reader end(bundle.last(kDigestBytes));
    if (end.fixed<kDigestBytes>() != identity::digest_of(content)) return no_bundle();
    Reader in(content);
    if (text_of(in.raw(kOpening.size())) != kOpening) return no_bundle();

    Report report;
    report.bytes_down = bundle.size();
    std::set<record::FeedId> left_alone;
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count; ++i) {
        const ByteView bytes = in.blob();
        if (!in.ok()) return no_bundle();
        const auto pack = pack_from(bytes, std::nullopt);
        if (!pack) {
            report.problems.push_back(problem_of(Rule::Malformed, {}, 0));
            continue;
        }
        if (left_alone.contains(pack->feed)) continue;
        auto verdict = TRY(take_in(store, judge, *pack));
        report.received += verdict.taken;
        for (auto& id : verdict.touched) report.touched.push_back(id);
        if (verdict.rule == Rule::Held) continue;
        report.problems.push_back(problem_of(verdict.rule, pack->feed, pack->first));
        left_alone.insert(pack->feed);
    }
    if (!in.done()) return no_bundle();
    return report;
}

}  // namespace adit::sync
