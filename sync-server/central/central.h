// Central: the one that holds what the server keeps, and lends it to whoever serves.
//
// Owns the RecordStore and the AttachmentStore (each behind one lock, because a store belongs to
// one thread at a time), the CentralStore, the server's keys and the forms. Made by found() once.
// One process at a time opens it to serve; others may open it to look. Safe on any thread. A Loan
// holds the lock: take it, read, let go; never keep one while waiting for anything else.
#pragma once

#include "central/callers.h"
#include "central/carried_bundles.h"
#include "central/central_store.h"
#include "central/data_folder.h"
#include "central/form_library.h"
#include "central/group_commit.h"
#include "central/serving_lock.h"
#include "formfiles/form_folder.h"
#include "store/attachment_store.h"
#include "store/record_store.h"
#include "sync/answer.h"
#include "sync/attachment_answer.h"
#include "sync/bundle.h"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adit::central {

/// What `init` decides.
struct Founding {
    std::string host;
    std::uint16_t port = 0;
    std::vector<std::string> countries;  // "COD"
    formfiles::FormFolder forms;
};

/// A store on loan: its lock is held for as long as this lives.
template <class Store>
class Loan {
public:
    Loan(std::unique_lock<std::mutex> held, Store& store)
        : held_(std::move(held)), store_(&store) {}
    Store* operator->() const { return store_; }
    Store& operator*() const { return *store_; }

private:
    std::unique_lock<std::mutex> held_;
    Store* store_;
};
using Records = Loan<store::RecordStore>;
using Attachments = Loan<store::AttachmentStore>;

/// What a laptop brings to be enrolled, and what it gets.
struct EnrolRequest {
    std::string code;
    identity::PublicKey key{};
    std::string laptop;
};
struct Enrolled {
    accounts::Device device;
    std::string token;  // 32 hexadecimal digits.
    Bytes kit;
};

/// What makes another server of a programme.
struct Joining {
    std::string host;
    std::uint16_t port = 0;
    identity::SigningKey programme_key;
    identity::SigningKey server_key;  // The one that was shown with the ticket.
    Bytes kit;                        // With the roster, as the first server gave it.
    Peer peer;                        // That first server.
};

enum class Use {
    Serve,  // Takes exchanges in; one process at a time.
    Look,   // Reads, beside a server that runs.
};

/// What verify() went through.
struct Verified {
    std::uint64_t changes = 0;
    std::size_t feeds = 0;
    std::size_t records = 0;
    std::size_t devices = 0;
    std::uint64_t signatures = 0;
    std::uint64_t quarantined = 0;  // Packs set aside, for a coordinator to look at.
    std::size_t photos = 0;         // Held whole, each by its hash.
    std::size_t photos_away = 0;    // Named by records, and still on their laptops.
};

/// Changes that are kept aside, in no record, because a rule forbids their effect.
struct SetAside {
    record::FeedId feed;
    std::string rule;  // "revoked": written after their laptop was; "fork": another branch.
    std::uint64_t first = 0, last = 0;
};

class Central {
public:
    /// Writes keys, programme and forms into a folder made by make_folder(). Certificate files are
    /// the caller's.
    static Status found(const DataFolder& folder, const Founding& founding,
                        const Surroundings& world);
    /// Unavailable when another process serves this folder; NotFound when there is no server.
    static Result<std::unique_ptr<Central>> open(const DataFolder& folder, Use use,
                                                 const Surroundings& world);
    /// Corrupt names the first thing that is not what was written. Unavailable while one serves.
    static Result<Verified> verify(const DataFolder& folder, const Surroundings& world);
    Central(const Central&) = delete;
    Central& operator=(const Central&) = delete;

    CentralStore& people() { return *people_; }
    FormLibrary& forms() { return forms_; }
    const FormLibrary& forms() const { return forms_; }
    const Programme& programme() const { return programme_; }
    const Surroundings& world() const { return world_; }
    Records records();
    /// Taken while no Records loan is held; records may be asked for meanwhile.
    Attachments attachments();
    /// Whose token this is. Refused when it is unknown or its laptop revoked.
    Result<Caller> caller_with(const std::string& token) { return callers_.with_token(token); }

    /// Refused with a sentence for the officer when the code is unknown, used or expired.
    Result<Enrolled> enrol(const EnrolRequest& request);
    /// One exchange of the laptop with this token. Refused when it is unknown or revoked.
    Result<Bytes> exchange(const std::string& token, ByteView body);

