// The reader may rely on: XML is read with its order, names and lines; what is wrong with it is
// said with its line; and no file, however hostile, costs more than its bounds.
#include "xml/reader.h"

#include "xml/writer.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

using namespace adit;

namespace {

std::string complaint(const std::string& text, const xml::Limits& limits = {}) {
    const auto document = xml::read(text, limits);
    return document ? "" : document.error().what;
}

}  // namespace

TEST_CASE("a document is read in its order, with names, namespaces and lines", "[xml]") {
    const auto document = xml::read(
        "<?xml version='1.0'?>\n<!-- a form -->\n"
        "<h:html xmlns='urn:forms' xmlns:h='urn:h' xmlns:jr='urn:jr'>\n"
        "<bind nodeset='/data' jr:preload='uid' id='x'/>a<![CDATA[<b>]]>&amp;c<?go now?></h:html>");
    REQUIRE(document);
    REQUIRE(document->top.size() == 2);
    CHECK(document->top[0].kind == xml::Kind::Comment);
    CHECK(document->top[0].text == " a form ");
    const xml::Node& html = document->root();
    CHECK(*html.name == xml::Name{"h", "html", "urn:h"});
    CHECK(html.name->qualified() == "h:html");
    CHECK(html.line == 3);
    REQUIRE(html.declared.size() == 3);
    CHECK(html.declared[1].prefix == "h");
    REQUIRE(html.children.size() == 6);
    const xml::Node& bind = html.children[1];
    CHECK(bind.is("bind", "urn:forms"));
    CHECK(bind.line == 4);
    REQUIRE(bind.attributes.size() == 3);
    CHECK(*bind.attributes[1].name == xml::Name{"jr", "preload", "urn:jr"});
    CHECK(*bind.attribute("preload", "urn:jr") == "uid");
    CHECK(bind.attribute("preload") == nullptr);
    CHECK(html.child("bind") == &bind);
    CHECK(html.children[2].text == "a");
    CHECK(html.children[3].text == "<b>");
    CHECK(html.children[3].is_cdata);
    CHECK(html.children[4].text == "&c");
    CHECK(html.children[5].kind == xml::Kind::Instruction);
    CHECK(html.children[5].name->local == "go");
    CHECK(html.children[5].text == "now");
    CHECK(html.content() == "\na<b>&c");
}

TEST_CASE("white space and a byte order mark before the document are forgiven", "[xml]") {
    CHECK(xml::read("\n  <?xml version='1.0'?><a/>"));
    CHECK(xml::read("\xEF\xBB\xBF<a/>"));
    const auto document = xml::read("<!DOCTYPE html><a/>");
    REQUIRE(document);
    CHECK(document->top[0].kind == xml::Kind::Doctype);
    CHECK(document->root().is("a"));
}

TEST_CASE("what is wrong is said with its line and what to mend", "[xml]") {
    CHECK(complaint("") == "line 1: there is no XML in this file, or it is cut off");
    CHECK(complaint("<a>\n<b>") ==
          "line 2: the file ends before <b> is closed: it may have been cut off");
    CHECK(complaint("<a>\n<b></a>") == "line 2: <b> should be closed here, and another element is");
    CHECK(complaint("<a><b c='") ==
          "line 1: the file ends in the middle of something: it may have been cut off");
    CHECK(complaint("<a>\n\n<h:b/></a>") ==
          "line 3: a name's prefix has no namespace: add its xmlns:… to the root element");
    CHECK(complaint("<a b='1' b='2'/>").find("stands twice") != std::string::npos);
    CHECK(complaint("<a>&nbsp;</a>").find("(&…;) is not known") != std::string::npos);
    CHECK(complaint("<a/><b/>").find("behind the end of the root") != std::string::npos);
    CHECK(complaint("<a b=1/>").find("not well-formed") != std::string::npos);
    CHECK(complaint("<?xml version='1.0' encoding='EBCDIC'?><a/>").find("save the file as UTF-8") !=
          std::string::npos);
    CHECK(complaint(std::string("<a>\0</a>", 8)).find("a NUL byte") != std::string::npos);
    CHECK(complaint("<a>\xE9</a>").find("no UTF-8") != std::string::npos);
}

TEST_CASE("entities are never expanded: a bomb ends at once", "[xml]") {
    std::string bomb = "<!DOCTYPE a [<!ENTITY e0 'ha'>";
    for (int i = 1; i < 30; ++i) {
        const std::string before = "&e" + std::to_string(i - 1) + ";";
        bomb += "<!ENTITY e" + std::to_string(i) + " '" + before + before + before + "'>";
    }
    CHECK(complaint(bomb + "]><a>&e29;</a>").find("declares entities") != std::string::npos);
    CHECK(complaint("<!DOCTYPE a [<!ATTLIST a b CDATA 'x'>]><a/>").find("declares entities") !=
          std::string::npos);
    CHECK(complaint("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a>&b;</a>")
              .find("&b; is not known here") != std::string::npos);
}

