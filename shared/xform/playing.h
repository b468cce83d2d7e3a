// Playing: a form filled as texts, without a record: as an ODK client fills it. For comparing this
// engine with others, and for forms that go elsewhere.
//
// Places are paths with the form's root and numbers from 1: "/data/house[2]/name". A repeat without
// a number is its first instance, at the end of a path the repeat itself. One thread.
#pragma once

#include "base/surroundings.h"
#include "forms/live_form.h"
#include "xform/brought.h"

#include <map>
#include <memory>
#include <string>

namespace adit::xform {

/// Files by their address in the form: "jr://file-csv/sites.csv" -> bytes.
using Media = std::map<std::string, std::string, std::less<>>;

struct PlayingWorld {
    Surroundings world;
    std::int16_t offset_min = 0;  // Minutes east of UTC.
    forms::Properties own;
};

class Playing {
public:
    /// Begins a new record. `definition` carries its plan. A file that is not what its ending says
    /// reads as missing.
    Playing(std::shared_ptr<const forms::Definition> definition, const Media& media,
            PlayingWorld world);
    /// Goes on with one that was filled, here or by another client; it was read by `definition`.
    /// What it says stays as it is until an answer changes what that depends on.
    Playing(std::shared_ptr<const forms::Definition> definition, const Media& media,
            PlayingWorld world, const Submission& filled);

    // NotFound when there is no such place now; Refused when the form does not allow it.
    /// What cannot be of the question's type, or is not among its choices, is no answer.
    Status answer(std::string_view place, std::string_view text);
    Status add_instance(std::string_view repeat);
    Status remove_instance(std::string_view instance);
    /// By its name in the form ("French (fr)") or its code.
    Status set_language(std::string_view language);

    /// "" where it is not relevant.
    Result<std::string> value(std::string_view place) const;
    Result<bool> is_relevant(std::string_view place) const;
    Result<std::size_t> count(std::string_view repeat) const;
    Result<std::vector<forms::ChoiceView>> choices(std::string_view place);
    std::string submission() const;

private:
    void make_form();
    void listen();
    Result<forms::NodeId> find(std::string_view place) const;
    Result<forms::NodeId> find_repeat(std::string_view place) const;
    bool grow(forms::NodeId anchor, forms::LiveForm::Growth growth);
    void preload();
    std::string new_uuid();

    std::shared_ptr<const forms::Definition> definition_;
    PlayingWorld world_;
    std::map<std::string, forms::Table, std::less<>> beside_;  // By name without the ending.
    std::unique_ptr<forms::LiveForm> live_;
    Brought brought_;
};

}  // namespace adit::xform
