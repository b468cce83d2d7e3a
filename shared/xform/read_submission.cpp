// Submissions read: each element finds its node in the form by name, whatever prefix it bears.
#include "base/ensure.h"
#include "base/text.h"
#include "forms/plan.h"
#include "xform/form_reader.h"
#include "xform/problem_list.h"
#include "xform/submission.h"
#include "xml/reader.h"
#include "xml/writer.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

namespace adit::xform {
namespace {

constexpr std::string_view kSubmissionsUri = "http://opendatakit.org/submissions";
constexpr std::size_t kValueMax = 80;  // Bytes of a value that a problem shows.

std::string_view prefix_in(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? std::string_view() : name.substr(0, colon);
}

std::string_view local_in(std::string_view name) {
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

// The beginning, on one line.
std::string shown(std::string_view text) {
    std::string line;
    for (const std::string_view word : words(text.substr(0, 4 * kValueMax))) {
        (line += line.empty() ? "" : " ") += word;
    }
    if (line.size() <= kValueMax) return line;
    std::size_t end = kValueMax;
    while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0u) == 0x80u) --end;
    return line.substr(0, end) + "…";
}

/// What the form calls its nodes below one of them.
struct Named {
    int node = 0;
    std::string_view name;
    std::string uri;
};
using NamesBelow = std::multimap<std::string_view, Named>;  // By local name; attributes too.

class SubmissionReader {
public:
    explicit SubmissionReader(const forms::Definition& definition)
        : definition_(definition),
          shape_(definition.plan->shape),
          rows_(forms::nodes_in_order(definition)) {}

    SubmissionReading run(std::string_view text);

private:
    void complain(const xml::Node& at, std::string value, std::string what,
                  Severity severity = Severity::Error) {
        problems_.add({static_cast<int>(at.line), at.name->qualified(), std::move(value),
                       std::move(what), severity});
    }
    void warn(const xml::Node& at, std::string value, std::string what) {
        complain(at, std::move(value), std::move(what), Severity::Warning);
    }
    std::string of_form() const { return "the form \"" + definition_.form.id + "\""; }
    std::string other_version() const;
    std::string should_it_count() const {
        return "Should it be an answer, read this submission with " + other_version() + ".";
    }

    bool check_root(const xml::Node& root);
    void check_identity(const xml::Node& root);
    void read_inside(const xml::Node& element, int node, std::size_t instance);
    void read_attributes(const xml::Node& element, int node, std::size_t instance);
    void read_texts(const xml::Node& element, int node, std::size_t instance);
    void read_children(const xml::Node& element, int node, std::size_t instance);
    void add_instance(const xml::Node& element, int repeat, std::size_t within, std::size_t number);
    void keep(const xml::Node& at, Submission::Unknown one);

    const NamesBelow& names_below(int node);
    std::string address_of(std::string_view prefix, int node) const;
    bool is_own(std::string_view uri) const;
    std::vector<int> find_elements(const xml::Node& element, int above);
    int choose(const xml::Node& element, const std::vector<int>& found,
               const std::set<int>& taken) const;
    int find_attribute(const xml::Name& name, int above);
    bool has_elements(int node) const;
    std::string fragment_of(const xml::Node& element) const;

