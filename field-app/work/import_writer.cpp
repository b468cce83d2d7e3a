#include "work/import_writer.h"

#include "entities/behind.h"
#include "work/record_work.h"
#include "xpath/zone.h"

#include <algorithm>

namespace adit::work {
namespace {

using record::Operation;

using Answers = std::vector<std::pair<record::NodePath, record::Value>>;

Answers entity_of(const PlannedRecord& planned) {
    return {{{"/meta/entity/@id"}, planned.registers}, {{"/meta/entity/@create"}, "1"}};
}

/// The record as it stands once the planned answers are written, for the form to look at.
record::Record record_of(const PlannedRecord& planned, const record::FormRef& form) {
    record::Record record;
    record.id = planned.id;
    record.scope = planned.scope;
    record.form = form;
    for (const auto& [path, value] : planned.answers) {
        record::Answer answer;
        answer.siblings.push_back({.value = value, .dot = {}, .clock = {}, .author = ""});
        record.answers.insert_or_assign(path, std::move(answer));
    }
    if (!planned.registers.empty()) {  // So that the form keeps this id for what it registers.
        for (const auto& [path, value] : entity_of(planned)) {
            record.answers[path].siblings.push_back({value, {}, {}, ""});
        }
    }
    for (const record::NodePath& instance : planned.instances) {
        const std::size_t bracket = instance.text.rfind('[');
        record.instances[{instance.text.substr(0, bracket)}].push_back(instance.instances().back());
    }
    return record;
}

std::vector<Operation> writings_of(const PlannedRecord& planned) {
    std::vector<Operation> operations;
    for (const record::NodePath& instance : planned.instances) {
        operations.push_back(record::AddInstance{instance});
    }
    for (const auto& [path, value] : planned.answers) {
        operations.push_back(record::Put{path, value, {}});
    }
    if (!planned.registers.empty()) {
        for (auto& [path, value] : entity_of(planned)) {
            operations.push_back(record::Compute{path, std::move(value)});
        }
    }
    return operations;
}

/// What the source says stands instead of what the form computed from blanks.
void take_computed(const Answers& computed, std::vector<Operation>& operations) {
    for (const auto& [path, value] : computed) {
        std::erase_if(operations, [&wanted = path](const Operation& operation) {
            const auto* compute = std::get_if<record::Compute>(&operation);
            return compute != nullptr && compute->path == wanted;
        });
        if (is_nothing(value)) continue;
        operations.insert(operations.begin(), record::Compute{path, value});
    }
}

void take_label(const std::string& label, std::vector<Operation>& operations) {
    for (Operation& operation : operations) {
        auto* compute = std::get_if<record::Compute>(&operation);
        if (compute != nullptr && compute->path.text == "/meta/entity/label") {
            compute->value = label;
        }
    }
}

}  // namespace

Result<std::unique_ptr<ImportWriter>> ImportWriter::open(Workspace& workspace,
                                                         const Mapping& mapping,
                                                         const ImportRequest& request,
                                                         ImportOutcome& outcome) {
    std::unique_ptr<ImportWriter> writer(new ImportWriter(workspace, mapping, request, outcome));
    writer->author_ = TRY(workspace.author());
    TRY(writer->read_lists());
    return writer;
}

Status ImportWriter::read_lists() {
    const auto scope = mapping_.scope.code.empty() ? std::optional<record::ScopeId>()
                                                   : std::optional<record::ScopeId>(mapping_.scope);
    tables_ = TRY(workspace_.forms().tables(*mapping_.definition, scope));
    for (const std::string& file : mapping_.definition->files()) {
        const std::string name = file.substr(0, file.rfind('.'));
        const forms::Table* table = tables_(name);
        const auto column = table == nullptr ? std::nullopt : table->find_column("name");
        if (!column) continue;
        List& list = lists_[name];
        list.table = table;
        list.excerpt.columns = table->columns;
        for (std::size_t row = 0; row < table->rows.size(); ++row) {
            list.rows.emplace(table->rows[row][*column], row);
            names_[name].insert(table->rows[row][*column]);
        }
        names_.try_emplace(name);
    }
    return Done{};
}

Result<bool> ImportWriter::is_here(const record::RecordId& id) {
    if (!seen_.insert(id).second) return true;
    const auto history = TRY(workspace_.store().history(id));
    return !history.empty();
}

forms::Tables ImportWriter::tables_for(const PlannedRecord& planned) {
    for (auto& [name, list] : lists_) {
        list.excerpt.rows.clear();
        for (const auto& [path, value] : planned.answers) {
            const auto* choice = std::get_if<record::Choice>(&value);
            const auto row = choice == nullptr ? list.rows.end() : list.rows.find(choice->name);
            if (row != list.rows.end()) list.excerpt.rows.push_back(list.table->rows[row->second]);
        }
    }
    return [this](std::string_view name) -> const forms::Table* {
        const auto list = lists_.find(name);
        return list == lists_.end() ? tables_(name) : &list->second.excerpt;
    };
}

Result<std::unique_ptr<forms::FormSession>> ImportWriter::session_for(
    const PlannedRecord& planned) {
    forms::Opening opening;
    opening.definition = mapping_.definition;
    opening.record = record_of(planned, mapping_.definition->form);
    opening.is_new = false;  // No defaults: what the source does not say stays blank.
    opening.tables = tables_for(planned);
    opening.username = author_;
    opening.device = workspace_.self().device.text();
    opening.now_ms = workspace_.world().now_ms();
    opening.offset_min = local_offset_min(opening.now_ms);
    opening.zone = xpath::machine_zone();
    opening.new_uuid = [this] { return new_uuid(workspace_.world()).text(); };
    opening.new_instance = [this] { return workspace_.world().random_u64(); };
    return forms::FormSession::open(std::move(opening));
}

void ImportWriter::tell_faults(const PlannedRecord& planned, const forms::FormSession& session) {
    std::size_t missing = 0, broken = 0;
    for (const forms::Fault& fault : session.faults()) {
        const std::string question = fault.path.pattern();
        ++(fault.missing ? outcome_.missing_by_question : outcome_.broken_by_question)[question];
        ++(fault.missing ? missing : broken);
    }
    outcome_.answers_missing += missing;
    outcome_.rules_broken += broken;
    if (missing + broken == 0 || outcome_.issues.size() >= kIssuesMax) return;
    std::string why = "imported with " + std::to_string(missing) + " answers missing";
    if (broken != 0) why += " and " + std::to_string(broken) + " against a rule of the form";
    outcome_.issues.push_back({planned.row, ImportIssue::Kind::Warning, "", "", "", why});
}

void ImportWriter::show(const PlannedRecord& planned, const record::Record& record) {
    if (outcome_.preview.size() >= request_.preview_rows) return;
    ImportPreview preview{.row = planned.row, .title = instance_name_of(record), .answers = {}};
    for (const auto& [path, value] : planned.answers) {
        preview.answers.emplace_back(display_path(record, path), text_of(value));
    }
    for (const auto& [path, value] : planned.computed) {
        preview.answers.emplace_back(path.text, text_of(value));
    }
    outcome_.preview.push_back(std::move(preview));
}

Status ImportWriter::add(const PlannedRecord& planned) {
    const auto session = TRY(session_for(planned));
    tell_faults(planned, *session);
    const std::int64_t now = workspace_.world().now_ms();
    std::vector<Operation> operations = writings_of(planned);
    std::ranges::move(session->finalise(now), std::back_inserter(operations));
    take_computed(planned.computed, operations);
    if (!planned.label.empty()) take_label(planned.label, operations);
    for (const std::string& mark : mapping_.marks) operations.push_back(record::Mark{mark});
    show(planned, session->record());
    ++outcome_.imported;
    if (request_.preview) return Done{};

    drafts_.push_back({.scope = planned.scope,
                       .record = planned.id,
                       .form = mapping_.definition->form,
                       .author = author_,
                       .wall_ms = now,
                       .offset_min = local_offset_min(now),
                       .operations = std::move(operations)});
    return drafts_.size() < kImportBatch ? Status{Done{}} : flush();
}

Status ImportWriter::flush() {
    if (drafts_.empty()) return Done{};
    // The first batch leaves a note for a battery that dies between changes and entities; finish()
    // takes it down, unless something else was still to be done.
    noted_ = noted_ || TRY(entities::note_behind(workspace_.store()));
    TRY(workspace_.store().append(drafts_));
    std::vector<record::RecordId> ids;
    for (const store::Draft& draft : drafts_) ids.push_back(draft.record);
    drafts_.clear();
    return renew_entities(workspace_, ids);
}

Status ImportWriter::finish() {
    TRY(flush());
    return noted_ ? entities::caught_up(workspace_.store()) : Status{Done{}};
}

}  // namespace adit::work
