// Walks over an open form: its pages, its questions in the order of the form, what to ask next.
//
// A page is a relevant group or repeat right below the root, or a run of questions that stand there
// without one (named by the first of them).
#pragma once

#include "model/app_state.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace adit::model {

std::vector<record::NodePath> pages_of(const forms::FormSession& session);
/// What stands on this page, directly: questions, groups and repeats, relevant or not.
std::vector<record::NodePath> nodes_on_page(const forms::FormSession& session,
                                            const record::NodePath& page);
/// The page that holds this node, or the first page.
record::NodePath page_of(const OpenForm& form, const record::NodePath& path);

/// Relevant questions that a person answers, below this page or in the whole form.
std::vector<record::NodePath> questions_on_page(const forms::FormSession& session,
                                                const record::NodePath& page);
std::vector<record::NodePath> questions_of(const OpenForm& form);

/// The first question after `from` (round the end, back to it) that is not answered, breaks its
/// constraint or is in conflict.
std::optional<record::NodePath> next_open_question(const OpenForm& form,
                                                   const record::NodePath& from);

/// The first question that looks sites up, and the first called country.
std::optional<record::NodePath> site_question(const forms::Definition& definition);
std::optional<record::NodePath> country_question(const forms::Definition& definition);

}  // namespace adit::model
