#include "options.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>

namespace adit::server {
namespace {

Error wrong(std::string what) {
    return {Code::BadInput, std::move(what) + "; adit-server --help shows how"};
}

std::string known_options(const Usage& usage) {
    std::string known;
    for (const auto* options : {&usage.needs, &usage.may}) {
        for (const std::string_view option : *options) known += " --" + std::string(option);
    }
    return known;
}

/// The words before the first option: "device invite".
std::string command_of(std::span<const std::string> words) {
    std::vector<std::string> command;
    for (const std::string& word : words) {
        if (word.starts_with("-")) break;
        command.push_back(word);
    }
    return joined(command, " ");
}

Status read_option(const std::string& word, std::span<const std::string>& rest, const Usage& usage,
                   Options& options) {
    if (!word.starts_with("--")) return wrong("\"" + word + "\" is not understood here");
    const auto equals = word.find('=');
    const std::string name = word.substr(2, equals == std::string::npos ? equals : equals - 2);
    const bool known =
        std::find(usage.needs.begin(), usage.needs.end(), name) != usage.needs.end() ||
        std::find(usage.may.begin(), usage.may.end(), name) != usage.may.end();
    if (!known) {
        return wrong("adit-server " + options.command + " has no --" + name + "; it takes" +
                     known_options(usage));
    }
    std::string value;
    if (equals != std::string::npos) {
        value = word.substr(equals + 1);
    } else {
        if (rest.empty()) return wrong("--" + name + " wants a value behind it");
        value = rest.front();
        rest = rest.subspan(1);
    }
    if (!options.values.emplace(name, value).second) return wrong("--" + name + " is given twice");
    return Done{};
}

}  // namespace

std::string Options::value(std::string_view name, std::string otherwise) const {
    const auto found = values.find(name);
    return found == values.end() ? std::move(otherwise) : found->second;
}

Result<std::string> Options::need(std::string_view name) const {
    const auto found = values.find(name);
    if (found != values.end() && !found->second.empty()) return found->second;
    return wrong("adit-server " + command + " needs --" + std::string(name));
}

Result<std::uint16_t> Options::port(std::string_view name) const {
    const std::string text = TRY(need(name));
    std::uint16_t port = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (failed != std::errc() || end != text.data() + text.size() || port == 0) {
        return wrong("--" + std::string(name) + " is a number from 1 to 65535, such as 8443");
    }
    return port;
}

std::vector<std::string> Options::list(std::string_view name) const {
    std::vector<std::string> parts;
    const std::string text = value(name);
    for (const std::string_view part : split(text, ',')) {
        if (!trimmed(part).empty()) parts.emplace_back(trimmed(part));
    }
    return parts;
}

Result<Options> options_from(std::span<const std::string> words, std::span<const Usage> usages) {
    Options options;
    const auto asks_help = [](const std::string& word) { return word == "--help" || word == "-h"; };
    options.help = std::any_of(words.begin(), words.end(), asks_help);
    options.command = command_of(words);
    if (options.help || words.empty() || options.command == "help") {
        options.help = true;
        return options;
    }
    const auto usage = std::find_if(usages.begin(), usages.end(), [&](const Usage& known) {
        return known.command == options.command;
    });
    if (usage == usages.end()) {
        return wrong("there is no command \"" + options.command + "\"");
    }
    const auto first_option = std::find_if(words.begin(), words.end(),
                                           [](const auto& word) { return word.starts_with("-"); });
    auto rest = words.subspan(static_cast<std::size_t>(first_option - words.begin()));
    while (!rest.empty()) {
        const std::string word = rest.front();
        rest = rest.subspan(1);
        TRY(read_option(word, rest, *usage, options));
    }
    for (const std::string_view name : usage->needs) TRY(options.need(name));
    return options;
}

}  // namespace adit::server
