#include "net/certificate.h"

#include "base/bytes.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>

namespace adit::net {
namespace {

template <auto Free>
struct Freer {
    void operator()(auto* held) const { Free(held); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using CertificatePtr = std::unique_ptr<X509, Freer<X509_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<X509_EXTENSION_free>>;
using NumberPtr = std::unique_ptr<BIGNUM, Freer<BN_free>>;
using BioPtr = std::unique_ptr<BIO, Freer<BIO_free_all>>;

constexpr long kTenYearsDays = 3653;
constexpr std::size_t kHostBytesMax = 253;
constexpr std::size_t kHostsMax = 32;

Error no_certificate() {
    return {Code::Unavailable, "the machine's OpenSSL could not make a certificate: check it"};
}

bool is_host(const std::string& host) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '-' || c == ':' || c == '_';
    };
    return !host.empty() && host.size() <= kHostBytesMax && std::ranges::all_of(host, fits);
}

bool is_address(const std::string& host) {
    if (host.find(':') != std::string::npos) return true;
    return std::ranges::all_of(host, [](char c) { return (c >= '0' && c <= '9') || c == '.'; });
}

bool add_extension(X509* certificate, int kind, const std::string& words) {
    X509V3_CTX context{};
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const ExtensionPtr made(X509V3_EXT_conf_nid(nullptr, &context, kind, words.c_str()));
    return made && X509_add_ext(certificate, made.get(), -1) == 1;
}

bool set_serial(X509* certificate, const Surroundings& world) {
    std::array<std::uint8_t, 16> serial{};
    world.random(serial);
    serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7Fu) | 0x40u);  // Positive, 16 bytes.
    const NumberPtr number(BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr));
    return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate));
}

bool set_name(X509* certificate, const std::string& host) {
    const std::string common = host.substr(0, 64);  // The bound of X.520.
    const auto* words = reinterpret_cast<const unsigned char*>(common.c_str());
    X509_NAME* name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, words, -1, -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1;
}

std::string text_in(BIO* bio) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio, &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string{};
}

}  // namespace

Result<Certificate> make_self_signed(const std::vector<std::string>& hosts,
                                     const Surroundings& world) {
    if (hosts.empty() || hosts.size() > kHostsMax || !std::ranges::all_of(hosts, is_host)) {
        return Error{Code::BadInput,
                     "name the server by host names or addresses, such as "
                     "sync.example.org or 192.168.1.10"};
    }
    std::string alternatives;
    for (const std::string& host : hosts) {
        if (!alternatives.empty()) alternatives += ",";
        alternatives += (is_address(host) ? "IP:" : "DNS:") + host;
    }

    const KeyPtr key(EVP_EC_gen("P-256"));
    const CertificatePtr certificate(X509_new());
    if (!key || !certificate) return no_certificate();
    X509* raw = certificate.get();
    std::time_t now = static_cast<std::time_t>(world.now_ms() / 1000);
    const bool filled =
        X509_set_version(raw, X509_VERSION_3) == 1 && set_serial(raw, world) &&
        X509_time_adj_ex(X509_getm_notBefore(raw), -1, 0, &now) != nullptr &&
        X509_time_adj_ex(X509_getm_notAfter(raw), kTenYearsDays, 0, &now) != nullptr &&
        X509_set_pubkey(raw, key.get()) == 1 && set_name(raw, hosts.front());
    if (!filled) return no_certificate();
    if (!add_extension(raw, NID_subject_alt_name, alternatives)) {
        return Error{Code::BadInput, "one of \"" + alternatives + "\" is no address"};
    }
    const bool finished = add_extension(raw, NID_basic_constraints, "critical,CA:FALSE") &&
                          add_extension(raw, NID_key_usage, "critical,digitalSignature") &&
                          add_extension(raw, NID_ext_key_usage, "serverAuth") &&
                          X509_sign(raw, key.get(), EVP_sha256()) > 0;
    const BioPtr certificate_pem(BIO_new(BIO_s_mem()));
    const BioPtr key_pem(BIO_new(BIO_s_mem()));
    if (!finished || PEM_write_bio_X509(certificate_pem.get(), raw) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                      nullptr) != 1) {
        return no_certificate();
    }
    return Certificate{text_in(certificate_pem.get()), text_in(key_pem.get())};
}

Result<std::string> fingerprint_of(const std::string& certificate_pem) {
    const BioPtr bio(BIO_new_mem_buf(
        certificate_pem.data(),
        static_cast<int>(std::min<std::size_t>(certificate_pem.size(), 1024 * 1024))));
    const CertificatePtr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    std::array<std::uint8_t, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest.data(), &size) != 1) {
        return Error{Code::BadInput, "this is no certificate in PEM form"};
    }
    std::string out;
    for (unsigned int i = 0; i < size; ++i) {
        if (i > 0) out += ':';
        for (const char digit : hex({&digest[i], 1})) {
            out += static_cast<char>(digit >= 'a' ? digit - 'a' + 'A' : digit);
        }
    }
    return out;
}

}  // namespace adit::net
