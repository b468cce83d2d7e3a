// What whoever writes a mapping may rely on: a wrong word is refused with its place, and no column
// of the source is lost by oversight.
#include "work/mapping.h"

#include "support/laptop.h"

using namespace adit;
using work::Mapping;

namespace {

std::string error_in(test::Laptop& laptop, const std::string& json,
                     const std::vector<std::string>& columns = {"code", "name", "mineral"}) {
    const auto mapping = work::mapping_from(
        json, columns, [&laptop](const std::string& form) { return laptop->forms().newest(form); });
    return mapping ? "" : mapping.error().what;
}

/// A mapping of site_profile with these answers and what is left out.
std::string with(const std::string& answers,
                 const std::string& left_out = R"("name": "no", "mineral": "no")") {
    return R"({"adit_mapping": 1, "form": "site_profile", "scope": "COD",
               "id": {"name": "test", "columns": ["code"]},
               "answers": [)" +
           answers + R"(], "left_out": {)" + left_out + "}}";
}

bool says(const std::string& error, const std::string& words) {
    INFO(error);
    return error.find(words) != error.npos;
}

}  // namespace

TEST_CASE("a mapping that names all columns and only questions of the form is read", "[work]") {
    test::Laptop laptop;
    CHECK(error_in(laptop, with(R"({"question": "/identity/site_name", "column": "name"})",
                                R"("mineral": "no")"))
              .empty());
}

TEST_CASE("a wrong mapping is refused with what is wrong and where", "[work]") {
    test::Laptop laptop;
    CHECK(says(error_in(laptop, "{"), "byte"));
    CHECK(says(error_in(laptop, "{}"), "adit_mapping"));
    CHECK(says(error_in(laptop, R"({"adit_mapping": 1, "form": "no_such_form", "answers": []})"),
               "there is no form \"no_such_form\""));
    CHECK(says(error_in(laptop, with(R"({"question": "/identity/wrong", "column": "name"})")),
               "no question \"/identity/wrong\""));
    CHECK(says(error_in(laptop, with(R"({"question": "/identity/site_name", "column": "nom"})")),
               "question /identity/site_name: the CSV has no column \"nom\""));
    CHECK(says(error_in(laptop, with(R"({"question": "/identity/site_name", "colum": "name"})")),
               "the word \"colum\" is not known here"));
    CHECK(says(error_in(laptop, with(R"({"question": "/identity/site_name"})")),
               "say where the answer comes from"));
    CHECK(says(error_in(laptop, with(R"({"question": "/identity/site_name", "text": "{name"})")),
               "is not closed"));
    CHECK(says(error_in(laptop, with(R"({"question": "/identity/minerals", "column": "mineral",
                                         "map": {"Or": 1}})")),
               "what \"Or\" becomes"));
    CHECK(says(error_in(laptop, with(R"({"question": "/identity/site_name", "column": "name",
                                         "when": {"column": "code"}})")),
               "a condition needs a column together with"));
}

TEST_CASE("a column that is neither used nor left out with a reason is told", "[work]") {
    test::Laptop laptop;
    CHECK(says(error_in(laptop, with("", R"("name": "no")")),
               "the column \"mineral\" of the CSV is neither used nor named"));
}

TEST_CASE("what a form computes is no question that an answer can be mapped to", "[work]") {
    test::Laptop laptop;
    const std::string json = R"({"adit_mapping": 1, "form": "site_visit", "scope": "COD",
        "id": {"name": "t", "columns": ["code"]},
        "answers": [{"question": "/workforce/workers_total", "column": "name"}]})";
    CHECK(says(error_in(laptop, json, {"code", "name"}), "that a person could answer"));
}

TEST_CASE("the same row has the same id on every laptop", "[work]") {
    CHECK(work::imported_id("ipis-site", {"codmine00001"}).text() ==
          work::imported_id("ipis-site", {"codmine00001"}).text());
    CHECK(work::imported_id("ipis-site", {"codmine00001"}) !=
          work::imported_id("ipis-visit", {"codmine00001"}));
    CHECK(work::imported_id("x", {"a", "b"}) != work::imported_id("x", {"ab", ""}));
}
