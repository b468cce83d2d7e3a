// An XForm of a few lines: its model and its body are given.
#pragma once

#include <string>

namespace adit::test {

inline std::string xform_with(const std::string& model, const std::string& body) {
    return R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa" xmlns:odk="http://www.opendatakit.org/xforms">
<h:head><h:title>Pits</h:title><model>)" +
           model + "</model></h:head><h:body>" + body + "</h:body></h:html>";
}

}  // namespace adit::test
