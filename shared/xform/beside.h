// What lies beside a form: the files behind its external secondary instances.
#pragma once

#include "forms/lists.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace adit::xform {

/// Files by their address in the form: "jr://file-csv/sites.csv" -> bytes.
using Media = std::map<std::string, std::string, std::less<>>;

/// The files that a form looks up, read when first asked for: CSV as tables, XML and GeoJSON as
/// documents. One that is not there, or is not what its ending says, reads as missing. One thread.
class Beside {
public:
    Beside(std::shared_ptr<const forms::Definition> definition, Media media);

    /// By the name of the file ("sites"), as forms::Tables wants it; null when it is missing.
    const forms::Table* find_table(std::string_view name);
    /// By the name of the instance, as forms::Documents wants it; null when it is no document.
    std::shared_ptr<const xpath::Tree> find_document(std::string_view instance);

private:
    std::shared_ptr<const forms::Definition> definition_;
    Media media_;
    std::map<std::string, std::unique_ptr<forms::Table>, std::less<>> tables_;
};

}  // namespace adit::xform
