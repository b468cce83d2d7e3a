// What may be relied on of paths: they never shift, and people see places instead of ids.
#include "record/record.h"

#include <catch2/catch_all.hpp>

using namespace adit::record;

TEST_CASE("a path is that of a question or it is refused", "[record][path]") {
    CHECK(node_path_from("/site"));
    CHECK(node_path_from("/pay/one[00000000000000a1]/payee"));
    CHECK(node_path_from("/meta/entity/@id"));
    CHECK(node_path_from("/été/a-b.c_1"));
    CHECK(node_path_from("/" + std::string(kPathBytesMax - 1, 'a')));

    for (const char* text : {"", "/", "site", "/a/", "//a", "/1a", "/a b", "/a[1]", "/a[]", "/a[",
                             "/a[00000000000000A1]", "/a[00000000000000a1", "/a]", "/@"}) {
        INFO(text);
        const auto path = node_path_from(text);
        REQUIRE_FALSE(path);
        CHECK(path.error().code == adit::Code::BadInput);
    }
    CHECK_FALSE(node_path_from("/" + std::string(kPathBytesMax, 'a')));
}

TEST_CASE("a path knows its pattern, its instances and what it stands in", "[record][path]") {
    const NodePath inner =
        NodePath{"/pay/one"}.instance({0xa1}).child("part").instance({~0ull}).child("kg");
    CHECK(inner.text == "/pay/one[00000000000000a1]/part[ffffffffffffffff]/kg");
    CHECK(node_path_from(inner.text));
    CHECK(inner.pattern() == "/pay/one/part/kg");
    CHECK(inner.instances() == std::vector<InstanceId>{{0xa1}, {~0ull}});
    CHECK(inner.is_within(NodePath{"/pay/one"}.instance({0xa1})));
    CHECK(inner.is_within({"/pay/one"}));
    CHECK(inner.is_within(inner));
    CHECK_FALSE(inner.is_within({"/pay/on"}));
    CHECK_FALSE(inner.is_within(NodePath{"/pay/one"}.instance({0xa2})));
}

TEST_CASE("people see the place of an instance, not its id", "[record][path]") {
    Record record;
    const NodePath repeat{"/pay/one"};
    record.instances[repeat] = {{7}, {3}};
    record.instances[repeat.instance({3}).child("part")] = {{9}};
    const NodePath path = repeat.instance({3}).child("part").instance({9}).child("kg");
    CHECK(display_path(record, path) == "/pay/one[2]/part[1]/kg");
    CHECK(display_path(record, {"/site"}) == "/site");
    CHECK(display_path(record, repeat.instance({5})) == "/pay/one[0000000000000005]");
}

TEST_CASE("a record without a name of its own is called nothing", "[record]") {
    Record record;
    CHECK(instance_name_of(record).empty());
    record.answers[{"/meta/instanceName"}].siblings.push_back({"Kamituga, 23 Nov", {}, {}, {}, 0});
    CHECK(instance_name_of(record) == "Kamituga, 23 Nov");
    CHECK_FALSE(record.in_conflict());
    CHECK(record.find_value({"/nowhere"}) == nullptr);
}
