#include "base/text.h"
#include "model/steps.h"

#include <algorithm>

namespace adit::model::steps {
namespace {

bool is_form_screen(Screen screen) {
    return screen == Screen::Form || screen == Screen::Finalise || screen == Screen::Review;
}

bool finds(const std::string& key, const std::vector<std::string_view>& sought) {
    return std::ranges::all_of(
        sought, [&](std::string_view word) { return key.find(word) != std::string::npos; });
}

}  // namespace

void load_screen(AppState& state, Effects& out) {
    switch (state.screen) {
        case Screen::Home:
        case Screen::Sync:
            out.push_back(effect::LoadHome{});
            return;
        case Screen::Sites:
            if (!state.sites.loaded) out.push_back(effect::LoadSites{});
            return;
        case Screen::Site:
            if (state.site) out.push_back(effect::LoadSite{state.site->site.id});
            return;
        case Screen::Records:
            out.push_back(effect::LoadRecords{state.list});
            return;
        default:
            return;
    }
}

void show(AppState& state, Screen screen, Effects& out) {
    if (is_form_screen(state.screen) && !is_form_screen(screen)) leave_fields(state, out);
    const bool known = state.behind.size() < kBehindMax;
    const bool passing = state.screen == Screen::Starting || state.screen == Screen::Welcome;
    if (screen == Screen::Home) {
        state.behind.clear();
    } else if (screen != state.screen && !passing) {
        if (!known) state.behind.erase(state.behind.begin());
        state.behind.push_back(state.screen);
    }
    state.screen = screen;
    load_screen(state, out);
}

void back(AppState& state, Effects& out) {
    if (is_form_screen(state.screen)) leave_fields(state, out);
    while (!state.behind.empty() && is_form_screen(state.behind.back()) && !state.open) {
        state.behind.pop_back();
    }
    const Screen to = state.behind.empty() ? Screen::Home : state.behind.back();
    if (!state.behind.empty()) state.behind.pop_back();
    state.screen = to;
    load_screen(state, out);
}

void sites_loaded(AppState& state, event::SitesLoaded event) {
    SitesState& sites = state.sites;
    sites.rows = std::move(event.sites);
    sites.keys.clear();
    sites.keys.reserve(sites.rows.size());
    for (const SiteRow& row : sites.rows) {
        sites.keys.push_back(folded(row.label + " " + row.code + " " + row.place));
    }
    sites.loaded = true;
    filter_sites(state, std::string(sites.filter));
}

void filter_sites(AppState& state, const std::string& text) {
    SitesState& sites = state.sites;
    sites.filter = text;
    const std::string sought = folded(text);
    const auto parts = words(sought);
    sites.visible.clear();
    for (std::size_t i = 0; i < sites.rows.size(); ++i) {
        if (finds(sites.keys[i], parts)) sites.visible.push_back(static_cast<std::uint32_t>(i));
    }
}

}  // namespace adit::model::steps
