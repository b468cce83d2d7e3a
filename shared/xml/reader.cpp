#include "xml/reader.h"

#include "base/ensure.h"
#include "base/text.h"

#include <utility>

namespace adit::xml {
namespace {

// Makes a tree of what goes by.
class Growing : public Listener {
public:
    explicit Growing(const Limits& limits) : walk_(*this, limits) {}
    Result<Document> run(std::string_view bytes);

    void begin(const PassingElement& element) override;
    void end(const Name&) override { open_.pop_back(); }
    void text(std::string_view part, bool continues) override;
    void cdata(bool begins) override { in_cdata_ = begins; }
    void comment(std::string_view text) override { add(Kind::Comment).text = text; }
    void instruction(const Name& target, std::string_view text) override {
        Node& node = add(Kind::Instruction);
        node.name = &target;
        node.text = text;
    }
    void doctype(const Name& root) override { add(Kind::Doctype).name = &root; }

private:
    Node& add(Kind kind);

    Walk walk_;
    Document document_;
    std::vector<Node*> open_;  // Safe: only the last one's children grow.
    bool in_cdata_ = false;
};

Node& Growing::add(Kind kind) {
    std::vector<Node>& among = open_.empty() ? document_.top : open_.back()->children;
    Node& node = among.emplace_back();
    node.kind = kind;
    node.line = static_cast<std::uint32_t>(walk_.line());
    return node;
}

void Growing::begin(const PassingElement& element) {
    Node& node = add(Kind::Element);
    if (open_.empty()) document_.root_at = document_.top.size() - 1;
    node.name = element.name;
    node.declared.assign(std::make_move_iterator(element.declared.begin()),
                         std::make_move_iterator(element.declared.end()));
    node.attributes.reserve(element.attributes.size());
    for (const PassingAttribute& one : element.attributes) {
        node.attributes.push_back({one.name, std::string(one.value)});
    }
    open_.push_back(&node);
}

void Growing::text(std::string_view part, bool continues) {
    Node& node = continues ? open_.back()->children.back() : add(Kind::Text);
    node.is_cdata = in_cdata_;
    node.text += part;
}

Result<Document> Growing::run(std::string_view bytes) {
    walk_.take(bytes);
    TRY(walk_.finish());
    ENSURE(open_.empty() && !document_.top.empty());
    document_.names = walk_.take_names();
    return std::move(document_);
}

}  // namespace

Result<Document> read(std::string_view bytes, const Limits& limits) {
    ENSURE(limits.bytes_max < std::size_t{1} << 30);
    const std::string_view declared = trimmed(bytes);
    if (declared.starts_with("<?xml")) bytes.remove_prefix(bytes.find('<'));
    return Growing(limits).run(bytes);
}

}  // namespace adit::xml
