#include "cli/arguments.h"

#include <algorithm>

namespace adit::cli {

std::string Arguments::value(std::string_view name) const {
    const auto found = options.find(name);
    return found == options.end() ? "" : found->second;
}

std::vector<std::string> Arguments::values(std::string_view name) const {
    std::vector<std::string> all;
    const auto [from, to] = options.equal_range(name);
    for (auto place = from; place != to; ++place) all.push_back(place->second);
    return all;
}

Result<Arguments> arguments_from(const std::vector<std::string>& args,
                                 const std::vector<Option>& known, bool words_first) {
    Arguments read;
    bool options_end = false;
    for (std::size_t i = 0; i < args.size(); ++i) {
        const std::string& word = args[i];
        if (options_end || !word.starts_with("--")) {
            read.words.push_back(word);
            options_end = options_end || words_first;
            continue;
        }
        if (word == "--") {
            options_end = true;
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(2, equals == word.npos ? word.npos : equals - 2);
        const auto option = std::ranges::find(known, name, &Option::name);
        if (option == known.end()) {
            return Error{Code::BadInput, "the option --" + name + " is not known here"};
        }
        if (!option->repeats && read.has(name)) {
            return Error{Code::BadInput, "--" + name + " is given twice"};
        }
        if (option->value.empty()) {
            if (equals != word.npos) {
                return Error{Code::BadInput, "--" + name + " takes no value"};
            }
            read.options.emplace(name, "");
        } else if (equals != word.npos) {
            read.options.emplace(name, word.substr(equals + 1));
        } else if (i + 1 < args.size()) {
            read.options.emplace(name, args[++i]);
        } else {
            return Error{Code::BadInput, "--" + name + " needs a value: " + option->value};
        }
    }
    return read;
}

Result<std::pair<std::string, std::string>> pair_from(const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == text.npos || equals == 0) {
        return Error{Code::BadInput, "\"" + text + "\" should be written as name=value"};
    }
    return std::pair{text.substr(0, equals), text.substr(equals + 1)};
}

}  // namespace adit::cli
