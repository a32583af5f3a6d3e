#include "conformance/session.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/percent.h"
#include "conformance/xml_check.h"

namespace conformance {

Session::Session(Target target)
    : target_(std::move(target)),
      client_(target_.credentials, target_.trust),
      stranger_({}, target_.trust) {}

std::string Session::app_document(const std::string& name) const {
    return target_.root + "/" + target_.app.auid + "/users/" + target_.xui + "/" + name;
}

std::string Session::lists_document(const std::string& name) const {
    return target_.root + "/resource-lists/users/" + target_.xui + "/" + name;
}

std::string Session::usage_document(const std::string& auid) {
    if (!auids().contains(auid)) throw Skipped("the server has no application usage " + auid);
    return target_.root + "/" + auid + "/users/" + target_.xui + "/index";
}

std::string Session::node(const std::string& document, const std::string& selector,
                          const std::string& query) {
    std::string url = document + "/~~/" + xcapd::percent_encode_path(selector);
    if (!query.empty()) url += "?" + percent_encode(query, "-._~!$&'()*+,;=:@/?");
    return url;
}

Reply Session::get(const std::string& url, const Headers& headers) {
    return request("GET", url, headers);
}

Reply Session::head(const std::string& url, const Headers& headers) {
    return request("HEAD", url, headers);
}

Reply Session::put(const std::string& url, const std::string& type, const std::string& body,
                   Headers headers) {
    headers.emplace_back("Content-Type", type);
    return request("PUT", url, headers, &body);
}

Reply Session::remove(const std::string& url, const Headers& headers) {
    return request("DELETE", url, headers);
}

Reply Session::request(const std::string& method, const std::string& url, const Headers& headers,
                       const std::string* body) {
    return client_.request(method, url, headers, body);
}

Reply Session::anonymous(const std::string& method, const std::string& url,
                         const Headers& headers) {
    return stranger_.request(method, url, headers, nullptr);
}

Reply Session::with_password(const std::string& password, const std::string& url) {
    HttpClient other({target_.credentials.user, password}, target_.trust);
    return other.request("GET", url, {}, nullptr);
}

const std::set<std::string>& Session::auids() {
    if (auids_) return *auids_;
    const auto reply = get(target_.root + "/xcap-caps/global/index");
    expect_status(reply, {200}, "GET of xcap-caps/global/index");
    const auto found = xml::texts(reply.body, "/*/*[local-name()='auids']/*");
    return auids_.emplace(found.begin(), found.end());
}

std::string Session::start(const std::string& bytes, const std::string& name) {
    if (!auids().contains(target_.app.auid))
        throw Skipped("the server has no application usage " + target_.app.auid +
                      "; name one without a schema with --app");
    const auto url = app_document(name);
    expect_status(put(url, target_.app.media_type, bytes), {200, 201}, "PUT of the start document");
    return url;
}

std::string Session::start_lists(const std::string& bytes) {
    const auto url = usage_document("resource-lists");
    expect_status(put(url, "application/resource-lists+xml", bytes), {200, 201},
                  "PUT of the start document");
    return url;
}

void expect(bool holds, const std::string& rule) {
    if (!holds) throw Failed(rule);
}

void expect_status(const Reply& reply, std::initializer_list<long> allowed, const std::string& of) {
    if (std::find(allowed.begin(), allowed.end(), reply.status) != allowed.end()) return;
    std::string wanted;
    for (const long status : allowed)
        wanted += (wanted.empty() ? "" : " or ") + std::to_string(status);
    throw Failed(of + " was answered " + std::to_string(reply.status) + ", not " + wanted +
                 (reply.body.empty() ? "" : ": " + reply.body.substr(0, 300)));
}

void expect_equal(std::string_view found, std::string_view wanted, const std::string& what) {
    if (found != wanted)
        throw Failed(what + " is\n" + std::string(found) + "\nand not\n" + std::string(wanted));
}

std::string expect_conflict(const Reply& reply, const std::string& element) {
    expect_status(reply, {409}, "the request");
    const auto type = reply.header("content-type");
    if (reply.body.empty() || !type.starts_with("application/xcap-error+xml")) return {};
    if (const auto error = xml::validate(reply.body, "xcap-error.xsd"); !error.empty())
        throw Failed("the conflict document does not fit the schema of RFC 4825 11.2: " + error +
                     "\n" + reply.body);
    const auto names = xml::names(reply.body, "/*/*");
    expect(names.size() == 1, "a conflict document has one error element: " + reply.body);
    expect_equal(names.front(), element, "the error element");
    return reply.body;
}

std::string ancestor_of(const std::string& conflict, const std::string& document) {
    if (conflict.empty()) return {};
    const auto ancestors = xml::texts(conflict, "//*[local-name()='ancestor']");
    if (ancestors.empty()) return {};
    const auto& uri = ancestors.front();
    return uri.find("://") == uri.npos ? document + "/~~/" + uri : uri;
}

Reply expect_body(Session& session, const std::string& url, const std::string& wanted) {
    auto reply = session.get(url);
    expect_status(reply, {200}, "GET " + url);
    expect_equal(reply.body, wanted, "the body of GET " + url);
    return reply;
}

std::string percent_encode(std::string_view text, std::string_view unescaped) {
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (xcapd::ascii::is_alpha(c) || xcapd::ascii::is_digit(c) ||
            unescaped.find(c) != unescaped.npos) {
            out += c;
        } else {
            out += '%';
            out += digits[static_cast<unsigned char>(c) >> 4];
            out += digits[static_cast<unsigned char>(c) & 15];
        }
    }
    return out;
}

}  // namespace conformance
