// An answer that is decided, perhaps of a write that is done, gets to nginx without any memory.
#include "cgi.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <new>

#include "unit/support/failing_memory.h"

using namespace xcapd;
using http::Response;
using http::Status;
using test::FailingMemory;
using test::Shortage;

namespace {

Response stored() {
    Response response;
    response.status = Status::created;
    response.content_type = "application/resource-lists+xml";
    response.add("ETag", "\"0123456789abcdef0123456789abcdef\"");
    response.add("Location", "http://xcap.example.com/a\r\nlist");
    response.body = std::string(70'000, 'x');
    response.account = {"alice@example.com", "resource-lists", "users/sip:alice@example.com/a b",
                        "created", microseconds(1'234)};
    return response;
}

// The head from a buffer of `room` bytes, while no memory can be had.
std::string head_without_memory(const Response& response, std::size_t room) {
    std::string head;
    head.reserve(room);
    const char* const buffer = head.data();
    {
        const FailingMemory memory(1, Shortage::lasting);
        cgi::append_head(head, response, microseconds(2'000'007));
        CHECK_FALSE(memory.has_failed());
    }
    CHECK(head.data() == buffer);
    return head;
}

}  // namespace

TEST_SUITE("fcgi-worker/cgi") {
    TEST_CASE("a head that fits into what is reserved takes no memory") {
        CHECK(head_without_memory(stored(), cgi::longest_head) ==
              "Status: 201 Created\r\n"
              "Content-Type: application/resource-lists+xml\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Content-Security-Policy: default-src 'none'; sandbox\r\n"
              "ETag: \"0123456789abcdef0123456789abcdef\"\r\n"
              "Location: http://xcap.example.com/a??list\r\n"
              "Content-Length: 70000\r\n"
              "X-Xcapd-Account: user=alice@example.com auid=resource-lists "
              "doc=users/sip:alice@example.com/a%20b outcome=created worker=2.000007 "
              "db=0.001234\r\n\r\n");
    }

    TEST_CASE("a head too long for nginx becomes one that still tells what was done") {
        auto response = stored();
        SUBCASE("by what is logged") { response.account.document.append(cgi::longest_head / 3, ' '); }
        SUBCASE("by a header") { response.add("Link", std::string(cgi::longest_head, 'x')); }
        CHECK(head_without_memory(response, cgi::longest_head) ==
              "Status: 201 Created\r\n"
              "Content-Type: application/resource-lists+xml\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Content-Security-Policy: default-src 'none'; sandbox\r\n"
              "ETag: \"0123456789abcdef0123456789abcdef\"\r\n"
              "Content-Length: 70000\r\n"
              "X-Xcapd-Account: user=- auid=- doc=- outcome=created worker=2.000007 "
              "db=0.001234\r\n\r\n");
    }

    TEST_CASE("a head is whole or short, wherever it would have been cut") {
        const auto whole = head_without_memory(stored(), cgi::longest_head);
        auto long_one = stored();
        long_one.account.document.append(1000, 'x');
        const auto short_one = head_without_memory(long_one, whole.size() + 10);
        for (std::size_t room = short_one.size(); room <= whole.size(); ++room)
            CHECK(head_without_memory(stored(), room) == (room < whole.size() ? short_one : whole));
    }

    TEST_CASE("parameters that find no memory are an exception, wherever it is missing") {
        const char* const entries[] = {
            "REQUEST_METHOD=PROPPATCH-of-great-length",
            "REQUEST_URI=/xcap-root/resource-lists/users/sip:alice@example.com/index",
            "REMOTE_ADDR=2001:db8::1234:5678",
            "REQUEST_ID=0123456789abcdef0123456789abcdef",
            "REQUEST_SCHEME=https",
            "CONTENT_TYPE=application/resource-lists+xml",
            "HTTP_IF_MATCH=\"0123456789abcdef0123456789abcdef\"",
            "HTTP_IF_MATCH=\"fedcba9876543210fedcba9876543210\"",
            nullptr};
        const auto right = cgi::read_parameters(entries).request;
        CHECK(right.headers.size() == 2);
        for (const auto shortage : {Shortage::once, Shortage::lasting}) {
            bool has_failed = true;
            int first = 0;
            while (has_failed) {
                REQUIRE(++first < 1000);
                std::optional<cgi::Parameters> read;
                {
                    const FailingMemory memory(first, shortage);
                    try {
                        read = cgi::read_parameters(entries);
                    } catch (const std::bad_alloc&) {
                    }
                    has_failed = memory.has_failed();
                }
                CHECK(read.has_value() == !has_failed);
                if (!read) continue;
                CHECK(read->request.target == right.target);
                CHECK(read->request.header("if-match") == right.header("if-match"));
            }
            CHECK(first > 8);
        }
    }
}
