#include "api/answers.h"
#include "api/handlers.h"
#include "base/text.h"
#include "reports/exports.h"
#include "reports/lists.h"
#include "reports/record_files.h"
#include "reports/record_page.h"
#include "reports/sites.h"

#include <algorithm>

namespace adit::api {
namespace {

http::Response answer_of(const Result<Json>& json) {
    return json ? json_answer(*json) : error_answer(json.error());
}

std::string file_name(const Call& call, const reports::Filter& filter, const char* ending) {
    const std::string day = iso_time(call.central().world().now_ms()).substr(0, 10);
    const std::string form = filter.form.empty() ? "records" : filter.form;
    return "adit-" + joined(filter.scopes, "-") + "-" + form + "-" + day + ending;
}

Result<reports::ExportWish> wish_of(const Call& call) {
    reports::ExportWish wish;
    wish.filter = TRY(filter_of(call));
    const std::string labels = call.request.parameter("labels");
    if (labels != "" && labels != "en" && labels != "fr") {
        return Error{Code::BadInput, "labels is en or fr; leave it away for the choices' codes"};
    }
    wish.labels = !labels.empty();
    if (wish.labels) wish.language = labels;
    wish.sheet = call.request.parameter("sheet");
    return wish;
}

using Exporter = Result<reports::Export> (*)(central::Central&, const reports::ExportWish&);

http::Response export_as(const Call& call, Exporter exporter, const char* type,
                         const char* ending) {
    const auto wish = wish_of(call);
    if (!wish) return error_answer(wish.error());
    auto made = exporter(call.central(), *wish);
    if (!made) return error_answer(made.error());
    http::Response response =
        download(std::move(made->text), type, file_name(call, wish->filter, ending));
    response.headers["X-Adit-Records"] = std::to_string(made->records);
    return response;
}

}  // namespace

http::Response list_forms(const Call& call) {
    return json_answer(reports::form_list(call.central()));
}

http::Response summary(const Call& call) {
    const auto scopes = scopes_of(call);
    if (!scopes) return error_answer(scopes.error());
    return answer_of(reports::summary(call.central(), *scopes));
}

http::Response list_records(const Call& call) {
    const auto filter = filter_of(call);
    if (!filter) return error_answer(filter.error());
    return answer_of(reports::record_list(call.central(), *filter));
}

http::Response show_record(const Call& call) {
    const auto id = uuid_from(call.rest);
    if (!id) return error_answer(400, "\"" + call.rest + "\" is no record id");
    const auto page =
        reports::record_page(call.central(), record::RecordId{*id}, call.viewer.scopes);
    if (!page) return error_answer(page.error());
    // Not there and not theirs read alike: an id of another country tells nothing.
    if (!*page) return error_answer(404, "there is no such record in your countries");
    return json_answer(**page);
}

http::Response show_file(const Call& call) {
    const auto bytes = bytes_from_hex(call.rest);
    identity::Digest hash{};
    if (!bytes || bytes->size() != hash.size()) {
        return error_answer(400, "a file is named by 64 hexadecimal digits");
    }
    std::ranges::copy(*bytes, hash.begin());
    auto found = reports::find_file(call.central(), hash, call.viewer.scopes);
    if (!found) return error_answer(found.error());
    if (!*found) {
        return error_answer(404, "there is no such file of your countries here, or not yet");
    }
    const reports::FoundFile& file = **found;
    // Only what is a picture by its bytes is shown; all else is put on the reader's disk.
    http::Response response = download(std::string(text_of(ByteView(file.bytes))),
                                       file.content_type, "adit-" + call.rest.substr(0, 12));
    if (file.is_picture) response.headers["Content-Disposition"] = "inline";
    response.headers["Cache-Control"] = "private, max-age=86400, immutable";
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox";
    return response;
}

http::Response sites(const Call& call) {
    const auto scopes = scopes_of(call);
    if (!scopes) return error_answer(scopes.error());
    const auto collection = reports::sites_geojson(call.central(), *scopes);
    if (!collection) return error_answer(collection.error());
    http::Response response = json_answer(*collection);
    response.content_type = "application/geo+json";
    return response;
}

http::Response export_csv(const Call& call) {
    return export_as(call, reports::csv_export, "text/csv; charset=utf-8", ".csv");
}

http::Response export_geojson(const Call& call) {
    return export_as(call, reports::geojson_export, "application/geo+json", ".geojson");
}

}  // namespace adit::api
