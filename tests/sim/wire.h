// The wire between two machines of a fleet: loses, doubles, cuts, delays; in worlds that know lies,
// turns bits over and gives an old answer to a new question.
#pragma once

#include "sim/fleet.h"

namespace adit::sim {

/// Carries one exchange between two machines of a fleet, and fails as its world has it.
class Wire : public sync::Transport {
public:
    Wire(Fleet& fleet, Machine& caller, Machine& host, bool badly)
        : fleet_(fleet), caller_(caller), host_(host), badly_(badly) {}

    /// Something came that nobody sent: what is told then is no proof of anything.
    bool lied() const { return lied_; }
    bool cut() const { return cut_; }

    Result<Bytes> post(ByteView body) override {
        const Error nobody{Code::Unavailable, "nobody answered"};
        const Fault fault = next_fault();
        Bytes sent(body.begin(), body.end());
        if (badly_ && fleet_.late_.size() < kLateMax && fleet_.below(3) == 0) {
            fleet_.late_.push_back({&caller_, sent});
        }
        if (fault == Fault::Slow) fleet_.now_ms_ += 30'000;
        if (fault == Fault::RequestLost) return nobody;
        if (fault == Fault::RequestFlipped) flip(sent);
        if (fault == Fault::RequestCut) sent.resize(fleet_.below(sent.size()));
        if (fault == Fault::Twice) (void)fleet_.served(host_, caller_, sent);
        auto answer = fleet_.served(host_, caller_, sent);
        if (!answer) return std::move(answer).error();
        if (fault == Fault::AnswerLost || fault == Fault::RequestCut) return nobody;
        if (fault == Fault::AnswerFlipped) flip(*answer);
        cut_ = cut_ || fault == Fault::AnswerCut;
        if (fault == Fault::AnswerCut) answer->resize(fleet_.below(answer->size() + 1));
        if (fault == Fault::OldAnswer && !old_answer_.empty()) {
            lied_ = true;
            return old_answer_;
        }
        old_answer_ = *answer;
        return answer;
    }

private:
    enum class Fault {
        None,
        RequestLost,
        AnswerLost,
        Twice,
        RequestCut,
        AnswerCut,
        Slow,
        RequestFlipped,
        AnswerFlipped,
        OldAnswer,
    };
    static constexpr std::size_t kLateMax = 20;

    Fault next_fault() {
        if (!badly_ || fleet_.below(2) == 0) return Fault::None;
        const bool lies = fleet_.troubles_.lies && fleet_.below(2) == 0;
        if (lies) return static_cast<Fault>(7 + fleet_.below(3));
        return static_cast<Fault>(1 + fleet_.below(6));
    }

    void flip(Bytes& bytes) {
        if (bytes.empty()) return;
        lied_ = true;
        bytes[fleet_.below(bytes.size())] ^= static_cast<std::uint8_t>(1u << fleet_.below(8));
    }

    Fleet& fleet_;
    Machine& caller_;
    Machine& host_;
    bool badly_;
    bool lied_ = false;
    bool cut_ = false;
    Bytes old_answer_;
};

}  // namespace adit::sim
