#include "sync/kit.h"

#include "sync/frame.h"

#include <algorithm>
#include <map>

namespace adit::sync {

using identity::Digest;
using identity::PublicKey;
using store::FormFile;
using store::RecordStore;

namespace {

constexpr std::uint8_t kVersion = 1;
constexpr const char* kPurpose = "adit kit";

// Where a replica keeps what a kit brought.
constexpr const char* kProgrammeKey = "programme_key";
constexpr const char* kProgramme = "programme";
constexpr const char* kRoster = "roster";
constexpr const char* kScopes = "scopes";
constexpr const char* kKitVersion = "kit_version";
constexpr const char* kKitList = "kit_list";  // With the programme's signature.

struct ListedFile {
    record::FormRef form;
    std::string file;
    std::uint64_t size = 0;
    Digest digest{};
};

struct List {
    std::string programme;
    std::uint64_t version = 0;
    std::vector<ScopeName> scopes;
    std::vector<ListedFile> files;
};

/// The parts of a kit's bytes, not yet verified.
struct Parts {
    ByteView roster;
    ByteView list;                                             // With its signature.
    std::vector<std::pair<std::uint64_t, ByteView>> contents;  // Place in the list, frame.
};

Error no_kit() { return {Code::Corrupt, "the forms from the server are damaged: exchange again"}; }

void write_scopes(Writer& out, const std::vector<ScopeName>& scopes) {
    out.varint(scopes.size());
    for (const ScopeName& name : scopes) {
        ENSURE(name.scope.code.size() == 3);
        out.raw(view_of(name.scope.code));
        out.text(name.en);
        out.text(name.fr);
    }
}

std::vector<ScopeName> read_scopes(Reader& in) {
    std::vector<ScopeName> out;
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        auto scope = record::scope_id_from(text_of(in.raw(3)));
        if (!scope) in.fail();
        ScopeName name{.scope = scope ? *scope : record::ScopeId{}, .en = in.text(), .fr = {}};
        name.fr = in.text();
        out.push_back(std::move(name));
    }
    return out;
}

Bytes list_bytes(const Kit& kit) {
    Writer out;
    out.text(kit.programme);
    out.varint(kit.version);
    write_scopes(out, kit.scopes);
    out.varint(kit.files.size());
    for (const FormFile& file : kit.files) {
        out.text(file.form.id);
        out.text(file.form.version);
        out.text(file.file);
        out.varint(file.content.size());
        out.raw(identity::digest_of(file.content));
    }
    return out.take();
}

Result<List> list_from(ByteView bytes) {
    if (bytes.size() < 64) return no_kit();
    Reader in(bytes.first(bytes.size() - 64));
    List out;
    out.programme = in.text();
    out.version = in.varint();
    out.scopes = read_scopes(in);
    const std::size_t count = in.count();
    if (count > kKitFilesMax) return no_kit();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        ListedFile file;
        file.form.id = in.text();
        file.form.version = in.text();
        file.file = in.text();
        file.size = in.varint();
        file.digest = in.fixed<32>();
        if (file.size > kKitFileBytesMax) in.fail();
        out.files.push_back(std::move(file));
    }
    if (!in.done()) return no_kit();
    return out;
}

bool is_signed(ByteView list, const PublicKey& programme) {
    Reader tail(list.last(64));
    const auto signature = tail.fixed<64>();
    return identity::verifies(programme, kPurpose, list.first(list.size() - 64), signature);
}

Result<Parts> parts_of(ByteView kit) {
    Reader in(kit);
    if (in.u8() != kVersion) return no_kit();
    Parts out;
    out.roster = in.blob();
    out.list = in.blob();
    const std::size_t count = in.count();
    if (count > kKitFilesMax) return no_kit();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const std::uint64_t place = in.varint();
        out.contents.emplace_back(place, in.blob());
    }
    if (!in.done()) return no_kit();
    return out;
}

std::uint64_t short_form(const Digest& digest) {
    Reader in(digest);
    return in.u64();
}

