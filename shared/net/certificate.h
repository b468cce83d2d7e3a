// Certificate: what a server shows, and the key that proves it is the server's own.
//
// Laptops learn the server's certificate when they are enrolled and from then on trust exactly
// that one, whoever signed it: no list of authorities, no name check, no date check (a laptop's
// clock may be years off), nothing that a third party could mis-issue.
#pragma once

#include "base/result.h"
#include "base/surroundings.h"

#include <string>
#include <vector>

namespace adit::net {

struct Certificate {
    std::string certificate_pem;  // May be a chain, the server's own first.
    std::string key_pem;          // Keep it readable for the server's user alone.
};

/// A certificate (ECDSA P-256, ten years) for these host names and addresses, signed by itself.
/// At least one; each at most 253 bytes.
Result<Certificate> make_self_signed(const std::vector<std::string>& hosts,
                                     const Surroundings& world);

/// SHA-256 of the certificate as people compare it aloud: "3F:A2:…".
Result<std::string> fingerprint_of(const std::string& certificate_pem);

}  // namespace adit::net
