#include "xml/walk.h"

#include "base/text.h"

#include <expat.h>

#include <algorithm>
#include <functional>
#include <string>
#include <unordered_map>
#include <utility>

namespace adit::xml {
namespace {

constexpr char kSeparator = '\x01';  // In no document: XML has no such character.
// A tag or comment is read when all of it is there, and its beginning again with every piece.
constexpr std::size_t kUnheardBytesMax = std::size_t{4} << 20;
constexpr std::size_t kAtOnce = std::size_t{1} << 30;  // That expat takes in one call.

struct Closing {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
        return std::hash<std::string_view>()(text);
    }
};

std::string counted(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

// A piece without the halves of characters at its ends.
std::string_view whole_characters(std::string_view piece) {
    const auto continues = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
    while (!piece.empty() && continues(piece.front())) piece.remove_prefix(1);
    const auto last = std::find_if_not(piece.rbegin(), piece.rend(), continues);
    if (last != piece.rend()) piece.remove_suffix(std::size_t(last - piece.rbegin()) + 1);
    return piece;
}

}  // namespace

std::string_view PassingElement::attribute(std::string_view local) const {
    const auto found = std::ranges::find_if(
        attributes, [&](const PassingAttribute& one) { return one.name->local == local; });
    return found == attributes.end() ? std::string_view() : found->value;
}

class Walk::Parser {
public:
    Parser(Listener& listener, const Limits& limits);
    bool take(std::string_view piece, bool is_last);
    Status finish();
    std::size_t line() const { return XML_GetCurrentLineNumber(parser_.get()); }

    std::vector<std::unique_ptr<const Name>> names;

private:
    static Parser& self(void* user) { return *static_cast<Parser*>(user); }
    static void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
        self(user).start(name, attributes);
    }
    static void on_end(void* user, const XML_Char*) { self(user).end(); }
    static void on_text(void* user, const XML_Char* text, int length) {
        self(user).text({text, static_cast<std::size_t>(length)});
    }
    static void on_cdata_start(void* user) { self(user).cdata(true); }
    static void on_cdata_end(void* user) { self(user).cdata(false); }
    static void on_comment(void* user, const XML_Char* text) {
        if (self(user).heard(1)) self(user).tell([&](Listener& to) { to.comment(text); });
    }
    static void on_instruction(void* user, const XML_Char* target, const XML_Char* text) {
        if (!self(user).heard(1)) return;
        const Name* name = self(user).name_of(target);
        self(user).tell([&](Listener& to) { to.instruction(*name, text); });
    }
    static void on_namespace(void* user, const XML_Char* prefix, const XML_Char* uri) {
        self(user).declared_.push_back({prefix ? prefix : "", uri ? uri : ""});
    }
    static void on_doctype(void* user, const XML_Char* root, const XML_Char*, const XML_Char*,
                           int declares) {
        self(user).doctype(root, declares != 0);
    }
    static void on_skipped(void* user, const XML_Char* name, int) {
        self(user).stop("the entity &" + std::string(name) +
                        "; is not known here: write the character itself");
    }

    void start(std::string_view name, const XML_Char** attributes);
    void end();
    void text(std::string_view part);
    void cdata(bool begins);
    void doctype(std::string_view root, bool declares);
    bool heard(std::size_t nodes);
    template <class Tell>
    void tell(const Tell& tell);
    const Name* name_of(std::string_view triplet);
    void stop(std::string why);
    Error failure() const;
    std::string said_by_expat() const;

    Listener& listener_;
    Limits limits_;
    std::unique_ptr<XML_ParserStruct, Closing> parser_;
    std::unordered_map<std::string, const Name*, Hash, std::equal_to<>> known_;
    std::vector<const Name*> open_;
    std::vector<Namespace> declared_;
    std::vector<PassingAttribute> passing_;
    std::string_view piece_;  // That is being read.
    std::size_t bytes_ = 0;
    std::size_t unheard_bytes_ = 0;  // Since the last thing that was told.
    std::size_t nodes_ = 0;
    bool in_text_ = false;  // The next part is more of the text before.
    bool has_failed_ = false;
    std::string stopped_;
};

