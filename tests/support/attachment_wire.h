// A line for photos in a test: the server's side behind it, cut at any byte when told to.
#pragma once

#include "support/files.h"
#include "support/fleet.h"
#include "sync/attachment_answer.h"
#include "sync/attachments.h"

#include <algorithm>
#include <functional>
#include <optional>

namespace adit::test {

/// A programme whose server and laptops hold photos too.
class PhotoProgramme {
    Folder folder_{in_memory()};  // First: it outlives the stores in it.

public:
    explicit PhotoProgramme(std::uint64_t seed = 1)
        : programme(seed), server_files(open_files(folder_ / "server.photos")) {}

    std::unique_ptr<store::AttachmentStore> files_of(const std::string& laptop) {
        return open_files(folder_ / (laptop + ".photos"));
    }

    /// As a server whose photos are put back from a copy of before there were any.
    void server_loses_photos() { server_files = open_files(folder_ / "server-again.photos"); }

    /// A record with this photo, kept and named on the laptop.
    store::Content attach(Replica& laptop, store::AttachmentStore& files, const Bytes& bytes,
                          const std::string& scope = "COD") {
        const store::Content content = keep(files, bytes);
        write(programme, laptop, scope, {{"/photo", named(bytes)}});
        return content;
    }

    Programme programme;
    std::unique_ptr<store::AttachmentStore> server_files;
};

class AttachmentWire : public sync::Transport {
public:
    AttachmentWire(PhotoProgramme& scene, const Replica& caller) : scene_(scene), caller_(caller) {}

    Result<Bytes> post(ByteView body) override {
        Bytes answer;
        TRY(converse(whole({body.begin(), body.end()}), [&](ByteView more) -> Status {
            answer.insert(answer.end(), more.begin(), more.end());
            return Done{};
        }));
        return answer;
    }
    Status converse(const Pieces& next, const Hearing& hear) override {
        const Bytes sent = TRY(collected(next));
        const ByteView body = sent;
        const sync::AttachmentHost host{
            .files = *scene_.server_files,
            .key = scene_.programme.server->self.key,
            .is_named = [this](const store::Content& file) { return is_named(file); }};
        sync::AttachmentAnswering answering(host);
        ++requests;
        const std::size_t come =
            cut_up_at ? std::min(cut_up_at(body.size()), body.size()) : body.size();
        up += come;
        for (std::size_t at = 0; at < come; at += piece_bytes) {
            TRY(answering.hear(body.subspan(at, std::min(piece_bytes, come - at))));
        }
        if (come < body.size()) {
            TRY(answering.cut_off());
            return Error{Code::Unavailable, "the line broke"};
        }
        Bytes answer = TRY(answering.answer());
        if (spoil_answer) spoil_answer(answer);
        const std::size_t gone =
            cut_down_at ? std::min(cut_down_at(answer.size()), answer.size()) : answer.size();
        down += gone;
        const bool is_whole = gone == answer.size();
        answer.resize(gone);
        TRY(hear(answer));
        if (is_whole) return Done{};
        return Error{Code::Unavailable, "the line broke"};
    }

    std::function<std::size_t(std::size_t)> cut_up_at, cut_down_at;  // How many of so many arrive.
    std::function<void(Bytes&)> spoil_answer;
    std::size_t piece_bytes = 5'000;  // In which the body comes.
    std::uint64_t requests = 0, up = 0, down = 0;

private:
    Result<bool> is_named(const store::Content& file) const {
        const auto* device = scene_.programme.roster.find(caller_.self.device.bytes);
        const auto mentions = TRY(scene_.programme.server->store->mentions(file.hash));
        return std::ranges::any_of(mentions, [&](const store::Mention& mention) {
            return mention.size_bytes == file.size_bytes && device->has_scope(mention.scope.code);
        });
    }

    PhotoProgramme& scene_;
    const Replica& caller_;
};

/// What a laptop works with over that line.
struct PhotoDesk {
    PhotoProgramme& scene;
    Replica& laptop;
    std::unique_ptr<store::AttachmentStore> files;
    AttachmentWire wire;

    PhotoDesk(PhotoProgramme& where, Replica& who)
        : scene(where), laptop(who), files(where.files_of(who.name)), wire(where, who) {}

    store::Content attach(const Bytes& bytes, const std::string& scope = "COD") {
        return scene.attach(laptop, *files, bytes, scope);
    }
    Result<sync::AttachmentReport> give(const sync::AttachmentProgress& progress = {}) {
        return sync::give_attachments(desk(), progress);
    }
    Result<sync::Fetched> fetch(const store::Content& file,
                                const sync::AttachmentProgress& progress = {}) {
        return sync::fetch_attachment(desk(), file, progress);
    }
    sync::AttachmentDesk desk() {
        return {.records = *laptop.store,
                .files = *files,
                .roster = scene.programme.roster,
                .line = wire,
                .world = laptop.world};
    }
};

}  // namespace adit::test
