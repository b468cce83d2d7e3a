// Filling: the FormSession over a LiveForm. Its functions stand in session.cpp (opening, answering,
// finishing) and session_view.cpp (what is shown).
#pragma once

#include "forms/live_form.h"
#include "forms/session.h"

namespace adit::forms {

class Filling final : public FormSession {
public:
    Filling(Opening opening, std::shared_ptr<const Plan> plan, bool keep_calculated);

    /// Brings the record into the form; of a new one also what it writes first.
    void begin();
    /// Somebody opens the record to go on with it: what the form does then (odk-instance-load).
    void greet();

    const Definition& definition() const override { return *opening_.definition; }
    const record::Record& record() const override { return record_; }
    std::vector<record::Operation> opening_operations() override;
    std::vector<record::Operation> answer(const record::NodePath& path,
                                          const record::Value& value) override;
    std::vector<record::Operation> add_instance(const record::NodePath& repeat) override;
    std::vector<record::Operation> remove_instance(const record::NodePath& instance) override;
    std::vector<Fault> faults() const override;
    std::vector<record::Operation> finalise(std::int64_t now_ms) override;
    void refresh(record::Record record) override;
    const std::string& language() const override { return live_->language(); }
    void set_language(std::string_view code) override;
    QuestionView question(const record::NodePath& path) const override;
    std::vector<record::NodePath> children_of(const record::NodePath& group) const override;
    std::vector<record::NodePath> instances_of(const record::NodePath& repeat) const override;
    bool is_relevant(const record::NodePath& path) const override;
    const std::vector<ChoiceView>& choices(const record::NodePath& path) const override;
    std::string choice_label(const record::NodePath& path, std::string_view name) const override;
    std::string label(const record::NodePath& path) const override;
    std::string hint(const record::NodePath& path) const override;
    std::vector<OutlineItem> outline() const override;
    const std::set<TooMuch>& too_much() const override { return live_->too_much(); }
    const std::vector<std::string>& missing_files() const override {
        return live_->lists().missing_files();
    }

    /// Brings the record's calculated fields up to date with its answers, but for what would come
    /// out differently another time. For merged(); nothing is written.
    void compute_again();
    /// The relevant answers as a document of the form.
    std::shared_ptr<const xpath::Tree> document() const;
    /// What the record does to entities, as it stands.
    std::vector<EntityUpdate> entity_updates() const;

private:
    // Places.
    NodeId find_node(const record::NodePath& path) const;
    const record::NodePath& path_of(NodeId node) const { return paths_[std::size_t(node)]; }
    std::string last_step(NodeId node) const;
    void name_block(BlockId block, record::InstanceId id);
    bool has_table(const Node& row) const;

    // Opening.
    void load();
    void load_instances(BlockId block);
    void load_answers(BlockId block);
    record::DateTime here(std::int64_t ms) const;
    void write_metadata();
    void add_to_opening(const std::vector<record::Operation>& more);

    // Writing: each adds operations and brings the record's copy up to date.
    void put(NodeId node, const record::Value& value);
    void compute(const record::NodePath& path, const record::Value& value);
    bool grow(NodeId anchor, LiveForm::Growth growth);
    void take(NodeId node, const std::string& text);
    bool is_fresh(NodeId node) const;
    void write_computed_at_once();
    void write_instance_name();
    void write_calculations(BlockId block, bool fresh_too = true);
    void write_entity();
    void fill_grown();
    std::vector<record::Operation> settled();

    // Looking.
    std::string violation_of(NodeId node) const;
    bool is_among_choices(NodeId node) const;
    bool is_missing(NodeId node) const;
    record::Value calculated(NodeId node) const;
    template <class Visit>
    void each_node(NodeId group, const Visit& visit) const;
    void add_faults(NodeId group, std::vector<Fault>& faults) const;
    OutlineItem outline_below(NodeId node, int depth, std::vector<OutlineItem>& items) const;
    OutlineItem outline_item(NodeId node, int depth) const;
    void count_question(NodeId node, OutlineItem& item) const;

    Opening opening_;
    record::Record record_;
    bool keep_calculated_ = false;
    std::unique_ptr<LiveForm> live_;
    std::vector<record::NodePath> paths_;  // By node.
    std::vector<record::InstanceId> ids_;  // By block.
    std::unordered_map<std::string, NodeId> nodes_;
    std::vector<record::Operation> written_;
    std::vector<BlockId> grown_;  // Added, without their defaults yet.
    std::vector<record::Operation> opening_operations_;
};

}  // namespace adit::forms