Walk::Parser::Parser(Listener& listener, const Limits& limits)
    : listener_(listener), limits_(limits), parser_(XML_ParserCreateNS(nullptr, kSeparator)) {
    XML_SetReturnNSTriplet(parser_.get(), 1);
    XML_SetUserData(parser_.get(), this);
    XML_SetElementHandler(parser_.get(), on_start, on_end);
    XML_SetCharacterDataHandler(parser_.get(), on_text);
    XML_SetCdataSectionHandler(parser_.get(), on_cdata_start, on_cdata_end);
    XML_SetCommentHandler(parser_.get(), on_comment);
    XML_SetProcessingInstructionHandler(parser_.get(), on_instruction);
    XML_SetStartNamespaceDeclHandler(parser_.get(), on_namespace);
    XML_SetStartDoctypeDeclHandler(parser_.get(), on_doctype);
    XML_SetSkippedEntityHandler(parser_.get(), on_skipped);
}

void Walk::Parser::stop(std::string why) {
    if (stopped_.empty()) stopped_ = "line " + std::to_string(line()) + ": " + std::move(why);
    XML_StopParser(parser_.get(), XML_FALSE);
}

// "local", "uri local" or "uri local prefix", with the separator between.
const Name* Walk::Parser::name_of(std::string_view triplet) {
    if (const auto found = known_.find(triplet); found != known_.end()) return found->second;
    const auto parts = split(triplet, kSeparator);
    Name name;
    if (parts.size() > 1) name.uri = parts[0];
    name.local = parts[parts.size() > 1 ? 1 : 0];
    if (parts.size() > 2) name.prefix = parts[2];
    names.push_back(std::make_unique<const Name>(std::move(name)));
    if (names.size() > limits_.names_max) {
        stop("this file has more than " + counted(limits_.names_max) +
             " different names: split it");
    }
    return known_.emplace(triplet, names.back().get()).first->second;
}

// False when a bound is reached.
bool Walk::Parser::heard(std::size_t nodes) {
    in_text_ = false;
    unheard_bytes_ = 0;
    if (!stopped_.empty()) return false;
    nodes_ += nodes;
    if (nodes_ <= limits_.nodes_max) return true;
    stop("this file has more than " + counted(limits_.nodes_max) + " elements and texts: split it");
    return false;
}

template <class Tell>
void Walk::Parser::tell(const Tell& tell) {
    if (!stopped_.empty() || listener_.has_enough()) return;
    tell(listener_);
    if (listener_.has_enough()) XML_StopParser(parser_.get(), XML_FALSE);
}

void Walk::Parser::start(std::string_view name, const XML_Char** attributes) {
    if (!heard(1)) return;
    if (open_.size() >= limits_.depth_max) {
        stop("elements lie more than " + counted(limits_.depth_max) +
             " deep in one another here: make the file flatter");
        return;
    }
    std::size_t count = 0;
    while (attributes[count * 2] != nullptr) ++count;
    if (count > limits_.attributes_max || declared_.size() > limits_.attributes_max) {
        stop("this element has more than " + counted(limits_.attributes_max) +
             " attributes: use elements instead");
        return;
    }
    if (!heard(count)) return;
    passing_.clear();
    for (std::size_t i = 0; i < count; ++i) {
        passing_.push_back({name_of(attributes[i * 2]), attributes[i * 2 + 1]});
    }
    open_.push_back(name_of(name));
    tell([&](Listener& to) { to.begin({open_.back(), passing_, declared_}); });
    declared_.clear();
}

void Walk::Parser::end() {
    if (!heard(0)) return;
    const Name* name = open_.back();
    open_.pop_back();
    tell([&](Listener& to) { to.end(*name); });
}

void Walk::Parser::text(std::string_view part) {
    if (open_.empty()) return;
    const bool continues = in_text_;
    if (!heard(continues ? 0 : 1)) return;
    in_text_ = true;
    tell([&](Listener& to) { to.text(part, continues); });
}

void Walk::Parser::cdata(bool begins) {
    if (heard(0)) tell([&](Listener& to) { to.cdata(begins); });
}