    const forms::Definition& definition_;
    const xpath::Shape& shape_;
    std::vector<const forms::Node*> rows_;
    std::unordered_map<int, NamesBelow> names_;
    std::map<std::string, std::vector<std::string>, std::less<>> scope_;  // Prefix -> addresses.
    std::string root_uri_;
    std::size_t form_nodes_ = 0;
    std::size_t unknown_bytes_ = 0;
    Submission submission_;
    ProblemList problems_;
};

// --- names --------------------------------------------------------------------------------------

// "" where the form declares none.
std::string SubmissionReader::address_of(std::string_view prefix, int node) const {
    const std::string declared = prefix.empty() ? "xmlns" : "xmlns:" + std::string(prefix);
    for (int at = node; at > 0; at = shape_[at].parent) {
        if (at >= definition_.plan->rows_end) continue;
        for (const auto& [name, uri] : rows_[static_cast<std::size_t>(at)]->instance_attributes) {
            if (name == declared) return uri;
        }
    }
    if (prefix.empty()) return {};
    for (const auto& [known, uri] : definition_.namespaces) {
        if (known == prefix) return uri;
    }
    return {};
}

bool SubmissionReader::is_own(std::string_view uri) const {
    return uri.empty() || uri == root_uri_ || uri == kXFormsUri;
}

const NamesBelow& SubmissionReader::names_below(int node) {
    const auto [place, is_new] = names_.try_emplace(node);
    if (!is_new) return place->second;
    for (const int child : shape_[node].children) {
        const xpath::ShapeNode& made = shape_[child];
        const std::string_view name = made.name;
        const std::string_view prefix = prefix_in(name);
        const bool plain = made.is_attribute && prefix.empty();
        Named one{child, name, plain ? std::string() : address_of(prefix, child)};
        place->second.emplace(local_in(name), std::move(one));
    }
    return place->second;
}

// All that it may be. Meta nodes are the same with the namespace of OpenRosa and without.
std::vector<int> SubmissionReader::find_elements(const xml::Node& element, int above) {
    const auto named = [&](const std::string& uri) { return is_own(uri) ? std::string() : uri; };
    const auto meta = [](std::string_view uri) { return uri.empty() || uri == kOpenRosaUri; };
    const std::string uri = named(element.name->uri);
    std::vector<int> exact, alike;
    const auto [from, to] = names_below(above).equal_range(element.name->local);
    for (auto at = from; at != to; ++at) {
        const int node = at->second.node;
        if (shape_[node].is_attribute) continue;
        const std::string own = named(at->second.uri);
        if (own == uri) exact.push_back(node);
        if (meta(own) && meta(uri)) alike.push_back(node);
    }
    return exact.empty() ? alike : exact;
}

int SubmissionReader::find_attribute(const xml::Name& name, int above) {
    const auto [from, to] = names_below(above).equal_range(name.local);
    for (auto at = from; at != to; ++at) {
        const bool alike =
            name.uri.empty() ? at->second.name == name.local : at->second.uri == name.uri;
        if (shape_[at->second.node].is_attribute && alike) return at->second.node;
    }
    return -1;
}

bool SubmissionReader::has_elements(int node) const {
    return std::ranges::any_of(shape_[node].children,
                               [&](int child) { return !shape_[child].is_attribute; });
}

// Of several that have not been met yet the first; of entities that of the same list.
int SubmissionReader::choose(const xml::Node& element, const std::vector<int>& found,
                             const std::set<int>& taken) const {
    const std::string* list = element.attribute("dataset");
    int first = -1;
    for (const int node : found) {
        if (shape_[node].is_repeat) return node;
        if (taken.contains(node)) continue;
        if (first < 0) first = node;
        const auto named = shape_.find_attribute(node, "dataset");
        const bool same = list != nullptr && named && *named < definition_.plan->rows_end &&
                          rows_[static_cast<std::size_t>(*named)]->initial == *list;
        if (same) return node;
    }
    return first;
}

// --- what the form does not know ----------------------------------------------------------------

std::string SubmissionReader::other_version() const {
    const std::string& version = submission_.form.version;
    const bool is_other = !version.empty() && version != definition_.form.version;
    return is_other ? "version \"" + version + "\" of the form" : "another version of the form";
}

void note_prefixes(const xml::Node& element, std::set<std::string>& used) {
    used.insert(element.name->prefix);
    for (const xml::Attribute& one : element.attributes) used.insert(one.name->prefix);
    for (const xml::Node& child : element.children) {
        if (child.is_element()) note_prefixes(child, used);
    }
}

// It stands alone then: with the addresses of the prefixes that it uses.
std::string SubmissionReader::fragment_of(const xml::Node& element) const {
    xml::Node whole = element;
    std::set<std::string> used{""};
    note_prefixes(element, used);
    for (const std::string& prefix : used) {
        const auto found = scope_.find(prefix);
        const bool known = found != scope_.end() && !found->second.empty();
        const bool own = known && prefix.empty() && is_own(found->second.back());
        const bool again = std::ranges::any_of(
            element.declared, [&](const xml::Namespace& one) { return one.prefix == prefix; });
        if (known && !own && !again) whole.declared.push_back({prefix, found->second.back()});
    }
    xml::Writer out;
    out.copy(whole);
    return out.take();
}

void SubmissionReader::keep(const xml::Node& at, Submission::Unknown one) {
    const bool fits = unknown_bytes_ <= kUnknownBytesMax;
    unknown_bytes_ += one.name.size() + one.uri.size() + one.text.size();
    if (!fits) return;
    submission_.unknown.push_back(std::move(one));
    if (unknown_bytes_ <= kUnknownBytesMax) return;
    problems_.add({static_cast<int>(at.line),
                   {},
                   {},
                   "What " + of_form() +
                       " does not know in this submission is more than can be kept beside it: "
                       "read it with the form that it was filled with."});
}

// --- the tree -----------------------------------------------------------------------------------

void SubmissionReader::read_attributes(const xml::Node& element, int node, std::size_t instance) {
    for (const xml::Attribute& attribute : element.attributes) {
        const int known = find_attribute(*attribute.name, node);
        if (known >= 0) {
            submission_.nodes.push_back({known, instance, attribute.value});
            continue;
        }
        const std::string name = attribute.name->qualified();
        warn(element, shown(attribute.value),
             "In " + of_form() + " this has no attribute " + name + ": it is kept as it stands. " +
                 should_it_count());
        keep(element, {node, instance, "@" + name, attribute.name->uri, attribute.value});
    }
}

// The text of a question; what a group has between its elements is none.
void SubmissionReader::read_texts(const xml::Node& element, int node, std::size_t instance) {
    const bool is_group = has_elements(node);
    std::string text;
    bool among_elements = is_group;
    for (const xml::Node& part : element.children) {
        among_elements = among_elements || part.is_element();
        if (part.kind != xml::Kind::Text) continue;
        if (!is_group) {
            text += part.text;
        } else if (!trimmed(part.text).empty()) {
            warn(element, shown(part.text),
                 "This is a group in " + of_form() +
                     ", and a text stands in it: it is kept as it stands. " + should_it_count());
            keep(element, {node, instance, {}, {}, xml::escaped_text(part.text)});
        }
    }
    if (among_elements && trimmed(text).empty()) text.clear();
    const bool is_instance = instance > 0 && submission_.instances[instance].repeat == node;
    const bool stands_anyway = node == 0 || is_instance;
    if (stands_anyway && text.empty()) return;
    submission_.nodes.push_back({node, instance, std::move(text)});
}

void SubmissionReader::add_instance(const xml::Node& element, int repeat, std::size_t within,
                                    std::size_t number) {
    form_nodes_ += static_cast<std::size_t>(shape_.block_slots(repeat));
    if (submission_.instances.size() > kFilledInstancesMax || form_nodes_ > kFilledNodesMax) {
        complain(element, {},
                 "This submission has more instances of repeats than a record can hold (" +
                     std::to_string(kFilledInstancesMax) +
                     ", or fewer when each has many questions): it was not filled by a person. "
                     "Ask where it comes from, and split it.");
        return;
    }
    submission_.instances.push_back({repeat, within, number});
    read_inside(element, repeat, submission_.instances.size() - 1);
}

void SubmissionReader::read_children(const xml::Node& element, int node, std::size_t instance) {
    std::set<int> taken;
    std::map<int, std::size_t> numbers;
    for (const xml::Node& child : element.children) {
        if (problems_.refuses()) return;
        if (!child.is_element()) continue;
        const std::vector<int> found = find_elements(child, node);
        const int chosen = choose(child, found, taken);
        if (chosen >= 0 && shape_[chosen].is_repeat) {
            if (child.attribute("template", kJavaRosaUri) != nullptr) {
                warn(child, {}, "This is the template of a repeat and no answer: it is left out.");
            } else {
                add_instance(child, chosen, instance, ++numbers[chosen]);
            }
        } else if (chosen >= 0) {
            taken.insert(chosen);
            read_inside(child, chosen, instance);
        } else {
            const std::string again =
                " this stands once, and here it stands again: the first "
                "counts, this one is kept as it stands. Should it repeat";
            const std::string nowhere = " there is no such node below <" +
                                        element.name->qualified() +
                                        ">: it is kept as it stands. Should it be an answer";
            warn(child, shown(child.content()),
                 "In " + of_form() + (found.empty() ? nowhere : again) +
                     ", read this submission with " + other_version() + ".");
            keep(child, {node, instance, child.name->qualified(), {}, fragment_of(child)});
        }
    }
}

void SubmissionReader::read_inside(const xml::Node& element, int node, std::size_t instance) {
    for (const xml::Namespace& one : element.declared) scope_[one.prefix].push_back(one.uri);
    read_texts(element, node, instance);
    read_attributes(element, node, instance);
    read_children(element, node, instance);
    for (const xml::Namespace& one : element.declared) scope_[one.prefix].pop_back();
}

// --- the whole ----------------------------------------------------------------------------------

bool SubmissionReader::check_root(const xml::Node& root) {
    const std::string* encrypted = root.attribute("encrypted");
    if (root.child("base64EncryptedKey") != nullptr ||
        (encrypted != nullptr && *encrypted == "yes")) {
        complain(root, {},
                 "This submission is encrypted: only who has the form's private key can read it. "
                 "Decrypt it where that key is kept, then read what comes out.");
        return false;
    }
    if (root.name->uri == kSubmissionsUri && root.is("submission")) {
        complain(root, {},
                 "This is a server's envelope with a submission in it: take the element inside "
                 "<data> out into a file of its own, and read that.");
        return false;
    }
    submission_.form = {attribute_of(root, "id"), attribute_of(root, "version")};
    if (submission_.form.id.empty()) submission_.form.id = root.name->uri;
    const std::string_view wanted = local_in(definition_.root_name);
    const bool same_form = submission_.form.id == definition_.form.id;
    if (!same_form) {
        const std::string said = submission_.form.id.empty()
                                     ? "does not say of which form it is"
                                     : "is of the form \"" + submission_.form.id + "\"";
        complain(root, submission_.form.id,
                 "This submission " + said + ", and it was to be read as one of " + of_form() +
                     ": name the form that it was filled with.");
        return false;
    }
    if (root.name->local != wanted) {
        complain(root, {},
                 "The root of a submission of " + of_form() + " is <" + definition_.root_name +
                     ">: this one is of another version of the form, or of another form. Name "
                     "the one that it was filled with.");
        return false;
    }
    return true;
}

void SubmissionReader::check_identity(const xml::Node& root) {
    const std::string& version = submission_.form.version;
    if (version != definition_.form.version) {
        warn(root, version,
             "It was filled with version \"" + version +
                 "\" of the form, and is read with "
                 "version \"" +
                 definition_.form.version +
                 "\": check what is said below of nodes "
                 "that are not there, or read it with its own version.");
    }
    const int id = definition_.plan->meta_instance_id;
    if (id < 0) return;
    for (const Submission::Node& one : submission_.nodes) {
        if (one.node == id) submission_.instance_id = trimmed(one.text);
    }
    if (submission_.instance_id.empty()) {
        warn(root, {},
             "It has no instanceID, by which a server knows that it has it already: see to it "
             "that it is sent once.");
    }
}

SubmissionReading SubmissionReader::run(std::string_view text) {
    const auto document =
        xml::read(text, {.bytes_max = kFilledBytesMax, .nodes_max = kFilledNodesMax});
    if (!document) {
        problems_.add(
            {0, {}, {}, "This submission cannot be read: " + document.error().what + "."});
    } else if (check_root(document->root())) {
        root_uri_ = document->root().name->uri;
        submission_.instances.push_back({});
        read_inside(document->root(), 0, 0);
        if (!problems_.refuses()) check_identity(document->root());
    }
    SubmissionReading reading;
    if (!problems_.refuses()) reading.submission = std::move(submission_);
    reading.problems = problems_.take();
    return reading;
}

}  // namespace

SubmissionReading read_submission(const forms::Definition& definition, std::string_view xml) {
    ENSURE(definition.plan != nullptr);
    return SubmissionReader(definition).run(xml);
}

std::string place_of(const forms::Definition& definition, const Submission& submission, int node,
                     std::size_t instance) {
    const xpath::Shape& shape = definition.plan->shape;
    std::string place;
    for (int at = node; at >= 0; at = shape[at].parent) {
        const xpath::ShapeNode& here = shape[at];
        std::string step = (here.is_attribute ? "/@" : "/") + here.name;
        if (here.is_repeat) {
            step += "[" + std::to_string(submission.instances[instance].number) + "]";
            instance = submission.instances[instance].within;
        }
        place = step + place;
    }
    return place;
}

}  // namespace adit::xform
