// Writer: XML made element by element; what comes out is always well-formed.
//
//   xml::Writer out;
//   out.open("data").attribute("id", "visit").leaf("site", "A & B").close();
//   out.take()  ->  <data id="visit"><site>A &amp; B</site></data>
//
// Names are written by the program and ENSUREd to be names; texts are escaped. A character that XML
// cannot hold (control characters, bytes that are no UTF-8) becomes U+FFFD. Namespaces are the
// caller's: attribute("xmlns:jr", …).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace adit::xml {

struct Node;

/// True for "site" and "jr:template": a name that XML with namespaces allows.
bool is_name(std::string_view text);

/// As the content of an element, and as the content of an attribute in double quotation marks.
std::string escaped_text(std::string_view text);
std::string escaped_attribute(std::string_view text);

class Writer {
public:
    enum class Layout { Compact, Indented };  // Indented: no white space beside texts.

    explicit Writer(Layout layout = Layout::Compact) : layout_(layout) {}

    /// <?xml version="1.0" encoding="UTF-8"?>, before anything else.
    Writer& declaration();
    Writer& open(std::string_view name);
    /// Before anything is put into the element that was opened last.
    Writer& attribute(std::string_view name, std::string_view value);
    Writer& text(std::string_view text);
    /// An element with nothing but a text: <name>text</name>, or <name/>.
    Writer& leaf(std::string_view name, std::string_view text);
    /// An element or text as it was read, with all below it but comments and the like. What has a
    /// name that is none ("a:b:c") is left out.
    Writer& copy(const Node& node);
    Writer& close();

    std::size_t depth() const { return open_.size(); }
    /// Everything must be closed.
    std::string take();

private:
    struct Opened {
        std::string name;
        bool has_children = false;
        bool has_text = false;
    };
    void finish_start();
    void break_line();

    Layout layout_;
    std::string out_;
    std::vector<Opened> open_;
    bool in_start_ = false;  // "<name a='b'" without its ">".
};

}  // namespace adit::xml
