// A screen for tests that open the real window: the one there is, else a virtual one of our own
// that ends with the program.
#pragma once

#include "support/folder.h"
#include "support/process.h"

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <regex>
#include <string>

namespace adit::test {

class Screen {
public:
    /// False: no screen here, and none can be made.
    static bool is_there() {
        static const Screen screen;
        return std::getenv("DISPLAY") != nullptr;
    }

private:
    Screen() {
        const char* xvfb = "/usr/bin/Xvfb";
        if (std::getenv("DISPLAY") != nullptr || !std::filesystem::exists(xvfb)) return;
        const auto told = folder_ / "display";
        const std::vector<std::string> words{xvfb, "-displayfd",   "1",         "-screen",
                                             "0",  "2800x1600x24", "-nolisten", "tcp"};
        server_ = std::make_unique<Running>(words, told);
        for (int i = 0; i < 200; ++i) {
            // Where another server runs, complaints about its display come before the number.
            const std::string said = file_text(told);
            std::smatch number;
            if (std::regex_search(said, number, std::regex(R"((^|\n)([0-9]+)\n)"))) {
                ::setenv("DISPLAY", (":" + number[2].str()).c_str(), 1);
                return;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(25));
        }
    }

    Folder folder_;
    std::unique_ptr<Running> server_;
};

}  // namespace adit::test