/// Each listed file with its content, from the kit or from what is held already.
Result<std::vector<FormFile>> whole_files(RecordStore& store, const List& list,
                                          const Parts& parts) {
    std::map<Digest, Bytes> contents;
    for (auto& held : TRY(store.form_files(std::nullopt))) {
        contents.insert_or_assign(identity::digest_of(held.content), std::move(held.content));
    }
    for (const auto& [place, frame] : parts.contents) {
        if (place >= list.files.size()) return no_kit();
        const ListedFile& listed = list.files[static_cast<std::size_t>(place)];
        Bytes content = TRY(decompressed(frame, static_cast<std::size_t>(listed.size)));
        if (identity::digest_of(content) != listed.digest) return no_kit();
        contents.insert_or_assign(listed.digest, std::move(content));
    }
    std::vector<FormFile> out;
    for (const ListedFile& listed : list.files) {
        const auto found = contents.find(listed.digest);
        if (found == contents.end()) return no_kit();
        out.push_back({listed.form, listed.file, found->second});
    }
    return out;
}

Status set_number(RecordStore& store, const char* key, std::uint64_t number) {
    Writer out;
    out.varint(number);
    return store.set(key, out.bytes());
}

/// True when the roster is there and newer than ours.
Result<bool> is_newer(RecordStore& store, ByteView roster, const PublicKey& programme) {
    if (roster.empty()) return false;
    const auto theirs = TRY(identity::roster_from(roster, programme));
    const auto held = TRY(store.get(kRoster));
    if (!held) return true;
    const auto ours = TRY(identity::roster_from(*held, programme));
    if (ours.programme != theirs.programme) {
        return Error{Code::Refused, "this is the roster of another programme: use another folder"};
    }
    return theirs.version > ours.version;
}

}  // namespace

std::uint64_t short_digest_of(ByteView content) { return short_form(identity::digest_of(content)); }

Result<Bytes> signed_kit(const Kit& kit, ByteView roster, const identity::SigningKey& programme) {
    std::size_t all = 0;
    for (const FormFile& file : kit.files) {
        all += file.content.size();
        if (file.content.size() > kKitFileBytesMax) {
            return Error{Code::BadInput, file.file + " is larger than 16 MiB: make it smaller"};
        }
    }
    if (kit.files.size() > kKitFilesMax || all > kKitBytesMax) {
        return Error{Code::BadInput,
                     "the forms and their media are more than 48 MiB in all: "
                     "make the media smaller"};
    }
    Bytes list = list_bytes(kit);
    const auto signature = programme.sign(kPurpose, list);
    list.insert(list.end(), signature.begin(), signature.end());

    Writer out;
    out.u8(kVersion);
    out.blob(roster);
    out.blob(list);
    out.varint(kit.files.size());
    for (std::size_t place = 0; place < kit.files.size(); ++place) {
        out.varint(place);
        out.blob(compressed(kit.files[place].content));
    }
    return out.take();
}

Result<std::vector<std::uint64_t>> kit_files_held(store::RecordStore& store) {
    std::vector<std::uint64_t> out;
    for (const auto& file : TRY(store.form_files(std::nullopt))) {
        out.push_back(short_digest_of(file.content));
    }
    return out;
}

Result<Bytes> part_of_kit(ByteView kit, ByteView roster, const std::vector<std::uint64_t>& held) {
    const Parts parts = TRY(parts_of(kit));
    const List list = TRY(list_from(parts.list));
    std::vector<std::pair<std::uint64_t, ByteView>> lacked;
    for (const auto& [place, frame] : parts.contents) {
        if (place >= list.files.size()) return no_kit();
        const auto name = short_form(list.files[static_cast<std::size_t>(place)].digest);
        if (std::ranges::find(held, name) == held.end()) lacked.emplace_back(place, frame);
    }
    Writer out;
    out.u8(kVersion);
    out.blob(roster);
    out.blob(parts.list);
    out.varint(lacked.size());
    for (const auto& [place, frame] : lacked) {
        out.varint(place);
        out.blob(frame);
    }
    return out.take();
}

