#include "reports/lists.h"
#include "reports/record_page.h"

#include <map>

namespace adit::reports {
namespace {

using record::NodePath;
using record::Value;

/// Tells operations one after the other. What a person wrote over is what that person had seen: two
/// who answered apart both wrote over the same, and neither over the other.
class Teller {
public:
    Teller(const record::Record& record, const Wording& wording)
        : record_(record), wording_(wording) {}

    Json tell(const record::Dot& dot, const record::Operation& operation) {
        dot_ = dot;
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
    Json written(const char* what, const NodePath& path, const Value& value,
                 const std::vector<record::Dot>& replaces) {
        Json text = wording_.text(path, value);
        Json out = line(what, path, text);
        out["was"] = text_over(path, replaces);
        writings_.insert_or_assign({path, dot_}, std::move(text));
        return out;
    }
    /// The texts of these writings at the path, each once; null when there were none.
    Json text_over(const NodePath& path, const std::vector<record::Dot>& replaces) const {
        Json over = nullptr;
        for (const record::Dot& dot : replaces) {
            const auto found = writings_.find({path, dot});
            if (found == writings_.end() || found->second == over) continue;
            if (over.is_null()) {
                over = found->second;
                continue;
            }
            for (const char* language : {"en", "fr"}) {
                over[language] = over[language].get<std::string>() + " / " +
                                 found->second[language].get<std::string>();
            }
        }
        return over;
    }

    Json told(const record::Put& put) { return written("put", put.path, put.value, put.replaces); }
    Json told(const record::Compute& made) {
        Json text = wording_.text(made.path, made.value);
        Json out = line("compute", made.path, text);
        const auto before = computed_.find(made.path);
        if (before != computed_.end()) out["was"] = before->second;
        computed_.insert_or_assign(made.path, std::move(text));
        return out;
    }
    Json told(const record::Resolve& chosen) {
        return written("resolve", chosen.path, chosen.chosen, chosen.replaces);
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
    record::Dot dot_;  // Of the change that is being told.
    std::map<std::pair<NodePath, record::Dot>, Json> writings_;
    std::map<NodePath, Json> computed_;
};

/// How far that laptop's clock was ahead of ours, when it was so far that ours does not follow it
/// (MERGE, merge rule 9).
Json clock_ahead_ms(const record::Change& change, std::int64_t received_ms) {
    const std::int64_t ahead = change.clock.ms() - received_ms;
    return ahead > record::kClockAheadMaxMs ? Json(ahead) : Json(nullptr);
}

}  // namespace

Json history_of(const std::vector<record::Change>& changes, const Received& received,
                const record::Record& record, const Wording& wording, const Names& names) {
    Teller teller(record, wording);
    Json list = Json::array();
    for (const record::Change& change : changes) {
        Json operations = Json::array();
        for (const auto& operation : change.operations)
            operations.push_back(teller.tell(change.dot, operation));
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
             {"clock_ahead_ms",
              came == received.end() ? Json(nullptr) : clock_ahead_ms(change, came->second)},
             {"form_version", change.form.version},
             {"operations", std::move(operations)}});
    }
    return list;
}

}  // namespace adit::reports
