#include "central/central.h"

#include "base/log.h"
#include "base/uuid.h"
#include "central/exchanging.h"
#include "central/stored.h"
#include "entities/behind.h"
#include "entities/entities.h"
#include "sync/intake.h"
#include "sync/kit.h"

#include <algorithm>
#include <future>

namespace adit::central {
namespace {

using record::RecordId;

constexpr record::DeviceId kLooking{};  // A store that is opened for nobody is only looked at.

record::DeviceId device_id_of(const identity::SigningKey& key) {
    return {identity::device_of(key.public_key())};
}

/// Names of the countries, from the forms' own list of them.
Country country_called(const std::string& code, const formfiles::FormFolder& forms) {
    Country country{.code = code, .name = {}};
    for (const DefinitionPtr& definition : forms.definitions) {
        const auto list = definition->lists.find("country");
        if (list == definition->lists.end()) continue;
        for (const forms::ChoiceItem& item : list->second) {
            if (item.name != code) continue;
            for (const char* language : {"en", "fr"}) {
                country.name[language] = item.label.in(language, definition->default_language);
            }
            return country;
        }
    }
    return country;
}

accounts::Device server_device(const identity::SigningKey& key, const Programme& programme,
                               std::int64_t now_ms) {
    // No token opens the server's own line: this digest is of its public key, which is no token.
    return {.roster = {.device = identity::device_of(key.public_key()),
                       .key = key.public_key(),
                       .name = "Server",
                       .person = "server",
                       .person_name = "Server",
                       .role = identity::Role::Server,
                       .scopes = programme.codes(),
                       .enrolled_ms = now_ms,
                       .revoked = false,
                       .revoked_ms = 0,
                       .ends = {}},
            .token_digest = identity::digest_of(key.public_key()),
            .last_sync_ms = 0};
}

}  // namespace

Result<sync::Kit> kit_of(const Programme& programme, store::RecordStore& records) {
    sync::Kit kit{.programme = programme.id, .version = 0, .scopes = {}, .files = {}};
    const auto version = TRY(records.get(kKitVersion));
    kit.version = version ? Reader(*version).varint() : 0;
    for (const Country& country : programme.countries) {
        const auto name = [&](const char* language) {
            const auto found = country.name.find(language);
            return found == country.name.end() ? country.code : found->second;
        };
        kit.scopes.push_back({.scope = {country.code}, .en = name("en"), .fr = name("fr")});
    }
    kit.files = TRY(records.form_files(std::nullopt));
    return kit;
}

Status Central::found(const DataFolder& folder, const Founding& founding,
                      const Surroundings& world) {
    Programme programme{.id = new_uuid(world).text(),
                        .host = founding.host,
                        .port = founding.port,
                        .countries = {}};
    std::vector<std::string> codes = founding.countries;
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    for (const std::string& code : codes) {
        TRY(record::scope_id_from(code));
        programme.countries.push_back(country_called(code, founding.forms));
    }

    const auto programme_key = identity::SigningKey::make(world);
    const auto server_key = identity::SigningKey::make(world);
    TRY(write_key(folder.programme_key(), programme_key));
    TRY(write_key(folder.server_key(), server_key));

    const auto records =
        TRY(store::open_sqlite_store(folder.records().string(), device_id_of(server_key), world));
    for (const store::FormFile& file : founding.forms.files) TRY(records->keep_form_file(file));
    Writer version;
    version.varint(1);
    TRY(records->set(kKitVersion, version.bytes()));

    const auto people = TRY(open_sqlite_central_store(folder.people().string()));
    TRY(store::AttachmentStore::open(folder.attachments().string()));
    TRY(make_private(folder.records()));
    TRY(make_private(folder.attachments()));
    TRY(make_private(folder.people()));
    TRY(people->found(programme));
    return people->add_device(server_device(server_key, programme, world.now_ms()));
}

Central::Central(Parts parts)
    : serving_(std::move(parts.serving)),
      people_(std::move(parts.people)),
      records_(std::move(parts.records)),
      attachments_(std::move(parts.attachments)),
      programme_key_(parts.programme_key),
      server_{.key = parts.server_key, .device = device_id_of(parts.server_key)},
      programme_(std::move(parts.programme)),
      world_(std::move(parts.world)),
      forms_([this](const auto& form) { return records()->form_files(form); }),
      callers_(
          *people_, [this] { return settle_revocations(); }, programme_key_),
      carried_(std::move(parts.carried)) {}

Result<std::unique_ptr<Central>> Central::open(const DataFolder& folder, Use use,
                                               const Surroundings& world) {
    Parts parts;
    parts.world = world;
    parts.carried = folder.carried();
    parts.programme_key = TRY(read_key(folder.programme_key()));
    parts.server_key = TRY(read_key(folder.server_key()));
    if (use == Use::Serve) parts.serving = TRY(ServingLock::take(folder.serving_lock()));
    parts.people = TRY(open_sqlite_central_store(folder.people().string()));
    parts.programme = TRY(parts.people->programme());
    const record::DeviceId writer = use == Use::Serve ? device_id_of(parts.server_key) : kLooking;
    parts.records = TRY(store::open_sqlite_store(folder.records().string(), writer, world));
    parts.attachments = TRY(store::AttachmentStore::open(folder.attachments().string()));

    std::unique_ptr<Central> central(new Central(std::move(parts)));
    TRY(central->forms_.load());
    TRY(central->make_kit());
    central->lags_ = use == Use::Serve && TRY(entities::is_behind(*central->records()));
    TRY(central->mend_entities());
    return central;
}

Records Central::records() { return Records(std::unique_lock(guard_), *records_); }

Attachments Central::attachments() {
    return Attachments(std::unique_lock(attachments_guard_), *attachments_);
}

Status Central::make_kit() {
    const sync::Kit kit = TRY(kit_of(programme_, *records()));
    kit_version_ = kit.version;
    kit_ = TRY(sync::signed_kit(kit, {}, programme_key_));
    return Done{};
}

Result<identity::Roster> Central::roster() {
    TRY(settle_revocations());
    return people_->roster();
}

// A revocation's ends are read under the records' lock after it is written down: so what this lets
// in lies in front of them. A roster that only grew disturbs nobody.
Status Central::check_standing(const Standing& standing) {
    if (&standing == still_good_) return Done{};
    const auto revoked = [](const identity::Roster& roster) {
        return std::ranges::count_if(roster.devices, &identity::RosterDevice::revoked);
    };
    const bool settled = TRY(people_->unsettled_revocations()).empty();
    const bool is_same = TRY(people_->roster_version()) == standing.roster.version;
    if (settled && (is_same || revoked(TRY(people_->roster())) == revoked(standing.roster))) {
        still_good_ = &standing;
        return Done{};
    }
    return Error{Code::Unavailable, "a laptop was revoked this moment: exchange again"};
}

sync::Host Central::host_of(const Standing& standing) {
    return {.store = *records_,
            .self = server_,
            .roster = standing.roster,
            .signed_roster = standing.signed_roster,
            .kit = kit_,
            .kit_version = kit_version_,
            .scopes = {},
            .latest = &latest_};
}

/// One commit for all; each keeps its own result, unless the commit itself fails.
void Central::commit(std::vector<Writing::Asked>& all) {
    const Records records = this->records();
    still_good_ = nullptr;
    const auto committed = records->together([&]() -> Status {
        try {
            for (auto& each : all) each.result = each.work(*records);
        } catch (const std::exception& thrown) {  // Out of memory, most likely.
            log(Level::Error, "central", std::string("taking changes in threw: ") + thrown.what());
            return Error{Code::Unavailable,
                         "the server could not take this in now: nothing of it was kept; exchange "
                         "again"};
        }
        return Done{};
    });
    if (committed) return;
    for (auto& each : all) each.result = committed.error();
}

Status Central::together(const Work& work) {
    std::promise<Status> settled;
    together(work, [&](const Status& status) { settled.set_value(status); });
    return settled.get_future().get();
}

Status Central::settle_revocations() {
    for (const DeviceBytes& device : TRY(people_->unsettled_revocations())) {
        std::vector<identity::FeedEnd> ends;
        for (const store::Head& head : TRY(records()->heads({}))) {
            if (head.feed.device.bytes != device) continue;
            ends.push_back(
                {.scope = head.feed.scope.code, .epoch = head.feed.epoch, .number = head.number});
        }
        TRY(people_->settle_revocation(device, ends));
        log(Level::Info, "central", "laptop " + hex(device) + " is revoked in the roster");
    }
    return Done{};
}

Result<Enrolled> Central::enrol(const EnrolRequest& request) {
    const identity::Digest code = accounts::digest_of_token(request.code);
    const auto ticket = TRY(people_->find_ticket(code));
    if (!ticket) {
        return Error{Code::Refused,
                     "this server knows no such ticket: look whether the ticket is for this "
                     "server, or ask your coordinator for a new one"};
    }
    const auto made = TRY(accounts::enrol(*ticket, request.key, request.laptop, world_));
    const DeviceBytes& id = made.device.roster.device;

    // The answer to a first try may have been lost on the way: the same key may ask again.
    const auto known = TRY(people_->find_device(id));
    if (known && accounts::may_ask_again(*ticket, *known, world_.now_ms())) {
        TRY(people_->renew_token(id, made.device.token_digest));
    } else {
        TRY(accounts::check_ticket(*ticket, world_.now_ms()));
        TRY(people_->enrol(code, made.device));
        log(Level::Info, "central",
            "laptop " + hex(id) + " is enrolled for " + made.device.roster.person);
    }
    const Bytes signed_roster = TRY(this->signed_roster());
    const Records kit_stays = records();  // A peer may bring another one.
    return Enrolled{.device = made.device,
                    .token = made.token,
                    .kit = TRY(sync::part_of_kit(kit_, signed_roster, {}))};
}

Result<Bytes> Central::exchange(const std::string& token, ByteView body) {
    const auto exchanging = TRY(Exchanging::begin(*this, token));
    Bytes out = TRY(exchanging->answer(body));
    for (Bytes more = TRY(exchanging->go_on()); !more.empty(); more = TRY(exchanging->go_on())) {
        out.insert(out.end(), more.begin(), more.end());
    }
    return out;
}

Status Central::begin_taking() {
    const Records records = this->records();
    TRY(entities::note_behind(*records));
    ++taking_;
    return Done{};
}

Status Central::end_taking() {
    auto worked_out = work_out_behind();
    const Records records = this->records();
    lags_ = !worked_out;
    if (--taking_ > 0 || !worked_out) return worked_out;  // The note is others' as well.
    return entities::caught_up(*records);
}

Status Central::work_out_behind() {
    const auto ids = TRY(entities::records_behind(*records()));
    for (std::size_t at = 0; at < ids.size(); at += store::kRowsMax) {
        const auto first = ids.begin() + static_cast<std::ptrdiff_t>(at);
        const std::size_t count = std::min(store::kRowsMax, ids.size() - at);
        TRY(refresh_entities(*records(), {first, first + static_cast<std::ptrdiff_t>(count)}));
    }
    return Done{};
}

Result<std::vector<SetAside>> Central::set_aside() {
    std::vector<SetAside> aside;
    for (const sync::Quarantined& one : TRY(sync::quarantined(*records()))) {
        aside.push_back({.feed = one.pack.feed,
                         .rule = sync::word_for(one.rule),
                         .first = one.pack.first,
                         .last = one.pack.last()});
    }
    return aside;
}

Status Central::mend_entities() {
    if (!lags_) return Done{};
    TRY(begin_taking());
    return end_taking();
}

Status Central::refresh_entities(store::RecordStore& records,
                                 const std::vector<RecordId>& touched) {
    std::vector<store::EffectsOfRecord> effects;
    std::map<record::FormRef, FormPtr> known;  // Null: no form here, or one without entities.
    for (const RecordId& id : touched) {
        const auto ref = TRY(records.form_of(id));
        if (!ref) continue;
        const auto [place, fresh] = known.try_emplace(*ref);
        if (fresh) place->second = form_with_entities(*ref);
        if (!place->second) continue;
        const auto record = TRY(records.record(id));
        if (record)
            effects.emplace_back(id, entities::effects_of(*place->second->definition, *record));
    }
    if (!effects.empty()) TRY(records.set_entity_effects(effects));
    if (!touched.empty()) forget_entities();  // Visits are counted even where they change nothing.
    return Done{};
}

/// A form that this server never had is none: the record itself is kept.
FormPtr Central::form_with_entities(const record::FormRef& ref) {
    FormPtr form = forms_.find(ref);
    if (!form) form = forms_.find_latest(ref.id);
    return form && form->definition->entity() ? form : nullptr;
}

void Central::forget_entities() {
    const std::lock_guard held(entities_guard_);
    entities_.clear();
    ++entities_age_;
}

Result<Central::Entities> Central::entities(const std::string& list, const std::string& scope) {
    const std::pair key{list, scope};
    std::uint64_t age = 0;
    {
        const std::lock_guard held(entities_guard_);
        if (const auto found = entities_.find(key); found != entities_.end()) return found->second;
        age = entities_age_;
    }
    auto folded = std::make_shared<const std::vector<store::Entity>>(
        TRY(records()->entities(list, record::ScopeId{scope})));
    const std::lock_guard held(entities_guard_);
    // An exchange that came meanwhile makes this one old already: it is used once, not kept.
    if (age == entities_age_) entities_.emplace(key, folded);
    return Entities(std::move(folded));
}

Result<FormPtr> Central::lookups(const FormPtr& form, const std::vector<std::string>& scopes) {
    auto with_entities = std::make_shared<Form>(*form);
    for (const std::string& file : form->definition->files()) {
        const std::string list = file.substr(0, file.rfind('.'));
        if (!forms_.is_entity_list(list)) continue;
        std::vector<store::Entity> all;
        for (const std::string& scope : scopes) {
            const Entities some = TRY(entities(list, scope));
            all.insert(all.end(), some->begin(), some->end());
        }
        with_entities->media.insert_or_assign(list, entities::table_of(all));
    }
    return FormPtr(std::move(with_entities));
}

}  // namespace adit::central
