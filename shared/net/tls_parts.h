// What OpenSSL lends, closed by itself: certificates and sessions. For this room only.
#pragma once

#include "base/bytes.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

namespace adit::net {

struct CertificateFreer {
    void operator()(X509* held) const { X509_free(held); }
};
using CertificatePtr = std::unique_ptr<X509, CertificateFreer>;

struct SessionFreer {
    void operator()(SSL_SESSION* held) const { SSL_SESSION_free(held); }
};
using SessionPtr = std::unique_ptr<SSL_SESSION, SessionFreer>;

Bytes bytes_of(SSL_SESSION* session);  // Empty for null.
/// Null when the bytes are none: then a new session is begun.
SessionPtr session_from(ByteView bytes);
/// Null when the text holds none.
CertificatePtr certificate_from(const std::string& pem);
/// For SSL_CTX_set_cert_verify_callback: the whole of our trust is that the certificate shown is
/// the one we know, byte for byte.
int shows_known_certificate(X509_STORE_CTX* shown, void* known);

}  // namespace adit::net
