// org.openmobilealliance.pres-content: what it takes, and for each rule of schema and constraints a
// document that breaks it alone.
#include <doctest/doctest.h>

#include "unit/support/usage_fixture.h"

using namespace xcapd;
using http::Status;
using test::constraint;
using test::schema;
using Fixture = test::UsageFixture;

namespace {

const std::string content_usage = "org.openmobilealliance.pres-content";
const std::string icon_name = "oma_status-icon/index";

std::string content(const std::string& children) {
    return "<content xmlns='urn:oma:xml:prs:pres-content'>" + children + "</content>";
}

std::string icon(const std::string& type, const std::string& encoding, const std::string& data) {
    return content("<mime-type>" + type + "</mime-type><encoding>" + encoding +
                   "</encoding><data>" + data + "</data>");
}

}  // namespace

TEST_SUITE("usages/pres-content") {
    TEST_CASE_FIXTURE(Fixture, "pres-content takes icons, and other content elsewhere") {
        for (const std::string type : {"image/jpeg", "image/gif", "image/png", " IMAGE/PNG\n"}) {
            CAPTURE(type);
            CHECK(put(content_usage, icon(type, "base64", "aWNvbg=="), icon_name) == "");
        }
        CHECK(put(content_usage, icon("image/png", " BASE64 ", "\n aWNv\n bg==\r\n"), icon_name) ==
              "");
        CHECK(put(content_usage, icon("image/png", "base64", "<![CDATA[aWNvbg==]]>"), icon_name) ==
              "");
        const auto whole = content(
            "<mime-type>image/png</mime-type><encoding>base64</encoding>"
            "<description xml:lang='en' y='1'>me</description><description "
            "xml:lang='nl'>ik</description>"
            "<data x='1'>aWNvbg==</data><more xmlns='urn:x'/>");
        CHECK(put(content_usage, whole, "oma_status-icon/rcs_status_icon") == "");
        CHECK(read(content_usage, "oma_status-icon/rcs_status_icon") == whole);
        CHECK(put(content_usage, content("<data>any text</data>"), "notes/index") == "");
        CHECK(put(content_usage, content("<data/>")) == "");
    }

    TEST_CASE_FIXTURE(Fixture, "each constraint of an icon refuses (OpenXCAP's)") {
        const std::string png = "image/png";
        for (const auto& [broken, phrase] : std::vector<std::pair<std::string, std::string>>{
                 {icon("image/svg+xml", "base64", "aWNvbg=="), "Unsupported MIME type."},
                 {icon("image/png; x=y", "base64", "aWNvbg=="), "Unsupported MIME type."},
                 {icon("", "base64", "aWNvbg=="), "Unsupported MIME type."},
                 {content("<encoding>base64</encoding><data>aWNvbg==</data>"),
                  "Unsupported MIME type."},
                 {icon(png, "binary", "aWNvbg=="), "Unsupported encoding."},
                 {icon(png, "", "aWNvbg=="), "Unsupported encoding."},
                 {content("<mime-type>image/png</mime-type><data>aWNvbg==</data>"),
                  "Unsupported encoding."},
                 {icon(png, "base64", ""), "No icon data"},
                 {icon(png, "base64", " \n"), "No icon data"},
                 {icon(png, "base64", "aWNvbg"), "not base64"},
                 {icon(png, "base64", "aWNvbg="), "not base64"},
                 {icon(png, "base64", "aWNvbg==aWNv"), "not base64"},
                 {icon(png, "base64", "a==="), "not base64"},
                 {icon(png, "base64", "===="), "not base64"},
                 {icon(png, "base64", "aWNv----"), "not base64"},
                 {icon(png, "base64", "aWN\xC3\xA9"), "not base64"}}) {
            CAPTURE(broken);
            const auto answer = send("PUT", uri(content_usage, icon_name), broken);
            CHECK(answer.account.outcome == constraint);
            CHECK(answer.body.find(phrase) != std::string::npos);
            CHECK(store->documents.empty());
        }
        // Elsewhere the type is free, and what calls itself base64 still is.
        CHECK(put(content_usage, icon("text/plain", "base64", "aWNvbg=="), "notes/a") == "");
        CHECK(put(content_usage, icon("text/plain", "8bit", "icon"), "notes/a") == "");
        CHECK(put(content_usage, icon("text/plain", "base64", "icon!"), "notes/a") == constraint);
    }

    TEST_CASE_FIXTURE(Fixture, "content of exactly max_pres_content_size is taken, more is not") {
        const std::string largest(307200, 'A');
        CHECK(put(content_usage, icon("image/png", "base64", "\n" + largest), icon_name) == "");
        CHECK(put(content_usage, content("<data>" + largest + "</data>"), "notes/a") == "");
        for (const auto& name : {icon_name, std::string("notes/a")}) {
            const auto answer = send("PUT", uri(content_usage, name),
                                     icon("image/png", "base64", largest + "AAAA"));
            CHECK(answer.account.outcome == constraint);
            CHECK(answer.body.find("maximum allowed size is 307200 bytes") != std::string::npos);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "each rule of the pres-content schema refuses") {
        const std::string type = "<mime-type>image/png</mime-type>";
        const std::string encoding = "<encoding>base64</encoding>";
        const std::string data = "<data>aWNvbg==</data>";
        for (const auto& broken :
             {content(""), content(type + encoding), content(encoding + type + data),
              content(data + type + encoding), content(type + type + encoding + data),
              content(type + encoding + encoding + data), content(type + encoding + data + data),
              content(type + encoding + data + "<description>late</description>"),
              content(type + encoding + "<description xml:lang='a b'>x</description>" + data),
              content(type + encoding + "<data><b>aWNvbg==</b></data>"),
              content("<mime-type>image/png<b/></mime-type>" + encoding + data),
              content(type + "<encoding>base64<b/></encoding>" + data),
              content(type + encoding + "<description><b/></description>" + data),
              content("<more xmlns='urn:x'/>" + type + encoding + data),
              content(type + encoding + data + "<more/>"), content("text" + data),
              std::string("<content/>"),
              std::string("<data xmlns='urn:oma:xml:prs:pres-content'>aWNvbg==</data>")}) {
            CAPTURE(broken);
            CHECK(put(content_usage, broken, icon_name) == schema);
        }
    }

    TEST_CASE_FIXTURE(Fixture, "oma_status-icon names the icons of pres-content") {
        const auto document = icon("image/gif", "base64", "aWNvbg==");
        const auto put_there = send("PUT", uri("oma_status-icon"), document);
        CHECK(put_there.status == Status::created);
        CHECK(put_there.account.auid == content_usage);
        CHECK(read(content_usage, icon_name) == document);
        CHECK(send("GET", uri("oma_status-icon") + "/~~/content/mime-type").body ==
              "<mime-type>image/gif</mime-type>");
        CHECK(put("oma_status-icon", content("<data>x</data>")) == constraint);
        CHECK(store->documents.size() == 1);
        CHECK(send("DELETE", uri(content_usage, icon_name)).status == Status::ok);
        CHECK(send("GET", uri("oma_status-icon")).status == Status::not_found);
    }
}
