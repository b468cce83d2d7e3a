// What forms bring: XML, which is read as a document whose text goes out and comes back the same;
// and expressions, which come to a value or a sentence over any document.
#include "base/text.h"
#include "fuzz/readers.h"
#include "xml/reader.h"
#include "xml/writer.h"
#include "xpath/inquiry.h"

namespace adit::fuzz {
namespace {

constexpr const char* kForm =
    "<?xml version='1.0'?><h:html xmlns='http://www.w3.org/2002/xforms' "
    "xmlns:h='http://www.w3.org/1999/xhtml' xml:lang='en'><h:head><model><itext><translation "
    "lang='en'><text id='t'><value>Well &amp; pump</value></text></translation></itext>"
    "<instance><data id='f'><a>1</a><a>2</a><b><c d='x'>2024-03-31</c></b></data></instance>"
    "<instance id='s'><root><item><name>a</name></item></root></instance></model></h:head>"
    "<!-- body --><h:body><?go now?><![CDATA[<x>]]></h:body></h:html>";

std::vector<Bytes> bytes_of(const std::vector<std::string>& texts) {
    std::vector<Bytes> out;
    for (const std::string& text : texts) {
        const ByteView view = view_of(text);
        out.emplace_back(view.begin(), view.end());
    }
    return out;
}

std::vector<Bytes> documents() {
    return bytes_of({kForm, "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
                     "<a b='1' c='&#x41;'><b/><b>\xC3\x89</b></a>", "<a>" + std::string(40, '\n')});
}

/// What goes by, as a text; texts joined, since their parts are as the pieces fall.
struct Hearing : xml::Listener {
    void begin(const xml::PassingElement& element) override {
        heard += "<" + element.name->qualified();
        for (const auto& one : element.attributes) heard += " " + std::string(one.value);
    }
    void end(const xml::Name&) override { heard += ">"; }
    void text(std::string_view part, bool) override { heard += part; }
    std::string heard;
};

/// However the bytes come, the same is heard.
void hear_in_pieces(ByteView input) {
    const std::string_view text = text_of(input);
    const auto heard = [&](std::size_t piece) {
        Hearing listener;
        xml::Walk walk(listener, {.nodes_max = 100'000});
        bool goes_on = true;
        for (std::size_t at = 0; at < text.size() && goes_on; at += piece) {
            goes_on = walk.take(text.substr(at, piece));
        }
        const bool whole{walk.finish()};
        return std::pair(whole, std::move(listener.heard));
    };
    const auto at_once = heard(text.size() + 1);
    const auto in_pieces = heard(1 + text.size() % 7);
    ENSURE(at_once.first == in_pieces.first);
    ENSURE(!at_once.first || at_once.second == in_pieces.second);
}

void read_xml(ByteView input) {
    hear_in_pieces(input);
    const auto document = xml::read(text_of(input), {.nodes_max = 100'000});
    if (!document) {
        ENSURE(document.error().what.starts_with("line "));
        return;
    }
    if (!xml::is_name(document->root().name->qualified())) return;
    xml::Writer out;
    out.copy(document->root());
    const auto again = xml::read(out.take());
    ENSURE(again && again->root().content() == document->root().content());
}

std::vector<Bytes> expressions() {
    return bytes_of(
        {"//a[. > 1 and position() = last()] | b/c/@d",
         "concat(substr('abc', 1), join('-', //a), digest('x', 'MD5', 'hex'))",
         "if(regex(//c, '^[0-9]{4}(-[0-9]+)*$'), format-date(//c, '%e %b %Y'), 'none')",
         "instance('s')/root/item[name = 'a']/ancestor-or-self::node()[2]",
         "regex('abc12', '^(?=.*[0-9])([a-z]{1,9}|\\d)*\\W?$') and //a[position() = count(b) + 1]",
         "//a[indexed-repeat(., .., 1) = position(.)]/../* = //a | //b",
         "randomize(//a, 42)[1] * -3.5 div count(//*) mod 2 != string-length('\xC3\x89')",
         "area('0 0;0 1;1 1;0 0') + distance('0 0;1 1') + number(today() - date(17))",
         "translate(normalize-space(.), 'abc', 'AB')", "jr:itext('t')",
         "processing-instruction('go')/following::h:*/namespace::*"});
}

void read_expression(ByteView input) {
    static const auto kLibrary = xpath::Library::from(kForm);
    ENSURE(kLibrary);
    xpath::Inquiry inquiry;
    inquiry.expression = text_of(input);
    inquiry.context = "/*[1]";
    inquiry.random = [] { return 0.25; };
    for (const auto dialect : {xpath::Dialect::Forms, xpath::Dialect::Plain}) {
        inquiry.dialect = dialect;
        const auto found = xpath::answer(*kLibrary, inquiry, xpath::Wanted::Any);
        ENSURE(found || !found.error().what.empty());
        if (found) ENSURE(xpath::text_of(*found).size() <= xpath::kTextBytesMax);
    }
}

}  // namespace

Reader xml_reader() { return {"xml", documents, read_xml}; }
Reader expression_reader() { return {"expression", expressions, read_expression}; }

}  // namespace adit::fuzz
