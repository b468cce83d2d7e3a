#include "xpath/pattern.h"

#include "base/unicode.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <regex>
#include <vector>

namespace adit::xpath {
namespace {

constexpr std::size_t kStatesKept = 100'000;  // Of all patterns that a thread has compiled.
constexpr std::size_t kCountedMax = 1'000'000'000;

struct Size {
    std::size_t states = 0;
    int looks = 0;
};

// How large a pattern becomes when its repetitions are written out.
class Sizing {
public:
    explicit Sizing(std::string_view pattern) : pattern_(pattern) {}

    Size run() {
        while (at_ < pattern_.size()) take();
        while (open_.size() > 1) close();
        return {open_.back().all(), looks_max_};
    }

private:
    struct Open {
        std::size_t before = 0;  // The last part is not counted yet: it may be repeated.
        std::size_t last = 0;
        bool looks = false;
        std::size_t all() const { return std::min(before + last, kCountedMax); }
    };

    void part(std::size_t states) {
        open_.back().before = open_.back().all();
        open_.back().last = states;
    }
    void open() {
        const std::string_view rest = pattern_.substr(at_);
        const bool looks = rest.starts_with("(?=") || rest.starts_with("(?!");
        part(0);
        open_.push_back({0, 0, looks});
        if (looks) looks_max_ = std::max(looks_max_, ++looks_);
        if (rest.starts_with("(?")) at_ += 2;
    }
    void close() {
        if (open_.size() == 1) return;
        const Open inner = open_.back();
        open_.pop_back();
        if (inner.looks) --looks_;
        open_.back().last = inner.all() + 2;
    }
    void repeat() {  // "{2}", "{2,}", "{2,5}"
        const auto end = std::min(pattern_.find('}', at_), pattern_.size());
        std::size_t times = 1;
        for (std::size_t from = at_ + 1; from < end;) {
            std::size_t number = 0;
            const char* first = pattern_.data() + from;
            const auto read = std::from_chars(first, pattern_.data() + end, number);
            if (read.ec == std::errc::result_out_of_range) number = kCountedMax;
            times = std::max(times, std::min(number, kCountedMax) + 1);
            from += std::max<std::size_t>(1, static_cast<std::size_t>(read.ptr - first));
        }
        const double all = static_cast<double>(open_.back().last + 1) * static_cast<double>(times);
        open_.back().last = static_cast<std::size_t>(std::min(all, double(kCountedMax)));
        at_ = end;
    }
    void take() {
        switch (pattern_[at_]) {
            case '(':
                open();
                break;
            case ')':
                close();
                break;
            case '{':
                repeat();
                break;
            case '[':
                part(1);
                for (++at_; at_ < pattern_.size() && pattern_[at_] != ']'; ++at_) {
                    if (pattern_[at_] == '\\') ++at_;
                }
                break;
            case '*':
            case '+':
            case '?':
                ++open_.back().last;
                break;
            case '\\':
                ++at_;
                [[fallthrough]];
            default:
                part(1);
        }
        ++at_;
    }

    std::string_view pattern_;
    std::size_t at_ = 0;
    std::vector<Open> open_{1};
    int looks_ = 0;
    int looks_max_ = 0;
};

Size size_of(std::string_view pattern) { return Sizing(pattern).run(); }

// "\1", which no pattern without backtracking can follow.
bool refers_back(std::string_view pattern) {
    for (std::size_t at = 0; at + 1 < pattern.size(); ++at) {
        if (pattern[at] != '\\') continue;
        ++at;
        if (pattern[at] >= '1' && pattern[at] <= '9') return true;
    }
    return false;
}

bool is_too_large(std::string_view pattern) {
    return pattern.size() > kPatternBytesMax || size_of(pattern).states > kPatternStatesMax;
}

}  // namespace

struct Pattern::Compiled {
    std::wregex expression;
};

std::wstring wide(std::string_view utf8) { return adit::characters_of<std::wstring>(utf8); }

Pattern::Pattern(const std::string& pattern, std::size_t states, int looks)
    : states_(states), looks_(looks) {
    auto how = std::regex_constants::ECMAScript;
#ifdef __GLIBCXX__
    how |= std::regex_constants::__polynomial;  // Without backtracking.
#endif
    try {
        // Any part may match, told in one pass over the text.
        const std::wstring characters = wide("[^]*(?:" + pattern + ")[^]*");
        compiled_ = std::make_unique<const Compiled>(Compiled{std::wregex(characters, how)});
    } catch (const std::regex_error&) {
        compiled_ = nullptr;
    }
}

Pattern::~Pattern() = default;

const Pattern* Pattern::find(const std::string& pattern) {
    thread_local std::map<std::string, std::unique_ptr<Pattern>, std::less<>> known;
    thread_local std::size_t states = 0;
    auto found = known.find(pattern);
    if (found == known.end()) {
        if (is_too_large(pattern) || refers_back(pattern)) return nullptr;
        const Size size = size_of(pattern);
        states += size.states + 1;
        if (states > kStatesKept) {
            known.clear();
            states = size.states + 1;
        }
        std::unique_ptr<Pattern> made(new Pattern(pattern, size.states, size.looks));
        found = known.emplace(pattern, std::move(made)).first;
    }
    return found->second->compiled_ ? found->second.get() : nullptr;
}

double Pattern::steps_for(std::size_t characters) const {
    const auto length = static_cast<double>(characters + 1);
    return length * static_cast<double>(states_ + 1) * std::pow(length, looks_);
}

bool Pattern::matches(const std::wstring& text) const {
    return std::regex_match(text, compiled_->expression);
}

std::string why_no_pattern(const std::string& pattern) {
    const std::string named = "the pattern " + pattern.substr(0, 100);
    if (is_too_large(pattern)) {
        return named + " is too large: repeat less in it, at most some 10,000 characters in all";
    }
    return named + " cannot be read: write it as for Java or JavaScript, without back references";
}

}  // namespace adit::xpath
