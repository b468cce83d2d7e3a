#include "forms/merged.h"
#include "model/form_walk.h"
#include "model/steps.h"
#include "model/typed_value.h"

#include <algorithm>
#include <iterator>

namespace adit::model::steps {
namespace {

using record::NodePath;
using record::Operation;

void join(std::vector<Operation>& all, std::vector<Operation> more) {
    std::ranges::move(more, std::back_inserter(all));
}

/// After every change: which pages there are now, and that this one is still among them.
void renew_pages(OpenForm& form) {
    form.turn++;
    form.pages = pages_of(*form.session);
    form.questions = questions_of(form);
    form.outline = form.session->outline();
    if (std::ranges::find(form.pages, form.page) != form.pages.end()) return;
    form.page = page_of(form, form.page);
}

/// What merging did to the record: a view, computed again whenever the store's copy came.
void renew_merge(OpenForm& form) {
    const record::Record& record = form.session->record();
    form.retired = forms::retired_answers(form.session->definition(), record);
    form.broken_by_merge.clear();
    if (record.edited_apart) form.broken_by_merge = form.session->faults();
}

void take(AppState& state, std::vector<Operation> operations, Effects& out) {
    if (!operations.empty()) append(state, std::move(operations), out);
    renew_pages(*state.open);
    if (state.open->checked) state.open->faults = faults_of(state);
}

void forget(OpenForm& form, const NodePath& path, Effects& out) {
    const auto draft = form.drafts.find(path);
    if (draft == form.drafts.end()) return;
    const bool on_disk = draft->second.on_disk;
    form.drafts.erase(draft);
    if (on_disk) out.push_back(effect::ForgetTyping{form.session->record().id, path});
}

bool is_busy(AppState& state) {
    if (!state.open || state.open->unsaved.empty()) return false;
    toast(state, state.open->failed.empty() ? "form.still_saving" : "form.not_saved_stay");
    return true;
}

/// The country of the scope and the site that a person came from are answers already given.
std::vector<Operation> presets(forms::FormSession& session, const StartRecord& asked) {
    std::vector<Operation> operations;
    const auto give = [&](const std::optional<NodePath>& path, const std::string& name) {
        if (path && !name.empty()) join(operations, session.answer(*path, record::Choice{name}));
    };
    const auto country = country_question(session.definition());
    if (country) {
        const auto& choices = session.choices(*country);
        const auto& code = session.record().scope.code;
        const bool offered = std::ranges::any_of(
            choices, [&](const forms::ChoiceView& choice) { return choice.name == code; });
        if (offered) give(country, code);
    }
    give(site_question(session.definition()), asked.site);
    if (asked.training) operations.emplace_back(record::Mark{"training"});
    return operations;
}

void recover(AppState& state, std::vector<event::Recovered> texts, Effects& out) {
    OpenForm& form = *state.open;
    std::vector<Operation> operations;
    std::vector<NodePath> done;
    for (event::Recovered& text : texts) {
        const auto view = form.session->question(text.path);
        if (view.node == nullptr) continue;
        form.recovered = true;
        const auto read =
            value_of_typed(forms::value_type_of(*view.node), text.text, state.offset_min);
        if (const auto* value = std::get_if<record::Value>(&read)) {
            join(operations, form.session->answer(text.path, *value));
            done.push_back(text.path);
        } else {
            form.drafts[text.path] = {.text = text.text,
                                      .typed_ms = state.now_ms,
                                      .asked = true,
                                      .kept = true,
                                      .on_disk = true,
                                      .unreadable = std::get<Unreadable>(read).key};
        }
        form.focus = text.path;
        form.focus_turn++;
    }
    if (form.recovered && !form.session->record().has_mark("recovered")) {
        operations.emplace_back(record::Mark{"recovered"});
    }
    take(state, std::move(operations), out);
    for (const NodePath& path : done) {
        out.push_back(effect::ForgetTyping{form.session->record().id, path});
    }
    if (!form.recovered) return;
    form.page = page_of(form, form.focus);
    toast(state, "form.recovered");  // The sentence above the questions may be out of sight.
}

}  // namespace

void start_record(AppState& state, const StartRecord& asked, Effects& out) {
    if (state.opening || is_busy(state) || !state.who || state.who->scopes.empty()) return;
    StartRecord start = asked;
    if (start.scope.code.empty()) {
        const auto row = std::ranges::find(state.sites.rows, asked.site, &SiteRow::id);
        start.scope = row != state.sites.rows.end() ? row->scope : state.who->scopes.front().id;
    }
    state.starting = start;
    state.opening = true;
    out.push_back(effect::NewRecord{start.form, start.scope, state.language});
}

void open_record(AppState& state, const record::RecordId& id, Effects& out) {
    if (state.opening) return;
    if (state.open && state.open->session->record().id == id) {
        if (state.open->unsaved.empty()) out.push_back(effect::RefreshRecord{id});
        const bool draft = state.open->session->record().stage == record::Stage::Draft;
        show(state, draft ? Screen::Form : Screen::Review, out);
        return;
    }
    if (is_busy(state)) return;
    state.starting.reset();
    state.opening = true;
    out.push_back(effect::OpenRecord{id, state.language});
}

void opened(AppState& state, event::RecordOpened event, Effects& out) {
    state.opening = false;
    OpenForm form;
    form.session = std::move(event.session);
    form.is_new = event.is_new;
    form.training = form.session->record().has_mark("training");
    if (event.is_new) {
        form.training = state.starting && state.starting->training;
        form.opening = form.session->opening_operations();
        if (state.starting) join(form.opening, presets(*form.session, *state.starting));
    }
    form.decided = std::move(event.decided);
    state.starting.reset();
    state.open = std::move(form);
    renew_pages(*state.open);
    renew_merge(*state.open);

    const bool draft = state.open->session->record().stage == record::Stage::Draft;
    show(state, draft ? Screen::Form : Screen::Review, out);
    if (!event.recovered.empty()) {
        recover(state, std::move(event.recovered), out);
        return;
    }
    const auto first = next_open_question(*state.open, {});
    if (draft && first) go_to(state, *first);
}

void refreshed(AppState& state, event::RecordRefreshed event, Effects& out) {
    if (!state.open || state.open->session->record().id != event.record.id) return;
    OpenForm& form = *state.open;
    // The store's copy is behind what is being saved: look again afterwards.
    if (!form.unsaved.empty()) {
        form.refresh_wanted = true;
        return;
    }
    form.session->refresh(std::move(event.record));
    form.decided = std::move(event.decided);
    renew_pages(form);
    renew_merge(form);
    const bool draft = form.session->record().stage == record::Stage::Draft;
    if (draft && state.screen == Screen::Review) show(state, Screen::Form, out);
}

void type(AppState& state, const Type& typed) {
    if (!state.open) return;
    Draft& draft = state.open->drafts[typed.path];
    draft = {.text = typed.text,
             .typed_ms = state.now_ms,
             .asked = false,
             .kept = false,
             .on_disk = draft.on_disk,
             .unreadable = ""};
}

void give_typed(AppState& state, const GiveTyped& given, Effects& out) {
    if (!state.open) return;
    OpenForm& form = *state.open;
    const auto view = form.session->question(given.path);
    if (view.node == nullptr) return;
    const auto read =
        value_of_typed(forms::value_type_of(*view.node), given.text, state.offset_min);
    if (const auto* unreadable = std::get_if<Unreadable>(&read)) {
        form.drafts[given.path] = {.text = given.text,
                                   .typed_ms = state.now_ms,
                                   .asked = true,
                                   .kept = false,
                                   .on_disk = true,
                                   .unreadable = unreadable->key};
        if (!form.opening.empty()) append(state, {}, out);
        out.push_back(effect::KeepTyping{form.session->record().id, given.path, given.text});
        form.turn++;
        if (form.checked) form.faults = faults_of(state);
        return;
    }
    give_answer(state, {given.path, std::get<record::Value>(read)}, out);
}

void give_answer(AppState& state, const GiveAnswer& given, Effects& out) {
    if (!state.open || state.open->session->question(given.path).node == nullptr) return;
    OpenForm& form = *state.open;
    take(state, form.session->answer(given.path, given.value), out);
    // Only behind the Append: between the two the text lies on disk twice, never not at all.
    forget(form, given.path, out);
    if (form.checked) form.faults = faults_of(state);
}

void add_instance(AppState& state, const AddInstance& asked, Effects& out) {
    if (!state.open) return;
    OpenForm& form = *state.open;
    take(state, form.session->add_instance(asked.repeat), out);
    const auto instances = form.session->instances_of(asked.repeat);
    if (instances.empty()) return;
    for (const NodePath& question : questions_of(form)) {
        if (!question.is_within(instances.back())) continue;
        go_to(state, question);
        return;
    }
}

void remove_instance(AppState& state, const RemoveInstance& asked, Effects& out) {
    if (!state.open) return;
    OpenForm& form = *state.open;
    for (auto draft = form.drafts.begin(); draft != form.drafts.end();) {
        const NodePath path = draft->first;
        ++draft;
        if (path.is_within(asked.instance)) forget(form, path, out);
    }
    take(state, form.session->remove_instance(asked.instance), out);
}

void go_to(AppState& state, const NodePath& path) {
    if (!state.open) return;
    OpenForm& form = *state.open;
    form.page = page_of(form, path);
    form.focus = path;
    form.focus_turn++;
    const bool page_itself = std::ranges::find(form.pages, path) != form.pages.end();
    if (!page_itself) return;
    const auto questions = questions_on_page(*form.session, path);
    if (!questions.empty()) form.focus = questions.front();
}

void turn_page(AppState& state, int pages) {
    if (!state.open || state.open->pages.empty()) return;
    const OpenForm& form = *state.open;
    const auto here = std::ranges::find(form.pages, form.page);
    const auto last = static_cast<int>(form.pages.size()) - 1;
    const int place = static_cast<int>(here - form.pages.begin()) + pages;
    go_to(state, form.pages[static_cast<std::size_t>(std::clamp(place, 0, last))]);
}

void leave_fields(AppState& state, Effects& out) {
    if (!state.open) return;
    std::vector<GiveTyped> left;
    for (const auto& [path, draft] : state.open->drafts) {
        if (draft.unreadable.empty()) left.push_back({path, draft.text});
    }
    for (const GiveTyped& given : left) give_typed(state, given, out);
}

void set_form_language(AppState& state) {
    if (!state.open) return;
    state.open->session->set_language(state.language);
    renew_pages(*state.open);
    renew_merge(*state.open);
    if (state.open->checked) state.open->faults = faults_of(state);
}

}  // namespace adit::model::steps
