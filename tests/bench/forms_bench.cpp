// What forms cost: loading, answering, choosing, repeating; on the forms that the peers were
// measured on. For scripts/bench forms, which runs each step in a process of its own, so that a
// first load is a first load.
//
//   adit_forms_bench FORMS STEP    one line of JSON a figure: {"name", "value", "unit"}
//   adit_forms_bench WORKBOOK workbook
#include "base/json.h"
#include "work/files.h"
#include "xform/playing.h"
#include "xform/reading.h"
#include "xlsform/workbook.h"

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>

using namespace adit;

namespace {

double now_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(since).count();
}

double ms_of(const std::function<void()>& work) {
    const double began = now_ms();
    work();
    return now_ms() - began;
}

void tell(const char* name, double value, const char* unit) {
    std::printf("%s\n", text_of(Json{{"name", name}, {"value", value}, {"unit", unit}}).c_str());
}

double percentile(std::vector<double> values, double share) {
    std::ranges::sort(values);
    const auto at = static_cast<std::size_t>(share * static_cast<double>(values.size()));
    return values[std::min(at, values.size() - 1)];
}

[[noreturn]] void stop(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

void must(const Status& done) {
    if (!done) stop(done.error().what);
}

template <class T>
T must(Result<T> made) {
    if (!made) stop(made.error().what);
    return *std::move(made);
}

xform::Playing begun(forms::Definition definition) {
    return {std::make_shared<const forms::Definition>(std::move(definition)),
            {},
            {.world = real_surroundings(), .own = {}}};
}

xform::Playing loaded(const std::string& text) {
    auto reading = xform::read_xform(text);
    if (!reading.definition) stop(xform::text_of(reading.problems.front()));
    return begun(*std::move(reading.definition));
}

constexpr double kMiB = 1 << 20;

/// What is allocated, mapped blocks too.
double held_mb() {
    const struct mallinfo2 now = mallinfo2();
    return static_cast<double>(now.uordblks + now.hblkhd) / kMiB;
}

/// That and what reading the form needed meanwhile.
double resident_mb() {
    std::ifstream in("/proc/self/statm");
    std::size_t all = 0, resident = 0;
    in >> all >> resident;
    return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE)) / kMiB;
}

std::string question(int number) { return "/data/q" + std::to_string(number); }

/// Every fifth question is a number; the second behind it is asked because of it, the third and the
/// form's total are calculated from it.
void set_one(const std::string& text) {
    auto form = loaded(text);
    std::vector<double> times;
    for (int round = 0; round < 2; ++round) {
        for (int at = 0; at < 2000; at += 5) {
            const std::string typed = std::to_string(7 + at % 90 + round);
            times.push_back(ms_of([&] {
                must(form.answer(question(at), typed));
                static_cast<void>(must(form.is_relevant(question(at + 2))));
                static_cast<void>(must(form.value(question(at + 3))));
                static_cast<void>(must(form.value("/data/total")));
            }));
        }
    }
    tell("set_one_of_2000_median_ms", percentile(times, 0.5), "ms");
    tell("set_one_of_2000_p95_ms", percentile(times, 0.95), "ms");
}

void chain(const std::string& text) {
    auto form = loaded(text);
    std::vector<double> times;
    for (int i = 0; i < 100; ++i) {
        times.push_back(ms_of([&] {
            must(form.answer("/data/q0", std::to_string(10 + i)));
            static_cast<void>(must(form.value("/data/q1998")));
        }));
    }
    tell("chain_400_median_ms", percentile(times, 0.5), "ms");
}

void cascade(const std::string& text) {
    auto form = loaded(text);
    must(form.answer("/data/region", "r0"));
    static_cast<void>(must(form.choices("/data/village")));  // The index is made once.
    const auto districts = must(form.choices("/data/district"));
    std::vector<std::string> names;
    for (const auto& choice : districts) names.emplace_back(choice.name);
    std::vector<double> times;
    for (int i = 0; i < 200; ++i) {
        const std::string& name = names[static_cast<std::size_t>(i) % names.size()];
        times.push_back(ms_of([&] {
            must(form.answer("/data/district", name));
            if (must(form.choices("/data/village")).size() != 50) stop("there should be 50");
        }));
    }
    tell("filter_10000_to_50_median_ms", percentile(times, 0.5), "ms");
}

void repeats(const std::string& text) {
    auto form = loaded(text);
    const auto add = [&](int number) {
        must(form.add_instance("/data/person"));
        const std::string age = std::to_string(number % 60);
        must(form.answer("/data/person[" + std::to_string(number) + "]/f0", age));
    };
    tell("add_200_repeats_ms", ms_of([&] {
             for (int i = 1; i <= 200; ++i) add(i);
         }),
         "ms");
    tell("remove_101_of_200_ms", ms_of([&] { must(form.remove_instance("/data/person[101]")); }),
         "ms");
    for (int i = 200; i <= 5000; ++i) add(i);
    std::vector<double> times;
    for (int i = 5001; i < 5051; ++i) {
        times.push_back(ms_of([&] {
            add(i);
            static_cast<void>(must(form.value("/data/total")));
            static_cast<void>(must(form.value("/data/adults")));
        }));
    }
    tell("one_more_of_5000_repeats_median_ms", percentile(times, 0.5), "ms");
}

void load(const char* name, const std::string& text) {
    tell(name, ms_of([&] { loaded(text); }), "ms");
}

void memory(const std::string& text) {
    const double held = held_mb(), resident = resident_mb();
    const auto form = loaded(text);
    tell("memory_2000_mb", held_mb() - held, "MB");
    tell("memory_2000_resident_mb", resident_mb() - resident, "MB");
}

void workbook(const std::string& file) {
    tell("site_visit_ready_ms", ms_of([&] {
             const std::string bytes = must(work::read_file(file));
             auto reading = xlsform::read_workbook(view_of(bytes), "site_visit.xlsx");
             if (!reading.definition) stop(xlsform::text_of(reading.problems.front()));
             begun(*std::move(reading.definition));
         }),
         "ms");
}

struct Step {
    const char* form;
    std::function<void(const std::string& text)> run;
};

}  // namespace

int main(int count, char** words) {
    const std::map<std::string, Step> steps{
        {"load_500", {"flat500.xml", [](const auto& text) { load("load_500_first_ms", text); }}},
        {"load_2000", {"flat2000.xml", [](const auto& text) { load("load_2000_first_ms", text); }}},
        {"memory", {"flat2000.xml", memory}},
        {"set_one", {"flat2000.xml", set_one}},
        {"chain", {"chain2000.xml", chain}},
        {"cascade", {"cascade10000.xml", cascade}},
        {"repeats", {"repeats.xml", repeats}},
    };
    if (count != 3) stop("see the first lines of tests/bench/forms_bench.cpp");
    if (std::string(words[2]) == "workbook") {
        workbook(words[1]);
        return 0;
    }
    const auto step = steps.find(words[2]);
    if (step == steps.end()) stop("see the first lines of tests/bench/forms_bench.cpp");
    step->second.run(must(work::read_file(std::filesystem::path(words[1]) / step->second.form)));
    return 0;
}
