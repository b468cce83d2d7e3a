#include "work/importer.h"

#include "base/text.h"
#include "tables/csv.h"
#include "work/files.h"
#include "work/import_writer.h"

#include <algorithm>
#include <charconv>

namespace adit::work {
namespace {

struct Source {
    std::vector<std::string> columns;
    std::map<std::string, std::size_t, std::less<>> places;
    struct Line {
        std::size_t number = 0;
        std::vector<std::string> cells;
    };
    std::vector<Line> lines;
};

Result<Source> source_from(const std::string& text, const std::string& name) {
    tables::CsvReader reader(text);
    Source source;
    if (!TRY(reader.next(source.columns).during(name))) {
        return Error{Code::BadInput, name + " is empty; its first row must name the columns"};
    }
    for (std::size_t i = 0; i < source.columns.size(); ++i) {
        if (!source.places.try_emplace(source.columns[i], i).second) {
            return Error{Code::BadInput,
                         name + ": two columns are called \"" + source.columns[i] + "\""};
        }
    }
    for (;;) {
        Source::Line line;
        if (!TRY(reader.next(line.cells).during(name))) return source;
        line.number = reader.row();
        source.lines.push_back(std::move(line));
    }
}

bool is_chosen(const SourceRow& row, const std::map<std::string, std::vector<std::string>>& where) {
    return std::ranges::all_of(where, [&row](const auto& condition) {
        return std::ranges::find(condition.second, row.at(condition.first)) !=
               condition.second.end();
    });
}

std::vector<std::string> values_at(const SourceRow& row, const std::vector<std::string>& columns) {
    std::vector<std::string> values;
    for (const std::string& column : columns) values.emplace_back(row.at(column));
    return values;
}

/// Numbers by size, everything else by its letters (ISO dates sort by themselves).
bool is_less(std::string_view one, std::string_view other) {
    double left = 0, right = 0;
    const auto left_end = std::from_chars(one.data(), one.data() + one.size(), left);
    const auto right_end = std::from_chars(other.data(), other.data() + other.size(), right);
    const bool numbers = !one.empty() && !other.empty() &&
                         left_end.ptr == one.data() + one.size() &&
                         right_end.ptr == other.data() + other.size();
    return numbers ? left < right : one < other;
}

using Lines = std::vector<const Source::Line*>;

/// Keeps, of the lines with equal one_per columns, the latest; of equals the one further down.
void keep_latest(const Source& source, const Mapping& mapping, Lines& lines) {
    std::map<std::vector<std::string>, const Source::Line*> best;
    for (const Source::Line* line : lines) {
        const SourceRow row(source.places, line->cells);
        const Source::Line*& known = best[values_at(row, mapping.one_per)];
        if (known == nullptr ||
            !is_less(row.at(mapping.latest),
                     SourceRow(source.places, known->cells).at(mapping.latest))) {
            known = line;
        }
    }
    std::erase_if(lines, [&](const Source::Line* line) {
        return best[values_at(SourceRow(source.places, line->cells), mapping.one_per)] != line;
    });
}

/// The lines that become records, in the order in which they are written.
Lines chosen_lines(const Source& source, const Mapping& mapping, const ImportRequest& request,
                   ImportOutcome& outcome) {
    std::map<std::string, std::vector<std::string>> where;
    for (const auto& [column, value] : request.where) where[column].push_back(value);

    Lines lines;
    for (const Source::Line& line : source.lines) {
        ++outcome.rows;
        if (line.cells.size() != source.columns.size()) {
            ++outcome.rejected;
            outcome.issues.push_back({line.number, ImportIssue::Kind::Rejected, "", "", "",
                                      "it has " + std::to_string(line.cells.size()) +
                                          " cells, the header " +
                                          std::to_string(source.columns.size())});
            continue;
        }
        const SourceRow row(source.places, line.cells);
        if (is_chosen(row, where) && mapping.when.holds(row)) {
            lines.push_back(&line);
        } else {
            ++outcome.not_chosen;
        }
    }
    if (!mapping.one_per.empty()) {
        const std::size_t before = lines.size();
        keep_latest(source, mapping, lines);
        outcome.superseded = before - lines.size();
    }
    if (!mapping.order.empty()) {
        std::ranges::stable_sort(lines, [&](const Source::Line* one, const Source::Line* other) {
            return is_less(SourceRow(source.places, one->cells).at(mapping.order),
                           SourceRow(source.places, other->cells).at(mapping.order));
        });
    }
    return lines;
}

Status check_where(const Source& source, const ImportRequest& request) {
    for (const auto& [column, value] : request.where) {
        if (source.places.contains(column)) continue;
        return Error{Code::BadInput, "--where: the CSV has no column \"" + column + "\""};
    }
    return Done{};
}

void count_issues(const std::vector<ImportIssue>& issues, ImportOutcome& outcome) {
    for (const ImportIssue& issue : issues) {
        if (issue.kind == ImportIssue::Kind::LeftOut) ++outcome.values_left_out;
        if (outcome.issues.size() < kIssuesMax) outcome.issues.push_back(issue);
    }
}

/// A record of another country could never be sent from here.
bool is_of_this_laptop(const Workspace& workspace, const PlannedRecord& planned,
                       std::vector<ImportIssue>& issues) {
    const auto scope = workspace.scope_or_only(planned.scope.code);
    if (scope) return true;
    issues.push_back(
        {planned.row, ImportIssue::Kind::Rejected, "", planned.scope.code, "", scope.error().what});
    return false;
}

const char* word_for(ImportIssue::Kind kind) {
    switch (kind) {
        case ImportIssue::Kind::Rejected:
            return "row rejected";
        case ImportIssue::Kind::LeftOut:
            return "value left out";
        case ImportIssue::Kind::Warning:
            return "imported with a warning";
    }
    return "";
}

}  // namespace

Result<ImportOutcome> import_records(Workspace& workspace, const ImportRequest& request,
                                     const ImportProgress& progress) {
    const std::string text = TRY(read_file(request.csv));
    const Source source = TRY(source_from(text, request.csv.filename().string()));
    const std::string rules = TRY(read_file(request.mapping));
    const auto definition_of = [&workspace](const std::string& form) {
        return workspace.forms().newest(form);
    };
    const Mapping mapping = TRY(mapping_from(rules, source.columns, definition_of)
                                    .during(request.mapping.filename().string()));
    TRY(check_where(source, request));

    ImportOutcome outcome;
    outcome.form = mapping.definition->form.id;
    outcome.about = mapping.about;
    const Lines lines = chosen_lines(source, mapping, request, outcome);

    auto writer = TRY(ImportWriter::open(workspace, mapping, request, outcome));
    const RowImport rows(mapping, writer->names());
    std::size_t done = 0;
    for (const Source::Line* line : lines) {
        if (++done % kImportBatch == 0 && progress && !progress(done, lines.size())) break;
        PlannedRecord planned;
        std::vector<ImportIssue> issues;
        const bool taken =
            rows.read(SourceRow(source.places, line->cells), line->number, planned, issues) &&
            is_of_this_laptop(workspace, planned, issues);
        if (taken && TRY(writer->is_here(planned.id))) {
            ++outcome.already_here;
            continue;
        }
        count_issues(issues, outcome);
        if (!taken) {
            ++outcome.rejected;
            continue;
        }
        TRY(writer->add(std::move(planned)));
    }
    TRY(writer->finish());
    return outcome;
}

std::string report_csv(const ImportOutcome& outcome) {
    std::string csv(tables::kByteOrderMark);
    tables::append_csv_row(
        csv, std::vector<std::string>{"row", "what", "column", "value", "question", "why"});
    for (const ImportIssue& issue : outcome.issues) {
        tables::append_csv_row(csv, {{std::to_string(issue.row), tables::Cell::Kind::Number},
                                     {word_for(issue.kind)},
                                     {issue.column},
                                     {issue.value},
                                     {issue.question},
                                     {issue.why}});
    }
    return csv;
}

}  // namespace adit::work
