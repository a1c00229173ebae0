// SHA-256's own functions are deprecated for EVP's, which load providers first: 3 MB and a millisecond in every program.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
