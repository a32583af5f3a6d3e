// Who may: the default policy (RFC 4825 5.7) and HTTP Digest (section 8, RFC 7616).
#include "base/ascii.h"
#include "base/crypto.h"
#include "conformance/session.h"

namespace conformance {
namespace {

std::string sample(const Session& session) {
    return "<root xmlns=\"" + session.app_namespace() + "\"/>";
}

std::string path_of(const std::string& url) {
    return url.substr(url.find('/', url.find("://") + 3));
}

std::string parameter(const std::string& challenge, const std::string& name) {
    const auto at = challenge.find(name + "=\"");
    if (at == challenge.npos) return {};
    const auto begin = at + name.size() + 2;
    return challenge.substr(begin, challenge.find('"', begin) - begin);
}

// Authorization for a GET of `path` (RFC 7616 3.4.1, MD5, qop=auth), or one without qop as
// RFC 2069 had it; `forged_nonce` replaces the challenge's.
enum class Qop { auth, none };
std::string digest_for(Session& session, const std::string& path, Qop qop = Qop::auth,
                       const std::string& forged_nonce = "") {
    const auto challenge =
        session.anonymous("GET", session.app_document()).header("www-authenticate");
    const bool is_md5 = challenge.find("algorithm=") == challenge.npos ||
                        challenge.find("algorithm=MD5,") != challenge.npos ||
                        challenge.ends_with("algorithm=MD5");
    if (!challenge.starts_with("Digest ") || !is_md5) throw Skipped("the server offers no MD5");
    const auto md5 = [](const std::string& text) {
        return xcapd::crypto::hex_digest(xcapd::crypto::Hash::md5, text);
    };
    const auto& [user, password] = session.target().credentials;
    const auto realm = parameter(challenge, "realm");
    const auto nonce = forged_nonce.empty() ? parameter(challenge, "nonce") : forged_nonce;
    const std::string count = qop == Qop::auth ? ":00000001:c:auth:" : ":";
    const auto response =
        md5(md5(user + ":" + realm + ":" + password) + ":" + nonce + count + md5("GET:" + path));
    return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce +
           "\", uri=\"" + path + "\", algorithm=MD5, " +
           (qop == Qop::auth ? "qop=auth, nc=00000001, cnonce=\"c\", " : "") + "response=\"" +
           response + "\"";
}

// A server that trusts this client's address asks for no credentials at all.
void need_credentials(Session& session) {
    if (session.anonymous("GET", session.app_document()).status == 200)
        throw Skipped("the server trusts this address");
}

}  // namespace

void add_access_cases(std::vector<Case>& cases) {
    Group group(cases, "access");
    group.add("8", "401 with a challenge for who says nothing", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        for (const char* method : {"GET", "HEAD", "DELETE"}) {
            const auto reply = session.anonymous(method, document);
            expect_status(reply, {401}, method);
            const auto challenge = reply.header("www-authenticate");
            expect(challenge.starts_with("Digest ") || challenge.starts_with("Basic "),
                   "a challenge, not \"" + challenge + "\"");
        }
        expect_body(session, document, sample(session));
    });
    group.add("7616 3.3", "a digest challenge names realm, nonce and qop", [](Session& session) {
        session.start(sample(session));
        need_credentials(session);
        const auto challenge =
            session.anonymous("GET", session.app_document()).header("www-authenticate");
        if (!challenge.starts_with("Digest ")) throw Skipped("the server offers no digest");
        const auto lower = xcapd::ascii::lower(challenge);
        for (const char* part : {"realm=", "nonce=", "qop="})
            expect(lower.find(part) != std::string::npos, std::string(part) + " in " + challenge);
    });
    group.add("8", "401 with a new challenge for a wrong password", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        const auto reply =
            session.with_password(session.target().credentials.password + "x", document);
        expect_status(reply, {401}, "GET");
        expect(reply.has("www-authenticate"), "a 401 carries a challenge");
    });
    group.add("8", "an element is guarded like its document", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        for (const char* selector : {"root", "root/@a", "root/namespace::*"})
            expect_status(session.anonymous("GET", Session::node(document, selector)), {401},
                          "GET");
    });
    for (const char* method : {"GET", "PUT", "DELETE"})
        group.add("5.7", std::string("nobody but the owner acts on a user's tree: ") + method,
                  [method](Session& session) {
                      session.start(sample(session));
                      need_credentials(session);
                      const auto& target = session.target();
                      const auto at = target.xui.find('@');
                      if (at == target.xui.npos) throw Skipped("the user has no domain");
                      const auto url = target.root + "/" + target.app.auid +
                                       "/users/sip:somebody-else" + target.xui.substr(at) +
                                       "/index";
                      const std::string body = sample(session);
                      const auto reply =
                          session.request(method, url, {{"Content-Type", target.app.media_type}},
                                          *method == 'P' ? &body : nullptr);
                      expect_status(reply, {401, 403, 404}, method);
                  });
    group.add("5.7", "users do not write the global tree", [](Session& session) {
        session.start(sample(session));
        need_credentials(session);
        const auto url =
            session.target().root + "/" + session.target().app.auid + "/global/conformance";
        expect_status(session.put(url, session.target().app.media_type, sample(session)),
                      {401, 403, 404, 405}, "PUT");
        expect_status(session.get(url), {401, 403, 404}, "GET");
    });
    group.add("7616 3.4.6", "a digest of another URI opens nothing", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        const auto other = session.app_document("other");
        expect_status(
            session.anonymous("GET", document,
                              {{"Authorization", digest_for(session, path_of(document))}}),
            {200}, "GET with a digest of its own URI");
        expect_status(session.anonymous("GET", document,
                                        {{"Authorization", digest_for(session, path_of(other))}}),
                      {400, 401}, "GET with a digest of another URI");
    });
    group.add("7616 3.4", "a digest for another method opens nothing", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        expect_status(
            session.anonymous("DELETE", document,
                              {{"Authorization", digest_for(session, path_of(document))}}),
            {400, 401}, "DELETE with a digest of GET");
        expect_body(session, document, sample(session));
    });
    group.add("7616 5.4", "a nonce count opens nothing twice", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        const auto digest = digest_for(session, path_of(document));
        expect_status(session.anonymous("GET", document, {{"Authorization", digest}}), {200},
                      "GET with a digest");
        const auto reply = session.anonymous("GET", document, {{"Authorization", digest}});
        if (reply.status == 200) throw Skipped("the server lets digests be replayed");
        expect_status(reply, {400, 401}, "GET with the same digest");
        expect(reply.status == 400 || reply.has("www-authenticate"), "a 401 carries a challenge");
    });
    group.add("7616 3.3", "a nonce nobody issued is answered stale=true", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        const auto digest = digest_for(session, path_of(document), Qop::auth, "0123456789abcdef");
        const auto reply = session.anonymous("GET", document, {{"Authorization", digest}});
        expect_status(reply, {401}, "GET");
        const auto challenge = xcapd::ascii::lower(reply.header("www-authenticate"));
        expect(!parameter(challenge, "nonce").empty(), "a new nonce");
        if (challenge.find("stale=true") == challenge.npos)
            throw Skipped("the server asks for the password again");
    });
    group.add("7616 3.4", "a digest without qop is no digest of RFC 7616", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        const auto digest = digest_for(session, path_of(document), Qop::none);
        const auto reply = session.anonymous("GET", document, {{"Authorization", digest}});
        if (reply.status == 200) throw Skipped("the server takes digests of RFC 2069");
        expect_status(reply, {400, 401}, "GET");
    });
    group.add("14", "a forged X-Forwarded-For opens nothing", [](Session& session) {
        const auto document = session.start(sample(session));
        need_credentials(session);
        for (const char* address : {"127.0.0.1", "::1", "10.0.0.1"})
            expect_status(session.anonymous("GET", document,
                                            {{"X-Forwarded-For", address},
                                             {"X-Real-IP", address},
                                             {"Forwarded", std::string("for=") + address}}),
                          {401}, std::string("GET with X-Forwarded-For: ") + address);
    });
}

}  // namespace conformance
