// What a line does that cannot send while a body is made, nor be heard before it is done.
#include "sync/exchange.h"

#include <utility>

namespace adit::sync {

Result<Bytes> Transport::collected(const Pieces& next) {
    Bytes body;
    for (Bytes piece = TRY(next()); !piece.empty(); piece = TRY(next())) {
        body.insert(body.end(), piece.begin(), piece.end());
    }
    return body;
}

Transport::Pieces Transport::whole(Bytes body) {
    return [body = std::move(body)]() mutable -> Result<Bytes> { return std::exchange(body, {}); };
}

Status Transport::converse(const Pieces& next, const Hearing& hear) {
    const Bytes body = TRY(collected(next));
    const Bytes answer = TRY(post(body));
    return hear(answer);
}

}  // namespace adit::sync