Result<bool> keep_kit(RecordStore& store, ByteView kit, const PublicKey& programme) {
    const Parts parts = TRY(parts_of(kit));
    const bool newer_roster = TRY(is_newer(store, parts.roster, programme));

    List list;
    std::vector<FormFile> files;
    bool newer_list = false;
    if (!parts.list.empty()) {
        list = TRY(list_from(parts.list));
        if (!is_signed(parts.list, programme)) {
            return Error{Code::Refused,
                         "the forms are not signed by this programme: ask who runs "
                         "the server"};
        }
        newer_list = list.version > TRY(kit_version_of(store));
        if (newer_list) files = TRY(whole_files(store, list, parts));
    }

    // All of it is checked: only now is anything stored, the version last.
    TRY(store.set(kProgrammeKey, programme));
    if (newer_roster) TRY(store.set(kRoster, parts.roster));
    if (!newer_list) return false;
    for (const FormFile& file : files) TRY(store.keep_form_file(file));
    Writer names;
    write_scopes(names, list.scopes);
    TRY(store.set(kScopes, names.bytes()));
    TRY(store.set(kProgramme, view_of(list.programme)));
    TRY(store.set(kKitList, parts.list));
    TRY(set_number(store, kKitVersion, list.version));
    return true;
}

Status keep_roster(RecordStore& store, ByteView roster) {
    const PublicKey programme = TRY(programme_key_of(store));
    if (!TRY(is_newer(store, roster, programme))) return Done{};
    return store.set(kRoster, roster);
}

Result<PublicKey> programme_key_of(RecordStore& store) {
    const auto held = TRY(store.get(kProgrammeKey));
    if (!held) return Error{Code::Refused, "this laptop has no programme yet: enrol it first"};
    PublicKey key{};
    if (held->size() != key.size()) return Error{Code::Corrupt, "the programme's key is damaged"};
    std::ranges::copy(*held, key.begin());
    return key;
}

Result<Bytes> signed_roster_of(RecordStore& store) {
    auto held = TRY(store.get(kRoster));
    if (!held) return Error{Code::Refused, "this laptop has no roster yet: enrol it first"};
    return *std::move(held);
}

Result<identity::Roster> roster_of(RecordStore& store) {
    const PublicKey programme = TRY(programme_key_of(store));
    const Bytes held = TRY(signed_roster_of(store));
    return identity::roster_from(held, programme);
}

Result<std::vector<ScopeName>> scope_names_of(RecordStore& store) {
    const auto held = TRY(store.get(kScopes));
    if (!held) return std::vector<ScopeName>{};
    Reader in(*held);
    auto out = read_scopes(in);
    if (!in.done()) return Error{Code::Corrupt, "the names of the countries are damaged"};
    return out;
}

Result<std::uint64_t> kit_version_of(RecordStore& store) {
    const auto held = TRY(store.get(kKitVersion));
    if (!held) return std::uint64_t{0};
    Reader in(*held);
    const std::uint64_t version = in.varint();
    if (!in.done()) return Error{Code::Corrupt, "the version of the forms is damaged"};
    return version;
}

Result<std::optional<Bytes>> held_kit(RecordStore& store) {
    const auto kept = TRY(store.get(kKitList));
    if (!kept) return std::optional<Bytes>{};
    const List list = TRY(list_from(*kept));
    if (list.version != TRY(kit_version_of(store))) return std::optional<Bytes>{};
    std::map<Digest, Bytes> contents;
    for (auto& held : TRY(store.form_files(std::nullopt))) {
        contents.insert_or_assign(identity::digest_of(held.content), std::move(held.content));
    }
    Writer out;
    out.u8(kVersion);
    out.blob({});
    out.blob(*kept);
    out.varint(list.files.size());
    for (std::size_t place = 0; place < list.files.size(); ++place) {
        const auto content = contents.find(list.files[place].digest);
        if (content == contents.end()) return std::optional<Bytes>{};
        out.varint(place);
        out.blob(compressed(content->second));
    }
    return std::optional(out.take());
}

}  // namespace adit::sync
