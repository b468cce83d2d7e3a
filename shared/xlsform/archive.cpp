#include "xlsform/archive.h"

#include "base/text.h"
#include "xlsform/workbook.h"

#include <zip.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

namespace adit::xlsform {
namespace {

constexpr std::size_t kRatioMax = 200;  // Unpacked to packed; spreadsheets reach about 30.
constexpr std::size_t kRatioFreeBytes = std::size_t{1} << 20;
constexpr std::size_t kPieceBytes = std::size_t{64} << 10;
constexpr std::string_view kCompound = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";  // Of OLE2 files.

// What is inside an encrypted workbook: "EncryptedPackage", as file systems of OLE2 spell names.
bool names_encrypted_package(std::string_view bytes) {
    constexpr std::string_view kName = "EncryptedPackage";
    std::string wide;
    for (const char c : kName) wide += {c, '\0'};
    return bytes.find(wide) != std::string_view::npos;
}

Error bad(std::string what) { return {Code::BadInput, std::move(what)}; }

Error swollen() {
    return bad(
        "The workbook unpacks to far more than a form needs: copy the sheets into a new one.");
}

std::optional<Error> seen_in(std::string_view bytes) {
    if (bytes.empty()) return bad("The file is empty: copy it again.");
    if (bytes.size() > kWorkbookBytesMax) {
        return bad("The workbook is larger than 32 MB: remove pictures and unused sheets.");
    }
    if (bytes.starts_with(kCompound)) {
        return bad(names_encrypted_package(bytes)
                       ? "The workbook is protected by a password: save it again without one."
                       : "This is a workbook of an old kind (.xls): open it and save it as Excel "
                         "workbook (.xlsx).");
    }
    if (bytes.starts_with("PK")) return std::nullopt;
    return bad("This is not an .xlsx workbook: save it as Excel workbook (.xlsx).");
}

struct FileCloser {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

void Archive::Closer::operator()(zip* archive) const { zip_discard(archive); }

// What other programs put into a zip, by a part that only they write.
Error Archive::not_a_workbook() const {
    struct Kind {
        const char* part;
        std::string_view what;
    };
    constexpr std::array<Kind, 6> kKinds{{
        {"xl/workbook.bin", "a binary workbook (.xlsb)"},
        {"content.xml", "an OpenDocument file (.ods)"},
        {"word/document.xml", "a text document (.docx)"},
        {"ppt/presentation.xml", "a presentation (.pptx)"},
        {"Index/Document.iwa", "a Numbers document"},
        {"Index.zip", "a Numbers document"},
    }};
    for (const Kind& kind : kKinds) {
        if (!has(kind.part)) continue;
        return bad("This is " + std::string(kind.what) +
                   ": open it and save it as Excel workbook (.xlsx).");
    }
    return bad("The workbook has no part xl/workbook.xml: save it again as .xlsx.");
}

Result<Archive> Archive::open(ByteView bytes) {
    if (auto other = seen_in(adit::text_of(bytes))) return *std::move(other);
    Archive archive(bytes);
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error);
    if (source != nullptr) {
        archive.zip_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
        if (!archive.zip_) zip_source_free(source);
    }
    zip_error_fini(&error);
    if (!archive.zip_) return bad("The workbook is cut short or damaged: copy it again.");
    if (!archive.has("xl/workbook.xml")) return archive.not_a_workbook();
    return archive;
}

bool Archive::has(const std::string& part) const {
    return zip_name_locate(zip_.get(), part.c_str(), ZIP_FL_NOCASE) >= 0;
}

Status Archive::walk(const std::string& part, xml::Listener& listener, std::size_t bytes_max) {
    const zip_int64_t found = zip_name_locate(zip_.get(), part.c_str(), ZIP_FL_NOCASE);
    if (found < 0) return bad("The workbook has no part " + part + ": save it again as .xlsx.");
    const auto index = static_cast<zip_uint64_t>(found);
    zip_stat_t stat;
    zip_stat_init(&stat);
    const bool is_known = zip_stat_index(zip_.get(), index, 0, &stat) == 0;
    if (is_known && stat.encryption_method != ZIP_EM_NONE)
        return bad("The workbook is protected by a password: save it again without one.");
    // The least that the packed bytes can be: the directory may say more.
    const std::size_t packed = std::min<std::size_t>(is_known ? stat.comp_size : 0, bytes_.size());
    const std::unique_ptr<zip_file_t, FileCloser> file(zip_fopen_index(zip_.get(), index, 0));
    const auto damaged = [&] {
        return bad("The workbook is cut short or damaged in " + part + ": copy it again.");
    };
    if (!file) return damaged();
    xml::Walk walk(listener, {.bytes_max = bytes_max,
                              .nodes_max = std::numeric_limits<std::size_t>::max(),
                              .names_max = 1000});
    std::vector<char> piece(kPieceBytes);
    std::size_t bytes = 0;
    for (bool goes_on = true; goes_on;) {
        const zip_int64_t got = zip_fread(file.get(), piece.data(), piece.size());
        if (got < 0) return damaged();  // Also when its checksum is another.
        if (got == 0) break;
        const std::string_view read(piece.data(), static_cast<std::size_t>(got));
        bytes += read.size();
        unpacked_bytes_ += read.size();
        const bool is_bomb = bytes > kRatioFreeBytes && bytes / kRatioMax > packed;
        if (is_bomb || bytes > bytes_max || unpacked_bytes_ > kUnpackedBytesMax) return swollen();
        goes_on = walk.take(read);
    }
    const Status heard = walk.finish();
    if (heard) return Done{};
    return bad("The workbook is damaged in " + part + " (" + heard.error().what +
               "): save it again as .xlsx.");
}

}  // namespace adit::xlsform
