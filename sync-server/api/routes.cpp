#include "api/handlers.h"

#include <array>

namespace adit::api {

std::span<const Route> routes() {
    static constexpr std::array kRoutes = {
        Route{"POST", "/v1/enrol", Door::Open, enrol_laptop},
        Route{"POST", "/v1/exchange", Door::Open, exchange},
        Route{"POST", "/v1/attachments", Door::Open, attachments},
        Route{"POST", "/v1/bundle", Door::Open, take_carried},
        Route{"POST", "/v1/roster", Door::Open, meet_server},
        Route{"GET", "/v1/health", Door::Open, health},

        Route{"POST", "/api/session", Door::Open, sign_in},
        Route{"GET", "/api/session", Door::Console, who_am_i},
        Route{"DELETE", "/api/session", Door::Open, sign_out},

        Route{"GET", "/api/forms", Door::Console, list_forms},
        Route{"GET", "/api/summary", Door::Console, summary},
        Route{"GET", "/api/records", Door::Console, list_records},
        Route{"GET", "/api/records/{id}", Door::Console, show_record},
        Route{"GET", "/api/files/{id}", Door::Console, show_file},
        Route{"GET", "/api/sites", Door::Console, sites},
        Route{"GET", "/api/export.csv", Door::Console, export_csv},
        Route{"GET", "/api/export.geojson", Door::Console, export_geojson},
    };
    return kRoutes;
}

}  // namespace adit::api
