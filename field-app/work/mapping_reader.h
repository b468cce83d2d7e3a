// Reads a mapping's JSON and holds every word of it to the form and to the columns of the CSV.
//
// One use each: it gathers which columns were named while it reads.
#pragma once

#include "work/mapping.h"

#include <set>
#include <string>
#include <vector>

namespace adit::work {

class MappingReader {
public:
    explicit MappingReader(const std::vector<std::string>& columns)
        : columns_(columns.begin(), columns.end()) {}

    Result<Mapping> read(const Json& file, const DefinitionOf& definition_of);

private:
    Status read_rows(const Json& file, Mapping& mapping);
    Status read_scope(const Json& file, Mapping& mapping);
    Status read_instances(const Json& file, Mapping& mapping);
    Result<std::vector<AnswerRule>> rules(const Json& list, const forms::Definition& definition,
                                          const forms::Node* repeat, bool computed);
    Result<AnswerRule> rule(const Json& json, const forms::Definition& definition,
                            const forms::Node* repeat, bool computed);
    Result<Origin> origin(const Json& json);
    Result<FromText> text_origin(const Json& json);
    Result<FromFlags> flags_origin(const Json& json);
    Result<FromEntity> entity_origin(const Json& json);
    Result<WordMap> word_map(const Json& json);
    Result<Condition> condition(const Json& json);
    Result<std::string> column(const Json& json);
    Result<std::vector<std::string>> columns(const Json& json);
    Result<std::string> text(const Json& json, std::string_view what);
    Result<std::vector<std::string>> texts(const Json& json, std::string_view what);
    Status only(const Json& json, std::initializer_list<std::string_view> words);
    Status all_columns_told();
    Error wrong(std::string why) const;

    std::set<std::string, std::less<>> columns_;
    std::set<std::string, std::less<>> used_;
    std::string place_ = "mapping";  // Where we are, for messages.
    std::size_t rules_ = 0;
};

}  // namespace adit::work
