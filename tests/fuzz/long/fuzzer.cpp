// adit_fuzz: the readers under libFuzzer, one of them at a time: --reader=NAME, then libFuzzer's
// own flags and the folder of what it has found so far. It begins from the seeds.
#include "fuzz/damage.h"
#include "fuzz/readers.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>

namespace {

std::optional<adit::fuzz::Reader> chosen;

void write_seeds(const std::filesystem::path& folder) {
    std::error_code ignored;
    std::filesystem::create_directories(folder, ignored);
    int number = 0;
    for (const adit::Bytes& seed : chosen->seeds()) {
        std::ofstream file(folder / ("seed-" + std::to_string(++number)), std::ios::binary);
        file << adit::text_of(adit::ByteView(seed));
    }
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** words) {
    constexpr std::string_view kFlag = "--reader=";
    std::string_view wanted;
    std::string_view folder;
    for (int i = 1; i < *count; ++i) {
        const std::string_view word = (*words)[i];
        if (word.starts_with(kFlag)) wanted = word.substr(kFlag.size());
        if (!word.starts_with("-")) folder = word;
    }
    for (adit::fuzz::Reader& reader : adit::fuzz::all_readers()) {
        if (reader.name == wanted) chosen = reader;
    }
    if (!chosen) {
        std::fprintf(stderr, "say which reader: --reader=");
        for (const auto& reader : adit::fuzz::all_readers()) {
            std::fprintf(stderr, "%s ", reader.name.c_str());
        }
        std::fprintf(stderr, "\n");
        std::exit(2);
    }
    if (!folder.empty()) write_seeds(folder);
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    chosen->read({bytes, size});
    return 0;
}
