#include "net/tls_parts.h"

#include <openssl/pem.h>

#include <algorithm>

namespace adit::net {

Bytes bytes_of(SSL_SESSION* session) {
    Bytes out;
    const int size = session == nullptr ? 0 : i2d_SSL_SESSION(session, nullptr);
    if (size <= 0) return out;
    out.resize(static_cast<std::size_t>(size));
    unsigned char* at = out.data();
    i2d_SSL_SESSION(session, &at);
    return out;
}

SessionPtr session_from(ByteView bytes) {
    const unsigned char* at = bytes.data();
    return SessionPtr(
        bytes.empty() ? nullptr : d2i_SSL_SESSION(nullptr, &at, static_cast<long>(bytes.size())));
}

CertificatePtr certificate_from(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(),
                               static_cast<int>(std::min<std::size_t>(pem.size(), 1024 * 1024)));
    CertificatePtr out(PEM_read_bio_X509(bio, nullptr, nullptr, nullptr));
    BIO_free(bio);
    return out;
}

int shows_known_certificate(X509_STORE_CTX* shown, void* known) {
    const X509* leaf = X509_STORE_CTX_get0_cert(shown);
    const bool same = leaf != nullptr && X509_cmp(leaf, static_cast<X509*>(known)) == 0;
    X509_STORE_CTX_set_error(shown, same ? X509_V_OK : X509_V_ERR_CERT_REJECTED);
    return same ? 1 : 0;
}

}  // namespace adit::net
