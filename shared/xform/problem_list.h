// ProblemList: what a reader of this room found, up to kProblemsMax; what is more is counted.
#pragma once

#include "xform/reading.h"

namespace adit::xform {

class ProblemList {
public:
    void add(Problem problem);
    /// Some problem is an Error, counted ones too.
    bool refuses() const { return refuses_; }
    /// In the order of their lines; the last says how many more there are.
    std::vector<Problem> take();

private:
    std::vector<Problem> problems_;
    std::size_t more_ = 0;
    bool refuses_ = false;
};

}  // namespace adit::xform
