// A laptop at work: a workspace in a folder of its own with the pilots' forms, and whoever types.
#pragma once

#include "support/folder.h"
#include "support/world.h"
#include "work/record_work.h"
#include "work/workspace.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <string>
#include <vector>

namespace adit::test {

inline std::string forms_folder() { return std::string(ADIT_SOURCES) + "/assets/forms"; }

/// The value of a Result that must hold one; the test fails with its sentence otherwise.
template <class T>
T must(Result<T> result) {
    if (!result) FAIL(result.error().what);
    return *std::move(result);
}

class Laptop {
public:
    /// Two laptops of one test need two seeds: another seed is another device.
    explicit Laptop(std::uint64_t seed = 1) : world(seed) {
        workspace_ = must(work::Workspace::make(path(), world.surroundings()));
        must(work::keep_form_folder(workspace_->store(), forms_folder()));
        must(workspace_->set_owner({.laptop = "Laptop 7",
                                    .person = "k.mensah",
                                    .person_name = "Kofi Mensah",
                                    .role = identity::Role::FieldOfficer,
                                    .scopes = {{"COD"}, {"GHA"}},
                                    .server = std::nullopt}));
    }

    work::Workspace& operator*() { return *workspace_; }
    work::Workspace* operator->() { return workspace_.get(); }
    std::filesystem::path path() const { return folder_.path() / "laptop"; }
    /// A file beside the laptop's folder.
    std::filesystem::path file(const std::string& name, const std::string& content) const {
        const std::filesystem::path place = folder_.path() / name;
        std::ofstream(place, std::ios::binary) << content;
        return place;
    }
    void close() { workspace_.reset(); }
    void open() { workspace_ = must(work::Workspace::open(path(), world.surroundings())); }

    /// Begins a record, answers, and finalises it whatever is missing when asked to.
    record::RecordId record(const std::string& form, const std::vector<work::Typed>& answers,
                            bool finalise = false) {
        const record::ScopeId scope{"COD"};
        const auto session = must(work::session_of_new(*workspace_, form, scope, "en"));
        const auto tables = must(workspace_->forms().tables(session->definition(), scope));
        auto operations = session->opening_operations();
        for (auto& operation : must(work::answer_typed(*session, tables, answers))) {
            operations.push_back(std::move(operation));
        }
        if (finalise) {
            for (auto& operation : session->finalise(world.now())) {
                operations.push_back(std::move(operation));
            }
        }
        must(work::append(*workspace_, session->record(), std::move(operations)));
        return session->record().id;
    }

    World world;

private:
    Folder folder_;
    std::unique_ptr<work::Workspace> workspace_;
};

}  // namespace adit::test
