#include "base/places.h"

#include <cstdlib>
#include <system_error>

namespace adit {

namespace fs = std::filesystem;

Result<fs::path> share_folder() {
    std::error_code unreadable;
    if (const char* told = std::getenv("ADIT_SHARE"); told != nullptr && *told != '\0') {
        if (fs::is_directory(told, unreadable)) return fs::path(told);
        return Error{Code::NotFound, "ADIT_SHARE names \"" + std::string(told) +
                                         "\", which is not a folder: set it to the folder that "
                                         "holds forms, locale and fonts, or unset it"};
    }
    const fs::path program = fs::read_symlink("/proc/self/exe", unreadable);
    for (const char* way : {"../share/adit", "../../share/adit"}) {
        const fs::path beside = (program.parent_path() / way).lexically_normal();
        if (!program.empty() && fs::is_directory(beside, unreadable)) return beside;
    }
    const fs::path installed = "/usr/share/adit";
    if (fs::is_directory(installed, unreadable)) return installed;
    return Error{Code::NotFound,
                 "the folder with forms, words and fonts is missing: install Adit "
                 "again, or name that folder in ADIT_SHARE"};
}

}  // namespace adit
