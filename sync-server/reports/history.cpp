#include "reports/lists.h"
#include "reports/record_page.h"

#include <map>

namespace adit::reports {
namespace {

using record::NodePath;
using record::Value;

/// Tells operations one after the other, remembering what stood at each path before.
class Teller {
public:
    Teller(const record::Record& record, const Wording& wording)
        : record_(record), wording_(wording) {}

    Json tell(const record::Operation& operation) {
        return std::visit([this](const auto& done) { return told(done); }, operation);
    }

private:
    Json line(const char* what, const NodePath& path, Json text) const {
        return {{"op", what},
                {"path", display_path(record_, path)},
                {"label", path.text.empty() ? same_words("") : wording_.label(path)},
                {"text", std::move(text)},
                {"was", nullptr}};
    }
    Json line(const char* what, const std::string& text = "") const {
        return line(what, NodePath{}, same_words(text));
    }
    Json written(const char* what, const NodePath& path, const Value& value) {
        Json text = wording_.text(path, value);
        Json out = line(what, path, text);
        const auto before = stood_.find(path);
        if (before != stood_.end()) out["was"] = before->second;
        stood_.insert_or_assign(path, std::move(text));
        return out;
    }

    Json told(const record::Put& put) { return written("put", put.path, put.value); }
    Json told(const record::Compute& made) { return written("compute", made.path, made.value); }
    Json told(const record::Resolve& chosen) {
        return written("resolve", chosen.path, chosen.chosen);
    }
    Json told(const record::AddInstance& added) {
        return line("add_instance", added.instance, same_words(""));
    }
    Json told(const record::RemoveInstance& removed) {
        return line("remove_instance", removed.instance, same_words(""));
    }
    Json told(const record::Finalise&) { return line("finalise"); }
    Json told(const record::Reopen& reopened) { return line("reopen", reopened.reason); }
    Json told(const record::Review& review) {
        const std::string state = word_for(review.state);
        return line("review", review.reason.empty() ? state : state + ": " + review.reason);
    }
    Json told(const record::Comment& comment) {
        return line("comment", comment.path, same_words(comment.text));
    }
    Json told(const record::Flag& flag) { return line("flag", flag.path, same_words(flag.why)); }
    Json told(const record::Attach& attached) {
        return line("attach", attached.path, same_words(attached.blob.name));
    }
    Json told(const record::Delete& deleted) { return line("delete", deleted.reason); }
    Json told(const record::Restore&) { return line("restore"); }
    Json told(const record::DuplicateOf& link) {
        return line(link.linked ? "duplicate_of" : "not_duplicate_of", link.record.text());
    }
    Json told(const record::Mark& mark) { return line("mark", mark.word); }

    const record::Record& record_;
    const Wording& wording_;
    std::map<NodePath, Json> stood_;
};

}  // namespace

Json history_of(const std::vector<record::Change>& changes, const Received& received,
                const record::Record& record, const Wording& wording, const Names& names) {
    Teller teller(record, wording);
    Json list = Json::array();
    for (const record::Change& change : changes) {
        Json operations = Json::array();
        for (const auto& operation : change.operations)
            operations.push_back(teller.tell(operation));
        const record::DeviceId& device = change.dot.feed.device;
        const auto came = received.find(change.dot);
        list.push_back(
            {{"dot", device.text() + "/" + std::to_string(change.dot.number)},
             {"author", change.author},
             {"author_name", names.person(change.author)},
             {"role", names.role(device)},
             {"device_name", names.device(device)},
             {"clock_ms", change.clock.ms()},
             {"wall_ms", change.wall_ms},
             {"received_ms", came == received.end() ? Json(nullptr) : Json(came->second)},
             {"form_version", change.form.version},
             {"operations", std::move(operations)}});
    }
    return list;
}

}  // namespace adit::reports
