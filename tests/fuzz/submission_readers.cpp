// What other clients send: submissions of two forms, filled by chance. What is taken is written as
// a submission that reads as the same once more, and can be opened and answered.
#include "fuzz/readers.h"
#include "support/filling_by_chance.h"
#include "xform/reading.h"
#include "xform/submission.h"
#include "xform/writer.h"
#include "xlsform/workbook.h"
#include "xml/reader.h"
#include "xml/writer.h"

namespace adit::fuzz {
namespace {

using Form = std::shared_ptr<const forms::Definition>;

constexpr const char* kXForm =
    R"x(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"><h:head><model>
<instance><data id="p" version="2"><n/><h jr:template="" kind=""><r/><i jr:template=""><s/></i></h>
<g xmlns="http://example.org/g"><t a="b"/><t/></g><total/><orx:meta><orx:instanceID/>
<entity xmlns="http://www.opendatakit.org/xforms/entities" dataset="a" id=""><label/></entity>
</orx:meta></data></instance><bind nodeset="/data/n" type="int"/><bind nodeset="/data/g"
relevant="/data/n &gt; 3"/><bind nodeset="/data/total" calculate="count(/data/h) + /data/n"/></model>
</h:head><h:body><input ref="/data/n"/><repeat nodeset="/data/h"><input ref="/data/h/r"/><repeat
nodeset="/data/h/i"><input ref="/data/h/i/s"/></repeat></repeat><input ref="/data/g/t"/></h:body>
</h:html>)x";

constexpr const char* kForeign =
    R"x(<data xmlns:o="http://example.org/o" id="p" version="1" o:by="x"><n>1</n><n>2</n>loose
<h jr:template="" xmlns:jr="http://openrosa.org/javarosa"><r/></h><h o:kind="k"><o:r>&amp;</o:r>
<r>1<s/></r></h><g xmlns="http://example.org/g"><t a="c">1</t><u/></g><o:deep><o:er o:er="1"/></o:deep>
<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:1</instanceID><deprecatedID/></meta></data>)x";

Form form_of(const std::string& xml) {
    auto reading = xform::read_xform(xml);
    ENSURE(reading.definition);
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

const std::vector<Form>& all_forms() {
    static const std::vector<Form> forms = [] {
        auto visit = xlsform::read_csv_folder(std::filesystem::path(ADIT_SOURCES) /
                                              "assets/forms/site_visit");
        ENSURE(visit.definition);
        return std::vector{form_of(kXForm), form_of(xform::write_xform(*visit.definition))};
    }();
    return forms;
}

void add_elements(xml::Node& element, std::vector<xml::Node*>& all) {
    all.push_back(&element);
    for (xml::Node& child : element.children) {
        if (child.is_element()) add_elements(child, all);
    }
}

/// Still XML: elements elsewhere, twice, under another's name, with another's attributes, or gone.
std::string bent(const std::string& text, std::mt19937_64& chance) {
    auto document = xml::read(text);
    ENSURE(document);
    xml::Node root = document->root();
    for (auto times = 1 + chance() % 4; times > 0; --times) {
        std::vector<xml::Node*> all;
        add_elements(root, all);
        xml::Node& one = *all[chance() % all.size()];
        const xml::Node other = *all[chance() % all.size()];
        switch (chance() % 5) {
            case 0:
                one.children.push_back(other);
                break;
            case 1:
                one.name = other.name;
                break;
            case 2:
                one.attributes = other.attributes;
                one.declared = other.declared;
                break;
            case 3:
                one.children = other.children;
                break;
            default:
                if (!one.children.empty()) one.children.pop_back();
        }
    }
    xml::Writer out;
    out.copy(root);
    return out.take();
}

std::vector<Bytes> submissions() {
    std::vector<std::string> texts{kForeign};
    for (const Form& form : all_forms()) {
        for (std::uint64_t seed = 1; seed <= 3; ++seed) {
            xform::Playing filling(form, {}, test::still_world());
            test::FillingByChance(*form, seed).run(filling, 80);
            texts.push_back(filling.submission());
        }
    }
    std::mt19937_64 chance(20251123);
    const std::size_t whole = texts.size();
    for (std::size_t i = 0; i < 200; ++i) texts.push_back(bent(texts[i % whole], chance));
    std::vector<Bytes> seeds;
    for (const std::string& text : texts) {
        const ByteView view = view_of(text);
        seeds.emplace_back(view.begin(), view.end());
    }
    return seeds;
}

void check(const Form& form, const xform::Submission& submission) {
    const std::string written = xform::write_submission(form, submission);
    const auto again = xform::read_submission(*form, written);
    ENSURE(again.submission);
    ENSURE(again.submission->instances.size() == submission.instances.size());
    ENSURE(again.submission->nodes.size() == submission.nodes.size());
    ENSURE(xform::write_submission(form, *again.submission) == written);

    xform::Playing playing(form, {}, test::still_world(), submission);
    test::FillingByChance(*form, submission.nodes.size()).run(playing, 3);
    ENSURE(xml::read(playing.submission()));
}

void read_submission(ByteView input) {
    for (const Form& form : all_forms()) {
        const auto reading = xform::read_submission(*form, text_of(input));
        ENSURE(reading.problems.size() <= xform::kProblemsMax + 1);
        for (const auto& problem : reading.problems) ENSURE(!problem.what.empty());
        ENSURE(reading.submission || !reading.problems.empty());
        if (reading.submission) check(form, *reading.submission);
    }
}

}  // namespace

Reader submission_reader() { return {"submission", submissions, read_submission}; }

}  // namespace adit::fuzz
