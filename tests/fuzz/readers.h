// The readers of everything that comes from outside: bytes from a wire, a stick, a file.
//
// Whatever the bytes, a reader answers with a value or an error; it never crashes, hangs, or asks
// for memory without bound. What it takes, it gives back as the same bytes or the same value. Seeds
// are real things made by the code as it is today: no layout stands here, so that layouts may
// change.
//
// Each test run replays the seeds and some thousands of damaged ones (fuzz_test.cpp). The long way
// is libFuzzer: `cmake --preset fuzz && ninja -C build/fuzz adit_fuzz`, then
// `nice build/fuzz/tests/adit_fuzz --reader=pack -max_total_time=180 FOLDER`, where FOLDER keeps
// what it has learnt; without a reader it names them all. What it finds becomes an example in the
// tests of the room.
#pragma once

#include "base/bytes.h"

#include <string>
#include <vector>

namespace adit::fuzz {

struct Reader {
    std::string name;
    std::vector<Bytes> (*seeds)();
    /// Ends the program when a promise above is broken.
    void (*read)(ByteView input);
};

Reader pack_reader();
Reader request_reader();
Reader reply_reader();
Reader change_reader();
Reader roster_reader();
Reader kit_reader();
Reader bundle_reader();
Reader columns_reader();
Reader quarantine_reader();
Reader intake_reader();
Reader attachment_reader();
Reader attachment_answer_reader();
Reader xml_reader();
Reader expression_reader();
Reader xform_reader();
Reader workbook_reader();
Reader parts_reader();
Reader sheets_reader();
Reader list_reader();
Reader submission_reader();

inline std::vector<Reader> all_readers() {
    return {
        pack_reader(),       request_reader(),    reply_reader(),      change_reader(),
        roster_reader(),     kit_reader(),        bundle_reader(),     columns_reader(),
        quarantine_reader(), intake_reader(),     attachment_reader(), attachment_answer_reader(),
        xml_reader(),        expression_reader(), xform_reader(),      workbook_reader(),
        parts_reader(),      sheets_reader(),     list_reader(),       submission_reader()};
}

}  // namespace adit::fuzz
