// Columns give back, to the byte, whatever changes were laid out in them.
//
// Changes are drawn narrow (few records, few questions, few words) so that what columns learn comes
// to bear, and of every kind; packs follow one another in one stream, as they do in a message.
#include "record/change_codec.h"
#include "support/any_change.h"
#include "support/fleet.h"
#include "sync/column_kinds.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

using namespace adit;
using namespace adit::test;

namespace {

constexpr std::size_t kBytesMax = 4 * 1024 * 1024;

struct Fed {
    std::vector<Bytes> changes;
    sync::PathDepths depths;
};

/// Up to forty changes of a feed in their canonical bytes.
Fed any_fed() {
    const auto changes = any_feed(*rc::gen::inRange<std::uint64_t>(1, 1'000'000),
                                  *rc::gen::inRange<std::uint64_t>(1, 40));
    record::SymbolTable names(changes.front().dot.feed);
    Fed out;
    for (const record::Change& change : changes)
        out.changes.push_back(must(record::encode(change, names)));
    for (std::size_t i = 0; i < names.size(record::SymbolKind::Path); ++i) {
        const std::string& path = *names.text_at(record::SymbolKind::Path, i);
        out.depths.push_back(static_cast<std::uint8_t>(std::ranges::count(path, '[')));
    }
    return out;
}

}  // namespace

TEST_CASE("changes laid out in columns come back to the byte", "[sync][columns][laws]") {
    CHECK(rc::check("columns and back", [] {
        sync::Columns writer, reader;
        for (int feed = 0; feed < 3; ++feed) {
            const Fed fed = any_fed();
            const auto layout = writer.laid_out(fed.changes, fed.depths);
            RC_ASSERT(layout.has_value());
            const auto back = reader.read(layout->bytes, fed.changes.size(), kBytesMax);
            RC_ASSERT(back);
            RC_ASSERT(*back == fed.changes);
        }
    }));
}

TEST_CASE("a layout that was damaged gives changes or a word, within bounds",
          "[sync][columns][laws]") {
    CHECK(rc::check("damaged layouts", [] {
        const Fed fed = any_fed();
        sync::Columns writer;
        Bytes layout = writer.laid_out(fed.changes, fed.depths)->bytes;
        const auto hits = *rc::gen::inRange(1, 6);
        for (int i = 0; i < hits; ++i) {
            const auto at = *rc::gen::inRange<std::size_t>(0, layout.size());
            layout[at] = *rc::gen::arbitrary<std::uint8_t>();
        }
        if (*rc::gen::inRange(0, 4) == 0)
            layout.resize(*rc::gen::inRange<std::size_t>(0, layout.size()));
        sync::Columns reader;
        const auto back = reader.read(layout, fed.changes.size(), 64 * 1024);
        if (!back) RC_ASSERT(back.error().code == Code::Corrupt);
        std::size_t bytes = 0;
        if (back)
            for (const Bytes& change : *back) bytes += change.size();
        RC_ASSERT(bytes <= 64u * 1024);
    }));
}

TEST_CASE("a text of any bytes is the same text behind its words", "[sync][columns][laws]") {
    CHECK(rc::check("phrases", [] {
        sync::Phrases writer, reader;
        sync::Followers wrote, read;
        const auto texts = *rc::gen::container<std::vector<std::string>>(
            rc::gen::container<std::string>(rc::gen::elementOf(std::string("aB c. 1\n\xc3\xa9"))));
        sync::Phrased out;
        std::vector<std::uint64_t> which;
        std::uint64_t before = 0;
        for (const std::string& text : texts) {
            before = writer.put(text, before, wrote, out);
            which.push_back(out.which);
        }
        sync::Pieces pieces{Reader(out.tokens), Reader(out.letters)};
        before = 0;
        for (std::size_t i = 0; i < texts.size(); ++i) {
            std::string text;
            before = reader.take(which[i], before, read, pieces, text);
            RC_ASSERT(before != sync::Phrases::kNone);
            RC_ASSERT(text == texts[i]);
        }
        RC_ASSERT(pieces.tokens.done());
        RC_ASSERT(pieces.letters.done());
    }));
}
