// The steps that update() is made of, by what they are about. Each changes the state and adds the
// Effects it wants to the end of `out`. Only for the .cpp files of this room.
#pragma once

#include "model/app_state.h"
#include "model/command.h"
#include "model/effect.h"
#include "model/event.h"

#include <string>
#include <vector>

namespace adit::model::steps {

// --- the open form (form_steps.cpp)
// ---------------------------------------------------------------
void start_record(AppState& state, const StartRecord& asked, Effects& out);
void open_record(AppState& state, const record::RecordId& id, Effects& out);
void opened(AppState& state, event::RecordOpened event, Effects& out);
void refreshed(AppState& state, event::RecordRefreshed event, Effects& out);
void type(AppState& state, const Type& typed);
void give_typed(AppState& state, const GiveTyped& given, Effects& out);
void give_answer(AppState& state, const GiveAnswer& given, Effects& out);
// file_steps.cpp
void add_file(AppState& state, const AddFile& asked, Effects& out);
void file_kept(AppState& state, const event::FileKept& event, Effects& out);
void file_refused(AppState& state, event::FileRefused event);
void file_dropped(AppState& state, const event::FileDropped& event, Effects& out);
void add_instance(AppState& state, const AddInstance& asked, Effects& out);
void remove_instance(AppState& state, const RemoveInstance& asked, Effects& out);
void go_to(AppState& state, const record::NodePath& path);
void turn_page(AppState& state, int pages);
/// Every field that is being typed in is left, as if the cursor went elsewhere.
void leave_fields(AppState& state, Effects& out);
void set_form_language(AppState& state);

// --- closing a record (finalise_steps.cpp)
// --------------------------------------------------------
/// What the form says stands in the way, and text that is no answer yet, which does so too.
std::vector<forms::Fault> faults_of(const AppState& state);
void check(AppState& state, Effects& out);
void finalise(AppState& state, Effects& out);
void decide(AppState& state, const Decide& decision, Effects& out);
void reopen(AppState& state, const Reopen& asked, Effects& out);
void finalised(AppState& state, Effects& out);

// --- how safe it is (save_steps.cpp)
// --------------------------------------------------------------
/// Gives the operations out to be stored, what the record begins with first.
void append(AppState& state, std::vector<record::Operation> operations, Effects& out);
void saved(AppState& state, const event::Saved& event, Effects& out);
void save_failed(AppState& state, event::SaveFailed event);
void save_again(AppState& state, Effects& out);
void typing_kept(AppState& state, const event::TypingKept& event);
void keep_pauses(AppState& state, Effects& out);
void quit(AppState& state, Effects& out);

// --- lists and going about (list_steps.cpp)
// -------------------------------------------------------
void show(AppState& state, Screen screen, Effects& out);
void back(AppState& state, Effects& out);
void load_screen(AppState& state, Effects& out);
void sites_loaded(AppState& state, event::SitesLoaded event);
void filter_sites(AppState& state, const std::string& text);

// --- the exchange and the laptop (sync_steps.cpp)
// -------------------------------------------------
void sync_now(AppState& state, Effects& out);
void sync_done(AppState& state, event::SyncDone event, Effects& out);
void sync_failed(AppState& state, event::SyncFailed event, Effects& out);
void started(AppState& state, event::Started event, Effects& out);
/// What an exchange may have changed is read anew: lists, and the open record when it was touched.
void reload_after_exchange(AppState& state, const std::vector<record::RecordId>& touched,
                           Effects& out);

// --- a laptop near here (lan_steps.cpp)
// -------------------------------------------------
void lan_wait(AppState& state, Effects& out);
void lan_look(AppState& state, Effects& out);
void lan_join(AppState& state, const LanJoin& asked, Effects& out);
void lan_answer(AppState& state, const LanAnswer& answer, Effects& out);
void lan_stop(AppState& state, Effects& out);
void lan_close(AppState& state);
void lan_waiting(AppState& state, event::LanWaiting event);
void lan_found(AppState& state, event::LanFound event);
void lan_code(AppState& state, event::LanCode event);
void lan_agreed(AppState& state);
void lan_progress(AppState& state, const event::LanProgress& event);
void lan_done(AppState& state, event::LanDone event, Effects& out);
void lan_failed(AppState& state, event::LanFailed event, Effects& out);

// --- bundles (bundle_steps.cpp)
// -------------------------------------------------------
void write_bundle(AppState& state, const WriteBundle& asked, Effects& out);
void look_at_bundle(AppState& state, const LookAtBundle& asked, Effects& out);
void take_bundle(AppState& state, Effects& out);
void carry_bundle(AppState& state, Effects& out);
void leave_bundle(AppState& state);
void bundle_written(AppState& state, event::BundleWritten event);
void bundle_looked(AppState& state, event::BundleLooked event);
void bundle_taken(AppState& state, event::BundleTaken event, Effects& out);
void bundle_carried(AppState& state, const event::BundleCarried& event, Effects& out);
void bundle_failed(AppState& state, event::BundleFailed event);

void toast(AppState& state, std::string key, std::vector<std::string> parts = {});
void trouble(AppState& state, std::string key, std::string detail);

}  // namespace adit::model::steps
