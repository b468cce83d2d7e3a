// Where the programs find their forms, words and fonts.
#include "base/places.h"

#include <catch2/catch_all.hpp>

#include <cstdlib>

using namespace adit;
namespace fs = std::filesystem;

namespace {

/// Sets ADIT_SHARE and puts back what was there.
class ShareSetTo {
public:
    explicit ShareSetTo(const std::string& folder) { setenv("ADIT_SHARE", folder.c_str(), 1); }
    ~ShareSetTo() {
        if (before_.empty()) {
            unsetenv("ADIT_SHARE");
        } else {
            setenv("ADIT_SHARE", before_.c_str(), 1);
        }
    }
    ShareSetTo(const ShareSetTo&) = delete;
    ShareSetTo& operator=(const ShareSetTo&) = delete;

private:
    std::string before_ = std::getenv("ADIT_SHARE") ? std::getenv("ADIT_SHARE") : "";
};

}  // namespace

TEST_CASE("the folder that ADIT_SHARE names is taken", "[base]") {
    const ShareSetTo set(fs::temp_directory_path().string());
    CHECK(*share_folder() == fs::temp_directory_path());
}

TEST_CASE("an ADIT_SHARE that is no folder is told, not passed over", "[base]") {
    const ShareSetTo set("/nowhere/at/all");
    const auto folder = share_folder();
    REQUIRE_FALSE(folder);
    CHECK(folder.error().code == Code::NotFound);
    CHECK(folder.error().what.find("/nowhere/at/all") != std::string::npos);
}

TEST_CASE("an empty ADIT_SHARE counts as none, and the build's own folder is found", "[base]") {
    const ShareSetTo set("");
    const auto folder = share_folder();
    if (!folder) SKIP("the share folder is not built: build the target adit_share");
    CHECK(fs::is_directory(*folder / "fonts"));
    CHECK(fs::file_size(*folder / "fonts" / "NotoSans-Regular.ttf") > 100'000);
}