TEST_CASE("depth, number and size are bounded", "[xml]") {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    CHECK(complaint(deep) ==
          "line 1: elements lie more than 256 deep in one another here: make the file flatter");
    std::string many = "<a>";
    for (int i = 0; i < 1000; ++i) many += "<b c=''/>";
    CHECK(complaint(many + "</a>", {.nodes_max = 1500}) ==
          "line 1: this file has more than 1,500 elements and texts: split it");
    CHECK(complaint(many + "</a>", {.nodes_max = 2001}) == "");
    std::string wide = "<a";
    for (int i = 0; i < 2000; ++i) wide += " b" + std::to_string(i) + "=''";
    CHECK(complaint(wide + "/>").find("more than 1,000 attributes") != std::string::npos);
    CHECK(complaint("<a/>", {.bytes_max = 3}).find("more than 3 bytes") != std::string::npos);
}

TEST_CASE("any bytes are read or refused", "[xml]") {
    CHECK(rc::check([](const std::string& text) {
        static_cast<void>(xml::read(text));
        static_cast<void>(xml::read("<a b='" + text + "'>" + text + "</a>"));
    }));
}

TEST_CASE("what is written reads back as the same texts", "[xml]") {
    CHECK(rc::check([](const std::vector<std::string>& texts) {
        xml::Writer out;
        out.declaration().open("data");
        for (const std::string& text : texts) out.open("a").attribute("b", text).text(text).close();
        const auto back = xml::read(out.close().take());
        RC_ASSERT(bool(back));
        RC_ASSERT(back->root().children.size() == texts.size());
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const xml::Node& one = back->root().children[i];
            const bool plain = std::ranges::all_of(
                texts[i], [](char c) { return c >= ' ' || c == '\n' || c == '\t' || c == '\r'; });
            if (plain) {
                RC_ASSERT(one.content() == texts[i]);
            }
            RC_ASSERT(*one.attribute("b") == one.content());
        }
    }));
}

TEST_CASE("an element is written with what it holds, plain or indented", "[xml]") {
    const auto written = [](xml::Writer::Layout layout) {
        xml::Writer out(layout);
        out.open("h:html").attribute("xmlns:h", "urn:h\n\"").open("a").leaf("b", "1 < 2 & 3");
        out.leaf("c", "").close().open("d").text("x").leaf("e", "y").text("z").close().close();
        return out.take();
    };
    CHECK(written(xml::Writer::Layout::Compact) ==
          "<h:html xmlns:h=\"urn:h&#10;&quot;\"><a><b>1 &lt; 2 &amp; "
          "3</b><c/></a><d>x<e>y</e>z</d></h:html>");
    CHECK(written(xml::Writer::Layout::Indented) ==
          "<h:html xmlns:h=\"urn:h&#10;&quot;\">\n  <a>\n    <b>1 &lt; 2 &amp; 3</b>\n    <c/>\n"
          "  </a>\n  <d>x<e>y</e>z</d>\n</h:html>\n");
}

TEST_CASE("what was read is copied with its namespaces, without its comments", "[xml]") {
    const auto read = xml::read(
        "<a xmlns='u' xmlns:p='v'><!-- no --><p:b p:c='&quot;1&quot;'>x &lt; y</p:b>"
        "<![CDATA[<z>]]><?go now?><d xmlns=''/></a>");
    REQUIRE(read);
    xml::Writer out;
    out.copy(read->root());
    CHECK(out.take() ==
          "<a xmlns=\"u\" xmlns:p=\"v\"><p:b p:c=\"&quot;1&quot;\">x &lt; y</p:b>&lt;z&gt;"
          "<d xmlns=\"\"/></a>");
}

TEST_CASE("what XML cannot hold is replaced, and what is no name is none", "[xml]") {
    CHECK(xml::escaped_text(std::string("a\0b\x01"
                                        "c\xFF",
                                        6)) == "a\uFFFDb\uFFFDc\uFFFD");
    CHECK(xml::escaped_text("\xED\xA0\x80") == "\uFFFD\uFFFD\uFFFD");
    CHECK(xml::escaped_text("Évêché\r") == "Évêché&#13;");
    CHECK(xml::is_name("jr:template"));
    CHECK(xml::is_name("ménage-2.b"));
    CHECK_FALSE(xml::is_name("2a"));
    CHECK_FALSE(xml::is_name("a:b:c"));
    CHECK_FALSE(xml::is_name("a×b"));
    CHECK_FALSE(xml::is_name("a b"));
    CHECK_FALSE(xml::is_name(""));
}
