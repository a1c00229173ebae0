// The part of libcurl that DaiviAWS uses, loaded on first use.
//
// libcurl brings some thirty shared libraries with it; linking it would add 5 ms to the start of every module, even to
// one that only prints its manifest. It is therefore opened with dlopen when the first request is made, and the
// constants are declared here, so that no development package is needed to build. They belong to libcurl's stable ABI
// (libcurl.so.4); Tests/DaiviAWSTests uses the real library.
//
// Swift cannot call variadic functions such as curl_easy_setopt: there is one typed function a kind of argument.
#ifndef DAIVI_CCURL_H
#define DAIVI_CCURL_H

#include <stddef.h>
#include <stdint.h>

// Opens libcurl once a process. Returns NULL, or why it could not be opened. Safe to call from any thread.
const char *ccurl_load(void);

// CURLoption
typedef enum ccurl_option {
  CCURL_INFILESIZE_LARGE = 30115,
  CCURL_WRITEDATA = 10001,
  CCURL_URL = 10002,
  CCURL_READDATA = 10009,
  CCURL_ERRORBUFFER = 10010,
  CCURL_WRITEFUNCTION = 20011,
  CCURL_READFUNCTION = 20012,
  CCURL_LOW_SPEED_LIMIT = 19,
  CCURL_LOW_SPEED_TIME = 20,
  CCURL_HTTPHEADER = 10023,
  CCURL_HEADERDATA = 10029,
  CCURL_CUSTOMREQUEST = 10036,
  CCURL_NOBODY = 44,
  CCURL_UPLOAD = 46,
  CCURL_FOLLOWLOCATION = 52,
  CCURL_CAINFO = 10065,
  CCURL_MAXREDIRS = 68,
  CCURL_FRESH_CONNECT = 74,
  CCURL_HEADERFUNCTION = 20079,
  CCURL_HTTP_VERSION = 84,
  CCURL_NOSIGNAL = 99,
  CCURL_TIMEOUT_MS = 155,
  CCURL_CONNECTTIMEOUT_MS = 156,
  CCURL_SEEKFUNCTION = 20167,
  CCURL_SEEKDATA = 10168,
  CCURL_NOPROXY = 10177,
  CCURL_TCP_KEEPALIVE = 213,
  CCURL_PATH_AS_IS = 234,
  CCURL_MAXAGE_CONN = 288,
  CCURL_PROTOCOLS_STR = 10318,
  CCURL_REDIR_PROTOCOLS_STR = 10319,
} ccurl_option;

// CURLMoption
typedef enum ccurl_multi_option { CCURL_M_MAXCONNECTS = 6 } ccurl_multi_option;

// CURL_HTTP_VERSION_1_1
typedef enum ccurl_http_version { CCURL_HTTP_1_1 = 2 } ccurl_http_version;

// CURLcode, as far as a caller must tell one failure from another
typedef enum ccurl_code {
  CCURL_UNSUPPORTED_PROTOCOL = 1,
  CCURL_URL_MALFORMAT = 3,
  CCURL_COULDNT_RESOLVE_PROXY = 5,
  CCURL_COULDNT_RESOLVE_HOST = 6,
  CCURL_COULDNT_CONNECT = 7,
  CCURL_WRITE_ERROR = 23,
  CCURL_READ_ERROR = 26,
  CCURL_OPERATION_TIMEDOUT = 28,
  CCURL_SSL_CONNECT_ERROR = 35,
  CCURL_ABORTED_BY_CALLBACK = 42,
  CCURL_UNKNOWN_OPTION = 48,
  CCURL_PEER_FAILED_VERIFICATION = 60,
  CCURL_SSL_CACERT_BADFILE = 77,
} ccurl_code;

// CURLINFO
typedef enum ccurl_info {
  CCURL_INFO_RESPONSE_CODE = 0x200000 + 2,
  CCURL_INFO_REQUEST_SIZE = 0x200000 + 12,
} ccurl_info;

// What a read callback returns to end the transfer (CURL_READFUNC_ABORT).
typedef enum ccurl_read { CCURL_READ_ABORT = 0x10000000 } ccurl_read;

typedef size_t (*ccurl_transfer_function)(char *bytes, size_t size, size_t count, void *context);
typedef int (*ccurl_seek_function)(void *context, int64_t offset, int origin);

void *ccurl_easy_init(void);
void ccurl_easy_cleanup(void *easy);
int ccurl_set_long(void *easy, int option, long value);
int ccurl_set_offset(void *easy, int option, int64_t value);
int ccurl_set_string(void *easy, int option, const char *value);
int ccurl_set_pointer(void *easy, int option, void *value);
int ccurl_set_transfer_function(void *easy, int option, ccurl_transfer_function function);
int ccurl_set_seek_function(void *easy, ccurl_seek_function function);
long ccurl_info_long(void *easy, int info);
const char *ccurl_strerror(int code);

void *ccurl_slist_append(void *list, const char *line);
void ccurl_slist_free_all(void *list);

void *ccurl_multi_init(void);
int ccurl_multi_set_long(void *multi, int option, long value);
int ccurl_multi_add(void *multi, void *easy);
int ccurl_multi_remove(void *multi, void *easy);
int ccurl_multi_perform(void *multi);
int ccurl_multi_poll(void *multi, int timeout_ms);
int ccurl_multi_wakeup(void *multi);
// The next finished handle with its CURLcode, or NULL.
void *ccurl_multi_next_done(void *multi, int *code);

#endif
