// Submissions: a filled form as the XML that ODK's clients send and its servers take; written, and
// read back whichever client wrote it.
//
// What is read loses nothing: a node that its form would leave out as not relevant stays, one that
// is not there stays away, what a client calculated stays as it calculated it, and what the form
// does not know (another version of it did) is told and kept. Written again it is the same
// submission: the same nodes, texts and attributes, instances in their order. The form's own order
// of nodes and the form's prefixes are taken; white space between elements and comments are not.
//
// Bytes may come from anywhere: what cannot be read is a Problem in a sentence, and time and memory
// are bounded by the maxima below. Plain data; one call is one thread's.
#pragma once

#include "forms/live_form.h"
#include "xform/reading.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::xform {

constexpr std::size_t kFilledBytesMax = 16u << 20;
constexpr std::size_t kFilledInstancesMax = 10'000;  // Of all repeats together.
constexpr std::size_t kFilledNodesMax = 1'000'000;   // As written; and as the form has them there.
constexpr std::size_t kUnknownBytesMax = 16u << 20;  // Of what the form does not know.

/// Nodes are numbers in the shape of the form's plan, instances in `instances`.
struct Submission {
    struct Instance {
        int repeat = -1;         // -1: the record itself, which is the first.
        std::size_t within = 0;  // The instance around it; it stands before this one.
        std::size_t number = 1;  // From 1, among those of its repeat there.
        bool operator==(const Instance&) const = default;
    };
    /// A node that stands there: a question, an attribute, or a group, whose text is "".
    struct Node {
        int node = 0;
        std::size_t instance = 0;
        std::string text;
        bool operator==(const Node&) const = default;
    };
    struct Unknown {
        int node = 0;  // It stands in this one.
        std::size_t instance = 0;
        std::string name;  // "depth", "@odk:source" of an attribute; "" of a text between elements.
        std::string uri;   // Of an attribute's prefix.
        std::string text;  // Of an attribute its value, else XML with all namespaces that it needs.
        bool operator==(const Unknown&) const = default;
    };

    record::FormRef form;     // As it says itself: its version may be another than the form's.
    std::string instance_id;  // "uuid:…"; "" when it has none.
    std::vector<Instance> instances;
    std::vector<Node> nodes;  // In the order in which they were written.
    std::vector<Unknown> unknown;
    bool operator==(const Submission&) const = default;
};

struct SubmissionReading {
    std::optional<Submission> submission;  // Given when no problem is an Error.
    std::vector<Problem> problems;         // In the order of their lines.
};

/// `definition` carries its plan.
SubmissionReading read_submission(const forms::Definition& definition, std::string_view xml);

/// "/data/house[2]/name", as Playing names places.
std::string place_of(const forms::Definition& definition, const Submission& submission, int node,
                     std::size_t instance);

/// As it was read: nothing is computed.
std::string write_submission(const std::shared_ptr<const forms::Definition>& definition,
                             const Submission& submission);

class Brought;

/// The primary instance as it stands. What is not relevant is left out with all below it; names,
/// prefixes and the root's attributes are those of the form's model (ODK XForms, "Submission").
/// `brought`: what a submission brought into this form, which is written as there.
std::string write_submission(const forms::Definition& definition, const forms::LiveForm& form,
                             const Brought* brought = nullptr);

}  // namespace adit::xform