    /// A piece of a bundle that this laptop carries, and the answer (sync/bundle_courier.h): taken
    /// in as soon as all of it is here. Refused as in exchange(), and when the file is no good.
    Result<Bytes> take_carried(const std::string& token, ByteView body);
    /// Lends what bundles are made and taken with; the records' lock is held meanwhile.
    Status with_bundle_desk(const std::function<Status(const sync::BundleDesk&)>& work);
    /// Takes bundles' files in, and renews what follows from them.
    Result<sync::BundleTaken> take_bundles(const std::vector<sync::Source>& sources);
    // --- other servers (peers.cpp)
    // ----------------------------------------------------------------
    /// Makes this folder, made by make_folder(), another server of the programme, from what the
    /// first one gave it for its ticket. Refused when the key is not this programme's.
    static Status join(const DataFolder& folder, const Joining& joining, const Surroundings& world);
    /// The other server with this token gives its list of laptops and gets the one that both make.
    Result<Bytes> meet(const std::string& token, ByteView signed_roster);
    /// The other side of meet(): gives ours, and takes what came back.
    Result<Bytes> signed_roster();
    Status take_roster(ByteView signed_roster);
    /// One exchange that this server begins. The records are free while the line is waited for.
    /// False from `goes_on` stops it cleanly.
    Result<sync::Report> exchange_with(sync::Transport& line, const std::function<bool()>& goes_on);

    Result<std::vector<SetAside>> set_aside();

    /// The roster as it stands, revocations settled.
    Result<identity::Roster> roster();
    /// Runs `work` on the records, in one transaction with the work of whoever asks at the same
    /// time; `then` hears how it went, on the same thread, the records free again. Done: it is on
    /// stable storage. What fails by itself says so and harms no other.
    using Work = std::function<Status(store::RecordStore&)>;
    using Then = std::function<void(const Status&)>;
    void together(Work work, Then then) {
        writing_.add({.work = std::move(work), .then = std::move(then)});
    }
    /// The same, waited for.
    Status together(const Work& work);

    /// For central/attaching.cpp, which holds the attachments' lock while it uses it.
    sync::AttachmentHost attachment_host(decltype(sync::AttachmentHost::is_named) is_named) {
        return {.files = *attachments_, .key = server_.key, .is_named = std::move(is_named)};
    }

    /// For whoever holds the records: nobody was revoked since. Unavailable, to be tried again,
    /// when somebody was: an exchange that began before knows nothing of the ends.
    Status check_standing(const Standing& standing);

    // For central/exchanging.cpp. What could not be worked out, for the server was cut off or its
    // disk full, is worked out at the next start, and before the next exchange.
    Status mend_entities();
    sync::Host host_of(const Standing& standing);
    Status refresh_entities(store::RecordStore& records,
                            const std::vector<record::RecordId>& touched);

    /// The entities of a list in a country, folded once and kept until an exchange brings more.
    using Entities = std::shared_ptr<const std::vector<store::Entity>>;  // With whoever reads it.
    Result<Entities> entities(const std::string& list, const std::string& scope);

    /// The form with all tables that it looks things up in: its files, and the entities of these
    /// countries as they are now.
    Result<FormPtr> lookups(const FormPtr& form, const std::vector<std::string>& scopes);

private:
    struct Parts {
        std::unique_ptr<ServingLock> serving;  // Null when only looking.
        std::unique_ptr<CentralStore> people;
        std::unique_ptr<store::RecordStore> records;
        std::unique_ptr<store::AttachmentStore> attachments;
        identity::SigningKey programme_key, server_key;
        Programme programme;
        Surroundings world;
        std::filesystem::path carried;
    };
    explicit Central(Parts parts);

    Result<sync::CarriedAnswer> take_whole_file(const identity::Digest& file);
    Status make_kit();
    /// Around what takes changes in by more than one transaction: a note (entities/behind.h), and
    /// what they say of entities. A laptop's exchange does both in one, and needs none.
    Status begin_taking();
    Status end_taking();
    Status work_out_behind();
    Result<sync::Report> exchange_by(sync::Transport& line, const std::function<bool()>& goes_on);
    using Writing = GroupCommit<Work>;
    void commit(std::vector<Writing::Asked>& all);
    FormPtr form_with_entities(const record::FormRef& ref);
    void forget_entities();
    Status settle_revocations();
    Status take_kit(store::RecordStore& records);  // For whoever holds them.

    std::unique_ptr<ServingLock> serving_;  // Let go last.
    std::unique_ptr<CentralStore> people_;
    std::mutex guard_;  // Of records_.
    std::unique_ptr<store::RecordStore> records_;
    std::mutex attachments_guard_;  // Of attachments_; before records' lock.
    std::unique_ptr<store::AttachmentStore> attachments_;
    std::mutex entities_guard_;  // Of entities_; never held while waiting for records_.
    std::map<std::pair<std::string, std::string>, Entities> entities_;  // By list and country.
    std::uint64_t entities_age_ = 0;  // Grows when entities_ is forgotten.
    std::atomic<bool> lags_ = false;  // A note stands that nobody is working on.
    int taking_ = 0;                  // Between begin_taking() and end_taking(); with the records.
    identity::SigningKey programme_key_;
    sync::Self server_;
    Programme programme_;
    Surroundings world_;
    FormLibrary forms_;
    sync::LatestHeads latest_;
    const Standing* still_good_ = nullptr;  // In the commit that is made; with the records.
    Callers callers_;
    std::mutex carried_guard_;  // Of carried_; before records' lock.
    CarriedBundles carried_;
    Bytes kit_;  // Without a roster: that comes fresh with each answer.
    std::uint64_t kit_version_ = 0;
    Writing writing_{[this](auto& all) { commit(all); }};  // Ends before what it works on.
};

}  // namespace adit::central
