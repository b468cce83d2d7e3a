#include "merge/decisions.h"

namespace adit::merge {
namespace {

using record::Delete;
using record::Finalise;
using record::Reopen;
using record::Restore;
using record::Review;
using record::Seen;

const Seen* seen_by(const Step& step) {
    return std::visit(
        [](const auto& operation) -> const Seen* {
            if constexpr (requires { operation.seen; }) {
                return &operation.seen;
            } else {
                return nullptr;
            }
        },
        *step.operation);
}

/// One decision was made in knowledge of the other. A device always knows its own.
bool comes_after(const Step& later, const Step& earlier) {
    if (has_seen(later, *seen_by(later), earlier)) return true;
    return later.dot().feed == earlier.dot().feed && later.dot().number > earlier.dot().number;
}

template <class... Kinds>
std::vector<Step> decisions(const std::vector<Step>& steps) {
    std::vector<Step> found;
    for (const Step& step : steps) {
        if ((std::holds_alternative<Kinds>(*step.operation) || ...)) found.push_back(step);
    }
    return found;
}

/// Of those that no other decision knew of, the last in clock order; null when there is none.
/// A clock from the future cannot win against somebody who had seen its decision.
const Step* standing(const std::vector<Step>& made) {
    const Step* latest = nullptr;
    for (const Step& step : made) {
        const bool overtaken = std::any_of(made.begin(), made.end(), [&](const Step& other) {
            return &other != &step && comes_after(other, step);
        });
        if (!overtaken) latest = &step;
    }
    // All overtaken one another: only a device that lies can say so. The clock decides.
    return latest == nullptr && !made.empty() ? &made.back() : latest;
}

void decide_stage(record::Record& record, const std::vector<Step>& steps) {
    const auto made = decisions<Finalise, Reopen>(steps);
    const Step* stands = standing(made);
    const bool finalised =
        stands != nullptr && std::holds_alternative<Finalise>(*stands->operation);
    record.stage = finalised ? record::Stage::Finalised : record::Stage::Draft;
    record.edited_apart =
        finalised && std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
            return is_edit(*step.operation) && step.dot().feed != stands->dot().feed &&
                   !has_seen(*stands, *seen_by(*stands), step);
        });
}

bool is_edited_since(const Step& decision, const std::vector<Step>& steps) {
    return std::any_of(steps.begin(), steps.end(), [&](const Step& step) {
        return is_edit(*step.operation) && !has_seen(decision, *seen_by(decision), step);
    });
}

void decide_review(record::Record& record, const std::vector<Step>& steps) {
    const auto made = decisions<Review>(steps);
    const Step* stands = standing(made);
    if (stands == nullptr) return;
    const auto& review = std::get<Review>(*stands->operation);
    record.reviewer = stands->change->author;
    record.review_reason = review.reason;
    record.edited_since_review = is_edited_since(*stands, steps);
    // Never approved with values that nobody approved: an edit sends it back.
    record.review = record.edited_since_review ? record::ReviewState::Received : review.state;
}

void decide_deletion(record::Record& record, const std::vector<Step>& steps) {
    const auto restores = decisions<Restore>(steps);
    for (const Step& deletion : decisions<Delete>(steps)) {
        const bool restored =
            std::any_of(restores.begin(), restores.end(),
                        [&](const Step& restore) { return comes_after(restore, deletion); });
        if (restored) continue;
        if (is_edited_since(deletion, steps)) {
            record.edited_after_deletion = true;
        } else {
            record.deleted = true;
        }
    }
    // A deletion by somebody who had seen the edit settles it.
    if (record.deleted) record.edited_after_deletion = false;
}

}  // namespace

void decide(record::Record& record, const std::vector<Step>& steps) {
    decide_stage(record, steps);
    decide_review(record, steps);
    decide_deletion(record, steps);
}

}  // namespace adit::merge
