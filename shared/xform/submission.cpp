#include "xform/submission.h"

#include "xml/writer.h"

#include <set>

namespace adit::xform {
namespace {

using forms::NodeId;
using xpath::kNoNode;

class Writing {
public:
    Writing(const forms::Definition& definition, const forms::LiveForm& form)
        : definition_(definition), form_(form), tree_(form.tree().tree()) {}

    std::string run() {
        const NodeId root = form_.tree().only(0);
        out_.open(definition_.root_name);
        declare_prefixes();
        for (const auto& [name, uri] : definition_.root_attributes) {
            if (name == "xmlns") out_.attribute(name, uri);
        }
        write_inside(root);
        out_.close();
        return out_.take();
    }

private:
    // Of the prefixes that the form knows, those that its nodes bear.
    void declare_prefixes() {
        std::set<std::string_view> used;
        const xpath::Shape& shape = form_.plan().shape;
        for (int node = 0; node < shape.size(); ++node) {
            const std::string& name = shape[node].name;
            const auto colon = name.find(':');
            if (colon != std::string::npos) used.insert(std::string_view(name).substr(0, colon));
        }
        for (const auto& [prefix, uri] : definition_.namespaces) {
            if (used.contains(prefix)) out_.attribute("xmlns:" + prefix, uri);
        }
    }

    void write_inside(NodeId node) {
        for (NodeId at = tree_[node].first_attribute; at != kNoNode; at = tree_[at].next) {
            const std::string& name = tree_.name_of(at);
            if (!tree_[at].hidden && name != "xmlns") out_.attribute(name, tree_[at].text);
        }
        if (tree_[node].first_child == kNoNode) out_.text(tree_[node].text);
        for (NodeId at = tree_[node].first_child; at != kNoNode; at = tree_[at].next) {
            if (tree_[at].hidden || form_.tree().is_anchor(at)) continue;
            out_.open(tree_.name_of(at));
            if (const forms::Node* row = form_.row_of(at)) {
                for (const auto& [name, uri] : row->instance_attributes) {
                    if (name.starts_with("xmlns")) out_.attribute(name, uri);
                }
            }
            write_inside(at);
            out_.close();
        }
    }

    const forms::Definition& definition_;
    const forms::LiveForm& form_;
    const xpath::Tree& tree_;
    xml::Writer out_;
};

}  // namespace

std::string write_submission(const forms::Definition& definition, const forms::LiveForm& form) {
    return Writing(definition, form).run();
}

}  // namespace adit::xform
