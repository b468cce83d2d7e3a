// Central among several servers of one programme.
#include "central/central.h"
#include "central/stored.h"

#include <algorithm>

namespace adit::central {
namespace {

/// Lets the records go while the line is waited for: laptops are answered meanwhile.
class FreeWhileWaiting final : public sync::Transport {
public:
    FreeWhileWaiting(std::unique_lock<std::mutex>& held, sync::Transport& line)
        : held_(held), line_(line) {}
    Result<Bytes> post(ByteView body) override {
        held_.unlock();
        auto answer = line_.post(body);
        held_.lock();
        return answer;
    }

private:
    std::unique_lock<std::mutex>& held_;
    sync::Transport& line_;
};

std::vector<Country> countries_in(const std::vector<sync::ScopeName>& names) {
    std::vector<Country> out;
    for (const sync::ScopeName& name : names) {
        out.push_back({.code = name.scope.code, .name = {{"en", name.en}, {"fr", name.fr}}});
    }
    std::ranges::sort(out, {}, &Country::code);
    return out;
}

Status set_kit_version(store::RecordStore& records, std::uint64_t version) {
    Writer number;
    number.varint(version);
    return records.set(kKitVersion, number.bytes());
}

}  // namespace

Status Central::join(const DataFolder& folder, const Joining& joining, const Surroundings& world) {
    const identity::PublicKey programme_key = joining.programme_key.public_key();
    const record::DeviceId device{identity::device_of(joining.server_key.public_key())};
    const auto records = TRY(store::open_sqlite_store(folder.records().string(), device, world));
    TRY(sync::keep_kit(*records, joining.kit, programme_key));
    const std::uint64_t kit_version = TRY(sync::kit_version_of(*records));
    TRY(set_kit_version(*records, kit_version));
    const identity::Roster roster = TRY(sync::roster_of(*records));
    const identity::RosterDevice* me = roster.find(device.bytes);
    if (me == nullptr || me->role != identity::Role::Server) {
        return Error{Code::Refused,
                     "the ticket is a laptop's, not a server's: make one with adit-server peer "
                     "invite on the first server"};
    }
    const auto names = TRY(sync::scope_names_of(*records));
    const Programme programme{.id = roster.programme,
                              .host = joining.host,
                              .port = joining.port,
                              .countries = countries_in(names)};
    const auto people = TRY(open_sqlite_central_store(folder.people().string()));
    TRY(make_private(folder.records()));
    TRY(make_private(folder.people()));
    TRY(people->found(programme));
    TRY(people->adopt_roster(roster));
    TRY(people->keep_peer(joining.peer));
    TRY(write_key(folder.programme_key(), joining.programme_key));
    return write_key(folder.server_key(), joining.server_key);
}

Result<Bytes> Central::signed_roster() {
    return identity::signed_roster(TRY(roster()), programme_key_);
}

Status Central::take_roster(ByteView signed_roster) {
    const auto theirs = TRY(identity::roster_from(signed_roster, programme_key_.public_key()));
    TRY(settle_revocations());
    return people_->adopt_roster(theirs);
}

Result<Bytes> Central::meet(const std::string& token, ByteView signed_roster) {
    const auto device = TRY(people_->find_device_by_token(accounts::digest_of_token(token)));
    if (!device || device->roster.role != identity::Role::Server) {
        return Error{Code::Refused,
                     "this server does not know that server: invite it with adit-server peer "
                     "invite"};
    }
    TRY(accounts::check_device(*device));
    TRY(take_roster(signed_roster));
    return this->signed_roster();
}

Status Central::take_kit(store::RecordStore& records) {
    const std::uint64_t version = TRY(sync::kit_version_of(records));
    TRY(set_kit_version(records, version));
    const sync::Kit kit = TRY(kit_of(programme_, records));
    kit_ = TRY(sync::signed_kit(kit, {}, programme_key_));
    kit_version_ = version;
    return Done{};
}

Result<sync::Report> Central::exchange_with(sync::Transport& line,
                                            const std::function<bool()>& goes_on) {
    TRY(begin_taking());
    auto report = exchange_by(line, goes_on);
    TRY(end_taking());  // Also of what came before the line broke.
    return report;
}

Result<sync::Report> Central::exchange_by(sync::Transport& line,
                                          const std::function<bool()>& goes_on) {
    const Bytes roster = TRY(signed_roster());
    std::unique_lock held(guard_);
    // The asking side of an exchange finds its roster and the version of its forms in the store.
    const Bytes ours = TRY(sync::part_of_kit(kit_, roster, {}));
    TRY(sync::keep_kit(*records_, ours, programme_key_.public_key()));

    const auto progress = [&](const sync::Report&, std::uint64_t) { return !goes_on || goes_on(); };
    FreeWhileWaiting free_line(held, line);
    auto report = sync::exchange(*records_, server_, free_line, world_, progress);
    const bool new_forms = report && report->new_forms;
    if (new_forms) TRY(take_kit(*records_));
    held.unlock();
    if (new_forms) TRY(forms_.load());
    return report;
}

}  // namespace adit::central
