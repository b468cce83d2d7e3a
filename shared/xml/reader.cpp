#include "xml/reader.h"

#include "base/ensure.h"
#include "base/text.h"

#include <expat.h>

#include <map>
#include <memory>

namespace adit::xml {
namespace {

constexpr char kSeparator = '\x01';  // In no document: XML has no such character.

struct Closing {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

std::string counted(std::size_t number) {
    std::string digits = std::to_string(number);
    for (std::size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
    return digits;
}

class Reading {
public:
    explicit Reading(const Limits& limits)
        : limits_(limits), parser_(XML_ParserCreateNS(nullptr, kSeparator)) {
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
    Result<Document> run(std::string_view bytes);

private:
    static Reading& self(void* user) { return *static_cast<Reading*>(user); }
    static void on_start(void* user, const XML_Char* name, const XML_Char** attributes) {
        self(user).start(name, attributes);
    }
    static void on_end(void* user, const XML_Char*) { self(user).end(); }
    static void on_text(void* user, const XML_Char* text, int length) {
        self(user).add_text({text, static_cast<std::size_t>(length)});
    }
    static void on_cdata_start(void* user) { self(user).begin_text(true); }
    static void on_cdata_end(void* user) { self(user).begin_text(false); }
    static void on_comment(void* user, const XML_Char* text) {
        if (Node* node = self(user).add(Kind::Comment)) node->text = text;
    }
    static void on_instruction(void* user, const XML_Char* target, const XML_Char* text) {
        Node* node = self(user).add(Kind::Instruction);
        if (node == nullptr) return;
        node->name = self(user).name_of(target);
        node->text = text;
    }
    static void on_namespace(void* user, const XML_Char* prefix, const XML_Char* uri) {
        self(user).declared_.push_back({prefix ? prefix : "", uri ? uri : ""});
    }
    static void on_doctype(void* user, const XML_Char* root, const XML_Char*, const XML_Char*,
                           int declares) {
        if (declares == 0) {
            if (Node* node = self(user).add(Kind::Doctype)) node->name = self(user).name_of(root);
            return;
        }
        self(user).stop(
            "this file declares entities or the like in its DOCTYPE, which is not read here: take "
            "out what stands between [ and ] there");
    }
    static void on_skipped(void* user, const XML_Char* name, int) {
        self(user).stop("the entity &" + std::string(name) +
                        "; is not known here: write the character itself");
    }

    void start(std::string_view name, const XML_Char** attributes);
    void end();
    void begin_text(bool is_cdata) {
        in_cdata_ = is_cdata;
        begins_text_ = true;
    }
    void add_text(std::string_view text);
    Node* add(Kind kind);
    bool counts(std::size_t more);
    const Name* name_of(std::string_view triplet);
    void stop(std::string why);
    std::size_t line() const { return XML_GetCurrentLineNumber(parser_.get()); }
    Error failure(std::string_view bytes) const;
    std::string said_by_expat(std::string_view bytes) const;

    Limits limits_;
    std::unique_ptr<XML_ParserStruct, Closing> parser_;
    Document document_;
    std::vector<Node*> open_;  // Safe: only the last one's children grow.
    std::vector<Namespace> declared_;
    std::map<std::string, const Name*, std::less<>> known_;
    std::size_t nodes_ = 0;
    bool in_cdata_ = false;
    bool begins_text_ = false;  // The next text is not more of the one before.
    std::string stopped_;
};

void Reading::stop(std::string why) {
    if (stopped_.empty()) stopped_ = "line " + std::to_string(line()) + ": " + std::move(why);
    XML_StopParser(parser_.get(), XML_FALSE);
}

// "local", "uri local" or "uri local prefix", with the separator between.
const Name* Reading::name_of(std::string_view triplet) {
    if (const auto found = known_.find(triplet); found != known_.end()) return found->second;
    const auto parts = split(triplet, kSeparator);
    Name name;
    if (parts.size() > 1) name.uri = parts[0];
    name.local = parts[parts.size() > 1 ? 1 : 0];
    if (parts.size() > 2) name.prefix = parts[2];
    document_.names.push_back(std::make_unique<const Name>(std::move(name)));
    return known_.emplace(triplet, document_.names.back().get()).first->second;
}

bool Reading::counts(std::size_t more) {
    nodes_ += more;
    if (nodes_ <= limits_.nodes_max) return true;
    stop("this file has more than " + counted(limits_.nodes_max) + " elements and texts: split it");
    return false;
}

// Null when a bound is reached.
Node* Reading::add(Kind kind) {
    if (!stopped_.empty() || !counts(1)) return nullptr;
    std::vector<Node>& among = open_.empty() ? document_.top : open_.back()->children;
    Node& node = among.emplace_back();
    node.kind = kind;
    node.line = static_cast<std::uint32_t>(line());
    return &node;
}

void Reading::start(std::string_view name, const XML_Char** attributes) {
    if (open_.size() >= limits_.depth_max) {
        stop("elements lie more than " + counted(limits_.depth_max) +
             " deep in one another here: make the file flatter");
        return;
    }
    Node* node = add(Kind::Element);
    if (node == nullptr) return;
    if (open_.empty()) document_.root_at = document_.top.size() - 1;
    node->name = name_of(name);
    node->declared = std::move(declared_);
    declared_.clear();
    std::size_t count = 0;
    while (attributes[count * 2] != nullptr) ++count;
    if (count > limits_.attributes_max || node->declared.size() > limits_.attributes_max) {
        stop("this element has more than " + counted(limits_.attributes_max) +
             " attributes: use elements instead");
        return;
    }
    if (!counts(count)) return;
    node->attributes.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        node->attributes.push_back({name_of(attributes[i * 2]), attributes[i * 2 + 1]});
    }
    open_.push_back(node);
}

void Reading::end() {
    if (stopped_.empty()) open_.pop_back();
}

void Reading::add_text(std::string_view text) {
    if (!stopped_.empty() || open_.empty()) return;
    auto& among = open_.back()->children;
    const bool more = !among.empty() && among.back().kind == Kind::Text && !begins_text_;
    Node* node = more ? &among.back() : add(Kind::Text);
    if (node == nullptr) return;
    begins_text_ = false;
    node->is_cdata = in_cdata_;
    node->text += text;
}

std::string Reading::said_by_expat(std::string_view bytes) const {
    const std::string open = open_.empty() ? "" : open_.back()->name->qualified();
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
    if (bytes.find('\0') != std::string_view::npos) {
        return "a NUL byte stands in this file, so that it is no XML: export it again as UTF-8";
    }
    if (!is_utf8(bytes)) return "bytes that are no UTF-8 stand here: save the file as UTF-8";
    return "this is not well-formed XML: look for <, & or quotation marks that should be written "
           "&lt;, &amp; or &quot;";
}

Error Reading::failure(std::string_view bytes) const {
    if (!stopped_.empty()) return {Code::BadInput, stopped_};
    return {Code::BadInput, "line " + std::to_string(line()) + ": " + said_by_expat(bytes)};
}

Result<Document> Reading::run(std::string_view bytes) {
    const auto read =
        XML_Parse(parser_.get(), bytes.data(), static_cast<int>(bytes.size()), XML_TRUE);
    if (read != XML_STATUS_OK) return failure(bytes);
    ENSURE(open_.empty() && !document_.top.empty());
    return std::move(document_);
}

}  // namespace

Result<Document> read(std::string_view bytes, const Limits& limits) {
    ENSURE(limits.bytes_max < std::size_t{1} << 30);
    if (bytes.size() > limits.bytes_max) {
        return Error{Code::BadInput, "this XML has more than " + counted(limits.bytes_max) +
                                         " bytes: split it into smaller files"};
    }
    const std::string_view declared = trimmed(bytes);
    if (declared.starts_with("<?xml")) bytes.remove_prefix(bytes.find('<'));
    return Reading(limits).run(bytes);
}

}  // namespace adit::xml
