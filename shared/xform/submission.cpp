#include "xform/submission.h"

#include "base/ensure.h"
#include "forms/plan.h"
#include "xform/brought.h"
#include "xml/reader.h"
#include "xml/writer.h"

#include <map>
#include <set>

namespace adit::xform {
namespace {

using forms::NodeId;
using xpath::kNoNode;
using Prefixes = std::map<std::string, std::string_view, std::less<>>;  // Prefix -> address.

class Writing {
public:
    Writing(const forms::Definition& definition, const forms::LiveForm& form,
            const Brought* brought)
        : definition_(definition), form_(form), tree_(form.tree().tree()), brought_(brought) {}

    std::string run() {
        const NodeId root = form_.tree().only(0);
        out_.open(definition_.root_name);
        const Prefixes prefixes = declare_prefixes();
        for (const auto& [name, uri] : definition_.root_attributes) {
            if (name == "xmlns") out_.attribute(name, own_uri_ = uri);
        }
        write_inside(root, prefixes, own_uri_);
        out_.close();
        return out_.take();
    }

private:
    // Of the prefixes that the form knows, those that its nodes bear.
    Prefixes declare_prefixes() {
        Prefixes declared;
        std::set<std::string_view> used;
        const xpath::Shape& shape = form_.plan().shape;
        for (int node = 0; node < shape.size(); ++node) {
            const std::string& name = shape[node].name;
            const auto colon = name.find(':');
            if (colon != std::string::npos) used.insert(std::string_view(name).substr(0, colon));
        }
        for (const auto& [prefix, uri] : definition_.namespaces) {
            if (!used.contains(prefix)) continue;
            out_.attribute("xmlns:" + prefix, uri);
            declared.emplace(prefix, uri);
        }
        return declared;
    }

    bool writes(NodeId node) const {
        if (form_.tree().is_anchor(node)) return false;
        return brought_ == nullptr ? form_.is_relevant(node) : brought_->writes(form_, node);
    }

    // `prefixes`: those declared here. `uri`: of names without one.
    void write_inside(NodeId node, const Prefixes& prefixes, const std::string& uri) {
        for (NodeId at = tree_[node].first_attribute; at != kNoNode; at = tree_[at].next) {
            const std::string& name = tree_.name_of(at);
            if (writes(at) && name != "xmlns") out_.attribute(name, tree_[at].text);
        }
        const auto* unknown = brought_ == nullptr ? nullptr : brought_->find_unknown(node);
        if (unknown != nullptr) write_unknown_attributes(*unknown, prefixes);
        if (tree_[node].first_child == kNoNode) out_.text(tree_[node].text);
        for (NodeId at = tree_[node].first_child; at != kNoNode; at = tree_[at].next) {
            if (writes(at)) write_element(at, prefixes, uri);
        }
        if (unknown != nullptr) write_unknown_elements(*unknown, uri);
    }

    void write_element(NodeId node, const Prefixes& around, std::string uri) {
        out_.open(tree_.name_of(node));
        const forms::Node* row = form_.row_of(node);
        if (row == nullptr || row->instance_attributes.empty()) {
            write_inside(node, around, uri);
        } else {
            Prefixes prefixes = around;
            for (const auto& [name, value] : row->instance_attributes) {
                if (!name.starts_with("xmlns")) continue;
                out_.attribute(name, value);
                if (name == "xmlns") uri = value;
                if (name.starts_with("xmlns:")) prefixes[name.substr(6)] = value;
            }
            write_inside(node, prefixes, uri);
        }
        out_.close();
    }

    // Under its own prefix, or one like it where that stands for something else here.
    void write_unknown_attributes(const std::vector<Submission::Unknown>& all, Prefixes prefixes) {
        for (const Submission::Unknown& one : all) {
            if (!one.name.starts_with('@')) continue;
            const std::string name = one.name.substr(1);
            const auto colon = name.find(':');
            if (colon == std::string::npos || one.uri == xml::kXmlUri) {
                out_.attribute(name, one.text);
                continue;
            }
            std::string prefix = name.substr(0, colon);
            for (int more = 1;; ++more) {
                const auto [known, is_new] = prefixes.try_emplace(prefix, one.uri);
                if (is_new) out_.attribute("xmlns:" + prefix, one.uri);
                if (known->second == one.uri) break;
                prefix = name.substr(0, colon) + std::to_string(more);
            }
            out_.attribute(prefix + name.substr(colon), one.text);
        }
    }

    void write_unknown_elements(const std::vector<Submission::Unknown>& all,
                                const std::string& uri) {
        // What has no address of its own is in that of the form.
        std::string parts = "<u xmlns=\"" + xml::escaped_attribute(own_uri_) + "\">";
        for (const Submission::Unknown& one : all) {
            if (!one.name.starts_with('@')) parts += one.text;
        }
        const auto read = xml::read(parts + "</u>");
        ENSURE(read);
        for (xml::Node part : read->root().children) {
            const bool foreign = part.is_element() && uri != own_uri_ && !declares(part, "");
            if (foreign) part.declared.push_back({"", own_uri_});
            out_.copy(part);
        }
    }

    static bool declares(const xml::Node& element, std::string_view prefix) {
        for (const xml::Namespace& one : element.declared) {
            if (one.prefix == prefix) return true;
        }
        return false;
    }

    const forms::Definition& definition_;
    const forms::LiveForm& form_;
    const xpath::Tree& tree_;
    const Brought* brought_;
    xml::Writer out_;
    std::string own_uri_;  // Of the root's names without a prefix.
};

}  // namespace

std::string write_submission(const forms::Definition& definition, const forms::LiveForm& form,
                             const Brought* brought) {
    return Writing(definition, form, brought).run();
}

std::string write_submission(const std::shared_ptr<const forms::Definition>& definition,
                             const Submission& submission) {
    forms::LiveForm form(definition, definition->plan, {}, {});
    Brought brought;
    brought.load(submission, form);
    return write_submission(*definition, form, &brought);
}

}  // namespace adit::xform
