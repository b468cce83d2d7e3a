// Brought: what a submission brought into a LiveForm that the form's own rules would not write
// again: nodes that stand there though not relevant, nodes that do not though relevant, and what
// the form does not know. Each holds until somebody changes what it depends on.
#pragma once

#include "xform/submission.h"

#include <cstdint>
#include <unordered_map>

namespace adit::xform {

class Brought {
public:
    /// Loads a submission into a form that has not started. It was read by this form's definition.
    void load(const Submission& submission, forms::LiveForm& form);
    /// Once, when the form says what is relevant.
    void settle(const forms::LiveForm& form);
    /// After answers: what has become relevant is the form's again.
    void follow(const forms::LiveForm& form);
    /// Before an instance is removed: another may get its nodes.
    void forget(const forms::LiveForm& form, forms::NodeId instance);

    bool writes(const forms::LiveForm& form, forms::NodeId node) const;
    /// Null when there is nothing.
    const std::vector<Submission::Unknown>* find_unknown(forms::NodeId node) const;

private:
    enum class Was : std::uint8_t { AsTheFormSays, There, Away };
    Was was(forms::NodeId node) const;

    std::vector<Was> was_;                 // By node; what lies behind its end came later.
    std::vector<forms::NodeId> retained_;  // There, and not relevant.
    std::unordered_map<forms::NodeId, std::vector<Submission::Unknown>> unknown_;
};

}  // namespace adit::xform
