#include "uri/user_id.h"

#include <doctest/doctest.h>

#include <map>

#include "uri/tel_number.h"

using namespace xcapd;

namespace {

UserId tel(const std::string& number) { return {number, "", true}; }

}  // namespace

TEST_SUITE("uri/user_id") {
    TEST_CASE("spellings of one SIP user are one (RFC 3261 19.1.4)") {
        for (const char* xui :
             {"sip:alice@example.com", "SIPS:alice@Example.COM", "alice@example.com",
              "sip:%61lice@example.com", "sip:%61%6C%69%63%65@example.com",
              "sip:alice@example.com;user=phone", "sips:alice@example.com;transport=tcp;lr",
              "sip:alice@example.com?subject=x", "sip:alice@example.com;a?b;c"}) {
            CAPTURE(xui);
            CHECK(UserId::from_xui(xui) == UserId{"alice", "example.com"});
        }
        CHECK(UserId::from_xui("sip:alice;transport=tcp") == UserId{"alice", ""});
        CHECK(UserId::from_xui("sip:j%C3%B6rg@a") == UserId::from_xui("sip:j\u00f6rg@a"));
        CHECK(UserId::from_xui("sip:a%2fb@c") == UserId::from_xui("sip:a%2Fb@c"));
    }

    TEST_CASE("spellings of one number are one (RFC 3966 4, 5.1.1)") {
        for (const char* xui : {"tel:+4930123", "TEL:+49-30-123", "tel:+49.30.(123)",
                                "tel:+%34930123", "tel:+(4)9-30.1-2-3."}) {
            CAPTURE(xui);
            CHECK(UserId::from_xui(xui) == tel("+4930123"));
        }
        for (const char* xui :
             {"tel:70-4a;phone-context=example.com", "tel:704A;Phone-Context=EXAMPLE.com"})
            CHECK(UserId::from_xui(xui) == tel("704a;phone-context=example.com"));
        CHECK(UserId::from_xui("tel:70;ext=1-2;phone-context=+4-9") ==
              UserId::from_xui("tel:7.0;phone-context=+49;EXT=12"));
        CHECK(UserId::from_xui("tel:*21%23;phone-context=+49") ==
              UserId::from_xui("tel:*21#;phone-context=+49"));
        CHECK(UserId::from_xui("tel:+49;phone-context=+49-30").username ==
              "+49;phone-context=+4930");
        CHECK(UserId::from_xui("tel:+49;b;a=%2f").username == "+49;a=%2f;b");
    }

    TEST_CASE("what is no number is none") {
        for (const char* text : {"",
                                 "+",
                                 "+-",
                                 "-",
                                 "()",
                                 "7042",
                                 "+49a",
                                 "+4+9",
                                 "49+",
                                 "+49 30",
                                 "+49@a",
                                 "+49;",
                                 "+49;;a",
                                 "+49;=x",
                                 "+49;a=",
                                 "+49;a=1;A=2",
                                 "+49;ext",
                                 "+49;ext=",
                                 "+49;ext=a",
                                 "+49;isub",
                                 "7;phone-context",
                                 "7;phone-context=",
                                 "7;phone-context=.",
                                 "7;phone-context=a b",
                                 "7;phone-context=+",
                                 "g;phone-context=a",
                                 "+49;a=\"x\"",
                                 "+49;a=\xc3\xb6",
                                 "+49;\xc3\xb6",
                                 "%2B49",
                                 "+49%00",
                                 "+49;a=%%34%31",
                                 "+49%",
                                 "+49,+50",
                                 "+49?a=b",
                                 "//+49",
                                 "+49;phone-context=a;phone-context=b",
                                 "\xd9\xa1"}) {
            CAPTURE(text);
            CHECK_FALSE(tel_number(text));
            CHECK_FALSE(UserId::from_xui("tel:" + std::string(text)).is_tel);
        }
    }

    TEST_CASE("two different users are never one, nor is anybody the global tree") {
        std::map<std::pair<std::string, std::string>, std::string> users;
        for (const char* xui : {"sip:alice@example.com",
                                "sip:Alice@example.com",
                                "sip:alice@example.org",
                                "sip:alice@example.com:5060",
                                "sip:alice@[::1]",
                                "sip:alice:secret@example.com",
                                "sip:sip:alice@example.com",
                                "sip:alice@example.com@example.com",
                                "sip:alice;x=y@example.com",
                                "sip:alice%3Bx=y@example.com",
                                "sip:alice%2540@example.com",
                                "sip:alice%40@example.com",
                                "sip:alice%@example.com",
                                "sip:alice%25@example.com",
                                "sip:alic%%36%35@example.com",
                                "sip:alic%65%@example.com",
                                "sip:alice%ff@example.com",
                                "sip:alice%00@example.com",
                                "sip:@example.com",
                                "sip:+4930123@example.com",
                                "sip:+49-30-123@example.com",
                                "sip:tel:+4930123@example.com",
                                "im:alice@example.com",
                                "pres:alice@example.com",
                                "sip:+4930123;ext=1@example.com",
                                "tel:+4930123",
                                "tel:+49301234",
                                "tel:4930123;phone-context=example.com",
                                "tel:4930123;phone-context=example.org",
                                "tel:4930123;phone-context=+49",
                                "tel:+4930123;ext=1",
                                "tel:+4930123;isub=1",
                                "tel:+4930123;phone-context=example.com",
                                "tel:+4930123;x",
                                "tel:+4930123;x=1",
                                "tel:0#;phone-context=a",
                                "tel:0*;phone-context=a",
                                "tel:+1;x=%3by=2",
                                "tel:+1;x;y=2",
                                "tel:+1;x=%2525",
                                "tel:+1;x=%25",
                                "sip:tel:+4930123",
                                "sip:alice"}) {
            auto user = UserId::from_xui(xui);
            user.complete_domain("default.org");
            CAPTURE(xui);
            CHECK((user.is_tel || !user.domain.empty()));
            CHECK_FALSE(user.empty());
            const auto [other, is_new] = users.emplace(std::pair(user.username, user.domain), xui);
            CHECK_MESSAGE(is_new, other->second);
            CHECK(UserId::of_row(user.username, user.domain) == user);
            // What names the user in one spelling names no other.
            CHECK(UserId::from_xui(user.uri()) == user);
        }
    }
}