void Walk::Parser::doctype(std::string_view root, bool declares) {
    if (declares) {
        stop(
            "this file declares entities or the like in its DOCTYPE, which is not read here: take "
            "out what stands between [ and ] there");
    } else if (heard(1)) {
        const Name* name = name_of(root);
        tell([&](Listener& to) { to.doctype(*name); });
    }
}

std::string Walk::Parser::said_by_expat() const {
    const std::string open = open_.empty() ? "" : open_.back()->qualified();
    switch (XML_GetErrorCode(parser_.get())) {
        case XML_ERROR_NO_ELEMENTS:
            return open.empty()
                       ? "there is no XML in this file, or it is cut off"
                       : "the file ends before <" + open + "> is closed: it may have been cut off";
        case XML_ERROR_TAG_MISMATCH:
            return "<" + open + "> should be closed here, and another element is";
        case XML_ERROR_UNCLOSED_TOKEN:
        case XML_ERROR_PARTIAL_CHAR:
        case XML_ERROR_UNCLOSED_CDATA_SECTION:
            return "the file ends in the middle of something: it may have been cut off";
        case XML_ERROR_UNBOUND_PREFIX:
            return "a name's prefix has no namespace: add its xmlns:… to the root element";
        case XML_ERROR_DUPLICATE_ATTRIBUTE:
            return "an attribute stands twice in one element: take one out";
        case XML_ERROR_UNDEFINED_ENTITY:
            return "an entity (&…;) is not known here: write the character itself, or &amp; for &";
        case XML_ERROR_JUNK_AFTER_DOC_ELEMENT:
            return "something stands behind the end of the root element: take it out";
        case XML_ERROR_UNKNOWN_ENCODING:
        case XML_ERROR_INCORRECT_ENCODING:
            return "its encoding is not read here: save the file as UTF-8";
        case XML_ERROR_NO_MEMORY:
            return "there is not enough memory for this file";
        default:
            break;
    }
    if (piece_.find('\0') != std::string_view::npos) {
        return "a NUL byte stands in this file, so that it is no XML: export it again as UTF-8";
    }
    if (!is_utf8(whole_characters(piece_))) {
        return "bytes that are no UTF-8 stand here: save the file as UTF-8";
    }
    return "this is not well-formed XML: look for <, & or quotation marks that should be written "
           "&lt;, &amp; or &quot;";
}

Error Walk::Parser::failure() const {
    if (!stopped_.empty()) return {Code::BadInput, stopped_};
    return {Code::BadInput, "line " + std::to_string(line()) + ": " + said_by_expat()};
}

bool Walk::Parser::take(std::string_view piece, bool is_last) {
    if (has_failed_ || listener_.has_enough()) return false;
    bytes_ += piece.size();
    unheard_bytes_ += piece.size();
    if (bytes_ > limits_.bytes_max || piece.size() >= kAtOnce) {
        stopped_ = "this XML has more than " + counted(limits_.bytes_max) +
                   " bytes: split it into smaller files";
        has_failed_ = true;
    } else if (!is_last && unheard_bytes_ > kUnheardBytesMax + piece.size()) {
        stop("a tag or comment here has more than " + counted(kUnheardBytesMax) +
             " bytes: shorten it");
        has_failed_ = true;
    } else {
        piece_ = piece;
        const auto read = XML_Parse(parser_.get(), piece.data(), static_cast<int>(piece.size()),
                                    is_last ? XML_TRUE : XML_FALSE);
        has_failed_ = read != XML_STATUS_OK && !listener_.has_enough();
    }
    return !has_failed_ && !listener_.has_enough();
}

Status Walk::Parser::finish() {
    take({}, true);
    if (has_failed_) return failure();
    return Done{};
}

Walk::Walk(Listener& listener, const Limits& limits)
    : parser_(std::make_unique<Parser>(listener, limits)) {}
Walk::~Walk() = default;

bool Walk::take(std::string_view piece) { return parser_->take(piece, false); }
Status Walk::finish() { return parser_->finish(); }
std::size_t Walk::line() const { return parser_->line(); }
std::vector<std::unique_ptr<const Name>> Walk::take_names() { return std::move(parser_->names); }

}  // namespace adit::xml
