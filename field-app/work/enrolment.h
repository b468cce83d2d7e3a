// Enrolment: a ticket from the coordinator makes this laptop one of the programme's.
//
// The laptop's key is made and stored before the code is used, so that a lost answer can be asked
// for again with the same ticket. The server is trusted by exactly the certificate in the ticket.
#pragma once

#include "work/workspace.h"

#include <string>

namespace adit::work {

struct Ticket {
    std::string url;
    std::string certificate_pem;
    std::string programme;
    identity::PublicKey programme_key{};
    std::string code;
};

/// BadInput when the file is no ticket.
Result<Ticket> ticket_from(std::string_view json);

/// Uses the ticket: BadInput or Refused say what to do about it, Unavailable that nobody answered.
/// Records made before stay, and travel with the next exchange.
Status enrol(Workspace& workspace, const Ticket& ticket, const std::string& laptop);

/// Takes over what the roster now says of this laptop's person, role and countries. True when that
/// is news.
Result<bool> follow_roster(Workspace& workspace);

}  // namespace adit::work
