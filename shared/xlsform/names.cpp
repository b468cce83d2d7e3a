// Names, when the whole survey is read: each once where it stands, and none that is taken.
#include "base/text.h"
#include "xlsform/draft.h"

#include <algorithm>

namespace adit::xlsform {
namespace {

using forms::Node;
using forms::NodeKind;

class Naming {
public:
    explicit Naming(Draft& draft) : draft_(draft) {}

    void check(const Node& above) {
        std::map<std::string, int, std::less<>> rows;
        std::map<std::string, std::string, std::less<>> plain;
        for (const Node& node : above.children) {
            check_node(node, rows, plain);
            check(node);
        }
    }

private:
    void complain(const Node& node, std::string what, Severity severity = Severity::Error) {
        draft_.complain("survey", node.row, draft_.column("survey", "name"), node.name,
                        std::move(what), severity);
    }

    void check_node(const Node& node, std::map<std::string, int, std::less<>>& rows,
                    std::map<std::string, std::string, std::less<>>& plain) {
        if (!is_node_name(node.name)) {
            complain(node, node.name.empty()
                               ? "Write a name for this row, such as village."
                               : "Write a name that begins with a letter and has only letters, "
                                 "digits, - . and _ in it.");
            return;
        }
        if (node.path.text.size() > record::kPathBytesMax / 2) {
            complain(node, "The names of this row and of the groups around it are too long.");
        }
        if (node.name == "meta") complain(node, "The name meta is taken: choose another.");
        const auto [first, is_new] = rows.emplace(node.name, node.row);
        if (!is_new) {
            complain(node, "Row " + std::to_string(first->second) +
                               " has this name too: choose another.");
            return;
        }
        const auto [other, differs] = plain.emplace(folded(node.name), node.name);
        if (!differs) {
            complain(node,
                     "Only capital letters or accents tell this name from " + other->second +
                         ": some programs take them for one. Choose another.",
                     Severity::Warning);
        }
        if (node.kind == NodeKind::Repeat) check_repeat(node);
    }

    void check_repeat(const Node& node) {
        if (node.name == draft_.definition.root_name) {
            complain(node, "The form itself is called so: give the repeat another name.");
        }
        const auto [first, is_new] = repeats_.emplace(node.name, node.row);
        if (is_new) return;
        complain(node, "The repeat of row " + std::to_string(first->second) +
                           " has this name too: each repeat of a form needs its own.");
    }

    Draft& draft_;
    std::map<std::string, int, std::less<>> repeats_;
};

// The documents that a form looks things up in: each of its own name.
class Instances {
public:
    explicit Instances(Draft& draft) : draft_(draft) {}

    void run() {
        for (const std::string& file : draft_.definition.more_files) add(file, 0, "type");
        note(draft_.definition.root);
        for (const auto& [list, choices] : draft_.definition.lists) {
            const auto known = files_.find(list);
            if (known == files_.end()) continue;
            draft_.complain("choices", 0, "", list,
                            "The form looks up the file " + known->second +
                                " under this name: give the list another.");
        }
    }

private:
    void add(const std::string& file, int row, std::string_view key) {
        const std::string name = file.substr(0, file.rfind('.'));
        const auto [known, is_new] = files_.emplace(name, file);
        if (is_new || known->second == file) return;
        draft_.complain("survey", row, draft_.column("survey", key), file,
                        "The form looks up " + known->second + " too, and both are called " + name +
                            ": rename one of the files.");
    }

    // pulldata('name', …) looks up name.csv.
    void note_expression(const std::string& text, int row, std::string_view key) {
        for (auto at = text.find("pulldata("); at != std::string::npos;
             at = text.find("pulldata(", at + 1)) {
            const std::string_view rest = trimmed(std::string_view(text).substr(at + 9));
            if (rest.empty() || (rest[0] != '\'' && rest[0] != '"')) continue;
            std::string name(trimmed(rest.substr(1, rest.find(rest[0], 1) - 1)));
            if (name.ends_with(".csv")) name.resize(name.size() - 4);
            if (name.empty()) continue;
            add(name + ".csv", row, key);
            std::vector<std::string>& files = draft_.definition.more_files;
            if (std::find(files.begin(), files.end(), name + ".csv") == files.end()) {
                files.push_back(name + ".csv");
            }
        }
    }

    void note(const Node& above) {
        for (const Node& node : above.children) {
            if (!node.file.empty()) add(node.file, node.row, "type");
            note_expression(node.calculation, node.row, "calculation");
            note_expression(node.constraint, node.row, "constraint");
            note_expression(node.read_only, node.row, "read_only");
            note_expression(node.required, node.row, "required");
            note_expression(node.relevant, node.row, "relevant");
            note_expression(node.choice_filter, node.row, "choice_filter");
            note_expression(node.default_value, node.row, "default");
            note(node);
        }
    }

    Draft& draft_;
    std::map<std::string, std::string, std::less<>> files_;  // By the name of the instance.
};

}  // namespace

void check_names(Draft& draft) { Naming(draft).check(draft.definition.root); }

void check_instances(Draft& draft) { Instances(draft).run(); }

}  // namespace adit::xlsform
