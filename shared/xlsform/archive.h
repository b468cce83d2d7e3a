// Archive: the parts of an .xlsx file, a zip of XML documents, read piece by piece: nothing is ever
// unpacked as a whole, and no size is believed that the file says of itself.
//
// Errors are BadInput, whole sentences for the person who made the workbook. Borrows the bytes. One
// thread.
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "xml/walk.h"

#include <memory>
#include <string>

struct zip;

namespace adit::xlsform {

class Archive {
public:
    /// Fails for whatever is no .xlsx workbook at all: by what it is instead, where one can tell.
    static Result<Archive> open(ByteView bytes);

    bool has(const std::string& part) const;
    /// Tells the listener what stands in a part, of which no more than `bytes_max` may be unpacked;
    /// to the end, unless the listener has enough, so that damage is noticed.
    Status walk(const std::string& part, xml::Listener& listener, std::size_t bytes_max);

private:
    struct Closer {
        void operator()(zip* archive) const;
    };
    explicit Archive(ByteView bytes) : bytes_(bytes) {}
    Error not_a_workbook() const;

    ByteView bytes_;
    std::unique_ptr<zip, Closer> zip_;
    std::size_t unpacked_bytes_ = 0;  // Of all parts so far.
};

}  // namespace adit::xlsform
