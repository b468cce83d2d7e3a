#include "xform/problem_list.h"

#include "base/order.h"

namespace adit::xform {

void ProblemList::add(Problem problem) {
    refuses_ = refuses_ || problem.severity == Severity::Error;
    if (problems_.size() < kProblemsMax) {
        problems_.push_back(std::move(problem));
    } else {
        ++more_;
    }
}

std::vector<Problem> ProblemList::take() {
    put_in_order_of(problems_, &Problem::line);
    if (more_ > 0) {
        Problem last;
        last.what = std::to_string(more_) + " more problems: mend these first, then look again.";
        last.severity = refuses_ ? Severity::Error : Severity::Warning;
        problems_.push_back(std::move(last));
    }
    return std::move(problems_);
}

}  // namespace adit::xform
