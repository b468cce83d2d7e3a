// A terminal for tests: commands of adit-field run in this process, over a workspace of their own.
#pragma once

#include "base/json.h"
#include "cli/program.h"
#include "support/folder.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <sstream>

namespace adit::test {

struct Answer {
    int code = 0;
    std::string out, err;
    Json json() const {
        auto read = json_from(out);
        INFO(out << err);
        REQUIRE(read);
        return *read;
    }
};

class Terminal {
public:
    Answer operator()(std::vector<std::string> words) {
        words.insert(words.begin(), {"--workspace", (folder_.path() / "laptop").string()});
        const auto invocation = cli::invocation_from(words);
        if (!invocation) return {cli::kWrongUse, "", invocation.error().what};
        std::ostringstream out, err;
        const int code = cli::run(*invocation, real_surroundings(), out, err);
        return {code, out.str(), err.str()};
    }
    Terminal& begun() {
        const Answer answer =
            (*this)({"init", "--person", "k.mensah", "--person-name", "Kofi Mensah", "--countries",
                     "COD,GHA", "--forms", std::string(ADIT_SOURCES) + "/assets/forms"});
        INFO(answer.err);
        REQUIRE(answer.code == 0);
        return *this;
    }
    std::filesystem::path file(const std::string& name, const std::string& text) const {
        std::ofstream(folder_.path() / name) << text;
        return folder_.path() / name;
    }
    std::filesystem::path path() const { return folder_.path(); }

private:
    test::Folder folder_;
};

}  // namespace adit::test
