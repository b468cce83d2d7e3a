#include "story.h"

#include "base/text.h"
#include "record/change_codec.h"
#include "support/changes.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <regex>

namespace adit::test {
namespace {

using namespace record;

constexpr std::array<std::pair<const char*, ReviewState>, 4> kReviews{{
    {"approve", ReviewState::Approved},
    {"reject", ReviewState::Rejected},
    {"has issues", ReviewState::HasIssues},
    {"receive", ReviewState::Received},
}};
constexpr std::array<const char*, 4> kStates{"received", "has issues", "approved", "rejected"};

/// "/miner[a1]/age" -> "/miner[00000000000000a1]/age"
NodePath path_from(const std::string& text) {
    std::string full;
    for (std::size_t i = 0; i < text.size(); ++i) {
        full.push_back(text[i]);
        if (text[i] != '[') continue;
        const std::size_t digits = text.find(']', i) - i - 1;
        full.append(16 - digits, '0');
    }
    return {full};
}

std::string short_path(const NodePath& path) {
    return std::regex_replace(path.text, std::regex("\\[0*([0-9a-f])"), "[$1");
}

Value value_from_word(const std::string& word) {
    if (word == "nothing") return Nothing{};
    return word;
}

std::string word_of(const Value& value) { return is_nothing(value) ? "nothing" : text_of(value); }

/// "asha 1, badu 2"
std::vector<Dot> dots_from(const std::string& text) {
    std::vector<Dot> dots;
    for (const std::string_view each : split(text, ',')) {
        const auto parts = words(each);
        if (parts.size() != 2) continue;
        std::uint64_t number = 0;
        std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), number);
        dots.push_back(dot(parts[0][0], number));
    }
    put_in_order(dots);
    return dots;
}

/// Cuts " seeing …" or " replacing …" off and reads it.
std::vector<Dot> take_dots(std::string& words, const std::string& keyword) {
    const std::size_t at = words.find(" " + keyword + " ");
    if (at == std::string::npos) return {};
    const auto dots = dots_from(words.substr(at + keyword.size() + 2));
    words.resize(at);
    return dots;
}

bool cut(std::string& words, const std::string& start) {
    if (!words.starts_with(start)) return false;
    words.erase(0, start.size());
    return true;
}

std::pair<std::string, std::string> halves(const std::string& words, const std::string& between) {
    const std::size_t at = words.find(between);
    if (at == std::string::npos) return {words, ""};
    return {words.substr(0, at), words.substr(at + between.size())};
}

RecordId record_of(const std::string& digit) {
    return record_id(static_cast<std::uint8_t>(digit[0] - '0'));
}

/// Operations that give a node something.
std::optional<Operation> given_from(std::string words) {
    const auto replaces = take_dots(words, "replacing");
    const auto verb = halves(words, " ").first;
    const auto [path, word] = halves(halves(words, " ").second, " = ");
    if (verb == "put") return Put{path_from(path), value_from_word(word), replaces};
    if (verb == "resolve") return Resolve{path_from(path), value_from_word(word), replaces};
    if (verb == "compute") return Compute{path_from(path), value_from_word(word)};
    if (verb == "attach") {
        AttachmentRef file{.hash = {}, .size_bytes = 1, .name = word};
        return Attach{path_from(path), file};
    }
    return std::nullopt;
}

std::optional<Operation> operation_from(std::string words) {
    if (auto given = given_from(words)) return given;
    const auto seen = take_dots(words, "seeing");
    for (const auto& [verb, state] : kReviews) {
        if (words == verb) return Review{state, "", seen};
    }
    if (words == "finalise") return Finalise{seen};
    if (words == "reopen") return Reopen{"", seen};
    if (words == "delete") return Delete{"", seen};
    if (words == "restore") return Restore{seen};
    if (cut(words, "add ")) return AddInstance{path_from(words)};
    if (cut(words, "remove ")) return RemoveInstance{path_from(words), seen};
    if (cut(words, "mark ")) return Mark{words};
    if (cut(words, "duplicate of ")) return DuplicateOf{record_of(words), true};
    if (cut(words, "no duplicate of ")) return DuplicateOf{record_of(words), false};
    const bool flag = words.starts_with("flag ");
    if (flag || words.starts_with("comment ")) {
        const auto [path, text] = halves(halves(words, " ").second, ": ");
        if (flag) return Flag{path_from(path), text};
        return Comment{path_from(path), text};
    }
    return std::nullopt;
}

std::string add_line(Story& story, const std::string& line) {
    static const std::regex kLine("([a-z]+) ([0-9]+) at ([0-9]+): (.*)");
    std::smatch parts;
    if (!std::regex_match(line, parts, kLine)) return "not a line of a story: " + line;
    const auto operation = operation_from(parts[4]);
    if (!operation) return "not an operation: " + parts[4].str();

    Change next = change(parts[1].str()[0], std::stoull(parts[2]), std::stoull(parts[3]), {});
    next.author = parts[1];
    if (story.changes.empty() || story.changes.back().dot != next.dot) {
        story.changes.push_back(std::move(next));
    }
    story.changes.back().operations.push_back(*operation);
    return {};
}

}  // namespace

Story story_from(std::string_view text) {
    Story story;
    bool over = false;
    for (const std::string_view each : split(text, '\n')) {
        const std::string line(trimmed(each));
        if (line.empty() || line.starts_with('#')) continue;
        if (line == "=>") {
            over = true;
        } else if (over) {
            story.outcome += line + "\n";
        } else if (story.problem.empty()) {
            story.problem = add_line(story, line);
        }
    }
    if (!over || story.changes.empty()) story.problem = "a story needs writings, => and an outcome";
    return story;
}

std::string told(const Record& record) {
    std::string out;
    for (const auto& [path, answer] : record.answers) {
        out += short_path(path) + ": ";
        for (std::size_t i = 0; i < answer.siblings.size(); ++i) {
            out += (i > 0 ? " | " : "") + word_of(answer.siblings[i].value);
        }
        out += answer.computed ? " (computed)\n" : "\n";
    }
    for (const auto& [repeat, ids] : record.instances) {
        out += "instances " + short_path(repeat) + ":";
        for (const InstanceId id : ids) {
            std::array<char, 20> digits{};
            std::snprintf(digits.data(), digits.size(), " %llx",
                          static_cast<unsigned long long>(id.value));
            out += digits.data();
        }
        out += "\n";
    }
    if (record.stage == Stage::Finalised) {
        out += record.edited_apart ? "finalised, edited apart\n" : "finalised\n";
    }
    if (!record.reviewer.empty()) {
        out += std::string("review: ") + kStates[static_cast<std::size_t>(record.review)] + " by " +
               record.reviewer + (record.edited_since_review ? ", edited since\n" : "\n");
    }
    if (record.deleted) out += "deleted\n";
    if (record.edited_after_deletion) out += "edited after deletion\n";
    if (!record.marks.empty()) out += "marks: " + joined(record.marks, " ") + "\n";
    for (const Note& note : record.notes) {
        out += std::string(note.flag ? "flag " : "comment ") + short_path(note.path) + " by " +
               note.author + ": " + note.text + "\n";
    }
    if (record.duplicate_of) {
        out += "duplicate of " + std::to_string(record.duplicate_of->uuid.bytes[15]) + "\n";
    }
    return out;
}

}  // namespace adit::test
