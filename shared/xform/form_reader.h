// FormReader: one XForm on its way to a Definition. Its functions stand in reading.cpp (the whole),
// read_model.cpp (the primary instance and its binds), read_body.cpp (controls), read_choices.cpp
// (what they offer) and read_words.cpp (labels and itext).
#pragma once

#include "xform/problem_list.h"
#include "xml/document.h"

#include <functional>
#include <map>
#include <set>
#include <unordered_map>

namespace adit::xform {

constexpr std::string_view kXFormsUri = "http://www.w3.org/2002/xforms";
constexpr std::string_view kJavaRosaUri = "http://openrosa.org/javarosa";
constexpr std::string_view kOpenRosaUri = "http://openrosa.org/xforms";
constexpr std::string_view kOdkUri = "http://www.opendatakit.org/xforms";
constexpr std::string_view kEntitiesUri = "http://www.opendatakit.org/xforms/entities";

/// An element of itext: what stands in its translations.
struct Text {
    forms::Words words, guidance;
    forms::Media media;
};

class FormReader {
public:
    Reading run(std::string_view text);

private:
    using Node = forms::Node;

    // The whole.
    void read(const xml::Node& html);
    void read_namespaces(const xml::Node& html, const xml::Node& model, const xml::Node& root);
    void read_submission(const xml::Node& model);
    void make_plan();
    void tell_limits();
    void complain(const xml::Node& at, std::string value, std::string what,
                  Severity severity = Severity::Error);
    void warn(const xml::Node& at, std::string value, std::string what) {
        complain(at, std::move(value), std::move(what), Severity::Warning);
    }

    // The primary instance.
    void read_primary(const xml::Node& model);
    void read_identity(const xml::Node& root);
    void add_children(const xml::Node& element, Node& node, const std::string& path, bool texts);
    void add_repeat(const std::vector<const xml::Node*>& alike, Node& node,
                    const std::string& path);
    void add_attributes(const xml::Node& element, Node& node, bool texts);
    Node node_of(const xml::Node& element, const Node& above);
    bool has_short_path(const xml::Node& element, const Node& node);
    bool repeats(const std::vector<const xml::Node*>& alike, const std::string& path) const;
    struct Texts {            // Whether they are given, too.
        bool beside = false;  // The repeats.
        bool inside = false;  // Their instances.
    };
    void add_given(const std::vector<const xml::Node*>& alike, const std::string& path, bool texts);
    void add_given_below(const xml::Node& element, const std::string& path, Texts texts);
    void add_missing_meta();
    void index_nodes(Node& above, const std::string& path, const std::string& local);
    void find_repeats(const xml::Node& above, const std::string& context);

    // Binds and paths.
    void read_binds(const xml::Node& model);
    void read_bind(const xml::Node& bind, Node& node);
    static bool read_preload(const std::string& kind, const std::string& what, Node& node);
    std::string absolute(std::string_view path, std::string_view context) const;
    Node* find(const std::string& path);
    void read_entity();

    // The body.
    void read_body(const xml::Node& body);
    void read_controls(const xml::Node& above, const std::string& context, Node* group);
    void read_group(const xml::Node& group, const std::string& context);
    void read_repeat(const xml::Node& repeat, const std::string& context, const Node* around);
    void read_control(const xml::Node& control, const std::string& context);
    void note_shown(Node& node);
    static int settle_order(Node& above);
    std::string reference_of(const xml::Node& element, const std::string& context);
    static void read_body_attributes(const xml::Node& control, Node& node);
    static void read_range(const xml::Node& control, Node& node);
    static std::optional<forms::QuestionType> type_of_control(const xml::Node& control);
    bool read_action(const xml::Node& element, const std::string& context,
                     std::vector<forms::Action>& actions);

    // Choices.
    void read_instances(const xml::Node& model);
    void read_instance(const xml::Node& instance);
    void read_items(const xml::Node& control, Node& node);
    void read_itemset(const xml::Node& itemset, Node& node);
    bool read_simple_itemset(const std::string& nodeset, const std::string& value,
                             const std::string& label, Node& node);
    bool take_list(const std::string& id, const std::string& value, const std::string& label);
    std::string free_list_name(const std::string& wanted) const;

    // Words.
    void read_itext(const xml::Node& model);
    void read_translation(const xml::Node& translation, const std::string& code);
    void read_text(const xml::Node& text, const std::string& code);
    static std::string words_of(const xml::Node& element);
    bool may_borrow(const xml::Node& at, const forms::Words& words);
    void read_label(const xml::Node& label, forms::Words& words, Node* node);
    void read_hint(const xml::Node& hint, Node& node);
    void read_message(const xml::Node& bind, const std::string& text, forms::Words& words);
    const Text* find_text(std::string_view expression) const;

    // Types.
    void settle_types(Node& above);
    void settle_type(Node& node);

    forms::Definition definition_;
    ProblemList problems_;
    const xml::Node* root_ = nullptr;  // Of the primary instance.
    std::size_t nodes_ = 0;
    std::set<std::string> repeats_;  // Paths of repeats, as the body names them.
    std::set<std::string> bound_root_attributes_;
    std::unordered_map<std::string, Node*> by_path_;   // "/data/orx:meta"
    std::unordered_map<std::string, Node*> by_local_;  // "/data/meta"
    std::map<std::string, std::string> bind_ids_;      // id -> path.
    std::map<const Node*, forms::QuestionType> controls_;
    int shown_ = 0;  // The nodes that stand in the body, so far.
    std::map<const Node*, std::pair<std::string, std::string>> preloads_;
    std::map<std::string, const xml::Node*> inline_instances_;
    std::set<std::string> used_names_;                // Of lists and instances.
    std::map<std::string, std::string> list_labels_;  // How an instance became a list.
    std::map<std::string, Text, std::less<>> texts_;
    std::size_t words_bytes_ = 0;
};

/// The value of an attribute; "" when it is absent.
std::string attribute_of(const xml::Node& element, std::string_view local,
                         std::string_view uri = {});
/// A literal such as 'id' or "id": what stands between the marks.
std::optional<std::string> literal_in(std::string_view expression);

}  // namespace adit::xform
