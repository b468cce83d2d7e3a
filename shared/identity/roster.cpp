#include "identity/roster.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace adit::identity {
namespace {

constexpr std::string_view kPurpose = "adit roster 1";
constexpr std::size_t kDevicesMax = 100'000;

constexpr std::array<std::pair<Role, const char*>, 4> kRoles{{
    {Role::FieldOfficer, "field_officer"},
    {Role::Coordinator, "coordinator"},
    {Role::HqReviewer, "hq_reviewer"},
    {Role::Server, "server"},
}};

void write_device(Writer& out, const RosterDevice& device) {
    out.raw(device.device);
    out.raw(device.key);
    out.text(device.name);
    out.text(device.person);
    out.text(device.person_name);
    out.u8(static_cast<std::uint8_t>(device.role));
    out.varint(device.scopes.size());
    for (const std::string& scope : device.scopes) out.text(scope);
    out.zigzag(device.enrolled_ms);
    out.u8(device.revoked ? 1 : 0);
    if (!device.revoked) return;
    out.zigzag(device.revoked_ms);
    out.varint(device.ends.size());
    for (const FeedEnd& end : device.ends) {
        out.text(end.scope);
        out.varint(end.epoch);
        out.varint(end.number);
    }
}

RosterDevice read_device(Reader& in) {
    RosterDevice device;
    device.device = in.fixed<16>();
    device.key = in.fixed<32>();
    device.name = in.text();
    device.person = in.text();
    device.person_name = in.text();
    const std::uint8_t role = in.u8();
    if (role >= kRoles.size()) in.fail();
    device.role = static_cast<Role>(role);
    const std::size_t scopes = in.count();
    for (std::size_t i = 0; i < scopes && in.ok(); ++i) device.scopes.push_back(in.text());
    device.enrolled_ms = in.zigzag();
    const std::uint8_t revoked = in.u8();
    if (revoked > 1) in.fail();
    device.revoked = revoked == 1;
    if (!device.revoked) return device;

    device.revoked_ms = in.zigzag();
    const std::size_t ends = in.count();
    for (std::size_t i = 0; i < ends && in.ok(); ++i) {
        FeedEnd end{.scope = in.text(), .epoch = 0, .number = 0};
        const std::uint64_t epoch = in.varint();
        if (epoch > UINT32_MAX) in.fail();
        end.epoch = static_cast<std::uint32_t>(epoch);
        end.number = in.varint();
        device.ends.push_back(std::move(end));
    }
    return device;
}

/// What the layout cannot say: an id belongs to its key, and lists stand in their order.
bool is_sound(const Roster& roster) {
    for (std::size_t i = 0; i < roster.devices.size(); ++i) {
        const RosterDevice& device = roster.devices[i];
        if (device.device != device_of(device.key)) return false;
        if (i > 0 && !(roster.devices[i - 1].device < device.device)) return false;
        if (!std::is_sorted(device.scopes.begin(), device.scopes.end())) return false;
        for (const std::string* text : {&device.name, &device.person, &device.person_name}) {
            if (!is_utf8(*text)) return false;
        }
    }
    return true;
}

}  // namespace

bool RosterDevice::has_scope(std::string_view code) const {
    return std::find(scopes.begin(), scopes.end(), code) != scopes.end();
}

std::uint64_t RosterDevice::last_counted(std::string_view scope, std::uint32_t epoch) const {
    if (!revoked) return UINT64_MAX;
    for (const FeedEnd& end : ends) {
        if (end.scope == scope && end.epoch == epoch) return end.number;
    }
    return 0;
}

const RosterDevice* Roster::find(const std::array<std::uint8_t, 16>& device) const {
    const auto place = std::lower_bound(
        devices.begin(), devices.end(), device,
        [](const RosterDevice& each, const auto& wanted) { return each.device < wanted; });
    return place != devices.end() && place->device == device ? &*place : nullptr;
}

Bytes signed_roster(const Roster& roster, const SigningKey& programme) {
    ENSURE(is_sound(roster));
    Writer out;
    out.text(roster.programme);
    out.varint(roster.version);
    out.varint(roster.devices.size());
    for (const RosterDevice& device : roster.devices) write_device(out, device);
    const Signature signature = programme.sign(kPurpose, out.bytes());
    out.raw(signature);
    return out.take();
}

Result<Roster> roster_from(ByteView bytes, const PublicKey& programme) {
    const Error damaged{Code::Corrupt, "the list of devices is damaged: fetch it again"};
    Signature signature{};
    if (bytes.size() < signature.size()) return damaged;
    const ByteView body = bytes.first(bytes.size() - signature.size());
    const ByteView tail = bytes.last(signature.size());
    std::copy(tail.begin(), tail.end(), signature.begin());
    if (!verifies(programme, kPurpose, body, signature)) {
        return Error{Code::Refused,
                     "the list of devices is not signed by this programme: ask the coordinator "
                     "which server is yours"};
    }

    Reader in(body);
    Roster roster{.programme = in.text(), .version = in.varint(), .devices = {}};
    const std::size_t devices = in.count();
    if (devices > kDevicesMax) in.fail();
    for (std::size_t i = 0; i < devices && in.ok(); ++i) {
        roster.devices.push_back(read_device(in));
    }
    if (!in.done() || !is_sound(roster)) return damaged;
    return roster;
}

std::array<std::uint8_t, 16> device_of(const PublicKey& key) {
    const Digest digest = digest_of(key);
    std::array<std::uint8_t, 16> id{};
    std::copy_n(digest.begin(), id.size(), id.begin());
    return id;
}

const char* word_for(Role role) { return kRoles[static_cast<std::size_t>(role)].second; }

std::optional<Role> role_from(std::string_view word) {
    for (const auto& [role, name] : kRoles) {
        if (word == name) return role;
    }
    return std::nullopt;
}

}  // namespace adit::identity
